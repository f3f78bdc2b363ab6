import {
  DeletePartition$,
  type DeletePartitionRequest,
  type DeletePartitionResponse,
} from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";

export const deletePartition = glueAction<DeletePartitionRequest, DeletePartitionResponse>(
  DeletePartition$,
  ({ store }, { DatabaseName, TableName, PartitionValues }) => {
    store.deletePartition(store.table(DatabaseName, TableName), PartitionValues);
    return {};
  },
);
