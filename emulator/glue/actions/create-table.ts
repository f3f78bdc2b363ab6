import { CreateTable$, type CreateTableRequest, type CreateTableResponse } from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";
import { tableInputMissing } from "../errors.ts";

export const createTable = glueAction<CreateTableRequest, CreateTableResponse>(
  CreateTable$,
  ({ store }, { DatabaseName, TableInput }) => {
    if (TableInput === undefined) throw tableInputMissing();
    store.createTable(DatabaseName, TableInput);
    return {};
  },
);
