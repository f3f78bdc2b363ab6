import {
  UpdateDatabase$,
  type UpdateDatabaseRequest,
  type UpdateDatabaseResponse,
} from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";

export const updateDatabase = glueAction<UpdateDatabaseRequest, UpdateDatabaseResponse>(
  UpdateDatabase$,
  ({ store }, { Name, DatabaseInput }) => {
    store.updateDatabase(Name, DatabaseInput);
    return {};
  },
);
