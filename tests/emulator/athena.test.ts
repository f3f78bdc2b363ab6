import {
  AthenaClient,
  BatchGetNamedQueryCommand,
  BatchGetQueryExecutionCommand,
  CreateNamedQueryCommand,
  DeleteNamedQueryCommand,
  GetNamedQueryCommand,
  GetSessionCommand,
  ListNamedQueriesCommand,
  ListQueryExecutionsCommand,
  StartQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Executions } from "../../emulator/athena/executions.ts";
import { QueryError } from "../../emulator/athena/query-engine.ts";
import { clientConfig, startEmulator } from "../../emulator/index.ts";
import { refusalOf } from "./glue-client.ts";
import { MemoryEngine } from "./memory-engine.ts";
import { INVALID, type OpenAthena, openAthena, QUERY_MS, refused, SQL } from "./open-athena.ts";

const TOKEN = "a-token-of-thirty-two-characters";

let athena: OpenAthena;

beforeEach(async () => {
  athena = await openAthena();
});

afterEach(() => athena.close());

describe("a query", () => {
  test("is RUNNING for as long as it takes, then SUCCEEDED, timed by the emulator's clock", async () => {
    const begun = athena.clock.now();
    const id = await athena.start();
    expect(await athena.stateOf(id)).toBe("RUNNING");
    athena.clock.advance(QUERY_MS);
    await athena.stack.athena.ended(id);
    expect(await athena.look(id)).toMatchObject({
      Query: SQL,
      StatementType: "DML",
      SubstatementType: "SELECT",
      WorkGroup: "primary",
      EngineVersion: { EffectiveEngineVersion: "Athena engine version 3" },
      Status: {
        State: "SUCCEEDED",
        SubmissionDateTime: new Date(begun),
        CompletionDateTime: new Date(begun + QUERY_MS),
      },
      Statistics: {
        EngineExecutionTimeInMillis: QUERY_MS,
        TotalExecutionTimeInMillis: QUERY_MS,
        QueryQueueTimeInMillis: 0,
        DataScannedInBytes: 12_000_000,
      },
    });
  });

  test("waits in the queue while as many run as may run at once", async () => {
    const first = await athena.start();
    await athena.start();
    const third = await athena.start();
    expect(await athena.stateOf(third)).toBe("QUEUED");
    athena.clock.advance(QUERY_MS);
    await athena.stack.athena.ended(first);
    expect(await athena.stateOf(third)).toBe("RUNNING");
    athena.clock.advance(QUERY_MS);
    await athena.stack.athena.ended(third);
    expect((await athena.look(third)).Statistics).toMatchObject({
      QueryQueueTimeInMillis: QUERY_MS,
      EngineExecutionTimeInMillis: QUERY_MS,
    });
  });

  test("reaches the engine with its database in lower case and its parameters", async () => {
    const { QueryExecutionContext, ExecutionParameters } = await athena.run(SQL, {
      QueryExecutionContext: { Catalog: "AwsDataCatalog", Database: "Market" },
      ExecutionParameters: ["'Ada'", "1"],
    });
    expect(athena.engine.requests).toMatchObject([
      { sql: SQL, database: "market", parameters: ["'Ada'", "1"] },
    ]);
    expect(QueryExecutionContext).toEqual({ Catalog: "awsdatacatalog", Database: "Market" });
    expect(ExecutionParameters).toEqual(["'Ada'", "1"]);
  });

  test("that fails says why", async () => {
    const message = "COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved";
    athena.engine.answer("SELECT x", new QueryError(message));
    const { Status, QueryExecutionId } = await athena.run("SELECT x");
    expect(Status).toMatchObject({
      State: "FAILED",
      StateChangeReason: message,
      AthenaError: { ErrorCategory: 2, ErrorType: 1006, Retryable: false, ErrorMessage: message },
    });
    expect(await refusalOf(athena.results(QueryExecutionId as string))).toEqual(
      refused("Query did not finish successfully. Final query state: FAILED"),
    );
  });

  test("that the engine breaks on fails as an error of the system", async () => {
    athena.engine.answer("SELECT 1", new Error("out of memory"));
    const { Status } = await athena.run("SELECT 1");
    expect(Status?.AthenaError).toMatchObject({ ErrorCategory: 1 });
    expect(Status?.StateChangeReason).toMatch(/^GENERIC_INTERNAL_ERROR: Error: out of memory/);
  });

  test("in a catalog that does not exist fails", async () => {
    const { Status } = await athena.run(SQL, { QueryExecutionContext: { Catalog: "lambda" } });
    expect(Status?.StateChangeReason).toBe("CATALOG_NOT_FOUND: Catalog 'lambda' does not exist");
  });

  test("that is stopped is CANCELLED, and the engine is told", async () => {
    const id = await athena.start();
    await athena.stop(id);
    expect((await athena.look(id)).Status).toMatchObject({
      State: "CANCELLED",
      StateChangeReason: "Query cancelled by user",
    });
    expect(athena.engine.requests[0]?.signal.aborted).toBe(true);
    expect(await refusalOf(athena.results(id))).toEqual(refused("Could not find results"));
  });

  test("that is stopped in the queue never reaches the engine", async () => {
    await athena.start();
    await athena.start();
    const third = await athena.start();
    await athena.stop(third);
    athena.clock.advance(QUERY_MS);
    expect(await athena.stateOf(third)).toBe("CANCELLED");
    expect(athena.engine.requests).toHaveLength(2);
  });

  test("that has ended stays as it is when it is stopped", async () => {
    const { QueryExecutionId } = await athena.run();
    await athena.stop(QueryExecutionId as string);
    expect(await athena.stateOf(QueryExecutionId as string)).toBe("SUCCEEDED");
  });

  test("that nobody started is not found", async () => {
    expect(await refusalOf(athena.look("nobody"))).toEqual(refused("QueryExecution nobody was not found"));
  });

  test("is listed with its workgroup, newest first", async () => {
    const first = await athena.start();
    const second = await athena.start();
    const page = await athena.client.send(new ListQueryExecutionsCommand({ MaxResults: 1 }));
    expect(page.QueryExecutionIds).toEqual([second]);
    const next = await athena.client.send(new ListQueryExecutionsCommand({ NextToken: page.NextToken }));
    expect(next.QueryExecutionIds).toEqual([first]);
    expect(next.NextToken).toBeUndefined();
  });

  test("is found in a batch, unknown ones apart", async () => {
    const id = await athena.start();
    const batch = new BatchGetQueryExecutionCommand({ QueryExecutionIds: [id, "nobody"] });
    expect(await athena.client.send(batch)).toMatchObject({
      QueryExecutions: [{ QueryExecutionId: id }],
      UnprocessedQueryExecutionIds: [{ QueryExecutionId: "nobody", ErrorCode: INVALID }],
    });
  });
});

describe("a client's token", () => {
  test("makes a repeated request the same query, whatever became of it", async () => {
    const first = await athena.start(SQL, { ClientRequestToken: TOKEN });
    await athena.stop(first);
    expect(await athena.start(SQL, { ClientRequestToken: TOKEN })).toBe(first);
    expect(athena.engine.requests).toHaveLength(1);
  });

  test("belongs to one query", async () => {
    await athena.start(SQL, { ClientRequestToken: TOKEN });
    expect(await refusalOf(athena.start("SELECT 2", { ClientRequestToken: TOKEN }))).toEqual(
      refused("Idempotent parameters do not match"),
    );
  });

  test("that is too short is refused", async () => {
    expect((await refusalOf(athena.start(SQL, { ClientRequestToken: "short" }))).message).toBe(
      "1 validation error detected: Value 'short' at 'clientRequestToken' failed to satisfy constraint: Member must have length greater than or equal to 32",
    );
  });
});

describe("a named query", () => {
  const QUERY = { Name: "latest", Database: "market", QueryString: SQL };

  test("is created once per token, found, listed and deleted", async () => {
    const create = new CreateNamedQueryCommand({ ...QUERY, ClientRequestToken: TOKEN });
    const { NamedQueryId } = await athena.client.send(create);
    expect((await athena.client.send(create)).NamedQueryId).toBe(NamedQueryId);
    const { NamedQuery } = await athena.client.send(new GetNamedQueryCommand({ NamedQueryId }));
    expect(NamedQuery).toEqual({ ...QUERY, NamedQueryId, WorkGroup: "primary" });
    const listed = await athena.client.send(new ListNamedQueriesCommand({ WorkGroup: "primary" }));
    expect(listed.NamedQueryIds).toEqual([NamedQueryId]);
    const batch = new BatchGetNamedQueryCommand({ NamedQueryIds: [NamedQueryId as string, "nobody"] });
    expect(await athena.client.send(batch)).toMatchObject({
      NamedQueries: [{ Name: "latest" }],
      UnprocessedNamedQueryIds: [{ NamedQueryId: "nobody" }],
    });
    await athena.client.send(new DeleteNamedQueryCommand({ NamedQueryId }));
    expect((await athena.client.send(new ListNamedQueriesCommand({}))).NamedQueryIds).toEqual([]);
  });
});

describe("an account", () => {
  const submission = () => ({ sql: SQL, workGroup: "primary" });
  const open = () =>
    new Executions({
      engine: athena.engine,
      buckets: athena.stack.s3,
      clock: athena.clock,
      concurrency: 1,
      queryMs: QUERY_MS,
    });

  test("has 200 active queries at most", () => {
    const executions = open();
    for (let query = 0; query < 200; query++) executions.start(`token ${query}`, SQL, submission);
    const another = () => executions.start("token 200", SQL, submission);
    expect(another).toThrow(expect.objectContaining({ code: "TooManyRequestsException" }));
    executions.stop(executions.start("token 17", SQL, submission).id);
    expect(another).not.toThrow();
  });

  test("remembers its last 1,000 queries", () => {
    const executions = open();
    const ids = Array.from({ length: 1_001 }, (_, query) => {
      const { id } = executions.start(`token ${query}`, SQL, submission);
      executions.stop(id);
      return id;
    });
    expect(executions.list("primary").map(({ id }) => id)).toEqual(ids.slice(1).reverse());
    expect(executions.start("token 0", "another query", submission).id).not.toBe(ids[0]);
  });
});

test("an operation that the emulator lacks fails naming itself", async () => {
  const { name, message } = await refusalOf(athena.client.send(new GetSessionCommand({ SessionId: "x" })));
  expect(name).toBe("UnknownOperationException");
  expect(message).toMatch(/^the emulator has no AmazonAthena\.GetSession; supported: BatchGet/);
});

test("closing the emulator stops its queries and closes the engine", async () => {
  const other = new MemoryEngine();
  other.answer(SQL, {});
  const closing = await startEmulator({ clock: athena.clock, athena: { engine: other, queryMs: QUERY_MS } });
  const client = new AthenaClient(clientConfig(closing));
  await client.send(new StartQueryExecutionCommand({ QueryString: SQL }));
  client.destroy();
  await closing.close();
  expect(other.requests[0]?.signal.aborted).toBe(true);
  expect(other.closed).toBe(true);
});
