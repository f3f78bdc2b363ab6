/** DuckDB in this process: loaded by the first query (0.5 s), closed off from the rest of the machine. */

import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { QueryError } from "../query-engine.ts";
import { messageOf } from "./failures.ts";
import { jsonWithNumbersOfJava, numberText } from "./number-text.ts";
import { PRELUDE } from "./prelude.ts";
import { quoteTexts } from "./text.ts";

/**
 * Whatever SQL is run afterwards reads no file but below the folder, writes none, loads nothing from the network and
 * cannot change that. Sessions begin with the settings of the instance.
 */
const settings = (folder: string) => [
  "SET GLOBAL TimeZone = 'UTC'",
  "SET autoinstall_known_extensions = false",
  "SET autoload_known_extensions = false",
  `SET allowed_directories = ${quoteTexts([folder])}`,
  "SET enable_external_access = false",
  "SET lock_configuration = true",
];

export async function openDuckDb(folder: string): Promise<DuckDBInstance> {
  const duckdb = await load();
  const instance = await duckdb.DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  registerNumberText(duckdb, connection);
  registerJsonText(duckdb, connection);
  for (const statement of [...PRELUDE, ...settings(folder)]) await connection.run(statement);
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

/** JavaScript is called for each number that is made a text: 10 µs, on the main thread. */
function registerNumberText(
  { DOUBLE, BOOLEAN, VARCHAR, DuckDBScalarFunction }: Awaited<ReturnType<typeof load>>,
  connection: DuckDBConnection,
): void {
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: "trino_number_text",
      parameterTypes: [DOUBLE, BOOLEAN],
      returnType: VARCHAR,
      mainFunction(_info, input, output) {
        const [values, singles] = [input.getColumnVector(0), input.getColumnVector(1)];
        for (let row = 0; row < input.rowCount; row++) {
          const value = values.getItem(row);
          const text = typeof value === "number" ? numberText(value, singles.getItem(row) === true) : null;
          output.setItem(row, text);
        }
        output.flush();
      },
    }),
  );
}

/** The prelude calls it for texts with a number that DuckDB writes in another notation than Java. */
function registerJsonText(
  { VARCHAR, DuckDBScalarFunction }: Awaited<ReturnType<typeof load>>,
  connection: DuckDBConnection,
): void {
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: "trino_json_text",
      parameterTypes: [VARCHAR],
      returnType: VARCHAR,
      mainFunction(_info, input, output) {
        const texts = input.getColumnVector(0);
        for (let row = 0; row < input.rowCount; row++) {
          const text = texts.getItem(row);
          output.setItem(row, typeof text === "string" ? jsonWithNumbersOfJava(text) : null);
        }
        output.flush();
      },
    }),
  );
}
