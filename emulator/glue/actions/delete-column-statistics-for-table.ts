import {
  DeleteColumnStatisticsForTable$,
  type DeleteColumnStatisticsForTableRequest,
  type DeleteColumnStatisticsForTableResponse,
} from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";
import { deleteStatistics } from "../column-statistics.ts";

export const deleteColumnStatisticsForTable = glueAction<
  DeleteColumnStatisticsForTableRequest,
  DeleteColumnStatisticsForTableResponse
>(DeleteColumnStatisticsForTable$, ({ store }, { DatabaseName, TableName, ColumnName }) => {
  deleteStatistics(store.table(DatabaseName, TableName).statistics, ColumnName);
  return {};
});
