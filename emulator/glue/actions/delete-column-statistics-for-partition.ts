import {
  DeleteColumnStatisticsForPartition$,
  type DeleteColumnStatisticsForPartitionRequest,
  type DeleteColumnStatisticsForPartitionResponse,
} from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";
import { deleteStatistics } from "../column-statistics.ts";

export const deleteColumnStatisticsForPartition = glueAction<
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
