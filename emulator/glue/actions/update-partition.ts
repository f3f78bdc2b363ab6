import {
  UpdatePartition$,
  type UpdatePartitionRequest,
  type UpdatePartitionResponse,
} from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";

export const updatePartition = glueAction<UpdatePartitionRequest, UpdatePartitionResponse>(
  UpdatePartition$,
  ({ store }, { DatabaseName, TableName, PartitionValueList, PartitionInput }) => {
    store.updatePartition(store.table(DatabaseName, TableName), PartitionValueList, PartitionInput);
    return {};
  },
);
