import {
  BatchUpdatePartition$,
  type BatchUpdatePartitionRequest,
  type BatchUpdatePartitionResponse,
} from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";
import { eachItem } from "../batch.ts";
import { checkValues } from "../store.ts";

/** Errors name their item `PartitionValueList` here, where the other batches say `PartitionValues`. */
export const batchUpdatePartition = glueAction<BatchUpdatePartitionRequest, BatchUpdatePartitionResponse>(
  BatchUpdatePartition$,
  ({ store }, { DatabaseName, TableName, Entries }) => {
    const table = store.table(DatabaseName, TableName);
    for (const { PartitionValueList } of Entries) checkValues(table, PartitionValueList);
    const Errors = eachItem(
      Entries,
      (entry) => store.updatePartition(table, entry.PartitionValueList, entry.PartitionInput),
      ({ PartitionValueList }, ErrorDetail) => ({ PartitionValueList, ErrorDetail }),
    );
    return { Errors };
  },
);
