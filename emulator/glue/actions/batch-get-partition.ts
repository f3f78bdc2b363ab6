import {
  BatchGetPartition$,
  type BatchGetPartitionRequest,
  type BatchGetPartitionResponse,
} from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";
import { checkValues } from "../store.ts";

/** A partition that does not exist is absent from the response, without an error. */
export const batchGetPartition = glueAction<BatchGetPartitionRequest, BatchGetPartitionResponse>(
  BatchGetPartition$,
  ({ store, faults }, { DatabaseName, TableName, PartitionsToGet }) => {
    const table = store.table(DatabaseName, TableName);
    for (const { Values } of PartitionsToGet) checkValues(table, Values);
    const processed = Math.max(0, PartitionsToGet.length - faults.takeUnprocessed());
    return {
      Partitions: PartitionsToGet.slice(0, processed).flatMap(
        ({ Values }) => store.findPartition(table, Values) ?? [],
      ),
      UnprocessedKeys: PartitionsToGet.slice(processed),
    };
  },
);
