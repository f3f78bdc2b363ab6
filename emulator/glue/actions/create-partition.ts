import {
  CreatePartition$,
  type CreatePartitionRequest,
  type CreatePartitionResponse,
} from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";

export const createPartition = glueAction<CreatePartitionRequest, CreatePartitionResponse>(
  CreatePartition$,
  ({ store, faults }, { DatabaseName, TableName, PartitionInput }) => {
    const table = store.table(DatabaseName, TableName);
    faults.admit(PartitionInput.Values ?? []);
    store.createPartition(table, PartitionInput);
    return {};
  },
);
