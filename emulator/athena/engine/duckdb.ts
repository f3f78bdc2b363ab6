/** DuckDB in this process: loaded by the first query (0.5 s), closed off from the rest of the machine. */

import type { DuckDBInstance } from "@duckdb/node-api";
import { QueryError } from "../query-engine.ts";
import { registerFunctions } from "./own-functions.ts";
import { PRELUDE } from "./prelude.ts";
import { messageOf } from "./query-errors.ts";
import { quoteTexts } from "./text.ts";

/**
 * Whatever SQL is run afterwards reads and writes no file but below the folders, loads nothing from the network and
 * cannot change that. Sessions begin with the settings of the instance.
 */
const settings = (folders: readonly string[]) => [
  "SET GLOBAL TimeZone = 'UTC'",
  "SET autoinstall_known_extensions = false",
  "SET autoload_known_extensions = false",
  `SET allowed_directories = ${quoteTexts(folders)}`,
  "SET enable_external_access = false",
  "SET lock_configuration = true",
];

export async function openDuckDb(folders: readonly string[]): Promise<DuckDBInstance> {
  const duckdb = await load();
  const instance = await duckdb.DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  registerFunctions(duckdb, connection);
  for (const statement of [...PRELUDE, ...settings(folders)]) await connection.run(statement);
  connection.closeSync();
  return instance;
}

async function load() {
  try {
    return await import("@duckdb/node-api");
  } catch (cause) {
    throw new QueryError(
      `GENERIC_INTERNAL_ERROR: the local Athena needs the native part of @duckdb/node-api for ${process.platform}-${process.arch}: ` +
        `install without "--omit=optional" (${messageOf(cause)})`,
      1,
    );
  }
}
