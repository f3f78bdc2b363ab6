import { GetDatabase$, type GetDatabaseRequest, type GetDatabaseResponse } from "@aws-sdk/client-glue";
import { operation } from "../action.ts";

export const getDatabase = operation<GetDatabaseRequest, GetDatabaseResponse>(
  GetDatabase$,
  ({ store }, { Name }) => ({ Database: store.database(Name).record }),
);
