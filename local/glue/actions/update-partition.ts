import {
  UpdatePartition$,
  type UpdatePartitionRequest,
  type UpdatePartitionResponse,
} from "@aws-sdk/client-glue";
import { operation } from "../action.ts";

export const updatePartition = operation<UpdatePartitionRequest, UpdatePartitionResponse>(
  UpdatePartition$,
  ({ store }, { DatabaseName, TableName, PartitionValueList, PartitionInput }) => {
    store.updatePartition(store.table(DatabaseName, TableName), PartitionValueList, PartitionInput);
    return {};
  },
);
