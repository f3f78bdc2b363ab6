import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { judgedFact } from "../support/judged-fact.ts";
import { type JudgedLake, openJudgedLake } from "./judged-lake.ts";

let judged: JudgedLake;

beforeAll(async () => {
  judged = await openJudgedLake();
  const { lake } = judged;
  lake.table("things", { id: "bigint", name: "string", at: "timestamp" }, { keys: { day: "string" } });
  await lake.write(
    "things/day=2025-11-26/a.parquet",
    "SELECT 1::BIGINT AS id, 'one' AS name, TIMESTAMP '2025-11-26 14:30:00' AS at",
  );
  lake.partition("things", ["2025-11-26"], "s3://lake/things/day=2025-11-26/");
  judgedFact("Trino", judged.engines.trino.version);
});

afterAll(() => judged.close());

const DATABASE = { database: "db" };

test("what a table holds is the same to both", async () => {
  const { engines } = judged;
  expect(await engines.trino.ask("SELECT * FROM things", "db")).toEqual({
    columns: [
      { name: "id", type: "bigint" },
      { name: "name", type: "varchar" },
      { name: "at", type: "timestamp" },
      { name: "day", type: "varchar" },
    ],
    rows: [["1", "one", "2025-11-26 14:30:00.000", "2025-11-26"]],
  });
  expect(await engines.compare("SELECT * FROM things", DATABASE)).toEqual([]);
});

test.each([
  ["numbers", "SELECT 9007199254740993, 1e0, DECIMAL '1.50', REAL '2.5', 1e-5, nan(), infinity()"],
  [
    "nested values",
    "SELECT ARRAY[1, NULL], MAP(ARRAY['b', 'a'], ARRAY[1, 2]), CAST(ROW(1, 'x') AS ROW(a bigint, b varchar))",
  ],
  [
    "times",
    "SELECT DATE '2025-11-26', TIMESTAMP '2025-11-26 10:00:00.123', TIMESTAMP '2025-11-26 10:00:00.000 UTC'",
  ],
  ["bytes and truth", "SELECT X'0aff', true, 'it''s'"],
  ["nothing", "SELECT * FROM things WHERE id > 1"],
])("%s have one text", async (_, sql) => {
  expect(await judged.engines.compare(sql, DATABASE)).toEqual([]);
});

test("a failure names itself", async () => {
  const { trino, athena } = judged.engines;
  for (const engine of [trino, athena]) {
    expect((await engine.ask("SELECT nothing FROM things", "db")).error).toMatch(/cannot be resolved/);
  }
});
