/** What the list of datasets in force may have to do with an answer that surprises. */
import { listInForce, lyingElsewhere } from "../../operate/other-list.ts";
import { AthenaQueryError } from "../../shared/athena/port.ts";
import type { Catalog } from "../../shared/catalog/port.ts";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import { nearest } from "../../shared/datasets/suggestion.ts";
import { messageOf, RegistrarError } from "../../shared/runtime/errors.ts";
import { REGISTRAR } from "../../shared/runtime/launcher.ts";
import { databaseName } from "../../shared/runtime/names.ts";

const NO_WORKGROUP = /workgroup .*not found/i;
/** "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.lake_dev.clicks' does not exist" */
const NO_TABLE = /^TABLE_NOT_FOUND: .*?'(?:(?:.*\.)?([^.']+)\.)?([^.']+)' does not exist/;
const NO_DATABASE = /^SCHEMA_NOT_FOUND: /;

/** Of a stage or a table that is not there. */
export function hintOfFailure(
  thrown: unknown,
  stage: string,
  declared: readonly Dataset[],
): string | undefined {
  if (NO_WORKGROUP.test(messageOf(thrown))) {
    return `nothing of stage ${stage} is there for queries: deploy it, or export what ${REGISTRAR} local printed; ${listInForce()}`;
  }
  const reason = thrown instanceof AthenaQueryError ? thrown.failure?.reason : undefined;
  if (reason !== undefined && NO_DATABASE.test(reason)) {
    const databases = [...new Set(declared.map(({ database }) => databaseName(database, stage)))];
    return `${listInForce()}, and has the databases ${databases.join(", ")}`;
  }
  const [, database, missing] = (reason === undefined ? null : NO_TABLE.exec(reason)) ?? [];
  if (missing === undefined) return undefined;
  const nameOf = (dataset: Dataset) => `${databaseName(dataset.database, stage)}.${dataset.table}`;
  const named = declared.filter(({ table }) => table === missing).map(nameOf);
  if (database !== undefined && named.length > 0 && !named.includes(`${database}.${missing}`)) {
    return `did you mean ${named.join(" or ")}? ${listInForce()}`;
  }
  if (named.length > 0) {
    return `${listInForce()}, and has ${missing}: deploy the stage, or start the local stack again`;
  }
  const near = nearest(
    missing,
    declared.map(({ table }) => table),
  );
  if (near !== undefined) return `did you mean ${near}? ${listInForce()}`;
  const names = declared.map(nameOf);
  return `${listInForce()}, and has no ${missing}, but ${names.join(", ")}`;
}

/** Of an answer without rows: the first table of the statement that lies elsewhere than the list says. */
export async function hintOfNothing(
  sql: string,
  stage: string,
  declared: readonly Dataset[],
  catalog: Pick<Catalog, "table">,
  signal: AbortSignal,
): Promise<string | undefined> {
  const words = new Set(sql.toLowerCase().match(/[a-z0-9_]+/g));
  for (const dataset of declared.filter(({ table }) => words.has(table))) {
    try {
      const table = await catalog.table(databaseName(dataset.database, stage), dataset.table, signal);
      const hint = lyingElsewhere(table, dataset);
      if (hint !== undefined) return `${dataset.name}: ${hint}`;
    } catch (thrown) {
      // Who may query may not be let near Glue's tables, and the answer is given already.
      if (!(thrown instanceof RegistrarError)) throw thrown;
    }
  }
  return undefined;
}
