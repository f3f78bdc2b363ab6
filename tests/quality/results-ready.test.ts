import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readySessionsView } from "../../deploy/exploration/ready-sessions.ts";
import { trinoType } from "../../deploy/exploration/view-definition.ts";
import type { CheckResult, RunDocument } from "../../shared/quality/result.ts";
import { resultFiles } from "../../shared/quality/results/files.ts";
import { CHECK_RESULTS, RESULT_COLUMNS } from "../../shared/quality/results/table.ts";
import { createLake, type Lake, linesOf, PARQUET } from "../emulator/athena-lake.ts";
import { DAY, resultOf, runOf } from "../support/runs.ts";

const view = readySessionsView("dev");
const ASK = "SELECT dataset, day, ready, worst, as_of FROM ready_sessions";
const EARLIER = "2025-11-28T19:00:00.000Z";
const LATER = "2025-11-28T20:00:00.000Z";

let lake: Lake;

beforeAll(async () => {
  lake = await createLake();
  lake.glue.createDatabase({ Name: view.database });
  lake.glue.createTable(view.database, {
    Name: CHECK_RESULTS.table,
    TableType: "EXTERNAL_TABLE",
    PartitionKeys: [{ Name: "day", Type: "string" }],
    StorageDescriptor: {
      ...PARQUET,
      Columns: RESULT_COLUMNS.map(({ name, type }) => ({ Name: name, Type: type })),
      Location: `s3://lake/${CHECK_RESULTS.prefix}`,
    },
  });
  await query(`CREATE VIEW ${view.name} AS ${view.sql}`);
});

afterAll(() => lake.close());

const query = (sql: string) => lake.query(sql, [], view.database);
/** What the view says of tables whose names begin so: each test has its own, because starting an Athena takes long. */
const answers = async (dataset: string) =>
  linesOf(await query(`${ASK} WHERE dataset LIKE '${dataset}%' ORDER BY 1, 2`));

/** Writes what runs have found, and registers its partitions. */
function write(...documents: readonly RunDocument[]): void {
  const table = lake.glue.table(view.database, CHECK_RESULTS.table);
  for (const { key, body } of documents.flatMap(resultFiles)) {
    lake.s3.put("lake", key, Buffer.from(body));
    const [, day = ""] = /day=([^/]+)/.exec(key) ?? [];
    if (table.partitions.has(JSON.stringify([day]))) continue;
    const Location = `s3://lake/${key.slice(0, key.lastIndexOf("/") + 1)}`;
    lake.glue.createPartition(table, { Values: [day], StorageDescriptor: { ...PARQUET, Location } });
  }
}

let runs = 0;
const run = (asOf: string, results: readonly CheckResult[], change: Partial<RunDocument> = {}) =>
  runOf(results, { asOf, runId: `run-${++runs}`, ...change });
const of = (dataset: string, results: readonly CheckResult[]) =>
  results.map((result) => ({ ...result, dataset }));

test("the view's columns are what Athena makes of its query", async () => {
  const { record } = lake.glue.table(view.database, view.name);
  const [, encoded = ""] = /^\/\* Presto View: (.*) \*\/$/.exec(record.ViewOriginalText ?? "") ?? [];
  expect(JSON.parse(Buffer.from(encoded, "base64").toString())).toMatchObject({
    originalSql: view.sql,
    schema: view.database,
    columns: view.columns.map(({ name, type }) => ({ name, type: trinoType(type) })),
  });
});

test("prod's view reads prod's table", () => {
  expect(readySessionsView("prod").sql).toContain('FROM "stock_trades_quality"."check_results"');
  expect(view.sql).toContain('FROM "stock_trades_quality_dev"."check_results"');
});

describe("a session is ready", () => {
  const passed = resultOf();
  const other = (outcome: CheckResult["outcome"]) => resultOf({ checkId: "unique.key", outcome });
  const skipped = (reason: CheckResult["reason"]) => resultOf({ outcome: "skipped", reason, value: null });
  const cases: readonly [string, readonly CheckResult[], boolean, string][] = [
    ["when all checks pass", [passed, other("pass")], true, "pass"],
    ["when some warn", [passed, other("warn")], true, "warn"],
    [
      "when a check had too little history",
      [other("pass"), skipped("insufficient_history")],
      true,
      "skipped",
    ],
    ["unless one fails", [passed, other("fail")], false, "fail"],
    ["unless a symbol fails", [passed, resultOf({ symbol: "SPY", outcome: "fail" })], false, "fail"],
    ["unless one finds no data", [passed, other("no_data")], false, "no_data"],
    ["unless one breaks", [resultOf({ outcome: "error" }), other("fail")], false, "error"],
    ["unless it is too early", [other("pass"), skipped("sla_not_reached")], false, "skipped"],
    ["unless the budget was exhausted", [other("pass"), skipped("budget_exhausted")], false, "skipped"],
    ["unless nothing was evaluated", [skipped("not_applicable")], false, "skipped"],
  ];

  test("by the outcomes of its checks", async () => {
    write(
      run(
        LATER,
        cases.flatMap(([dataset, results]) => of(`case ${dataset}`, results)),
      ),
    );
    const expected = cases.map(([dataset, , ready, worst]) => {
      return `case ${dataset}|${DAY}|${ready}|${worst}|2025-11-28 20:00:00.000`;
    });
    expect(await answers("case ")).toEqual(expected.sort());
  });

  test("by the last answer of each check, whichever run gave it", async () => {
    write(run(EARLIER, of("mended", [passed, other("fail")])), run(LATER, of("mended", [other("pass")])));
    write(run(EARLIER, of("ignored", [passed, other("fail")])), run(LATER, of("ignored", [passed])));
    expect(await answers("mended")).toEqual([`mended|${DAY}|true|pass|2025-11-28 20:00:00.000`]);
    expect(await answers("ignored")).toEqual([`ignored|${DAY}|false|fail|2025-11-28 20:00:00.000`]);
  });

  test("by the run that judged last, not by the one that was written last", async () => {
    write(run(LATER, of("late", [passed])), run(EARLIER, of("late", [resultOf({ outcome: "fail" })])));
    expect(await answers("late")).toEqual([`late|${DAY}|true|pass|2025-11-28 20:00:00.000`]);
  });

  test("by suite close alone: others make fewer checks, or see half a session", async () => {
    write(run(LATER, of("other suites", [passed]), { suite: "metadata" }));
    write(run(EARLIER, of("other suites", [passed]), { suite: "intraday" }));
    expect(await answers("other suites")).toEqual([]);
  });

  test("only if it has a table: the run itself is none", async () => {
    write(run(LATER, [resultOf({ dataset: "run", table: "", checkId: "cost.budget", day: null })]));
    expect(await answers("run")).toEqual([]);
  });

  test("for each day by itself", async () => {
    write(run(LATER, of("days", [passed, resultOf({ day: "2025-11-26", outcome: "fail" })])));
    expect(await answers("days")).toEqual([
      "days|2025-11-26|false|fail|2025-11-28 20:00:00.000",
      `days|${DAY}|true|pass|2025-11-28 20:00:00.000`,
    ]);
  });
});
