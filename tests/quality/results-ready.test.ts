import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readySessionsView } from "../../deploy/exploration/ready-sessions.ts";
import { sessionHistoryView } from "../../deploy/exploration/session-history.ts";
import { trinoType } from "../../deploy/exploration/view-definition.ts";
import type { CheckResult, RunDocument } from "../../shared/quality/result.ts";
import { resultFiles } from "../../shared/quality/results/files.ts";
import { CHECK_RESULTS } from "../../shared/quality/results/table.ts";
import { changeFile } from "../../shared/sessions/change-file.ts";
import type { DataState } from "../../shared/sessions/session-record.ts";
import { SESSION_CHANGES } from "../../shared/sessions/table.ts";
import { createLake, type Lake, linesOf, PARQUET } from "../emulator/athena-lake.ts";
import { DAY, resultOf, runOf } from "../support/runs.ts";

const view = readySessionsView("dev");
const history = sessionHistoryView("dev");
const ASK = "SELECT dataset, day, ready, worst, as_of FROM ready_sessions";
const EARLIER = "2025-11-28T19:00:00.000Z";
const LATER = "2025-11-28T20:00:00.000Z";

let lake: Lake;

beforeAll(async () => {
  lake = await createLake();
  lake.glue.createDatabase({ Name: view.database });
  for (const { table, columns, prefix } of [CHECK_RESULTS, SESSION_CHANGES]) {
    lake.glue.createTable(view.database, {
      Name: table,
      TableType: "EXTERNAL_TABLE",
      PartitionKeys: [{ Name: "day", Type: "string" }],
      StorageDescriptor: {
        ...PARQUET,
        Columns: columns.map(({ name, type }) => ({ Name: name, Type: type })),
        Location: `s3://lake/${prefix}`,
      },
    });
  }
  for (const { name, sql } of [view, history]) await query(`CREATE VIEW ${name} AS ${sql}`);
});

afterAll(() => lake.close());

const query = (sql: string) => lake.query(sql, [], view.database);
/** What the view says of tables whose names begin so: each test has its own, because starting an Athena takes long. */
const answers = async (dataset: string) =>
  linesOf(await query(`${ASK} WHERE dataset LIKE '${dataset}%' ORDER BY 1, 2`));

/** Writes what runs have found; all of their sessions are available, if nothing else is said of them. */
function write(...documents: readonly RunDocument[]): void {
  for (const { key, body } of documents.flatMap(resultFiles)) put(CHECK_RESULTS.table, key, body);
  for (const { dataset, day } of documents.flatMap(({ results }) => results)) {
    if (day !== null) change(dataset, "available", { day });
  }
}

/** Writes a change of a session's state. */
function change(
  dataset: string,
  state: DataState,
  { day = DAY, sequence = 1, since = LATER, hash = "a" } = {},
): void {
  const version = { hash, objects: 1, bytes: 10, lastWrite: EARLIER };
  const verdict = { version, asOf: EARLIER, runId: "run", checks: {} };
  const file = changeFile({ dataset, day }, { sequence, state, reason: null, since, verdict });
  put(SESSION_CHANGES.table, file.key, file.body);
}

/** Puts a file of a table, and registers its partition. */
function put(name: string, key: string, body: string | Uint8Array): void {
  const table = lake.glue.table(view.database, name);
  lake.s3.put("lake", key, Buffer.from(body));
  const [, day = ""] = /day=([^/]+)/.exec(key) ?? [];
  if (table.partitions.has(JSON.stringify([day]))) return;
  const Location = `s3://lake/${key.slice(0, key.lastIndexOf("/") + 1)}`;
  lake.glue.createPartition(table, { Values: [day], StorageDescriptor: { ...PARQUET, Location } });
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
  test("only if its state is available, as the last change has it", async () => {
    write(...["missing", "changed", "again"].map((name) => run(LATER, of(`state ${name}`, [passed]))));
    change("state missing", "missing", { sequence: 2 });
    change("state changed", "changed", { sequence: 2 });
    change("state again", "changed", { sequence: 2 });
    change("state again", "available", { sequence: 3, hash: "b" });
    put(CHECK_RESULTS.table, ...fileOf(run(LATER, of("state none", [passed]))));
    const rows = await query(
      "SELECT dataset, ready, state, version FROM ready_sessions WHERE dataset LIKE 'state %' ORDER BY 1",
    );
    expect(linesOf(rows)).toEqual([
      "state again|true|available|b",
      "state changed|false|changed|a",
      "state missing|false|missing|a",
      "state none|false|pending|∅",
    ]);
  });
});

/** The key and the body of a run's only file. */
function fileOf(document: RunDocument): [key: string, body: Uint8Array] {
  const [file] = resultFiles(document);
  return [file!.key, file!.body];
}

test("the history tells what was known at any moment", async () => {
  change("history", "provisional", { sequence: 1, since: "2025-11-28T19:00:00.000Z" });
  change("history", "changed", { sequence: 2, since: "2025-11-28T19:30:00.000Z" });
  // Told twice: it is one row all the same.
  change("history", "changed", { sequence: 2, since: "2025-11-28T19:30:00.000Z" });
  change("history", "available", { sequence: 3, since: "2025-11-28T20:00:00.000Z", hash: "b" });
  const whole = "SELECT state, version, valid_from, valid_to FROM session_history WHERE dataset = 'history'";
  expect(linesOf(await query(`${whole} ORDER BY sequence`))).toEqual([
    "provisional|a|2025-11-28 19:00:00.000|2025-11-28 19:30:00.000",
    "changed|a|2025-11-28 19:30:00.000|2025-11-28 20:00:00.000",
    "available|b|2025-11-28 20:00:00.000|∅",
  ]);
  const then = "TIMESTAMP '2025-11-28 19:45:00'";
  const known = `${whole} AND valid_from <= ${then} AND (valid_to > ${then} OR valid_to IS NULL)`;
  expect(linesOf(await query(known))).toEqual(["changed|a|2025-11-28 19:30:00.000|2025-11-28 20:00:00.000"]);
});
