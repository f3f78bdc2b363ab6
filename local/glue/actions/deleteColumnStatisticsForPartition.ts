import {
  DeleteColumnStatisticsForPartition$,
  type DeleteColumnStatisticsForPartitionRequest,
  type DeleteColumnStatisticsForPartitionResponse,
} from "@aws-sdk/client-glue";
import { deleteStatistics } from "../column-statistics.ts";
import { operation } from "../operation.ts";

export const deleteColumnStatisticsForPartition = operation<
  DeleteColumnStatisticsForPartitionRequest,
  DeleteColumnStatisticsForPartitionResponse
>(
  DeleteColumnStatisticsForPartition$,
  ({ store }, { DatabaseName, TableName, PartitionValues, ColumnName }) => {
    const table = store.table(DatabaseName, TableName);
    deleteStatistics(store.partitionEntry(table, PartitionValues).statistics, ColumnName);
    return {};
  },
);
