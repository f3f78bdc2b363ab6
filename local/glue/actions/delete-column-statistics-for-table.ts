import {
  DeleteColumnStatisticsForTable$,
  type DeleteColumnStatisticsForTableRequest,
  type DeleteColumnStatisticsForTableResponse,
} from "@aws-sdk/client-glue";
import { operation } from "../action.ts";
import { deleteStatistics } from "../column-statistics.ts";

export const deleteColumnStatisticsForTable = operation<
  DeleteColumnStatisticsForTableRequest,
  DeleteColumnStatisticsForTableResponse
>(DeleteColumnStatisticsForTable$, ({ store }, { DatabaseName, TableName, ColumnName }) => {
  deleteStatistics(store.table(DatabaseName, TableName).statistics, ColumnName);
  return {};
});
