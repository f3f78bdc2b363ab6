/** CREATE TABLE … AS SELECT … */

import type { DuckDBConnection } from "@duckdb/node-api";
import { QueryError } from "../../query-engine.ts";
import { partsOf } from "../column-names.ts";
import { checkDatabase, type TableName } from "../commands/command.ts";
import { createHiveTable } from "../commands/hive-table.ts";
import { partitionLocation } from "../commands/partition-spec.ts";
import { createPartition } from "../commands/partitions.ts";
import { checkColumns, selectedColumns } from "../query-columns.ts";
import type { QueryStatement, StatementOutput } from "../query-statement.ts";
import { childrenOf, hasWord, placeOf, ruleIn, type TreeNode, wordOf } from "../tree.ts";
import { duckTypeOfGlue } from "../types.ts";
import { checkKeys, glueTypeOf } from "./columns.ts";
import { type WritingContext, written } from "./context.ts";
import { checkEmpty, folderOf } from "./location.ts";
import { putFiles } from "./objects.ts";
import { checkFormat, codecOf } from "./parquet-format.ts";
import { Properties } from "./properties.ts";
import { rowsOf } from "./rows.ts";

/** Athena User Guide, "CREATE TABLE AS", section "CTAS table properties". */
const PROPERTIES = [
  "table_type",
  "is_external",
  "external_location",
  "format",
  "partitioned_by",
  "write_compression",
  "parquet_compression",
];

/** `statement` is the CreateTableAsSelect of the tree. */
export function createTableAs(tree: TreeNode, statement: TreeNode, context: WritingContext): QueryStatement {
  const query = ruleIn(statement, "RootQuery");
  const refused = ["COMMENT", "REPLACE"].find((word) => hasWord(statement, word));
  if (query === undefined || refused !== undefined || ruleIn(statement, "ColumnListCreate") !== undefined) {
    throw new QueryError(
      `NOT_SUPPORTED: ${placeOf(statement)}: of CREATE TABLE AS only CREATE TABLE name WITH (…) AS query is supported here`,
    );
  }
  return { tree, query, answer: (select, connection) => create(statement, select, context, connection) };
}

async function create(
  statement: TreeNode,
  select: string,
  context: WritingContext,
  connection: DuckDBConnection,
): Promise<StatementOutput> {
  const { database, name } = nameIn(statement, context);
  const options = optionsOf(statement, context);
  checkDatabase(context, database);
  if (context.glue.database(database).tables.has(name)) {
    if (hasWord(statement, "EXISTS")) return written("DDL", 0, []);
    throw new QueryError(
      `TABLE_ALREADY_EXISTS: ${placeOf(statement)}: Destination table 'awsdatacatalog.${database}.${name}' already exists`,
    );
  }
  checkEmpty(context.s3, options.location, `table '${database}.${name}'`);
  const all = await selectedColumns(select, connection);
  checkColumns(all);
  checkKeys(all, options.keys);
  const typed = all.map((column, from) => {
    const Type = glueTypeOf(column);
    return { Name: column.name, Type, name: column.name, type: duckTypeOfGlue(Type), from };
  });
  const columns = typed.slice(0, typed.length - options.keys.length);
  const keys = typed.slice(columns.length);
  const rows = isWithoutData(statement)
    ? { count: 0, partitions: [] }
    : await rowsOf(
        {
          select,
          width: all.length,
          columns,
          keys,
          codec: options.codec,
          drafts: context.drafts,
          signal: context.request.signal,
        },
        connection,
      );
  const names = keys.map((key) => key.name);
  const files = putFiles(
    rows.partitions.map(({ values, file }) => ({
      location: partitionLocation(options.location, names, values),
      file,
    })),
    context,
  );
  createHiveTable(
    context.glue,
    { database, name },
    {
      columns: columns.map(({ Name, Type }) => ({ Name, Type })),
      keys: keys.map(({ Name, Type }) => ({ Name, Type })),
      location: options.location,
      parameters: { "parquet.compression": options.codec },
    },
  );
  const table = context.glue.table(database, name);
  for (const { values } of names.length === 0 ? [] : rows.partitions) {
    createPartition(context, table, [...values]);
  }
  return written("DDL", rows.count, files);
}

function nameIn(statement: TreeNode, { database: context }: WritingContext): TableName {
  const node = ruleIn(statement, "TableNameCreate") ?? statement;
  const [name = "", database = context] = partsOf(node).reverse();
  return { database, name };
}

const isWithoutData = (statement: TreeNode) => childrenOf(statement).some((child) => wordOf(child) === "NO");

function optionsOf(statement: TreeNode, context: WritingContext) {
  const properties = new Properties(statement, PROPERTIES);
  checkFormat(properties.text("format") ?? "PARQUET");
  const type = properties.text("table_type") ?? "HIVE";
  if (type.toUpperCase() !== "HIVE") {
    throw new QueryError(`NOT_SUPPORTED: the table type ${type} is not supported here: only HIVE is`);
  }
  if ((properties.text("is_external") ?? "true").toLowerCase() !== "true") {
    throw new QueryError("NOT_SUPPORTED: a table that is not external is not supported here");
  }
  return {
    location: locationOf(properties.text("external_location"), context),
    keys: properties.texts("partitioned_by").map((key) => key.toLowerCase()),
    codec: codecOf(properties.text("write_compression") ?? properties.text("parquet_compression")),
  };
}

/** Athena User Guide, "Considerations and limitations for CTAS queries", section on the location. */
function locationOf(asked: string | undefined, { request }: WritingContext): string {
  if (asked !== undefined && request.results?.isEnforced === true) {
    throw new QueryError(
      "INVALID_TABLE_PROPERTY: The Create Table As Select query failed because it was submitted with an 'external_location' property to an Athena Workgroup that enforces a centralized output location for all queries. Please remove the 'external_location' property and resubmit the query.",
    );
  }
  if (asked !== undefined) return asked;
  if (request.results?.location !== undefined)
    return `${folderOf(request.results.location)}tables/${request.results.id}/`;
  throw new QueryError(
    "NOT_SUPPORTED: a table without external_location lies below the query's results, and those of this query are kept by Athena",
  );
}
