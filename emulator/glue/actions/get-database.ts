import { GetDatabase$, type GetDatabaseRequest, type GetDatabaseResponse } from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";

export const getDatabase = glueAction<GetDatabaseRequest, GetDatabaseResponse>(
  GetDatabase$,
  ({ store }, { Name }) => ({ Database: store.database(Name).record }),
);
