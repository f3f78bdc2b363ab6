import {
  DeleteDatabase$,
  type DeleteDatabaseRequest,
  type DeleteDatabaseResponse,
} from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";

/** Takes the database's tables and their partitions along, at once where AWS does it in the background. */
export const deleteDatabase = glueAction<DeleteDatabaseRequest, DeleteDatabaseResponse>(
  DeleteDatabase$,
  ({ store }, { Name }) => {
    store.deleteDatabase(Name);
    return {};
  },
);
