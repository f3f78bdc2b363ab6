import {
  UpdateDatabase$,
  type UpdateDatabaseRequest,
  type UpdateDatabaseResponse,
} from "@aws-sdk/client-glue";
import { operation } from "../action.ts";

export const updateDatabase = operation<UpdateDatabaseRequest, UpdateDatabaseResponse>(
  UpdateDatabase$,
  ({ store }, { Name, DatabaseInput }) => {
    store.updateDatabase(Name, DatabaseInput);
    return {};
  },
);
