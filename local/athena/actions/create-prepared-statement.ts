import {
  CreatePreparedStatement$,
  type CreatePreparedStatementInput,
  type CreatePreparedStatementOutput,
} from "@aws-sdk/client-athena";
import { operation } from "../action.ts";

export const createPreparedStatement = operation<CreatePreparedStatementInput, CreatePreparedStatementOutput>(
  CreatePreparedStatement$,
  ({ preparedStatements, workGroups }, input) => {
    workGroups.find(input.WorkGroup);
    preparedStatements.create(input);
    return {};
  },
);
