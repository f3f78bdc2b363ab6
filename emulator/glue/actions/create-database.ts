import {
  CreateDatabase$,
  type CreateDatabaseRequest,
  type CreateDatabaseResponse,
} from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";

export const createDatabase = glueAction<CreateDatabaseRequest, CreateDatabaseResponse>(
  CreateDatabase$,
  ({ store }, { DatabaseInput }) => {
    store.createDatabase(DatabaseInput);
    return {};
  },
);
