import {
  CreateDatabase$,
  type CreateDatabaseRequest,
  type CreateDatabaseResponse,
} from "@aws-sdk/client-glue";
import { operation } from "../action.ts";

export const createDatabase = operation<CreateDatabaseRequest, CreateDatabaseResponse>(
  CreateDatabase$,
  ({ store }, { DatabaseInput }) => {
    store.createDatabase(DatabaseInput);
    return {};
  },
);
