/** Objects that are not what their table says: what one engine refuses the other refuses, what one reads both read. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { judgedFact } from "../support/judged-fact.ts";
import { type JudgedLake, openJudgedLake } from "./judged-lake.ts";

const COLUMNS = { id: "bigint", price: "double", made: "timestamp" };
const GOOD = "SELECT 1::BIGINT AS id, 1.5::DOUBLE AS price, TIMESTAMP '2025-11-26 14:30:00' AS made";

/** Each a table of one partition with a sound object and, besides it, what is said. */
const TROUBLES: readonly (readonly [what: string, select: string])[] = [
  ["a column is missing in the object", "SELECT 1::BIGINT AS id, 1.5::DOUBLE AS price"],
  ["a column is there that the table has not", `SELECT *, 'more' AS more FROM (${GOOD})`],
  ["columns are in another order", `SELECT made, price, id FROM (${GOOD})`],
  ["names differ in case", `SELECT id AS "ID", price AS "Price", made FROM (${GOOD})`],
  ["a number is a text", `SELECT * REPLACE ('x' AS price) FROM (${GOOD})`],
  ["a whole number is a double", `SELECT * REPLACE (1.5::DOUBLE AS id) FROM (${GOOD})`],
  ["a double is a float", `SELECT * REPLACE (1.5::FLOAT AS price) FROM (${GOOD})`],
  ["a bigint is an int", `SELECT * REPLACE (7::INTEGER AS id) FROM (${GOOD})`],
  ["a time is a text", `SELECT * REPLACE ('2025-11-26' AS made) FROM (${GOOD})`],
  ["a time is a day", `SELECT * REPLACE (DATE '2025-11-26' AS made) FROM (${GOOD})`],
  ["all is NULL", "SELECT NULL::BIGINT AS id, NULL::DOUBLE AS price, NULL::TIMESTAMP AS made"],
  ["numbers are none", `SELECT * REPLACE ('NaN'::DOUBLE AS price) FROM (${GOOD})`],
  ["an object has no rows", `FROM (${GOOD}) WHERE FALSE`],
];
const NOT_PARQUET = ["an object is empty", "an object is no Parquet", "an object is cut off"] as const;
const NO_OBJECT = "the folder is empty";
const ALL = [...TROUBLES.map(([what]) => what), ...NOT_PARQUET, NO_OBJECT];
const tableOf = (what: string) => `t${ALL.indexOf(what)}`;

let judged: JudgedLake;
let compared = 0;

beforeAll(async () => {
  judged = await openJudgedLake();
  const { lake } = judged;
  const keyOf = (what: string, name: string) => `${tableOf(what)}/day=2025-11-26/${name}.parquet`;
  for (const what of ALL) {
    const table = tableOf(what);
    lake.table(table, COLUMNS, { keys: { day: "string" } });
    lake.partition(table, ["2025-11-26"], `s3://lake/${table}/day=2025-11-26/`);
    if (what !== NO_OBJECT) await lake.write(keyOf(what, "sound"), GOOD);
  }
  for (const [what, select] of TROUBLES) await lake.write(keyOf(what, "trouble"), select);
  const sound = lake.s3.read("lake", keyOf("an object is empty", "sound"));
  const bodies = [Buffer.alloc(0), Buffer.from("id,price,at\n1,1.5,\n"), sound.subarray(0, sound.length - 9)];
  for (const [at, what] of NOT_PARQUET.entries()) lake.s3.put("lake", keyOf(what, "trouble"), bodies[at]!);
});

afterAll(async () => {
  judgedFact("statements over unsound objects", compared);
  await judged.close();
});

test.each(ALL)("Trino and the emulator agree where %s", async (what) => {
  const table = tableOf(what);
  for (const sql of [`SELECT * FROM ${table}`, `SELECT count(price), max(made) FROM ${table}`]) {
    compared += 1;
    expect(await judged.engines.compare(sql, { database: "db" })).toEqual([]);
  }
});
