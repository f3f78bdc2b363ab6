import {
  GetColumnStatisticsForTable$,
  type GetColumnStatisticsForTableRequest,
  type GetColumnStatisticsForTableResponse,
} from "@aws-sdk/client-glue";
import { readStatistics } from "../column-statistics.ts";
import { operation } from "../operation.ts";

export const getColumnStatisticsForTable = operation<
  GetColumnStatisticsForTableRequest,
  GetColumnStatisticsForTableResponse
>(GetColumnStatisticsForTable$, ({ store }, { DatabaseName, TableName, ColumnNames }) =>
  readStatistics(store.table(DatabaseName, TableName).statistics, ColumnNames),
);
