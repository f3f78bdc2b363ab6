/** What becomes of each kind of folder that people have: a table of so many partitions and rows, or one refusal. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { foreignType } from "../../local/own-data/foreign-types.ts";
import { readParquetFolder } from "../../local/own-data/parquet-folder.ts";
import { surveyPartitions } from "../../local/own-data/partitions.ts";
import { PARQUET_OF_NULLS } from "../support/parquet-files.ts";
import { withFolder } from "./run.ts";

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await (await DuckDBInstance.create()).connect();
});
afterAll(() => duckdb.closeSync());

type Files = Readonly<Record<string, string | Buffer>>;

/** A query is written as Parquet. */
async function write(folder: string, files: Files): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    const isQuery = typeof content === "string" && content.startsWith("SELECT");
    if (isQuery) await duckdb.run(`COPY (${content}) TO '${path}' (FORMAT PARQUET)`);
    else await writeFile(path, content);
  }
}

async function outcomeOf(files: Files): Promise<unknown> {
  return withFolder(async (folder) => {
    const lake = join(folder, "lake");
    await mkdir(lake);
    await write(lake, files);
    try {
      const found = await readParquetFolder(lake, () => {});
      const survey = surveyPartitions(
        found.dataset,
        found.files.map(({ key }) => key),
      );
      const paths = found.files.map(({ path }) => `'${path}'`).join();
      const sql = `SELECT count(*) FROM read_parquet([${paths}], union_by_name = true, hive_partitioning = false)`;
      const [[rows]] = (await duckdb.runAndReadAll(sql)).getRows() as [[bigint]];
      return {
        keys: found.dataset.keys.map(({ kind }) => kind).join(),
        columns: found.dataset.columns.map(({ name, type }) => `${name} ${type}`).join(),
        partitions: survey.partitions,
        rows: Number(rows),
        parked: survey.refused.length,
        leftOut: found.skipped.map(({ path }) => path).join(),
      };
    } catch (thrown) {
      return thrown;
    }
  });
}

const ROWS = "SELECT unnest([1, 2, 3])::BIGINT AS id";

test.each<[string, Files, object]>([
  ["days", { "dt=2025-11-26/a": ROWS, "dt=2025-11-27/a": ROWS }, { keys: "day", partitions: 2, rows: 6 }],
  [
    "days with their hour",
    { "hour=2025112600/a": ROWS, "hour=2025112623/a": ROWS },
    { keys: "day", partitions: 2, rows: 6, parked: 0 },
  ],
  [
    "days with their hour, without =",
    { "2025-11-26-00/a": ROWS, "2025-11-26-23/a": ROWS },
    { keys: "day,hour", partitions: 2, rows: 6, parked: 0 },
  ],
  [
    "Spark's, with its own files",
    { "dt=2025-11-26/p": ROWS, "dt=2025-11-26/.p.crc": "crc", _SUCCESS: "", "_spark_metadata/0": "v1" },
    { partitions: 1, rows: 3, leftOut: "_SUCCESS,_spark_metadata,dt=2025-11-26/.p.crc" },
  ],
  [
    "parts of a date",
    { "year=2025/month=1/day=5/hour=03/a": ROWS, "year=2025/month=11/day=26/hour=04/a": ROWS },
    { keys: "year,month,day-of-month,hour", partitions: 2, rows: 6 },
  ],
  ["days of digits", { "date=20251126/a": ROWS }, { keys: "day", partitions: 1, rows: 3 }],
  [
    "texts, encoded, and NULL",
    { "t=10%3A00/a": ROWS, "t=ü/a": ROWS, "t=100%25/a": ROWS, "t=__HIVE_DEFAULT_PARTITION__/a": ROWS },
    { keys: "text", partitions: 3, rows: 12, parked: 1 },
  ],
  ["days without =", { "2025/11/26/a": ROWS }, { keys: "day", partitions: 1, rows: 3 }],
  [
    "keys in upper case",
    { "Date=2025-11-26/Symbol=A/a": ROWS },
    { keys: "day,text", partitions: 1, rows: 3 },
  ],
  ["a key that files have, too", { "s=A/a": "SELECT 1 AS n, 'A' AS s" }, { columns: "n int", rows: 1 }],
  [
    "an empty file, a damaged and a loose one, and CSV",
    {
      "dt=2025-11-26/a": ROWS,
      "dt=2025-11-27/a": "",
      "dt=2025-11-28/a": "PAR1",
      b: ROWS,
      "dt=2025-11-26/a.csv": "1",
    },
    { partitions: 1, rows: 3, leftOut: "b,dt=2025-11-26/a.csv,dt=2025-11-27/a,dt=2025-11-28/a" },
  ],
  ["no rows", { "dt=2025-11-26/a": `${ROWS} LIMIT 0` }, { partitions: 1, rows: 0 }],
  [
    "a column that came later",
    { "dt=2025-11-26/a": "SELECT 1 AS n", "dt=2025-11-27/a": "SELECT 1 AS n, 'x' AS m" },
    { columns: "n int,m string", partitions: 2, rows: 2 },
  ],
  [
    "a column of NULLs in one file",
    { "dt=2025-11-26/a": PARQUET_OF_NULLS, "dt=2025-11-27/a": "SELECT 'x' AS note, 1::BIGINT AS n" },
    { columns: "n bigint", partitions: 2, rows: 3 },
  ],
  [
    "types that Athena has not",
    {
      "dt=2025-11-26/a":
        "SELECT 1 AS n, 1::UBIGINT AS u, TIME '10:00' AS t, uuid() AS id, [1::UBIGINT] AS list, 1::UINTEGER AS small",
    },
    { columns: "n int,small bigint", partitions: 1, rows: 1 },
  ],
  [
    "different keys",
    { "dt=2025-11-26/a": ROWS, "dt=2025-11-27/a": ROWS, "dt=2025-11-27/h=1/a": ROWS },
    { keys: "day", partitions: 2, rows: 6, leftOut: "dt=2025-11-27/h=1/a" },
  ],
])(
  "a folder of %s is a table: its partitions, its rows, and what is left out",
  async (_, files, expected) => {
    expect(await outcomeOf(files)).toEqual(
      expect.objectContaining({ parked: 0, leftOut: "", ...expected }) as unknown,
    );
  },
);

test.each<[string, Files, string]>([
  ["nothing", {}, "it is empty"],
  ["empty files", { "dt=2025-11-26/a": "" }, "there is no readable Parquet in it"],
  ["CSV", { "dt=2025-11-26/a.csv": "a" }, "there is no readable Parquet in it"],
  ["flat files", { a: ROWS }, "its files lie flat"],
  ["two tables", { "orders/dt=2025-11-26/a": ROWS, "users/dt=2025-11-26/a": ROWS }, "name one table of it"],
  ["days that may be months", { "05/11/2025/a": ROWS }, "its layout cannot be told"],
  ...(["BIGINT", "DOUBLE", "VARCHAR"] as const).map((type): [string, Files, string] => [
    `INTEGER and ${type}`,
    { "dt=2025-11-26/a": "SELECT 1 AS n", "dt=2025-11-27/a": `SELECT 2::${type} AS n` },
    "mixed schemas: column n is int in dt=2025-11-26/a",
  ]),
])("a folder of %s is refused by one usage error that says what was found", async (_, files, expected) => {
  const refusal = await outcomeOf(files);
  expect(refusal).toMatchObject({
    code: "USAGE",
    message: expect.stringMatching(/ is no table:/) as unknown,
  });
  expect((refusal as { problems: readonly string[] }).problems.join("\n")).toContain(expected);
});

test("types without one of Glue's are known by their logical type, or by the converted type before it", () => {
  const column = (element: object) =>
    foreignType({ children: [], count: 0, element: { name: "x", ...element }, path: [] });
  expect(column({ logical_type: { type: "FLOAT16" } })).toBe("float16");
  expect(column({ converted_type: "TIME_MILLIS" })).toBe("time");
  expect(column({ converted_type: "UINT_64" })).toBe("uint64");
  expect(column({ converted_type: "TIMESTAMP_MILLIS" })).toBeUndefined();
  expect(column({ logical_type: { type: "INTEGER", bitWidth: 64, isSigned: true } })).toBeUndefined();
});
