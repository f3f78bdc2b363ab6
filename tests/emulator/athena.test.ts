import {
  AthenaClient,
  BatchGetNamedQueryCommand,
  BatchGetQueryExecutionCommand,
  CreateNamedQueryCommand,
  CreateWorkGroupCommand,
  type CreateWorkGroupCommandInput,
  DeleteNamedQueryCommand,
  DeleteWorkGroupCommand,
  GetDatabaseCommand,
  GetDataCatalogCommand,
  GetNamedQueryCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type GetQueryResultsCommandInput,
  GetSessionCommand,
  GetTableMetadataCommand,
  GetWorkGroupCommand,
  ListDataCatalogsCommand,
  ListNamedQueriesCommand,
  ListQueryExecutionsCommand,
  paginateGetQueryResults,
  paginateListDatabases,
  paginateListTableMetadata,
  paginateListWorkGroups,
  type QueryExecution,
  StartQueryExecutionCommand,
  type StartQueryExecutionCommandInput,
  StopQueryExecutionCommand,
  UpdateWorkGroupCommand,
} from "@aws-sdk/client-athena";
import { CreateDatabaseCommand, CreateTableCommand, GlueClient } from "@aws-sdk/client-glue";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Executions } from "../../emulator/athena/executions.ts";
import { QueryError } from "../../emulator/athena/query-engine.ts";
import { clientConfig, type Emulator, startEmulator, VirtualClock } from "../../emulator/index.ts";
import { refusalOf, trades } from "./glue-client.ts";
import { MemoryEngine, varchar } from "./memory-engine.ts";

/** Milliseconds that a query takes by the virtual clock. */
const QUERY_MS = 500;
const SQL = "SELECT name FROM people";
const CATALOG = { CatalogName: "AwsDataCatalog" };
const TOKEN = "a-token-of-thirty-two-characters";
const INVALID = "InvalidRequestException";

let clock: VirtualClock;
let engine: MemoryEngine;
let emulator: Emulator;
let athena: AthenaClient;

beforeEach(async () => {
  clock = new VirtualClock();
  engine = new MemoryEngine();
  engine.answer(SQL, { columns: [varchar("name")], rows: [["Ada"], [""], [null]], scannedBytes: 12_000_000 });
  emulator = await startEmulator({ clock, athena: { engine, concurrency: 2, queryMs: QUERY_MS } });
  athena = new AthenaClient(clientConfig(emulator));
});

afterEach(async () => {
  athena.destroy();
  await emulator.close();
});

async function start(sql = SQL, more: Partial<StartQueryExecutionCommandInput> = {}): Promise<string> {
  const started = await athena.send(new StartQueryExecutionCommand({ QueryString: sql, ...more }));
  return started.QueryExecutionId as string;
}

/** Starts a query and lets the time pass that it takes. */
async function run(sql = SQL, more: Partial<StartQueryExecutionCommandInput> = {}): Promise<QueryExecution> {
  const id = await start(sql, more);
  clock.advance(QUERY_MS);
  await emulator.athena.ended(id);
  return look(id);
}

async function look(QueryExecutionId: string): Promise<QueryExecution> {
  const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
  return QueryExecution as QueryExecution;
}

const stateOf = async (id: string) => (await look(id)).Status?.State;

const stop = (QueryExecutionId: string) => athena.send(new StopQueryExecutionCommand({ QueryExecutionId }));

const results = (QueryExecutionId: string, more: Partial<GetQueryResultsCommandInput> = {}) =>
  athena.send(new GetQueryResultsCommand({ QueryExecutionId, ...more }));

async function cells(id: string): Promise<(string | undefined)[][]> {
  const { ResultSet } = await results(id);
  return (ResultSet?.Rows ?? []).map(({ Data = [] }) => Data.map(({ VarCharValue }) => VarCharValue));
}

const createWorkGroup = (
  Name: string,
  Configuration: CreateWorkGroupCommandInput["Configuration"],
): Promise<unknown> => athena.send(new CreateWorkGroupCommand({ Name, Configuration }));

const refused = (message: string) => ({ name: INVALID, message });

describe("a query", () => {
  test("is RUNNING for as long as it takes, then SUCCEEDED, timed by the emulator's clock", async () => {
    const begun = clock.now();
    const id = await start();
    expect(await stateOf(id)).toBe("RUNNING");
    clock.advance(QUERY_MS);
    await emulator.athena.ended(id);
    expect(await look(id)).toMatchObject({
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
    const first = await start();
    await start();
    const third = await start();
    expect(await stateOf(third)).toBe("QUEUED");
    clock.advance(QUERY_MS);
    await emulator.athena.ended(first);
    expect(await stateOf(third)).toBe("RUNNING");
    clock.advance(QUERY_MS);
    await emulator.athena.ended(third);
    expect((await look(third)).Statistics).toMatchObject({
      QueryQueueTimeInMillis: QUERY_MS,
      EngineExecutionTimeInMillis: QUERY_MS,
    });
  });

  test("reaches the engine with its database in lower case and its parameters", async () => {
    const { QueryExecutionContext, ExecutionParameters } = await run(SQL, {
      QueryExecutionContext: { Catalog: "AwsDataCatalog", Database: "Market" },
      ExecutionParameters: ["'Ada'", "1"],
    });
    expect(engine.requests).toMatchObject([{ sql: SQL, database: "market", parameters: ["'Ada'", "1"] }]);
    expect(QueryExecutionContext).toEqual({ Catalog: "awsdatacatalog", Database: "Market" });
    expect(ExecutionParameters).toEqual(["'Ada'", "1"]);
  });

  test("that fails says why", async () => {
    const message = "COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved";
    engine.answer("SELECT x", new QueryError(message));
    const { Status, QueryExecutionId } = await run("SELECT x");
    expect(Status).toMatchObject({
      State: "FAILED",
      StateChangeReason: message,
      AthenaError: { ErrorCategory: 2, ErrorType: 1006, Retryable: false, ErrorMessage: message },
    });
    expect(await refusalOf(results(QueryExecutionId as string))).toEqual(
      refused("Query did not finish successfully. Final query state: FAILED"),
    );
  });

  test("that the engine breaks on fails as an error of the system", async () => {
    engine.answer("SELECT 1", new Error("out of memory"));
    const { Status } = await run("SELECT 1");
    expect(Status?.AthenaError).toMatchObject({ ErrorCategory: 1 });
    expect(Status?.StateChangeReason).toMatch(/^GENERIC_INTERNAL_ERROR: Error: out of memory/);
  });

  test("in a catalog that does not exist fails", async () => {
    const { Status } = await run(SQL, { QueryExecutionContext: { Catalog: "lambda" } });
    expect(Status?.StateChangeReason).toBe("CATALOG_NOT_FOUND: Catalog 'lambda' does not exist");
  });

  test("that is stopped is CANCELLED, and the engine is told", async () => {
    const id = await start();
    await stop(id);
    expect((await look(id)).Status).toMatchObject({
      State: "CANCELLED",
      StateChangeReason: "Query cancelled by user",
    });
    expect(engine.requests[0]?.signal.aborted).toBe(true);
    expect(await refusalOf(results(id))).toEqual(refused("Could not find results"));
  });

  test("that is stopped in the queue never reaches the engine", async () => {
    await start();
    await start();
    const third = await start();
    await stop(third);
    clock.advance(QUERY_MS);
    expect(await stateOf(third)).toBe("CANCELLED");
    expect(engine.requests).toHaveLength(2);
  });

  test("that has ended stays as it is when it is stopped", async () => {
    const { QueryExecutionId } = await run();
    await stop(QueryExecutionId as string);
    expect(await stateOf(QueryExecutionId as string)).toBe("SUCCEEDED");
  });

  test("that nobody started is not found", async () => {
    expect(await refusalOf(look("nobody"))).toEqual(refused("QueryExecution nobody was not found"));
  });

  test("is listed with its workgroup, newest first", async () => {
    const first = await start();
    const second = await start();
    const page = await athena.send(new ListQueryExecutionsCommand({ MaxResults: 1 }));
    expect(page.QueryExecutionIds).toEqual([second]);
    const next = await athena.send(new ListQueryExecutionsCommand({ NextToken: page.NextToken }));
    expect(next.QueryExecutionIds).toEqual([first]);
    expect(next.NextToken).toBeUndefined();
  });

  test("is found in a batch, unknown ones apart", async () => {
    const id = await start();
    const batch = new BatchGetQueryExecutionCommand({ QueryExecutionIds: [id, "nobody"] });
    expect(await athena.send(batch)).toMatchObject({
      QueryExecutions: [{ QueryExecutionId: id }],
      UnprocessedQueryExecutionIds: [{ QueryExecutionId: "nobody", ErrorCode: INVALID }],
    });
  });
});

describe("a client's token", () => {
  test("makes a repeated request the same query, whatever became of it", async () => {
    const first = await start(SQL, { ClientRequestToken: TOKEN });
    await stop(first);
    expect(await start(SQL, { ClientRequestToken: TOKEN })).toBe(first);
    expect(engine.requests).toHaveLength(1);
  });

  test("belongs to one query", async () => {
    await start(SQL, { ClientRequestToken: TOKEN });
    expect(await refusalOf(start("SELECT 2", { ClientRequestToken: TOKEN }))).toEqual(
      refused("Idempotent parameters do not match"),
    );
  });

  test("that is too short is refused", async () => {
    expect((await refusalOf(start(SQL, { ClientRequestToken: "short" }))).message).toBe(
      "1 validation error detected: Value 'short' at 'clientRequestToken' failed to satisfy constraint: Member must have length greater than or equal to 32",
    );
  });
});

describe("results", () => {
  test("of a SELECT begin with the column names, and tell NULL from the empty string", async () => {
    const { QueryExecutionId } = await run();
    const { ResultSet, UpdateCount } = await results(QueryExecutionId as string);
    expect(ResultSet).toEqual({
      Rows: [
        { Data: [{ VarCharValue: "name" }] },
        { Data: [{ VarCharValue: "Ada" }] },
        { Data: [{ VarCharValue: "" }] },
        { Data: [{}] },
      ],
      ResultSetMetadata: {
        ColumnInfo: [
          {
            CatalogName: "hive",
            SchemaName: "",
            TableName: "",
            Name: "name",
            Label: "name",
            Type: "varchar",
            Precision: 2_147_483_647,
            Scale: 0,
            Nullable: "UNKNOWN",
            CaseSensitive: true,
          },
        ],
      },
    });
    expect(UpdateCount).toBe(0);
  });

  test.each([
    ["SHOW TABLES", "UTILITY"],
    ["-- all\nshow /* the */ partitions trades", "UTILITY"],
    ["ALTER TABLE trades ADD PARTITION (day = '2026-11-20')", "DDL"],
  ])("of %j begin with the first line", async (sql, type) => {
    engine.answer(sql, { columns: [varchar("line")], rows: [["trades"]] });
    const { QueryExecutionId, StatementType } = await run(sql);
    expect(StatementType).toBe(type);
    expect(await cells(QueryExecutionId as string)).toEqual([["trades"]]);
  });

  test("come in pages of 1,000 rows, the column names among them", async () => {
    const rows = Array.from({ length: 2_500 }, (_, row) => [String(row)]);
    engine.answer("SELECT row", { columns: [varchar("row")], rows });
    const { QueryExecutionId } = await run("SELECT row");
    const pages: string[][] = [];
    for await (const page of paginateGetQueryResults({ client: athena }, { QueryExecutionId })) {
      pages.push((page.ResultSet?.Rows ?? []).map(({ Data }) => Data?.[0]?.VarCharValue ?? ""));
    }
    expect(pages.map(({ length }) => length)).toEqual([1000, 1000, 501]);
    expect(pages.flat()).toEqual(["row", ...rows.flat()]);
  });

  test("end with an empty page after one that is exactly full", async () => {
    const id = (await run()).QueryExecutionId as string;
    const { NextToken } = await results(id, { MaxResults: 4 });
    expect(NextToken).toBeDefined();
    const last = await results(id, { MaxResults: 4, NextToken });
    expect(last.ResultSet?.Rows).toEqual([]);
    expect(last.NextToken).toBeUndefined();
  });

  test("are refused while the query runs", async () => {
    expect(await refusalOf(results(await start()))).toEqual(
      refused("Query has not yet finished. Current state: RUNNING"),
    );
  });

  test("have no page of more than 1,000, nor one after a token that nobody gave", async () => {
    const id = (await run()).QueryExecutionId as string;
    expect(await refusalOf(results(id, { MaxResults: 1001 }))).toEqual(
      refused("MaxResults is more than maximum allowed length 1000"),
    );
    expect(await refusalOf(results(id, { NextToken: "17" }))).toEqual(refused("Malformed nextPageToken 17"));
  });
});

describe("the output location", () => {
  const ResultConfiguration = { OutputLocation: "s3://results/adhoc" };

  beforeEach(() => {
    emulator.s3.store.createBucket("results");
  });

  test("gets a SELECT as CSV: quoted values, NULL as nothing", async () => {
    engine.answer("SELECT quotes", {
      columns: [varchar("a"), varchar("b"), varchar("c")],
      rows: [['said "yes"', "", null]],
    });
    const { QueryExecutionId: id, ResultConfiguration: where } = await run("SELECT quotes", {
      ResultConfiguration,
    });
    expect(where?.OutputLocation).toBe(`s3://results/adhoc/${id}.csv`);
    expect(emulator.s3.store.read("results", `adhoc/${id}.csv`).toString()).toBe(
      '"a","b","c"\n"said ""yes""","",\n',
    );
  });

  test("gets the answer of SHOW as lines", async () => {
    engine.answer("SHOW TABLES", { columns: [varchar("tab_name")], rows: [["quotes"], ["trades"]] });
    const { QueryExecutionId: id } = await run("SHOW TABLES", { ResultConfiguration });
    expect(emulator.s3.store.read("results", `adhoc/${id}.txt`).toString()).toBe("quotes\ntrades\n");
  });

  test("gets nothing of a query that is stopped", async () => {
    await stop(await start(SQL, { ResultConfiguration }));
    await run("SELECT 1");
    expect(emulator.s3.store.list("results")).toEqual([]);
  });

  test("is not needed in the primary workgroup, which keeps results itself", async () => {
    const { ManagedQueryResultsConfiguration, ResultConfiguration: where } = await run();
    expect(ManagedQueryResultsConfiguration).toEqual({ Enabled: true });
    expect(where).toBeUndefined();
  });

  test("is needed where results are not managed", async () => {
    await createWorkGroup("bare", {});
    expect(await refusalOf(start(SQL, { WorkGroup: "bare" }))).toEqual(
      refused(
        "No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.",
      ),
    );
  });

  test("is the workgroup's where that is enforced, and the request's where it is not", async () => {
    await createWorkGroup("bi", { ResultConfiguration: { OutputLocation: "s3://results/bi/" } });
    const enforced = await run(SQL, { WorkGroup: "bi", ResultConfiguration });
    expect(enforced.ResultConfiguration?.OutputLocation).toMatch(/^s3:\/\/results\/bi\//);
    const ConfigurationUpdates = { EnforceWorkGroupConfiguration: false };
    await athena.send(new UpdateWorkGroupCommand({ WorkGroup: "bi", ConfigurationUpdates }));
    const own = await run(SQL, { WorkGroup: "bi", ResultConfiguration });
    expect(own.ResultConfiguration?.OutputLocation).toMatch(/^s3:\/\/results\/adhoc\//);
  });

  test.each([
    ["results/adhoc", "outputLocation is not a valid S3 path. Provided results/adhoc"],
    ["s3://nowhere/", "Unable to verify/create output bucket nowhere"],
  ])("%j is refused", async (OutputLocation, message) => {
    expect(await refusalOf(start(SQL, { ResultConfiguration: { OutputLocation } }))).toEqual(
      refused(message),
    );
  });
});

describe("a workgroup", () => {
  const MANAGED = { ManagedQueryResultsConfiguration: { Enabled: true } };

  test("cancels a query that scans more than its cutoff", async () => {
    await createWorkGroup("bi", { ...MANAGED, BytesScannedCutoffPerQuery: 10_000_000 });
    expect(await run(SQL, { WorkGroup: "bi" })).toMatchObject({
      Status: { State: "CANCELLED", StateChangeReason: "Bytes scanned limit was exceeded" },
      Statistics: { DataScannedInBytes: 12_000_000 },
    });
    const ConfigurationUpdates = { RemoveBytesScannedCutoffPerQuery: true };
    await athena.send(new UpdateWorkGroupCommand({ WorkGroup: "bi", ConfigurationUpdates }));
    expect((await run(SQL, { WorkGroup: "bi" })).Status?.State).toBe("SUCCEEDED");
  });

  test("is refused a cutoff of less than 10 MB", async () => {
    const { name, message } = await refusalOf(createWorkGroup("bi", { BytesScannedCutoffPerQuery: 1 }));
    expect(name).toBe(INVALID);
    expect(message).toMatch(
      /'configuration\.bytesScannedCutoffPerQuery' .* greater than or equal to 10000000$/,
    );
  });

  test("tells its settings", async () => {
    await createWorkGroup("bi", MANAGED);
    const { WorkGroup } = await athena.send(new GetWorkGroupCommand({ WorkGroup: "bi" }));
    expect(WorkGroup).toMatchObject({
      Name: "bi",
      State: "ENABLED",
      Configuration: { ...MANAGED, ResultConfiguration: {}, EnforceWorkGroupConfiguration: true },
      CreationTime: new Date(clock.now()),
    });
  });

  test("either keeps results itself or has a location for them", async () => {
    const both = { ...MANAGED, ResultConfiguration: { OutputLocation: "s3://results/" } };
    expect((await refusalOf(createWorkGroup("both", both))).name).toBe(INVALID);
  });

  test("is listed by name, over several pages", async () => {
    await createWorkGroup("validation", {});
    await createWorkGroup("bi", {});
    const names: string[][] = [];
    for await (const { WorkGroups = [] } of paginateListWorkGroups({ client: athena, pageSize: 2 }, {})) {
      names.push(WorkGroups.map(({ Name = "" }) => Name));
    }
    expect(names).toEqual([["bi", "primary"], ["validation"]]);
  });

  test("takes no queries when it is disabled or gone", async () => {
    await createWorkGroup("bi", MANAGED);
    await athena.send(new UpdateWorkGroupCommand({ WorkGroup: "bi", State: "DISABLED" }));
    expect((await refusalOf(start(SQL, { WorkGroup: "bi" }))).name).toBe(INVALID);
    await athena.send(new DeleteWorkGroupCommand({ WorkGroup: "bi" }));
    expect(await refusalOf(start(SQL, { WorkGroup: "bi" }))).toEqual(refused("WorkGroup is not found."));
  });

  test("with queries is deleted only on demand, and primary never", async () => {
    await createWorkGroup("bi", MANAGED);
    await start(SQL, { WorkGroup: "bi" });
    const remove = (WorkGroup: string, RecursiveDeleteOption = false) =>
      athena.send(new DeleteWorkGroupCommand({ WorkGroup, RecursiveDeleteOption }));
    expect(await refusalOf(remove("bi"))).toEqual(refused("WorkGroup bi is not empty"));
    await remove("bi", true);
    expect((await refusalOf(remove("primary", true))).name).toBe(INVALID);
  });
});

describe("the catalog", () => {
  const TABLE = { ...CATALOG, DatabaseName: "market" };

  beforeEach(async () => {
    const glue = new GlueClient(clientConfig(emulator));
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "market", Description: "prices" } }));
    await glue.send(new CreateTableCommand({ DatabaseName: "market", TableInput: trades(["day"]) }));
    glue.destroy();
  });

  test("is AwsDataCatalog alone", async () => {
    const { DataCatalogsSummary } = await athena.send(new ListDataCatalogsCommand({}));
    expect(DataCatalogsSummary).toEqual([{ CatalogName: "AwsDataCatalog", Type: "GLUE" }]);
    const { DataCatalog } = await athena.send(new GetDataCatalogCommand({ Name: "AwsDataCatalog" }));
    expect(DataCatalog).toMatchObject({ Type: "GLUE", Parameters: { "catalog-id": emulator.accountId } });
    expect((await refusalOf(athena.send(new GetDataCatalogCommand({ Name: "hive" })))).name).toBe(INVALID);
  });

  test("shows Glue's databases", async () => {
    const names: string[] = [];
    for await (const page of paginateListDatabases({ client: athena }, CATALOG)) {
      names.push(...(page.DatabaseList ?? []).map(({ Name = "" }) => Name));
    }
    expect(names).toEqual(["market"]);
    const { Database } = await athena.send(new GetDatabaseCommand(TABLE));
    expect(Database).toEqual({ Name: "market", Description: "prices" });
  });

  test("shows Glue's tables, their location among the parameters", async () => {
    const { TableMetadata } = await athena.send(
      new GetTableMetadataCommand({ ...TABLE, TableName: "TRADES" }),
    );
    expect(TableMetadata).toMatchObject({
      Name: "trades",
      Columns: [{ Name: "price", Type: "double" }],
      PartitionKeys: [{ Name: "day", Type: "string" }],
      Parameters: { location: "s3://lake/trades/" },
    });
  });

  test("filters tables as Glue does", async () => {
    const matching = async (Expression: string) => {
      const names: string[] = [];
      for await (const page of paginateListTableMetadata({ client: athena }, { ...TABLE, Expression })) {
        names.push(...(page.TableMetadataList ?? []).map(({ Name = "" }) => Name));
      }
      return names;
    };
    expect(await matching("tra.*")).toEqual(["trades"]);
    expect(await matching("tra*")).toEqual(["trades"]);
    expect(await matching("tra")).toEqual([]);
  });

  test("has MetadataException for what Glue does not hold", async () => {
    const quotes = new GetTableMetadataCommand({ ...TABLE, TableName: "quotes" });
    const { name, message } = await refusalOf(athena.send(quotes));
    expect(name).toBe("MetadataException");
    expect(message).toMatch(/^Entity Not Found .*EntityNotFoundException/);
  });
});

describe("a named query", () => {
  const QUERY = { Name: "latest", Database: "market", QueryString: SQL };

  test("is created once per token, found, listed and deleted", async () => {
    const create = new CreateNamedQueryCommand({ ...QUERY, ClientRequestToken: TOKEN });
    const { NamedQueryId } = await athena.send(create);
    expect((await athena.send(create)).NamedQueryId).toBe(NamedQueryId);
    const { NamedQuery } = await athena.send(new GetNamedQueryCommand({ NamedQueryId }));
    expect(NamedQuery).toEqual({ ...QUERY, NamedQueryId, WorkGroup: "primary" });
    const listed = await athena.send(new ListNamedQueriesCommand({ WorkGroup: "primary" }));
    expect(listed.NamedQueryIds).toEqual([NamedQueryId]);
    const batch = new BatchGetNamedQueryCommand({ NamedQueryIds: [NamedQueryId as string, "nobody"] });
    expect(await athena.send(batch)).toMatchObject({
      NamedQueries: [{ Name: "latest" }],
      UnprocessedNamedQueryIds: [{ NamedQueryId: "nobody" }],
    });
    await athena.send(new DeleteNamedQueryCommand({ NamedQueryId }));
    expect((await athena.send(new ListNamedQueriesCommand({}))).NamedQueryIds).toEqual([]);
  });
});

describe("an account", () => {
  const submission = () => ({ sql: SQL, workGroup: "primary" });
  const open = () =>
    new Executions({ engine, buckets: emulator.s3, clock, concurrency: 1, queryMs: QUERY_MS });

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

test("a stack with small pages makes clients cross pages of results", async () => {
  const small = await startEmulator({ clock, pageSize: 2, athena: { engine } });
  const client = new AthenaClient(clientConfig(small));
  const { QueryExecutionId } = await client.send(new StartQueryExecutionCommand({ QueryString: SQL }));
  await small.athena.ended(QueryExecutionId as string);
  const lengths: number[] = [];
  for await (const { ResultSet } of paginateGetQueryResults({ client }, { QueryExecutionId })) {
    lengths.push(ResultSet?.Rows?.length ?? 0);
  }
  expect(lengths).toEqual([2, 2, 0]);
  client.destroy();
  await small.close();
});

test("an operation that the emulator lacks fails naming itself", async () => {
  const { name, message } = await refusalOf(athena.send(new GetSessionCommand({ SessionId: "x" })));
  expect(name).toBe("UnknownOperationException");
  expect(message).toMatch(/^the emulator has no AmazonAthena\.GetSession; supported: BatchGet/);
});

test("closing the emulator stops its queries and closes the engine", async () => {
  const other = new MemoryEngine();
  other.answer(SQL, {});
  const closing = await startEmulator({ clock, athena: { engine: other, queryMs: QUERY_MS } });
  const client = new AthenaClient(clientConfig(closing));
  await client.send(new StartQueryExecutionCommand({ QueryString: SQL }));
  client.destroy();
  await closing.close();
  expect(other.requests[0]?.signal.aborted).toBe(true);
  expect(other.closed).toBe(true);
});
