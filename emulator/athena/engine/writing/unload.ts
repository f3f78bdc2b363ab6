/** UNLOAD (SELECT …) TO 's3://…' WITH (…): no statement of Trino's grammar, but for its parts. */

import type { DuckDBConnection } from "@duckdb/node-api";
import { QueryError } from "../../query-engine.ts";
import { partitionLocation } from "../commands/partition-spec.ts";
import type { Parse } from "../grammar.ts";
import { checkColumns, selectedColumns } from "../query-columns.ts";
import type { QueryStatement, StatementOutput } from "../query-statement.ts";
import { unquoteText } from "../text.ts";
import { duckTypeOfGlue } from "../types.ts";
import { checkKeys, glueTypeOf } from "./columns.ts";
import { type WritingContext, written } from "./context.ts";
import { checkBucket, checkEmpty } from "./location.ts";
import { putFiles } from "./objects.ts";
import { type Codec, checkFormat, codecOf } from "./parquet-format.ts";
import { Properties } from "./properties.ts";
import { rowsOf } from "./rows.ts";

interface Unload {
  readonly location: string;
  readonly keys: readonly string[];
  readonly codec: Codec;
}

/** Athena User Guide, "UNLOAD", section "Parameters". */
const PROPERTIES = ["format", "compression", "partitioned_by"];

/** Undefined for any other statement. */
export function unloadOf(sql: string, parse: Parse, context: WritingContext): QueryStatement | undefined {
  const beginning = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*UNLOAD\s*\(/i.exec(sql)?.[0];
  if (beginning === undefined) return undefined;
  const end = closingParenthesis(sql, beginning.length);
  const [, to, properties] =
    /^\)\s*TO\s*('(?:[^']|'')*')\s*(WITH\s*\([\s\S]*\))$/i.exec(sql.slice(end)) ?? [];
  if (to === undefined || properties === undefined) {
    throw new QueryError("SYNTAX_ERROR: UNLOAD (query) TO 'location' WITH (format = 'PARQUET', …) is wanted");
  }
  // Blanks in place of what precedes the query leave its lines and columns as they are.
  const tree = parse(`${beginning.replace(/[^\n]/g, " ")}${sql.slice(beginning.length, end)}`);
  const unload = { location: unquoteText(to), ...optionsOf(properties, parse) };
  return { tree, query: tree, answer: (select, connection) => write(unload, select, context, connection) };
}

/** The place of the parenthesis that ends what begins at `from`: those in texts, names and comments do not count. */
function closingParenthesis(sql: string, from: number): number {
  let depth = 1;
  for (const { 0: token, index } of sql.matchAll(
    /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|[()]/g,
  )) {
    if (index < from) continue;
    if (token === "(") depth += 1;
    if (token === ")") depth -= 1;
    if (depth === 0) return index;
  }
  return sql.length;
}

function optionsOf(clause: string, parse: Parse): Omit<Unload, "location"> {
  // The same clause in a statement that the grammar knows.
  const properties = new Properties(parse(`CREATE TABLE unload ${clause} AS SELECT 1`), PROPERTIES);
  const format = properties.text("format");
  if (format === undefined) throw new QueryError("INVALID_TABLE_PROPERTY: UNLOAD needs the property format");
  checkFormat(format);
  return {
    keys: properties.texts("partitioned_by").map((key) => key.toLowerCase()),
    codec: codecOf(properties.text("compression")),
  };
}

async function write(
  { location, keys, codec }: Unload,
  select: string,
  context: WritingContext,
  connection: DuckDBConnection,
): Promise<StatementOutput> {
  // Only an UNLOAD with partitions may be repeated (Athena User Guide, "UNLOAD", section "Syntax").
  if (keys.length === 0) checkEmpty(context.s3, location, "UNLOAD");
  else checkBucket(context.s3, location);
  const selected = await selectedColumns(select, connection);
  checkColumns(selected);
  checkKeys(selected, keys);
  const columns = selected.map((column, from) => ({
    name: column.name,
    type: duckTypeOfGlue(glueTypeOf(column)),
    from,
  }));
  const rows = await rowsOf(
    {
      select,
      width: columns.length,
      columns: columns.slice(0, columns.length - keys.length),
      keys: columns.slice(columns.length - keys.length),
      codec,
      drafts: context.drafts,
      signal: context.request.signal,
    },
    connection,
  );
  const files = rows.partitions.map(({ values, file }) => ({
    location: partitionLocation(location, keys, values),
    file,
  }));
  return written("DML", rows.count, putFiles(files, context));
}
