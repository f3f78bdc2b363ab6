import {
  DeletePreparedStatement$,
  type DeletePreparedStatementInput,
  type DeletePreparedStatementOutput,
} from "@aws-sdk/client-athena";
import { operation } from "../action.ts";

export const deletePreparedStatement = operation<DeletePreparedStatementInput, DeletePreparedStatementOutput>(
  DeletePreparedStatement$,
  ({ preparedStatements, workGroups }, { WorkGroup, StatementName }) => {
    preparedStatements.delete(workGroups.find(WorkGroup).Name, StatementName);
    return {};
  },
);
