import { AthenaClient, ListQueryExecutionsCommand, StopQueryExecutionCommand } from "@aws-sdk/client-athena";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import {
  clientConfig,
  type Emulator,
  QueryError,
  startEmulator,
  VirtualClock,
} from "../../emulator/index.ts";
import { athenaQueries } from "../../shared/athena/athena-adapter.ts";
import type { Timer } from "../../shared/athena/backoff.ts";
import type { QueryResult, QueryRunner, Value } from "../../shared/athena/port.ts";
import {
  type SqlValue,
  sqlDay,
  sqlIdentifier,
  sqlList,
  sqlLiteral,
  sqlTimestamp,
} from "../../shared/athena/sql.ts";
import { MemoryEngine, varchar } from "../emulator/memory-engine.ts";

/** Milliseconds that a query takes by the emulator's clock. */
const QUERY_MS = 500;
const RUN = "2026-11-20T21:20Z";
const forever = new AbortController().signal;

let clock: VirtualClock;
let emulator: Emulator;
let athena: AthenaClient;

/** Whoever sleeps moves the emulator's clock on, in small steps, so that a signal wakes it in time. */
const STEP_MS = 50;
const timer: Timer = {
  async sleep(ms, signal) {
    for (let left = ms; left > 0 && !signal.aborted; left -= STEP_MS) clock.advance(Math.min(STEP_MS, left));
    await new Promise(setImmediate);
  },
  signalAfter(ms) {
    const abort = new AbortController();
    clock.after(ms, () => abort.abort(new DOMException("late", "TimeoutError")));
    return abort.signal;
  },
  random: () => 0.5,
};

async function begin(options: Parameters<typeof startEmulator>[0]): Promise<void> {
  clock = new VirtualClock();
  emulator = await startEmulator({ clock, ...options });
  athena = new AthenaClient({ ...clientConfig(emulator), maxAttempts: 1 });
}

async function end(): Promise<void> {
  athena.destroy();
  await emulator.close();
}

const engineWith = (other: Partial<Timer> = {}): QueryRunner =>
  athenaQueries({ workGroup: "primary", timer: { ...timer, ...other } }, athena);

const ask = (sql: string, runId = RUN, engine = engineWith()): Promise<QueryResult> =>
  engine.run({ sql, database: "db", label: "check" }, { runId, signal: forever });

describe("over the wire", () => {
  /** Queries that were executed, and would have been paid. */
  const executed = () => memory.requests.map(({ sql }) => sql.slice(sql.indexOf("\n") + 1));
  let memory: MemoryEngine;
  const answers = new Map<string, Value>();

  /** What an SQL text answers, whatever stands above it. */
  class Remarked extends MemoryEngine {
    override run(request: Parameters<MemoryEngine["run"]>[0]) {
      this.requests.push(request);
      const value = answers.get(request.sql.slice(request.sql.indexOf("\n") + 1));
      if (value === undefined) return Promise.reject(new QueryError("TABLE_NOT_FOUND: no such table"));
      const rows = [[String(value)]];
      return Promise.resolve({
        statementType: "DML" as const,
        columns: [varchar("answer")],
        rows,
        scannedBytes: 12_000_000,
      });
    }
  }

  beforeEach(async () => {
    answers.clear();
    for (const sql of ["SELECT a", "SELECT b", "SELECT c"]) answers.set(sql, `${sql} before`);
    memory = new Remarked();
    await begin({ athena: { engine: memory, queryMs: QUERY_MS } });
  });

  afterEach(end);

  test("a query answers its rows, and what it cost", async () => {
    expect(await ask("SELECT a")).toEqual({
      columns: [{ name: "answer", type: "varchar" }],
      rows: [["SELECT a before"]],
      statistics: {
        queryId: expect.any(String),
        bytesScanned: 12_000_000,
        costUsd: 0.00006,
        queueMs: 0,
        planningMs: 0,
        engineMs: QUERY_MS,
        totalMs: QUERY_MS,
        reused: false,
      },
    });
  });

  test("a run that was killed half-way and is tried again pays for no query twice", async () => {
    const first = await ask("SELECT a");
    // The container is frozen while it waits for its second query, and never wakes.
    await new Promise<void>((killed) => {
      const frozen = engineWith({
        sleep: () => {
          killed();
          return new Promise(() => {});
        },
      });
      void ask("SELECT b", RUN, frozen);
    });
    for (const sql of ["SELECT a", "SELECT b", "SELECT c"]) {
      expect((await ask(sql)).rows).toEqual([[`${sql} before`]]);
    }
    expect(executed()).toEqual(["SELECT a", "SELECT b", "SELECT c"]);
    expect((await ask("SELECT a")).statistics).toEqual(first.statistics);
  });

  test("a new run pays anew, and sees what was mended in between", async () => {
    await ask("SELECT a");
    answers.set("SELECT a", "after");
    expect((await ask("SELECT a")).rows).toEqual([["SELECT a before"]]);
    expect((await ask("SELECT a", "2026-11-23T21:20Z")).rows).toEqual([["after"]]);
    expect(executed()).toEqual(["SELECT a", "SELECT a"]);
  });

  test.each([
    ["StartQueryExecution", "disconnect-after-commit"],
    ["StartQueryExecution", "throttle"],
    ["GetQueryExecution", "throttle"],
    ["GetQueryExecution", "error"],
    ["GetQueryResults", "disconnect-after-commit"],
  ] as const)("a query of which %s ends in %s, three times, is executed once", async (operation, kind) => {
    emulator.faults.add({ operation: `AmazonAthena.${operation}`, kind, times: 3 });
    expect((await ask("SELECT a")).rows).toEqual([["SELECT a before"]]);
    expect(executed()).toEqual(["SELECT a"]);
  });

  test("a query that is too late is CANCELLED on Athena; the run tried again runs it anew", async () => {
    const late = engineWith().run(
      { sql: "SELECT a", database: "db", label: "check" },
      { runId: RUN, signal: forever, timeoutMs: 300 },
    );
    await expect(late).rejects.toMatchObject({ code: "QUERY_TIMEOUT", statistics: { bytesScanned: 0 } });
    expect((await ask("SELECT a")).rows).toEqual([["SELECT a before"]]);
    expect(executed()).toEqual(["SELECT a", "SELECT a"]);
    expect((await ask("SELECT a")).rows).toEqual([["SELECT a before"]]);
    expect(executed()).toHaveLength(2);
  });

  test("a query that somebody else stops is not run again", async () => {
    let looks = 0;
    const watched = engineWith({
      async sleep(ms, signal) {
        const { QueryExecutionIds: [QueryExecutionId] = [] } = await athena.send(
          new ListQueryExecutionsCommand(),
        );
        if (++looks === 2) await athena.send(new StopQueryExecutionCommand({ QueryExecutionId }));
        return timer.sleep(ms / 10, signal);
      },
    });
    await expect(ask("SELECT a", RUN, watched)).rejects.toMatchObject({
      code: "QUERY_CANCELLED",
      failure: { reason: "Query cancelled by user" },
    });
    expect(executed()).toEqual(["SELECT a"]);
  });

  test("a query that fails says why, and is not run again", async () => {
    await expect(ask("SELECT nothing")).rejects.toMatchObject({
      code: "QUERY_FAILED",
      failure: { category: 2, type: 1301, retryable: false },
    });
    expect(executed()).toEqual(["SELECT nothing"]);
  });

  test("a workgroup that is not there is refused", async () => {
    const elsewhere = athenaQueries({ workGroup: "nowhere", timer }, athena);
    await expect(ask("SELECT a", RUN, elsewhere)).rejects.toMatchObject({
      code: "QUERY_REFUSED",
      message: expect.stringContaining("WorkGroup is not found."),
    });
  });
});

describe("with rows that Athena computes", () => {
  beforeAll(() => begin({ pageSize: 3 }));
  afterAll(end);

  /** The one row of a SELECT. */
  const rowOf = async (list: readonly string[]): Promise<readonly Value[]> => {
    const columns = list.map((expression, index) => `${expression} AS c${index}`);
    return (await ask(`SELECT ${columns.join(", ")}`)).rows[0]!;
  };

  test("every value comes back as it was written", async () => {
    const values: SqlValue[] = [
      null,
      "",
      "O'Neil; -- \\ ?",
      "é😀\n",
      true,
      0,
      -42,
      1.5,
      -0.25,
      2 ** 60,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      5n,
      -(2n ** 63n),
      2n ** 63n - 1n,
    ];
    expect(await rowOf(values.map(sqlLiteral))).toEqual(values);
  });

  test("times, days and decimals come back as text with their precision", async () => {
    const noon = Date.UTC(2026, 10, 20, 12, 0, 0, 120);
    expect(
      await rowOf([
        sqlDay("2026-11-20"),
        sqlTimestamp(noon),
        "TIMESTAMP '2026-11-20 12:00:00.000 UTC'",
        "DECIMAL '12345678901234567890.10'",
        "ARRAY[1, 2]",
      ]),
    ).toEqual([
      "2026-11-20",
      "2026-11-20T12:00:00.120",
      "2026-11-20T12:00:00.000Z",
      "12345678901234567890.10",
      "[1, 2]",
    ]);
  });

  test("a negative value after a minus is a subtraction, and no comment", async () => {
    expect(await rowOf([`5 -${sqlLiteral(-1)}`, `5 -${sqlLiteral(-0.5)}`])).toEqual([6, 5.5]);
  });

  test("names and lists are taken as they are written", async () => {
    const sql = `SELECT ${sqlIdentifier("order")} FROM (VALUES 'a', 'O''Neil') AS t(${sqlIdentifier("order")})
      WHERE ${sqlIdentifier("order")} IN ${sqlList(["O'Neil", "x"])}`;
    expect(await ask(sql)).toMatchObject({ columns: [{ name: "order" }], rows: [["O'Neil"]] });
  });

  test.each([0, 1, 2, 3, 4, 7])("%i rows come over pages of three", async (count) => {
    const { rows } = await ask(
      `SELECT n FROM UNNEST(sequence(1, 10)) AS t(n) WHERE n <= ${count} ORDER BY n`,
    );
    expect(rows).toEqual(Array.from({ length: count }, (_, row) => [BigInt(row + 1)]));
  });

  test("what is no SELECT has no line of column names", async () => {
    expect(await ask("CREATE DATABASE market")).toMatchObject({ rows: [], statistics: { costUsd: 0 } });
    expect((await ask("SHOW DATABASES", "later")).rows).toContainEqual(["market"]);
  });
});
