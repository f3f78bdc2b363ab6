import type { Column } from "../datasets/dataset.ts";
import { fileCoercionOf } from "../datasets/type-coercion.ts";
import type { FileFault } from "../file-checks/file-fault.ts";
import { columnsOf, type FileColumn, repeatedNames } from "./file-columns.ts";
import type { FileMetadata } from "./file-metadata.ts";
import type { LookedAt } from "./footer.ts";

/** What is wrong with a file of a table of these columns, the worst first. */
export function faultsOf({ found }: LookedAt, table: readonly Column[]): FileFault[] {
  if ("unreadable" in found) return [{ kind: "unreadable", breaks: true, what: found.unreadable }];
  const columns = new Map(columnsOf(found.columns).map((column) => [column.name, column]));
  const pairs = table.map((declared) => ({ declared, column: columns.get(declared.name.toLowerCase()) }));
  const faults = pairs.every(({ column }) => column === undefined)
    ? [{ kind: "no column", breaks: true } as const]
    : pairs.flatMap(({ declared, column }) => columnFault(declared, column) ?? []);
  const all = [...faults, ...writtenTwice(found, table), ...rowFaults(found)];
  return [...all.filter(({ breaks }) => breaks), ...all.filter(({ breaks }) => !breaks)];
}

function columnFault(
  { name, type: declared }: Column,
  column: FileColumn | undefined,
): FileFault | undefined {
  if (column === undefined) return { kind: "missing", breaks: false, column: name, table: declared };
  const types = { column: name, file: shownType(column), table: declared };
  const coercion = fileCoercionOf(column.type, declared);
  if (coercion === "refused") return { kind: "type", breaks: true, ...types };
  // Spark refuses them unless it is told to read them as numbers (spark.sql.legacy.parquet.nanosAsLong).
  if (column.hasNanoseconds) return { kind: "nanoseconds", breaks: true, ...types };
  // Text is cut where varchar(n) or char(n) say so: that is what they are for.
  if (coercion === "lossy" && column.type !== "string") return { kind: "lossy", breaks: false, ...types };
  return undefined;
}

function shownType({ type, hasNanoseconds, isUntyped }: FileColumn): string {
  return `${type}${hasNanoseconds ? " in nanoseconds" : ""}${isUntyped ? " of NULLs alone" : ""}`;
}

function writtenTwice({ columns }: FileMetadata, table: readonly Column[]): FileFault[] {
  const declared = new Set(table.map(({ name }) => name.toLowerCase()));
  return repeatedNames(columns)
    .filter((name) => declared.has(name))
    .map((column) => ({ kind: "written twice", breaks: false, column }));
}

function rowFaults({ rows, rowGroups, emptyRowGroups }: FileMetadata): FileFault[] {
  if (rows === 0) return [{ kind: "no rows", breaks: false }];
  if (emptyRowGroups === 0) return [];
  return [{ kind: "empty row groups", breaks: false, what: `${emptyRowGroups} of ${rowGroups}` }];
}
