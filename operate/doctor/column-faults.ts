import { datasetsFile } from "../../shared/runtime/given-list.ts";
import type { TableFacts } from "./facts.ts";
import type { Fault } from "./finding.ts";
import type { LiveTable } from "./port.ts";
import { updating } from "./updating-table.ts";

/** A table that lacks columns which the list declares. Columns of other types are for the check schema.contract. */
export function* columnFaults({ columns }: LiveTable, table: TableFacts): Generator<Fault> {
  const held = new Set(columns.map((name) => name.toLowerCase()));
  const missing = table.columns.filter(({ name }) => !held.has(name));
  if (missing.length === 0) return;
  const added = missing.map(({ name, type }) => ({ Name: name, Type: type }));
  yield {
    code: "TABLE_COLUMNS",
    what:
      `lacks ${missing.map(({ name, type }) => `${name} ${type}`).join(", ")}, declared in ${datasetsFile()}: queries of them fail, ` +
      "and so does a view that names them. Deploy the stage (a local stack: start it again)",
    fix: updating(table, `.StorageDescriptor.Columns += ${JSON.stringify(added)}`),
  };
}
