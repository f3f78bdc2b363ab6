import { GetTable$, type GetTableRequest, type GetTableResponse } from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";

export const getTable = glueAction<GetTableRequest, GetTableResponse>(
  GetTable$,
  ({ store }, { DatabaseName, Name }) => ({ Table: store.table(DatabaseName, Name).record }),
);
