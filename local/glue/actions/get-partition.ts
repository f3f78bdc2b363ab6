import { GetPartition$, type GetPartitionRequest, type GetPartitionResponse } from "@aws-sdk/client-glue";
import { operation } from "../action.ts";

export const getPartition = operation<GetPartitionRequest, GetPartitionResponse>(
  GetPartition$,
  ({ store }, { DatabaseName, TableName, PartitionValues }) => ({
    Partition: store.partition(store.table(DatabaseName, TableName), PartitionValues),
  }),
);
