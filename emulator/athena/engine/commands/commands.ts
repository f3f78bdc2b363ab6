/** Statements that are no query: each is told by its first words and done on the catalog. */

import { QueryError, type QueryOutput } from "../../query-engine.ts";
import { alterTable } from "./alter-table.ts";
import type { Command, Context } from "./command.ts";
import { describe } from "./describe.ts";
import { repairTable } from "./partitions.ts";
import {
  showColumns,
  showCreateTable,
  showDatabases,
  showPartitions,
  showProperties,
  showTables,
} from "./show.ts";
import { createDatabase, createExternalTable, dropDatabase, dropTable } from "./tables.ts";
import { dropView, showCreateView, showViews } from "./views.ts";
import { Words } from "./words.ts";

/** The first whose words begin the statement. */
const COMMANDS: readonly (readonly [string, Command])[] = [
  ["SHOW PARTITIONS", showPartitions],
  ["SHOW TABLES", showTables],
  ["SHOW DATABASES", showDatabases],
  ["SHOW SCHEMAS", showDatabases],
  ["SHOW COLUMNS", showColumns],
  ["SHOW CREATE TABLE", showCreateTable],
  ["SHOW CREATE VIEW", showCreateView],
  ["SHOW TBLPROPERTIES", showProperties],
  ["SHOW VIEWS", showViews],
  ["DESCRIBE", describe],
  ["DESC", describe],
  ["CREATE EXTERNAL TABLE", createExternalTable],
  ["CREATE DATABASE", createDatabase],
  ["CREATE SCHEMA", createDatabase],
  ["DROP TABLE", dropTable],
  ["DROP VIEW", dropView],
  ["DROP DATABASE", dropDatabase],
  ["DROP SCHEMA", dropDatabase],
  ["ALTER TABLE", alterTable],
  ["MSCK REPAIR TABLE", repairTable],
];

/** Athena has them, this engine has not. */
const LACKING = [
  "CREATE TABLE",
  "SHOW",
  "INSERT",
  "UPDATE",
  "DELETE",
  "MERGE",
  "VACUUM",
  "OPTIMIZE",
  "PREPARE",
  "EXECUTE",
  "DEALLOCATE",
  "CREATE",
  "ALTER",
  "DROP",
  "MSCK",
];

/** Undefined when the statement is a query. */
export function runCommand(sql: string, context: Context): QueryOutput | undefined {
  const words = new Words(sql);
  for (const [beginning, command] of COMMANDS) {
    if (words.take(...beginning.split(" "))) return command(words, context);
  }
  const lacking = LACKING.find((beginning) => words.take(...beginning.split(" ")));
  if (lacking === undefined) return undefined;
  throw new QueryError(`NOT_SUPPORTED: ${lacking} is not supported here`);
}
