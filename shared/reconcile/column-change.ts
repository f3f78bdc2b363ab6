import type { TableFormat } from "../catalog/port.ts";
import { canonicalType } from "../datasets/type-coercion.ts";

/** How a partition's own columns differ from its table's. */
export type ColumnChange =
  | { readonly kind: "same" }
  /** The table has gained columns: the partition may have them, too, and what it has stays as it is. */
  | { readonly kind: "additive"; readonly added: readonly string[] }
  /** Anything else, in words: only a person can tell which of the two is right. */
  | { readonly kind: "other"; readonly differences: readonly string[] };

/** Its files are read by the names of columns, whatever their order. */
const BY_NAME = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe";

/** Compares the form of a partition with that of its table. Names and types know no case. */
export function columnChange(held: TableFormat, table: TableFormat): ColumnChange {
  const differences = [...differencesOf(held, table)];
  if (differences.length > 0) return { kind: "other", differences };
  const names = new Set(held.columns.map(nameOf));
  const added = table.columns.filter((column) => !names.has(nameOf(column)));
  return added.length === 0 ? { kind: "same" } : { kind: "additive", added: added.map(({ name }) => name) };
}

const nameOf = ({ name }: { readonly name: string }) => name.toLowerCase();

function* differencesOf(held: TableFormat, table: TableFormat): Generator<string> {
  if (held.serde !== table.serde) yield `its SerDe is ${held.serde || "missing"}, the table's ${table.serde}`;
  const wanted = new Map(table.columns.map((column) => [nameOf(column), column]));
  for (const column of held.columns) {
    const { type } = wanted.get(nameOf(column)) ?? {};
    if (type === undefined) yield `the table has no ${column.name}`;
    else if (canonicalType(type) !== canonicalType(column.type)) {
      yield `${column.name} is ${column.type}, in the table ${type}`;
    }
  }
  const order = [...wanted.keys()];
  const isInOrder = held.columns.every((column, index) => nameOf(column) === order[index]);
  if (table.serde !== BY_NAME && !isInOrder)
    yield "its columns are in another order, by which its files are read";
}
