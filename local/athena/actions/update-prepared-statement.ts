import {
  UpdatePreparedStatement$,
  type UpdatePreparedStatementInput,
  type UpdatePreparedStatementOutput,
} from "@aws-sdk/client-athena";
import { operation } from "../action.ts";

export const updatePreparedStatement = operation<UpdatePreparedStatementInput, UpdatePreparedStatementOutput>(
  UpdatePreparedStatement$,
  ({ preparedStatements, workGroups }, input) => {
    workGroups.find(input.WorkGroup);
    preparedStatements.update(input);
    return {};
  },
);
