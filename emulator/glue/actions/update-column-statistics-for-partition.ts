import {
  UpdateColumnStatisticsForPartition$,
  type UpdateColumnStatisticsForPartitionRequest,
  type UpdateColumnStatisticsForPartitionResponse,
} from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";
import { writeStatistics } from "../column-statistics.ts";

export const updateColumnStatisticsForPartition = glueAction<
  UpdateColumnStatisticsForPartitionRequest,
  UpdateColumnStatisticsForPartitionResponse
>(
  UpdateColumnStatisticsForPartition$,
  ({ store }, { DatabaseName, TableName, PartitionValues, ColumnStatisticsList }) => {
    const table = store.table(DatabaseName, TableName);
    const { statistics } = store.partitionEntry(table, PartitionValues);
    return { Errors: writeStatistics(table, statistics, ColumnStatisticsList) };
  },
);
