import {
  GetColumnStatisticsForTable$,
  type GetColumnStatisticsForTableRequest,
  type GetColumnStatisticsForTableResponse,
} from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";
import { readStatistics } from "../column-statistics.ts";

export const getColumnStatisticsForTable = glueAction<
  GetColumnStatisticsForTableRequest,
  GetColumnStatisticsForTableResponse
>(GetColumnStatisticsForTable$, ({ store }, { DatabaseName, TableName, ColumnNames }) =>
  readStatistics(store.table(DatabaseName, TableName).statistics, ColumnNames),
);
