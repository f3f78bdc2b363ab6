import {
  DeletePartitionIndex$,
  type DeletePartitionIndexRequest,
  type DeletePartitionIndexResponse,
} from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";

export const deletePartitionIndex = glueAction<DeletePartitionIndexRequest, DeletePartitionIndexResponse>(
  DeletePartitionIndex$,
  ({ store, indexes }, { DatabaseName, TableName, IndexName }) => {
    indexes.delete(store.table(DatabaseName, TableName), IndexName);
    return {};
  },
);
