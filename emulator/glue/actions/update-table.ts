import { UpdateTable$, type UpdateTableRequest, type UpdateTableResponse } from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";
import { staleVersion, tableInputMissing } from "../errors.ts";
import { folded } from "../records.ts";

/** Replaces the whole definition, and keeps what it was as a version, unless `SkipArchive` says not to. */
export const updateTable = glueAction<UpdateTableRequest, UpdateTableResponse>(
  UpdateTable$,
  ({ store }, { DatabaseName, SkipArchive, TableInput, VersionId }) => {
    if (TableInput === undefined) throw tableInputMissing();
    const { record } = store.table(DatabaseName, folded(TableInput.Name));
    if (VersionId !== undefined && VersionId !== record.VersionId) throw staleVersion();
    store.updateTable(DatabaseName, TableInput, { archives: SkipArchive !== true });
    return {};
  },
);
