import {
  BatchDeletePartition$,
  type BatchDeletePartitionRequest,
  type BatchDeletePartitionResponse,
} from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";
import { eachItem } from "../batch.ts";
import { checkValues } from "../store.ts";

export const batchDeletePartition = glueAction<BatchDeletePartitionRequest, BatchDeletePartitionResponse>(
  BatchDeletePartition$,
  ({ store }, { DatabaseName, TableName, PartitionsToDelete }) => {
    const table = store.table(DatabaseName, TableName);
    for (const { Values } of PartitionsToDelete) checkValues(table, Values);
    const Errors = eachItem(
      PartitionsToDelete,
      ({ Values }) => store.deletePartition(table, Values),
      ({ Values }, ErrorDetail) => ({ PartitionValues: Values, ErrorDetail }),
    );
    return { Errors };
  },
);
