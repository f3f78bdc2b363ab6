import { DeleteTable$, type DeleteTableRequest, type DeleteTableResponse } from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";

/** Takes the table's partitions along, at once where AWS does it in the background. */
export const deleteTable = glueAction<DeleteTableRequest, DeleteTableResponse>(
  DeleteTable$,
  ({ store }, { DatabaseName, Name }) => {
    store.deleteTable(DatabaseName, Name);
    return {};
  },
);
