import { GetPartition$, type GetPartitionRequest, type GetPartitionResponse } from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";

export const getPartition = glueAction<GetPartitionRequest, GetPartitionResponse>(
  GetPartition$,
  ({ store }, { DatabaseName, TableName, PartitionValues }) => ({
    Partition: store.partition(store.table(DatabaseName, TableName), PartitionValues),
  }),
);
