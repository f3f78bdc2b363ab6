import { GetTable$, type GetTableRequest, type GetTableResponse } from "@aws-sdk/client-glue";
import { operation } from "../action.ts";

export const getTable = operation<GetTableRequest, GetTableResponse>(
  GetTable$,
  ({ store }, { DatabaseName, Name }) => ({ Table: store.table(DatabaseName, Name).record }),
);
