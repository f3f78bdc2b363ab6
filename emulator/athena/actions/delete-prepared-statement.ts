import {
  DeletePreparedStatement$,
  type DeletePreparedStatementInput,
  type DeletePreparedStatementOutput,
} from "@aws-sdk/client-athena";
import { athenaAction } from "../action.ts";

export const deletePreparedStatement = athenaAction<
  DeletePreparedStatementInput,
  DeletePreparedStatementOutput
>(DeletePreparedStatement$, ({ preparedStatements, workGroups }, { WorkGroup, StatementName }) => {
  preparedStatements.delete(workGroups.find(WorkGroup).Name, StatementName);
  return {};
});
