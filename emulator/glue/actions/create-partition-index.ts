import {
  CreatePartitionIndex$,
  type CreatePartitionIndexRequest,
  type CreatePartitionIndexResponse,
} from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";

/** Answers once the index is CREATING; the rest is seen by GetPartitionIndexes. */
export const createPartitionIndex = glueAction<CreatePartitionIndexRequest, CreatePartitionIndexResponse>(
  CreatePartitionIndex$,
  ({ store, indexes }, { DatabaseName, TableName, PartitionIndex }) => {
    indexes.create(store.table(DatabaseName, TableName), PartitionIndex);
    return {};
  },
);
