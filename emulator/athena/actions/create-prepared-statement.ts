import {
  CreatePreparedStatement$,
  type CreatePreparedStatementInput,
  type CreatePreparedStatementOutput,
} from "@aws-sdk/client-athena";
import { athenaAction } from "../action.ts";

export const createPreparedStatement = athenaAction<
  CreatePreparedStatementInput,
  CreatePreparedStatementOutput
>(CreatePreparedStatement$, ({ preparedStatements, workGroups }, input) => {
  workGroups.find(input.WorkGroup);
  preparedStatements.create(input);
  return {};
});
