import {
  GetPreparedStatement$,
  type GetPreparedStatementInput,
  type GetPreparedStatementOutput,
} from "@aws-sdk/client-athena";
import { athenaAction } from "../action.ts";

export const getPreparedStatement = athenaAction<GetPreparedStatementInput, GetPreparedStatementOutput>(
  GetPreparedStatement$,
  ({ preparedStatements, workGroups }, { WorkGroup, StatementName }) => ({
    PreparedStatement: preparedStatements.find(workGroups.find(WorkGroup).Name, StatementName),
  }),
);
