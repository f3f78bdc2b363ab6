import {
  AthenaClient,
  type ColumnInfo,
  GetQueryExecutionCommand,
  type GetQueryExecutionOutput,
  GetQueryResultsCommand,
  type GetQueryResultsOutput,
  type QueryExecution,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { mockClient } from "aws-sdk-client-mock";
import { athenaQueries } from "../../shared/athena/athena-adapter.ts";
import type { AnswerColumn, QueryOptions, QueryStatistics } from "../../shared/athena/port.ts";
import type { RunnerSettings } from "../../shared/athena/runner.ts";
import { VirtualTimer } from "../support/virtual-timer.ts";

const athena = mockClient(AthenaClient);
const QUERY = { sql: "SELECT n, name FROM people", database: "raw", label: "unique.key people" };

/** What Athena holds: a query for every token, and how each of them goes. */
let tokens: string[];
let stopped: Set<string>;
let timer: VirtualTimer;
let caller: AbortController;

beforeEach(() => {
  athena.reset();
  tokens = [];
  stopped = new Set();
  timer = new VirtualTimer();
  caller = new AbortController();
  athena.on(StartQueryExecutionCommand).callsFake(started);
  athena.on(StopQueryExecutionCommand).callsFake(({ QueryExecutionId }) => {
    stopped.add(QueryExecutionId);
    return {};
  });
  athena.on(GetQueryResultsCommand).resolves(page([["n", "name"]]));
});

/** The same token is the same query. */
function started({ ClientRequestToken: token }: { ClientRequestToken: string }) {
  if (!tokens.includes(token)) tokens.push(token);
  return { QueryExecutionId: `q${tokens.indexOf(token) + 1}` };
}

const run = (options: Partial<QueryOptions> = {}, settings: Partial<RunnerSettings> = {}) =>
  athenaQueries({ workGroup: "checks", timer, ...settings }, athena as unknown as AthenaClient).run(QUERY, {
    runId: "2026-11-20T21:20Z",
    signal: caller.signal,
    ...options,
  });

const thrown = (name: string, message = "the words of AWS") => Object.assign(new Error(message), { name });

const seen = (State: string, more: QueryExecution = {}): GetQueryExecutionOutput => ({
  QueryExecution: {
    StatementType: "DML",
    SubstatementType: "SELECT",
    Statistics: {
      DataScannedInBytes: 12_000_000,
      QueryQueueTimeInMillis: 20,
      QueryPlanningTimeInMillis: 30,
      EngineExecutionTimeInMillis: 400,
      TotalExecutionTimeInMillis: 450,
      ResultReuseInformation: { ReusedPreviousResult: false },
    },
    ...more,
    Status: { State: State as "QUEUED", ...more.Status },
  },
});

const PAID = { bytesScanned: 12_000_000, costUsd: 0.00006, queueMs: 20, planningMs: 30, engineMs: 400 };

/** What Athena answers to one look after another; to the last one for ever. A query that was stopped is CANCELLED. */
function looks(...answers: (string | GetQueryExecutionOutput | Error)[]): void {
  let next = 0;
  athena.on(GetQueryExecutionCommand).callsFake(({ QueryExecutionId: id }) => {
    if (stopped.has(id)) return seen("CANCELLED", { Status: { StateChangeReason: "by user" } as never });
    const answer = answers[Math.min(next++, answers.length - 1)]!;
    if (answer instanceof Error) throw answer;
    return typeof answer === "string" ? seen(answer) : answer;
  });
}

/** A query for every id, which goes as its list says. */
function each(...queries: GetQueryExecutionOutput[][]): void {
  const looked = new Map<string, number>();
  athena.on(GetQueryExecutionCommand).callsFake(({ QueryExecutionId: id }: { QueryExecutionId: string }) => {
    const answers = queries[Number(id.slice(1)) - 1]!;
    const look = looked.get(id) ?? 0;
    looked.set(id, look + 1);
    return answers[Math.min(look, answers.length - 1)]!;
  });
}

const failedBy = (AthenaError: object, StateChangeReason = "why") =>
  seen("FAILED", { Status: { StateChangeReason, AthenaError } as never });

const COLUMNS: ColumnInfo[] = [
  { Name: "n", Type: "bigint" },
  { Name: "name", Type: "varchar" },
];

const page = (
  rows: (string | null)[][],
  NextToken?: string,
  ColumnInfo: ColumnInfo[] | undefined = COLUMNS,
): GetQueryResultsOutput => ({
  ResultSet: {
    Rows: rows.map((row) => ({ Data: row.map((cell) => (cell === null ? {} : { VarCharValue: cell })) })),
    ResultSetMetadata: { ColumnInfo },
  },
  ...(NextToken === undefined ? {} : { NextToken }),
});

describe("a query", () => {
  test("is sent with its database, workgroup and token, and where results go is left to the workgroup", async () => {
    looks("SUCCEEDED");
    let sent: unknown;
    athena.on(StartQueryExecutionCommand).callsFake((input) => {
      sent = input;
      return started(input);
    });
    await run();
    expect(sent).toEqual({
      QueryString: `/* registrar: unique.key people, run 2026-11-20T21:20Z */\n${QUERY.sql}`,
      QueryExecutionContext: { Database: "raw" },
      WorkGroup: "checks",
      ClientRequestToken: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test("may go back to the queue; looks at it come ever slower", async () => {
    looks("QUEUED", "RUNNING", "QUEUED", "RUNNING", "RUNNING", "SUCCEEDED");
    athena.on(GetQueryResultsCommand).resolves(
      page([
        ["n", "name"],
        ["1", "Ada"],
      ]),
    );
    expect(await run()).toEqual({
      columns: [
        { name: "n", type: "bigint" },
        { name: "name", type: "varchar" },
      ],
      rows: [[1n, "Ada"]],
      statistics: { queryId: "q1", totalMs: 450, reused: false, ...PAID },
    });
    expect(timer.slept).toEqual([200, 300, 450, 675, 1013]);
  });

  test("that a person cancels is told with what it cost, and is not run again", async () => {
    const reason = "Query cancelled by user";
    looks("RUNNING", seen("CANCELLED", { Status: { StateChangeReason: reason } as never }));
    await expect(run()).rejects.toMatchObject({ code: "QUERY_CANCELLED", queryId: "q1", statistics: PAID });
    expect(tokens).toHaveLength(1);
  });

  test("that scans more than its workgroup allows is told as that", async () => {
    const reason = "Bytes scanned limit was exceeded";
    looks("RUNNING", seen("CANCELLED", { Status: { StateChangeReason: reason } as never }));
    await expect(run()).rejects.toMatchObject({ code: "QUERY_CUT_OFF", statistics: PAID });
  });

  test("that fails is told in Athena's words, with its type", async () => {
    looks(
      "RUNNING",
      failedBy({ ErrorCategory: 2, ErrorType: 1006, Retryable: false }, "COLUMN_NOT_FOUND: x"),
    );
    await expect(run()).rejects.toMatchObject({
      code: "QUERY_FAILED",
      message: expect.stringContaining("unique.key people: COLUMN_NOT_FOUND: x (query q1)"),
      failure: { category: 2, type: 1006, retryable: false, reason: "COLUMN_NOT_FOUND: x" },
      statistics: { costUsd: 0 },
    });
    expect(tokens).toHaveLength(1);
  });

  test.each([
    ["Athena says that it may succeed", { Retryable: true }],
    ["Glue was asked too often", { ErrorType: 1401 }],
  ])("is run once more, under another token, when %s", async (_, error) => {
    each([seen("RUNNING"), failedBy(error)], [seen("SUCCEEDED")]);
    expect(await run()).toMatchObject({ statistics: { queryId: "q2" } });
    expect(tokens).toHaveLength(2);
  });

  test("is run once more, and no more than that", async () => {
    each(
      [seen("RUNNING"), failedBy({ Retryable: true })],
      [seen("RUNNING"), failedBy({ Retryable: true }, "again")],
    );
    await expect(run()).rejects.toMatchObject({
      queryId: "q2",
      failure: { reason: "again" },
      retryable: true,
    });
    expect(tokens).toHaveLength(2);
  });

  test("that an earlier try of the run saw fail twice has its two attempts again", async () => {
    const failed = failedBy({ Retryable: true });
    each([failed], [failed], [seen("RUNNING"), failed], [seen("SUCCEEDED")]);
    expect(await run()).toMatchObject({ statistics: { queryId: "q4" } });
  });

  test("that an earlier try of the run had to stop is run anew", async () => {
    each([seen("CANCELLED")], [seen("SUCCEEDED")]);
    expect(await run()).toMatchObject({ statistics: { queryId: "q2" } });
  });

  test("tells what each of its executions has cost, for Athena bills also those that were stopped", async () => {
    const paid: string[] = [];
    const told = {
      paid: ({ queryId, bytesScanned }: QueryStatistics) => paid.push(`${queryId} ${bytesScanned}`),
    };
    each([seen("CANCELLED")], [failedBy({ Retryable: true })], [seen("SUCCEEDED")]);
    await run(told);
    expect(paid).toEqual(["q1 12000000", "q2 12000000", "q3 12000000"]);
  });
});

describe("when Athena is busy", () => {
  test("a start that is refused for it is made again, ever later, under the same token", async () => {
    looks("SUCCEEDED");
    const refusals = [
      thrown("ThrottlingException"),
      thrown("TooManyRequestsException"),
      thrown("InternalServerException"),
    ];
    athena.on(StartQueryExecutionCommand).callsFake((input) => {
      const refusal = refusals.shift();
      if (refusal !== undefined) throw refusal;
      return started(input);
    });
    await run();
    expect(tokens).toHaveLength(1);
    expect(timer.slept).toEqual([250, 500, 1000]);
  });

  test("looks and pages are asked for again", async () => {
    looks(thrown("ThrottlingException"), "RUNNING", thrown("ThrottlingException"), "SUCCEEDED");
    athena
      .on(GetQueryResultsCommand)
      .rejectsOnce(thrown("ThrottlingException"))
      .resolves(
        page([
          ["n", "name"],
          ["1", "Ada"],
        ]),
      );
    expect(await run()).toMatchObject({ rows: [[1n, "Ada"]] });
  });

  test("for eight tries, it is told as that", async () => {
    athena.on(StartQueryExecutionCommand).rejects(thrown("TooManyRequestsException"));
    await expect(run()).rejects.toMatchObject({
      code: "THROTTLED",
      retryable: true,
      queryId: undefined,
      message: "unique.key people: StartQueryExecution: TooManyRequestsException: the words of AWS.",
    });
    expect(timer.slept).toHaveLength(7);
  });

  test("for eight looks, the query that nobody can see is stopped", async () => {
    looks("RUNNING", thrown("ThrottlingException"));
    await expect(run()).rejects.toMatchObject({ code: "THROTTLED", queryId: "q1", statistics: PAID });
    expect(stopped).toEqual(new Set(["q1"]));
  });
});

describe("a start whose answer is lost", () => {
  test("is the same query when it is made again", async () => {
    looks("SUCCEEDED");
    let lost = 2;
    athena.on(StartQueryExecutionCommand).callsFake((input) => {
      const answer = started(input);
      if (lost-- > 0) throw thrown("TimeoutError");
      return answer;
    });
    expect(await run()).toMatchObject({ statistics: { queryId: "q1" } });
    expect(tokens).toHaveLength(1);
  });

  test.each([
    ["StartQueryExecution", StartQueryExecutionCommand, "no query id"],
    ["GetQueryExecution", GetQueryExecutionCommand, "no query"],
  ] as const)("is one that says nothing, as %s", async (operation, command, words) => {
    looks("SUCCEEDED");
    athena.on(command as typeof StartQueryExecutionCommand).resolves({});
    await expect(run()).rejects.toMatchObject({
      code: "QUERY_UNAVAILABLE",
      message: expect.stringContaining(`${operation} answered ${words}`),
    });
  });
});

test("what Athena refuses is not asked twice", async () => {
  athena.on(StartQueryExecutionCommand).rejects(thrown("InvalidRequestException", "WorkGroup is not found."));
  await expect(run()).rejects.toMatchObject({
    code: "QUERY_REFUSED",
    message: "unique.key people: StartQueryExecution: InvalidRequestException: WorkGroup is not found.",
  });
  expect(timer.slept).toEqual([]);
});

describe("when nobody waits any more", () => {
  test("a query that takes too long is stopped, and what it scanned is told", async () => {
    looks("QUEUED", "RUNNING");
    await expect(run({ timeoutMs: 10_000 })).rejects.toMatchObject({
      code: "QUERY_TIMEOUT",
      message: "unique.key people: no result in the time that was given (query q1).",
      statistics: PAID,
    });
    expect(stopped).toEqual(new Set(["q1"]));
    expect(timer.now).toBe(10_000);
  });

  test("a query is stopped when its caller calls it off", async () => {
    looks("RUNNING");
    timer.at(1_000, () => caller.abort());
    await expect(run()).rejects.toMatchObject({
      code: "QUERY_CANCELLED",
      message: "unique.key people: called off (query q1).",
      statistics: PAID,
    });
    expect(stopped).toEqual(new Set(["q1"]));
    expect(timer.now).toBe(1_000);
  });

  test("a query that is being started is stopped once its id is known", async () => {
    looks("QUEUED");
    athena.on(StartQueryExecutionCommand).callsFake((input) => {
      caller.abort();
      return started(input);
    });
    await expect(run()).rejects.toMatchObject({ code: "QUERY_CANCELLED", queryId: "q1" });
    expect(stopped).toEqual(new Set(["q1"]));
  });

  test("a start that is refused is not made again", async () => {
    const refusals = [thrown("ThrottlingException")];
    athena.on(StartQueryExecutionCommand).callsFake((input) => {
      const refusal = refusals.shift();
      if (refusal !== undefined) throw refusal;
      return started(input);
    });
    timer.at(100, () => caller.abort());
    await expect(run()).rejects.toMatchObject({ code: "QUERY_CANCELLED", queryId: undefined });
    expect(tokens).toEqual([]);
  });

  test("nothing is started", async () => {
    caller.abort();
    await expect(run()).rejects.toMatchObject({ code: "QUERY_CANCELLED", queryId: undefined });
    expect(tokens).toEqual([]);
  });

  test("a query that failed is not run again", async () => {
    each([seen("RUNNING"), failedBy({ Retryable: true })]);
    timer.at(300, () => caller.abort());
    await expect(run()).rejects.toMatchObject({ code: "QUERY_FAILED", queryId: "q1" });
    expect(tokens).toHaveLength(1);
  });

  test("the rows of a query that has ended are left, and what it cost is told", async () => {
    looks("SUCCEEDED");
    athena.on(GetQueryResultsCommand).callsFake(() => {
      caller.abort();
      throw thrown("AbortError");
    });
    await expect(run()).rejects.toMatchObject({ code: "QUERY_CANCELLED", queryId: "q1", statistics: PAID });
    expect(stopped).toEqual(new Set());
  });

  test.each([
    ["refuses to", () => Promise.reject(thrown("AccessDeniedException")), "AccessDeniedException: the words"],
    ["says yes and does not", () => Promise.resolve({}), "Athena did not say in time that it has stopped"],
  ])("and Athena %s stop the query, that is told", async (_, answer, words) => {
    looks("RUNNING");
    athena.on(StopQueryExecutionCommand).callsFake(answer);
    await expect(run({ timeoutMs: 1_000 })).rejects.toMatchObject({
      code: "QUERY_TIMEOUT",
      message: expect.stringMatching(new RegExp(`It may be running still: .*${words}`)),
      queryId: "q1",
      statistics: undefined,
    });
    expect(timer.now).toBeLessThanOrEqual(6_000);
  });
});

describe("a result", () => {
  beforeEach(() => looks("SUCCEEDED"));

  test("of several pages has the column names on the first alone, and NULL is not the empty text", async () => {
    athena
      .on(GetQueryResultsCommand, { QueryExecutionId: "q1", NextToken: undefined })
      .resolves(
        page(
          [
            ["n", "name"],
            ["1", ""],
          ],
          "p2",
        ),
      )
      .on(GetQueryResultsCommand, { QueryExecutionId: "q1", NextToken: "p2" })
      .resolves(
        page(
          [
            ["2", null],
            [null, "name"],
          ],
          "p3",
        ),
      )
      .on(GetQueryResultsCommand, { QueryExecutionId: "q1", NextToken: "p3" })
      .resolves(page([]));
    const { rows } = await run();
    expect(rows).toEqual([
      [1n, ""],
      [2n, null],
      [null, "name"],
    ]);
  });

  test("without rows has columns", async () => {
    expect(await run()).toMatchObject({ columns: [{ name: "n" }, { name: "name" }], rows: [] });
  });

  test("of a statement that is no SELECT has its first line", async () => {
    looks(seen("SUCCEEDED", { StatementType: "UTILITY", SubstatementType: "SHOW_PARTITIONS" }));
    const column = [{ Name: "partition", Type: "string" }];
    athena.on(GetQueryResultsCommand).resolves(page([["day=2026-11-20"]], undefined, column));
    expect(await run()).toMatchObject({ rows: [["day=2026-11-20"]], statistics: { costUsd: 0 } });
  });

  test("of a statement that answers nothing is nothing", async () => {
    looks(seen("SUCCEEDED", { SubstatementType: "INSERT" }));
    athena.on(GetQueryResultsCommand).resolves({ UpdateCount: 3, ResultSet: { Rows: [] } });
    expect(await run()).toMatchObject({ columns: [], rows: [] });
  });

  test("whose cells are not of their types is told with the query's id", async () => {
    athena.on(GetQueryResultsCommand).resolves(
      page([
        ["n", "name"],
        ["one", "Ada"],
      ]),
    );
    await expect(run()).rejects.toMatchObject({
      code: "QUERY_UNREADABLE",
      message: 'unique.key people: Column "n" is bigint, and a cell of it says "one" (query q1).',
      statistics: PAID,
    });
  });

  test("may have as many rows as are read", async () => {
    athena.on(GetQueryResultsCommand).resolves(
      page([
        ["n", "name"],
        ["1", "a"],
        ["2", "b"],
      ]),
    );
    expect((await run({}, { mostRows: 2 })).rows).toHaveLength(2);
  });

  test("is handed over page by page to whoever takes it, without a limit, and until that has enough", async () => {
    let pages = 0;
    athena.on(GetQueryResultsCommand).callsFake(() => page([["1", "a"]], `p${++pages}`));
    looks("SUCCEEDED");
    const taken: unknown[] = [];
    const take = (columns: readonly AnswerColumn[], rows: readonly unknown[]) => {
      taken.push([columns.map(({ name }) => name), rows]);
      return taken.length < 3;
    };
    const { rows } = await run({ take }, { mostRows: 1 });
    const names = ["n", "name"];
    expect({ rows, pages, taken }).toEqual({
      rows: [],
      pages: 3,
      // The first row of the first page are the names.
      taken: [
        [names, []],
        [names, [[1n, "a"]]],
        [names, [[1n, "a"]]],
      ],
    });
  });

  test("of too many rows is given up at the page where they are too many", async () => {
    let pages = 0;
    athena.on(GetQueryResultsCommand).callsFake(() => {
      pages++;
      return page(
        [
          ["1", "a"],
          ["2", "b"],
        ],
        "more",
      );
    });
    await expect(run({}, { mostRows: 4 })).rejects.toMatchObject({
      code: "QUERY_TOO_LARGE",
      message: "unique.key people: it answers more than 4 rows (query q1).",
    });
    expect(pages).toBe(3);
  });
});

describe("of several queries", () => {
  test("no more than allowed are with Athena at once, and all are answered", async () => {
    const active = new Set<string>();
    let most = 0;
    athena.on(StartQueryExecutionCommand).callsFake((input) => {
      const answer = started(input);
      active.add(answer.QueryExecutionId);
      most = Math.max(most, active.size);
      return answer;
    });
    const looked = new Map<string, number>();
    athena
      .on(GetQueryExecutionCommand)
      .callsFake(({ QueryExecutionId: id }: { QueryExecutionId: string }) => {
        const look = (looked.get(id) ?? 0) + 1;
        looked.set(id, look);
        if (look < 4) return seen("RUNNING");
        active.delete(id);
        return seen("SUCCEEDED");
      });
    const engine = athenaQueries(
      { workGroup: "w", timer, concurrency: 2 },
      athena as unknown as AthenaClient,
    );
    const options = { runId: "r", signal: caller.signal };
    const answers = [1, 2, 3, 4, 5].map((n) => engine.run({ ...QUERY, sql: `SELECT ${n}` }, options));
    expect(await Promise.all(answers)).toHaveLength(5);
    expect(tokens).toHaveLength(5);
    expect(most).toBe(2);
  });

  test("one that fails gives its place to the next", async () => {
    each([seen("RUNNING"), failedBy({})], [seen("SUCCEEDED")]);
    const engine = athenaQueries(
      { workGroup: "w", timer, concurrency: 1 },
      athena as unknown as AthenaClient,
    );
    const options = { runId: "r", signal: caller.signal };
    const [first, second] = await Promise.allSettled([
      engine.run({ ...QUERY, sql: "SELECT 1" }, options),
      engine.run({ ...QUERY, sql: "SELECT 2" }, options),
    ]);
    expect([first.status, second.status]).toEqual(["rejected", "fulfilled"]);
  });
});
