import {
  GetColumnStatisticsForPartition$,
  type GetColumnStatisticsForPartitionRequest,
  type GetColumnStatisticsForPartitionResponse,
} from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";
import { readStatistics } from "../column-statistics.ts";

export const getColumnStatisticsForPartition = glueAction<
  GetColumnStatisticsForPartitionRequest,
  GetColumnStatisticsForPartitionResponse
>(
  GetColumnStatisticsForPartition$,
  ({ store }, { DatabaseName, TableName, PartitionValues, ColumnNames }) => {
    const table = store.table(DatabaseName, TableName);
    return readStatistics(store.partitionEntry(table, PartitionValues).statistics, ColumnNames);
  },
);
