/** What every statement that is no query has: the catalog, the database it speaks of, and how it answers. */

import type { GlueStore, TableEntry } from "../../../glue/store.ts";
import type { S3Store } from "../../../s3/store.ts";
import { AwsError } from "../../../wire/service.ts";
import { QueryError, type QueryOutput } from "../../query-engine.ts";
import type { Words } from "./words.ts";

export interface Context {
  readonly glue: GlueStore;
  readonly s3: S3Store;
  /** Of the request, or else "default". */
  readonly database: string;
}

export type Command = (words: Words, context: Context) => QueryOutput;

/** DDL answers nothing but that it is done. */
export const done = (lines: readonly string[] = []): QueryOutput => ({
  statementType: "DDL",
  columns: [],
  rows: lines.map((line) => [line]),
  scannedBytes: 0,
});

/** SHOW and DESCRIBE answer lines: Athena puts a whole line into one cell, tabs included. */
export const lines = (columns: readonly string[], rows: readonly string[]): QueryOutput => ({
  statementType: "UTILITY",
  columns: columns.map((name) => ({ name, type: "string", precision: 0, scale: 0 })),
  rows: rows.map((row) => [row]),
  scannedBytes: 0,
});

export interface TableName {
  readonly database: string;
  readonly name: string;
}

/** `table`, `database.table` or `awsdatacatalog.database.table` */
export function tableName(words: Words, { database }: Context): TableName {
  const parts = [words.name()];
  while (words.take(".")) parts.push(words.name());
  const [name = "", found = database] = parts.reverse();
  return { database: found, name };
}

/** `IN database LIKE pattern`, both optional: of a listing. */
export function namesIn(
  words: Words,
  context: Context,
  pattern: (words: Words) => (name: string) => boolean,
): { database: string; wanted: (name: string) => boolean } {
  const named = words.take("IN") || words.take("FROM");
  const database = named ? words.name() : context.database;
  const wanted = pattern(words);
  words.end();
  checkDatabase(context, database);
  return { database, wanted };
}

export function tableEntry({ glue }: Context, { database, name }: TableName): TableEntry {
  const entry = glue.databases.get(database)?.tables.get(name);
  if (entry !== undefined) return entry;
  throw new QueryError(`FAILED: SemanticException [Error 10001]: Table not found ${database}.${name}`);
}

export function checkDatabase({ glue }: Context, name: string): void {
  if (glue.databases.has(name)) return;
  throw new QueryError(`FAILED: SemanticException [Error 10072]: Database does not exist: ${name}`);
}

/** What Glue refuses fails the statement, in Glue's words. */
export function asHive<Result>(change: () => Result): Result {
  try {
    return change();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new QueryError(
      `FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. ${error.code}: ${error.message}`,
    );
  }
}
