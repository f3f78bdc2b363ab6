/** INSERT INTO table (columns) SELECT … or VALUES … */

import type { DuckDBConnection } from "@duckdb/node-api";
import type { TableEntry } from "../../../glue/store.ts";
import { QueryError } from "../../query-engine.ts";
import { partsOf } from "../column-names.ts";
import { partitionLocation } from "../commands/partition-spec.ts";
import { createPartition } from "../commands/partitions.ts";
import { isProjected } from "../projection.ts";
import { type SelectedColumn, selectedColumns } from "../query-columns.ts";
import type { QueryStatement, StatementOutput } from "../query-statement.ts";
import { checkReadable } from "../readable-table.ts";
import { columnsOf, type GlueColumn, keysOf } from "../table-columns.ts";
import { childAt, placeOf, ruleIn, rulesIn, type TreeNode } from "../tree.ts";
import { trinoTypeOfDuck } from "../types.ts";
import { canBecome } from "../view-expansion.ts";
import { isView } from "../views.ts";
import { type WritingContext, written } from "./context.ts";
import { checkBucket } from "./location.ts";
import { putFiles } from "./objects.ts";
import { codecOf } from "./parquet-format.ts";
import { rowsOf } from "./rows.ts";

/** `statement` is the InsertInto of the tree. */
export const insertInto = (tree: TreeNode, statement: TreeNode, context: WritingContext): QueryStatement => ({
  tree,
  query: childAt(statement, -1),
  answer: (select, connection) => insert(statement, select, context, connection),
});

async function insert(
  statement: TreeNode,
  select: string,
  context: WritingContext,
  connection: DuckDBConnection,
): Promise<StatementOutput> {
  const table = tableIn(statement, context);
  const [columns, keys] = [columnsOf(table.record), keysOf(table.record)];
  const targets = targetsIn(statement, [...columns, ...keys]);
  const selected = await selectedColumns(select, connection);
  checkTypes(targets, selected, statement);
  const fromOf = (column: GlueColumn) => {
    const from = targets.indexOf(column);
    return { ...column, from: from < 0 ? undefined : from };
  };
  const location = table.record.StorageDescriptor?.Location ?? "";
  checkBucket(context.s3, location);
  const rows = await rowsOf(
    {
      select,
      width: selected.length,
      columns: columns.map(fromOf),
      keys: keys.map(fromOf),
      codec: codecOf(table.record.Parameters?.["parquet.compression"]),
      drafts: context.drafts,
      signal: context.request.signal,
    },
    connection,
  );
  const names = keys.map(({ name }) => name);
  const known = ({ values }: { readonly values: readonly string[] }) =>
    context.glue.findPartition(table, values)?.StorageDescriptor?.Location;
  const files = putFiles(
    rows.partitions.map((partition) => ({
      location: known(partition) ?? partitionLocation(location, names, partition.values),
      file: partition.file,
    })),
    context,
  );
  for (const partition of names.length === 0 ? [] : rows.partitions) {
    if (known(partition) === undefined) createPartition(context, table, [...partition.values]);
  }
  return written("DML", rows.count, files);
}

/** Throws what cannot be written, or be read again. */
function tableIn(statement: TreeNode, { glue, database: context }: WritingContext): TableEntry {
  const node = ruleIn(statement, "TableRef") ?? statement;
  const [name = "", database = context] = partsOf(node).reverse();
  const entry = glue.databases.get(database)?.tables.get(name);
  if (entry === undefined) {
    throw new QueryError(
      `TABLE_NOT_FOUND: ${placeOf(node)}: Table 'awsdatacatalog.${database}.${name}' does not exist`,
    );
  }
  if (isView(entry.record)) {
    throw new QueryError(`NOT_SUPPORTED: ${placeOf(node)}: Inserting into views is not supported`);
  }
  if (isProjected(entry.record)) {
    throw new QueryError(
      `NOT_SUPPORTED: ${placeOf(node)}: inserting into a projected table is not supported here`,
    );
  }
  checkReadable(entry, node);
  return entry;
}

/** The columns that the values of a row are for, in their order. */
function targetsIn(statement: TreeNode, columns: readonly GlueColumn[]): readonly GlueColumn[] {
  const list = ruleIn(statement, "ColumnList");
  if (list === undefined) return columns;
  const names = rulesIn(list, "ColumnRef").map((column) => partsOf(column).join("."));
  return names.map((name, at) => {
    if (names.indexOf(name) !== at) {
      throw new QueryError(
        `DUPLICATE_COLUMN_NAME: ${placeOf(list)}: Insert column name is specified more than once: ${name}`,
      );
    }
    const column = columns.find((one) => one.name === name);
    if (column !== undefined) return column;
    throw new QueryError(
      `COLUMN_NOT_FOUND: ${placeOf(list)}: Insert column name does not exist in target table: ${name}`,
    );
  });
}

/** Trino converts what loses nothing, and DuckDB would convert nearly anything. */
function checkTypes(
  targets: readonly GlueColumn[],
  selected: readonly SelectedColumn[],
  statement: TreeNode,
): void {
  const fits =
    targets.length === selected.length &&
    targets.every(({ type }, at) => isInsertable(selected[at]?.type ?? "", type));
  if (fits) return;
  const list = (columns: readonly { readonly type: string }[]) =>
    columns.map(({ type }) => trinoTypeOfDuck(type)).join(", ");
  throw new QueryError(
    `TYPE_MISMATCH: ${placeOf(statement)}: Insert query has mismatched column types: Table: [${list(targets)}], Query: [${list(selected)}]`,
  );
}

/** A decimal takes whole numbers and other decimals; a number too great for it fails when it is written. */
const isInsertable = (from: string, to: string) =>
  canBecome(from, to) || (to.startsWith("DECIMAL") && /^(DECIMAL.*|(TINY|SMALL|BIG)INT|INTEGER)$/.test(from));
