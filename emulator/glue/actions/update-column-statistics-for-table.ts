import {
  UpdateColumnStatisticsForTable$,
  type UpdateColumnStatisticsForTableRequest,
  type UpdateColumnStatisticsForTableResponse,
} from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";
import { writeStatistics } from "../column-statistics.ts";

export const updateColumnStatisticsForTable = glueAction<
  UpdateColumnStatisticsForTableRequest,
  UpdateColumnStatisticsForTableResponse
>(UpdateColumnStatisticsForTable$, ({ store }, { DatabaseName, TableName, ColumnStatisticsList }) => {
  const table = store.table(DatabaseName, TableName);
  return { Errors: writeStatistics(table, table.statistics, ColumnStatisticsList) };
});
