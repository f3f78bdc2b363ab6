import {
  BatchCreatePartition$,
  type BatchCreatePartitionRequest,
  type BatchCreatePartitionResponse,
} from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";
import { eachItem } from "../batch.ts";
import { checkValues } from "../store.ts";

/** All or nothing about malformed items; one by one about those that exist, a duplicate in the call included. */
export const batchCreatePartition = glueAction<BatchCreatePartitionRequest, BatchCreatePartitionResponse>(
  BatchCreatePartition$,
  ({ store, faults }, { DatabaseName, TableName, PartitionInputList }) => {
    const table = store.table(DatabaseName, TableName);
    for (const { Values } of PartitionInputList) {
      checkValues(table, Values);
      faults.admit(Values ?? []);
    }
    const Errors = eachItem(
      PartitionInputList,
      (input) => {
        const fault = faults.takeItemError(input.Values ?? []);
        if (fault !== undefined) throw fault;
        store.createPartition(table, input);
      },
      ({ Values }, ErrorDetail) => ({ PartitionValues: Values, ErrorDetail }),
    );
    return { Errors };
  },
);
