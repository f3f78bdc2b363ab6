import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "@jest/globals";
import { parquetReadObjects } from "hyparquet";
import { defineDatasets } from "../../shared/datasets/define-datasets.ts";
import type { CheckResult } from "../../shared/quality/result.ts";
import { resultFiles } from "../../shared/quality/results/files.ts";
import { dayOfRun, fileNameOf, RUN_KEYS } from "../../shared/quality/results/keys.ts";
import { pagesToStore, resultsToStore, storeAll } from "../../shared/quality/results/store.ts";
import { CHECK_RESULTS, RESULT_COLUMNS } from "../../shared/quality/results/table.ts";
import { MemoryObjects } from "../support/memory-objects.ts";
import { DAY, resultOf, runOf } from "../support/runs.ts";

const PREFIX = "stock-trades-platform/quality/check_results/";

/** Everything that a result can say. */
const full: CheckResult = resultOf({
  symbol: "BRK.B",
  outcome: "fail",
  value: 2,
  measured: 40,
  expected: 42,
  message: "BRK.B misses 2 of 42 bars – 15:00, 15:05",
  reason: "no_rows",
  dueAt: "2025-11-28T19:00:00.000Z",
  acknowledged: "the feed broke (until 2025-12-05)",
  samples: [{ symbol: "BRK.B", slot: "15:00", bars: 0, why: null }],
  sql: "SELECT count(*)\nFROM bars",
  queryId: "q-1",
  scannedBytes: 9_007_199_254_740_991,
  costUsd: 0.00005,
  engineMs: 1840,
});

const fullRow = {
  run_id: "close-20251128T1930",
  suite: "close",
  stage: "dev",
  as_of: new Date("2025-11-28T19:30:00.000Z"),
  check_id: "complete.bars",
  dataset: "bars_5m",
  table_name: "stock_trades_curated_dev.bars_5m",
  symbol: "BRK.B",
  outcome: "fail",
  value: 2,
  unit: "bars",
  measured: 40,
  expected: 42,
  warn: 0,
  fail: 0,
  message: "BRK.B misses 2 of 42 bars – 15:00, 15:05",
  reason: "no_rows",
  due_at: new Date("2025-11-28T19:00:00.000Z"),
  acknowledged: "the feed broke (until 2025-12-05)",
  samples: '[{"symbol":"BRK.B","slot":"15:00","bars":0,"why":null}]',
  sql: "SELECT count(*)\nFROM bars",
  query_id: "q-1",
  scanned_bytes: 9_007_199_254_740_991n,
  cost_usd: 0.00005,
  engine_ms: 1840n,
  reproduce: "./registrar validate --dataset bars_5m --day 2025-11-28 --suite close --stage dev",
};

const read = (body: Uint8Array) => parquetReadObjects({ file: new Uint8Array(body).buffer });

describe("the results of a run as Parquet", () => {
  test("hold every field of a result, and of its run", async () => {
    const [file] = resultFiles(runOf([full]));
    expect(await read(file!.body)).toEqual([fullRow]);
    expect(Object.keys(fullRow)).toEqual(RESULT_COLUMNS.map(({ name }) => name));
  });

  test("hold NULL where there is nothing to say, in columns that keep their types", async () => {
    const nothing = resultOf({ value: null, warn: null, fail: null, samples: [] });
    const files = resultFiles(runOf([nothing, { ...full, day: "2025-11-26" }]));
    const [empty] = await read(files[0]!.body);
    const nulls = Object.entries(empty!).flatMap(([name, value]) => (value === null ? [name] : []));
    expect(nulls).toEqual([
      "symbol",
      "value",
      "measured",
      "expected",
      "warn",
      "fail",
      "reason",
      "due_at",
      "acknowledged",
      "sql",
      "query_id",
      "scanned_bytes",
      "cost_usd",
      "engine_ms",
    ]);
    const types = await Promise.all(files.map(({ body }) => describedByDuckDb(body)));
    expect(types[0]).toEqual(types[1]);
  });

  test("have in DuckDB the types that Glue is told of", async () => {
    const [file] = resultFiles(runOf([full]));
    const inDuckDb = { string: "VARCHAR", double: "DOUBLE", bigint: "BIGINT", timestamp: "TIMESTAMP" };
    expect(await describedByDuckDb(file!.body)).toEqual(
      RESULT_COLUMNS.map(({ name, type }) => `${name} ${inDuckDb[type]}`),
    );
  });

  test("keep a value that is no number", async () => {
    const values = [Number.NaN, Number.POSITIVE_INFINITY, -0, 0.1];
    const [file] = resultFiles(runOf(values.map((value) => resultOf({ value }))));
    expect((await read(file!.body)).map(({ value }) => value)).toEqual(values);
  });

  test("are one file for each session, and none where there are no results", () => {
    const days = [DAY, "2025-11-26", DAY];
    expect(resultFiles(runOf(days.map((day) => resultOf({ day })))).map(({ key }) => key)).toEqual([
      `${PREFIX}day=${DAY}/close-20251128T1930.parquet`,
      `${PREFIX}day=2025-11-26/close-20251128T1930.parquet`,
    ]);
    expect(resultFiles(runOf([]))).toEqual([]);
  });

  test.each([
    ["of the table as a whole", null],
    ["of a partition that is no day", "2025-02-30"],
    ["of a partition without one", "__HIVE_DEFAULT_PARTITION__"],
  ])("lie under the run's newest session if they are %s", (_, day) => {
    expect(resultFiles(runOf([resultOf({ day })])).map(({ key }) => key)).toEqual([
      `${PREFIX}day=${DAY}/close-20251128T1930.parquet`,
    ]);
  });

  test("are the same bytes under the same keys when the run is tried again", () => {
    const document = runOf([full, resultOf({ day: null })]);
    expect(resultFiles(structuredClone(document))).toEqual(resultFiles(document));
  });
});

/** "name TYPE" of every column, as DuckDB reads the file. */
async function describedByDuckDb(body: Uint8Array): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "results-"));
  const file = join(folder, "results.parquet");
  writeFileSync(file, body);
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  try {
    const reader = await connection.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet('${file}')`);
    return reader.getRowObjects().map(({ column_name, column_type }) => `${column_name} ${column_type}`);
  } finally {
    connection.closeSync();
    rmSync(folder, { recursive: true });
  }
}

describe("where a run's outputs lie", () => {
  test.each([
    ["a time", "2025-11-28T18:20:00Z", /^2025-11-28T18-20-00Z-[0-9a-f]{12}$/],
    ["a path", "a/../../b", /^a-..-..-b-[0-9a-f]{12}$/],
    ["hidden by Hive", "_hidden", /^hidden-[0-9a-f]{12}$/],
    ["not ASCII", "день", /^[0-9a-f]{12}$/],
    ["too long", "x".repeat(5000), /^x{80}-[0-9a-f]{12}$/],
    ["empty", "", /^[0-9a-f]{12}$/],
    ["safe", "close-20251128T1930", /^close-20251128T1930$/],
  ])("a run id that is %s has a name that S3, Hadoop and Athena can use", (_, runId, name) => {
    expect(fileNameOf(runId)).toMatch(name);
  });

  test("no two runs share a name", () => {
    const ids = ["a:b", "a-b", "a/b", "a b", "_a-b", ".a-b", "a_b"];
    expect(new Set(ids.map(fileNameOf)).size).toBe(ids.length);
  });

  test("is the day of the run's moment if it looked at no session", () => {
    const session = runOf([]).sessions[0]!;
    expect(dayOfRun({ sessions: [], asOf: "2025-11-30T12:00:00.000Z" })).toBe("2025-11-30");
    expect(
      dayOfRun({ sessions: [session, { ...session, day: "2025-11-26" }], asOf: "2025-11-30T12:00:00.000Z" }),
    ).toBe(DAY);
  });

  test("only the rows are below the table's prefix", () => {
    const document = runOf([resultOf()]);
    const outputs = [...resultsToStore(document), ...pagesToStore(document, "<html>")];
    const keys = [...outputs.map(({ key }) => key), RUN_KEYS.state("close")];
    expect(keys).toEqual([
      `${PREFIX}day=${DAY}/close-20251128T1930.parquet`,
      `stock-trades-platform/quality/runs/${DAY}/close-20251128T1930.json`,
      `stock-trades-platform/quality/runs/${DAY}/close-20251128T1930.html`,
      "stock-trades-platform/quality/report.html",
      "stock-trades-platform/quality/state/close.json",
    ]);
    expect(keys.filter((key) => key.startsWith(CHECK_RESULTS.prefix))).toHaveLength(1);
  });
});

test("a run that is tried again leaves what it left before", async () => {
  const store = new MemoryObjects();
  const document = runOf([full, resultOf({ day: "2025-11-26" })]);
  const outputs = () => [...resultsToStore(document), ...pagesToStore(document, "<!doctype html>")];
  const write = () => storeAll(outputs(), "lake", store, new AbortController().signal);
  await write();
  const before = new Map(store.objects);
  await write();
  expect(store.objects).toEqual(before);
  const text = await store.text("lake", RUN_KEYS.document(DAY, document.runId));
  expect(JSON.parse(text!)).toEqual(document);
  expect(await store.text("lake", RUN_KEYS.latestReport)).toBe("<!doctype html>");
});

test("the table of results is a dataset like any other", () => {
  expect(defineDatasets([CHECK_RESULTS])).toHaveLength(1);
});
