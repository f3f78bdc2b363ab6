/** The product's rules of types, and the emulator's own: both say what Athena does, so they have to say the same. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { turnsInto } from "../../emulator/sql.ts";
import {
  coercionOf,
  FILE_TO_PARTITION,
  PARTITION_TO_TABLE,
  PRIMITIVES,
} from "../../shared/datasets/type-coercion.ts";
import { createLake, type Lake } from "../emulator/athena-lake.ts";

let lake: Lake;

beforeEach(async () => {
  lake = await createLake();
});

afterEach(() => lake.close());

/** A primitive with its sizes, and how DuckDB writes a value of it into a file. */
const VALUES: Readonly<Record<string, readonly [type: string, value: string]>> = {
  boolean: ["boolean", "true"],
  tinyint: ["tinyint", "7::TINYINT"],
  smallint: ["smallint", "7::SMALLINT"],
  int: ["int", "7::INTEGER"],
  bigint: ["bigint", "7::BIGINT"],
  float: ["float", "7::FLOAT"],
  double: ["double", "7::DOUBLE"],
  decimal: ["decimal(5,2)", "7::DECIMAL(5,2)"],
  string: ["string", "'7'"],
  varchar: ["varchar(5)", "'7'"],
  char: ["char(1)", "'7'"],
  binary: ["binary", "'7'::BLOB"],
  date: ["date", "DATE '2025-11-28'"],
  timestamp: ["timestamp", "TIMESTAMP '2025-11-28 14:30:00'"],
};
const typeOf = (name: string) => VALUES[name]?.[0] ?? "";

/** "read", or the code of the error. */
async function answerTo(sql: string): Promise<string> {
  try {
    const { rows: found } = await lake.query(sql);
    return found[0]?.[0] === null ? "NULL" : "read";
  } catch (error) {
    return String(error).replace(/^\w*Error: (\w+):.*$/s, "$1");
  }
}

describe("every pair of the matrices is read, or refused in Athena's words:", () => {
  test.each(Object.keys(PARTITION_TO_TABLE))("a partition's %s as the table's types", async (name) => {
    await lake.write("t/1.parquet", `SELECT ${VALUES[name]?.[1]} AS x`);
    const answers: [string, string][] = [];
    const expected: [string, string][] = [];
    for (const other of PRIMITIVES) {
      lake.table(`as_${other}`, { x: typeOf(other) }, { keys: { day: "string" } });
      lake.partition(`as_${other}`, ["1"], "s3://lake/t/", { columns: { x: typeOf(name) } });
      answers.push([other, await answerTo(`SELECT x FROM as_${other}`)]);
      const isRead = ["same", "read"].includes(coercionOf(typeOf(name), typeOf(other)));
      expected.push([other, isRead ? "read" : "HIVE_PARTITION_SCHEMA_MISMATCH"]);
    }
    expect(answers).toEqual(expected);
  });

  test.each(Object.entries(FILE_TO_PARTITION))("a file's %s as the partition's types", async (name, row) => {
    await lake.write("t/1.parquet", `SELECT ${VALUES[name]?.[1]} AS x`);
    const answers: [string, string][] = [];
    for (const other of PRIMITIVES) {
      lake.table(`as_${other}`, { x: typeOf(other) }, { keys: { day: "string" } });
      lake.partition(`as_${other}`, ["1"], "s3://lake/t/", { columns: { x: typeOf(other) } });
      answers.push([other, await answerTo(`SELECT x FROM as_${other}`)]);
    }
    const marks = row.split(/\s+/).map((mark) => (mark === "-" ? "HIVE_BAD_DATA" : "read"));
    expect(answers).toEqual(PRIMITIVES.map((other, at) => [other, marks[at]]));
  });
});

/** Types of which the matrices alone do not say what becomes of them. */
const NESTED_AND_SIZED = [
  "decimal",
  "decimal(9)",
  "decimal(10,0)",
  "decimal(12,2)",
  "decimal(12,4)",
  "varchar(3)",
  "varchar(9)",
  "char(3)",
  "char(9)",
  "INTEGER",
  "array<int>",
  "array< integer >",
  "array<bigint>",
  "array<array<string>>",
  "map<string,int>",
  "map<string,bigint>",
  "map<int,string>",
  "struct<a:int>",
  "struct<b:int>",
  "struct<a:bigint,b:string>",
  "struct<a:int,b:decimal(12,2)>",
  "struct<a:struct<c:int>,b:string>",
  "struct<a:struct<c:bigint,d:date>,b:string>",
];

test("the emulator reads a partition exactly where the product says that its types are read, over all pairs", () => {
  const types = [...PRIMITIVES, ...NESTED_AND_SIZED];
  const pairs = types.flatMap((partition) => types.map((table) => [partition, table] as const));
  const differing = pairs.filter(([partition, table]) => {
    return turnsInto(partition, table) !== ["same", "read"].includes(coercionOf(partition, table));
  });
  expect(differing).toEqual([]);
  expect(pairs.filter(([partition, table]) => turnsInto(partition, table)).length).toBeGreaterThan(
    types.length,
  );
});
