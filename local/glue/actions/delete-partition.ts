import {
  DeletePartition$,
  type DeletePartitionRequest,
  type DeletePartitionResponse,
} from "@aws-sdk/client-glue";
import { operation } from "../action.ts";

export const deletePartition = operation<DeletePartitionRequest, DeletePartitionResponse>(
  DeletePartition$,
  ({ store }, { DatabaseName, TableName, PartitionValues }) => {
    store.deletePartition(store.table(DatabaseName, TableName), PartitionValues);
    return {};
  },
);
