import {
  DeleteColumnStatisticsForTable$,
  type DeleteColumnStatisticsForTableRequest,
  type DeleteColumnStatisticsForTableResponse,
} from "@aws-sdk/client-glue";
import { deleteStatistics } from "../column-statistics.ts";
import { operation } from "../operation.ts";

export const deleteColumnStatisticsForTable = operation<
  DeleteColumnStatisticsForTableRequest,
  DeleteColumnStatisticsForTableResponse
>(DeleteColumnStatisticsForTable$, ({ store }, { DatabaseName, TableName, ColumnName }) => {
  deleteStatistics(store.table(DatabaseName, TableName).statistics, ColumnName);
  return {};
});
