import {
  CreatePartition$,
  type CreatePartitionRequest,
  type CreatePartitionResponse,
} from "@aws-sdk/client-glue";
import { operation } from "../action.ts";

export const createPartition = operation<CreatePartitionRequest, CreatePartitionResponse>(
  CreatePartition$,
  ({ store, faults }, { DatabaseName, TableName, PartitionInput }) => {
    const table = store.table(DatabaseName, TableName);
    faults.admit(PartitionInput.Values ?? []);
    store.createPartition(table, PartitionInput);
    return {};
  },
);
