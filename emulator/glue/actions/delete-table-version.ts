import {
  DeleteTableVersion$,
  type DeleteTableVersionRequest,
  type DeleteTableVersionResponse,
} from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";
import { invalidInput, versionNotFound } from "../errors.ts";

/** Of a version that was replaced; what AWS makes of the one that a table has is not documented. */
export const deleteTableVersion = glueAction<DeleteTableVersionRequest, DeleteTableVersionResponse>(
  DeleteTableVersion$,
  ({ store }, { DatabaseName, TableName, VersionId }) => {
    const table = store.table(DatabaseName, TableName);
    if (table.record.VersionId === VersionId) {
      throw invalidInput("Deleting the version that a table has is not supported here");
    }
    const kept = table.archive.filter((record) => record.VersionId !== VersionId);
    if (kept.length === table.archive.length) throw versionNotFound(VersionId);
    table.archive = kept;
    return {};
  },
);
