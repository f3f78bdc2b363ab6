import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type ComparisonRule, differences } from "./compare.ts";
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
])("%s have one text in both engines", async (_, sql) => {
  expect(await judged.engines.compare(sql, DATABASE)).toEqual([]);
});

test("a failure names itself", async () => {
  const { trino, athena } = judged.engines;
  for (const engine of [trino, athena]) {
    expect((await engine.ask("SELECT nothing FROM things", "db")).error).toMatch(/cannot be resolved/);
  }
});

describe("a comparison", () => {
  type Cells = readonly (readonly (string | null)[])[];
  const compared = (
    theirs: Cells,
    ours: Cells,
    type = "varchar",
    sql = "SELECT x",
    options: ComparisonRule = {},
  ) => {
    const columns = [{ name: "x", type }];
    return differences(sql, { columns, rows: theirs }, { columns, rows: ours }, options).length === 0;
  };

  test.each<[what: string, same: boolean, theirs: Cells, ours: Cells, type?: string, sql?: string]>([
    ["another text", false, [["a"]], [["b"]]],
    ["NULL and the empty text", false, [[null]], [[""]]],
    ["a row less", false, [["a"], ["a"]], [["a"]]],
    ["rows in another order", true, [["a"], ["b"]], [["b"], ["a"]]],
    [
      "rows in another order than wanted",
      false,
      [["a"], ["b"]],
      [["b"], ["a"]],
      "varchar",
      "SELECT x ORDER BY 1",
    ],
    ["an inner order is none", true, [["a"], ["b"]], [["b"], ["a"]], "varchar", "SELECT f(x ORDER BY y)"],
    ["sums in another order", true, [["0.30000000000000004"]], [["0.3"]], "double"],
    ["other numbers", false, [["0.3"]], [["0.30001"]], "double"],
    ["other whole numbers", false, [["9007199254740993"]], [["9007199254740992"]], "bigint"],
    ["another notation", false, [["1.0E19"]], [["10000000000000000000.0"]], "double"],
    ["sums in JSON", true, [["[1.1000000000000001]"]], [["[1.1]"]]],
    ["a number in another text", false, [["1.1000000000000001"]], [["1.1"]]],
    ["entries of a map in another order", true, [["{a=1, b=2}"]], [["{b=2, a=1}"]], "map"],
    ["not a number", false, [["NaN"]], [["1.0"]], "double"],
  ])("of %s: the same is %s", (_, same, ...answers) => {
    expect(compared(...answers)).toBe(same);
  });

  test("knows the error of an approximate function, and types and failures", () => {
    const approximate = { approximate: { x: 0.023 } };
    expect(compared([["1000"]], [["1020"]], "bigint", "SELECT x", approximate)).toBe(true);
    expect(compared([["1000"]], [["1030"]], "bigint", "SELECT x", approximate)).toBe(false);
    const [one, other] = ["bigint", "integer"].map((type) => ({ columns: [{ name: "x", type }], rows: [] }));
    expect(differences("SELECT x", one!, other!)).toHaveLength(1);
    expect(differences("SELECT x", one!, { error: "no" })).toHaveLength(1);
    expect(differences("SELECT x", { error: "none" }, { error: "no" })).toEqual([]);
  });
});
