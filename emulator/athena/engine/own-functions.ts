/**
 * Functions in JavaScript, for what DuckDB cannot say. A macro of prelude.ts stands before each. It is called row by row on
 * the main thread, some 10 µs each.
 */

import type { DuckDBBlobValue, DuckDBConnection } from "@duckdb/node-api";
import { arrayLength, extractedJson, extractedScalar, parsedJson } from "./json-values.ts";
import { jsonOfJava, numberText } from "./number-text.ts";
import { typeText } from "./type-text.ts";
import { checksumPart } from "./xx-hash.ts";

type DuckDb = typeof import("@duckdb/node-api");

type Value = string | number | bigint | boolean | DuckDBBlobValue;

interface OwnFunction {
  readonly name: string;
  readonly takes: readonly ("VARCHAR" | "DOUBLE" | "BOOLEAN" | "BIGINT" | "BLOB")[];
  /** VARCHAR unless given. */
  readonly gives?: "UBIGINT";
  /** Not called when a value is NULL: the result is NULL then. */
  readonly of: (...values: never[]) => string | bigint | null;
}

const FUNCTIONS: readonly OwnFunction[] = [
  {
    name: "trino_number_text",
    takes: ["DOUBLE", "BOOLEAN"],
    of: (value: number, isSingle: boolean) => numberText(value, isSingle),
  },
  { name: "trino_json_text", takes: ["VARCHAR"], of: (text: string) => jsonOfJava(text) },
  { name: "trino_json_parse", takes: ["VARCHAR"], of: parsedJson },
  { name: "trino_json_extract", takes: ["VARCHAR", "VARCHAR"], of: extractedJson },
  { name: "trino_json_scalar", takes: ["VARCHAR", "VARCHAR"], of: extractedScalar },
  { name: "trino_json_length", takes: ["VARCHAR"], of: arrayLength },
  { name: "trino_type_text", takes: ["VARCHAR"], of: typeText },
  {
    name: "trino_checksum_long",
    takes: ["BIGINT"],
    gives: "UBIGINT",
    of: (value: bigint) => checksumPart(eightBytes((bytes) => bytes.writeBigInt64LE(value))),
  },
  {
    name: "trino_checksum_double",
    takes: ["DOUBLE"],
    gives: "UBIGINT",
    // Trino has one zero.
    of: (value: number) => checksumPart(eightBytes((bytes) => bytes.writeDoubleLE(value + 0))),
  },
  {
    name: "trino_checksum_text",
    takes: ["VARCHAR"],
    gives: "UBIGINT",
    of: (value: string) => checksumPart(Buffer.from(value)),
  },
  {
    name: "trino_checksum_bytes",
    takes: ["BLOB"],
    gives: "UBIGINT",
    of: ({ bytes }: DuckDBBlobValue) => checksumPart(Buffer.from(bytes)),
  },
];

export function registerFunctions(duckdb: DuckDb, connection: DuckDBConnection): void {
  for (const { name, takes, gives = "VARCHAR", of } of FUNCTIONS) {
    const call = of as (...values: Value[]) => string | bigint | null;
    connection.registerScalarFunction(
      duckdb.DuckDBScalarFunction.create({
        name,
        parameterTypes: takes.map((type) => duckdb[type]),
        returnType: duckdb[gives],
        mainFunction(_info, input, output) {
          const columns = takes.map((_, at) => input.getColumnVector(at));
          for (let row = 0; row < input.rowCount; row++) {
            const values = columns.map((column) => column.getItem(row));
            output.setItem(row, values.includes(null) ? null : call(...(values as Value[])));
          }
          output.flush();
        },
      }),
    );
  }
}

function eightBytes(write: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(8);
  write(bytes);
  return bytes;
}
