import {
  UpdatePreparedStatement$,
  type UpdatePreparedStatementInput,
  type UpdatePreparedStatementOutput,
} from "@aws-sdk/client-athena";
import { athenaAction } from "../action.ts";

export const updatePreparedStatement = athenaAction<
  UpdatePreparedStatementInput,
  UpdatePreparedStatementOutput
>(UpdatePreparedStatement$, ({ preparedStatements, workGroups }, input) => {
  workGroups.find(input.WorkGroup);
  preparedStatements.update(input);
  return {};
});
