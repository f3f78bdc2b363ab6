import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AthenaClient,
  CreateWorkGroupCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  paginateGetQueryResults,
  type QueryExecution,
  StartQueryExecutionCommand,
  type StartQueryExecutionCommandInput,
  StopQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import {
  BatchCreatePartitionCommand,
  CreateDatabaseCommand,
  CreateTableCommand,
  GlueClient,
} from "@aws-sdk/client-glue";
import { PutBucketNotificationConfigurationCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { clientConfig, type Emulator, startEmulator } from "../../emulator/index.ts";

const DATABASE = "market";
const COLUMNS = [
  { Name: "symbol", Type: "string" },
  { Name: "price", Type: "double" },
  { Name: "size", Type: "bigint" },
];
const PARQUET = {
  InputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
  OutputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
  SerdeInfo: { SerializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe" },
};

let emulator: Emulator;
let athena: AthenaClient;
let glue: GlueClient;
let s3: S3Client;

beforeAll(async () => {
  emulator = await startEmulator();
  athena = new AthenaClient(clientConfig(emulator));
  glue = new GlueClient(clientConfig(emulator));
  s3 = new S3Client({ ...clientConfig(emulator), forcePathStyle: true });
  emulator.s3.store.createBucket("lake");
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: DATABASE } }));
});

afterAll(async () => {
  for (const client of [athena, glue, s3]) client.destroy();
  await emulator.close();
});

/** Each test has a table of its own. */
const createTable = (Name: string) =>
  glue.send(
    new CreateTableCommand({
      DatabaseName: DATABASE,
      TableInput: {
        Name,
        TableType: "EXTERNAL_TABLE",
        PartitionKeys: [{ Name: "day", Type: "string" }],
        StorageDescriptor: { ...PARQUET, Columns: COLUMNS, Location: `s3://lake/${Name}/` },
      },
    }),
  );

const register = (TableName: string, day: string, Location: string) =>
  glue.send(
    new BatchCreatePartitionCommand({
      DatabaseName: DATABASE,
      TableName,
      PartitionInputList: [{ Values: [day], StorageDescriptor: { ...PARQUET, Columns: COLUMNS, Location } }],
    }),
  );

/** What an ETL leaves in a folder: one Parquet file of trades. */
const upload = async (Key: string, trades: string) =>
  s3.send(new PutObjectCommand({ Bucket: "lake", Key, Body: await parquet(trades) }));

/** The rows of a VALUES list as a Parquet file. */
async function parquet(trades: string): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), "trades-"));
  const file = join(folder, "trades.parquet");
  const database = await DuckDBInstance.create(":memory:");
  const connection = await database.connect();
  await connection.run(
    `COPY (SELECT symbol, price::DOUBLE AS price, size::BIGINT AS size FROM (VALUES ${trades}) AS t(symbol, price, size)) TO '${file}' (FORMAT PARQUET)`,
  );
  connection.closeSync();
  database.closeSync();
  const bytes = readFileSync(file);
  rmSync(folder, { recursive: true });
  return bytes;
}

async function start(sql: string, more: Partial<StartQueryExecutionCommandInput> = {}): Promise<string> {
  const QueryExecutionContext = { Database: DATABASE };
  const command = new StartQueryExecutionCommand({ QueryString: sql, QueryExecutionContext, ...more });
  return (await athena.send(command)).QueryExecutionId as string;
}

async function run(
  sql: string,
  more: Partial<StartQueryExecutionCommandInput> = {},
): Promise<QueryExecution> {
  const QueryExecutionId = await start(sql, more);
  await emulator.athena.ended(QueryExecutionId);
  const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
  return QueryExecution as QueryExecution;
}

type Cell = string | undefined;

/** The pages of the answer to a query that succeeds, the row of column names among them. */
async function pagesOf(
  sql: string,
  more: Partial<StartQueryExecutionCommandInput> = {},
): Promise<Cell[][][]> {
  const { QueryExecutionId, Status } = await run(sql, more);
  expect(Status).toMatchObject({ State: "SUCCEEDED" });
  const pages: Cell[][][] = [];
  for await (const { ResultSet } of paginateGetQueryResults({ client: athena }, { QueryExecutionId })) {
    pages.push((ResultSet?.Rows ?? []).map(({ Data = [] }) => Data.map((cell) => cell.VarCharValue)));
  }
  return pages;
}

/** The rows without the column names. */
const ask = async (sql: string, more: Partial<StartQueryExecutionCommandInput> = {}) =>
  (await pagesOf(sql, more)).flat().slice(1);

describe("a query", () => {
  test("sees the rows of a day once it is registered, and not before", async () => {
    await createTable("trades");
    await upload("trades/day=2026-11-20/a.parquet", "('AAPL', 270.5, 100), ('MSFT', 500, 5000000000)");
    const sql = "SELECT symbol, price, size, day FROM trades ORDER BY symbol";
    expect(await ask(sql)).toEqual([]);
    await register("trades", "2026-11-20", "s3://lake/trades/day=2026-11-20/");
    expect(await ask(sql)).toEqual([
      ["AAPL", "270.5", "100", "2026-11-20"],
      ["MSFT", "500.0", "5000000000", "2026-11-20"],
    ]);
  });

  test("reads a partition at its Location, and takes its day from the catalog", async () => {
    await createTable("moved");
    await upload("moved/day=2026-11-20/a.parquet", "('OLD', 1, 1)");
    await upload("elsewhere/run-7/a.parquet", "('NEW', 2, 2)");
    await register("moved", "2026-11-20", "s3://lake/elsewhere/run-7/");
    expect(await ask("SELECT symbol, day FROM moved")).toEqual([["NEW", "2026-11-20"]]);
  });

  test("sees the rows of one Location once under each day that points there", async () => {
    await createTable("shared");
    await upload("shared/once/a.parquet", "('AAPL', 1, 1), ('MSFT', 2, 2)");
    for (const day of ["2026-11-19", "2026-11-20"]) await register("shared", day, "s3://lake/shared/once/");
    expect(await ask("SELECT day, count(*) FROM shared GROUP BY day ORDER BY day")).toEqual([
      ["2026-11-19", "2"],
      ["2026-11-20", "2"],
    ]);
  });

  test("sees a file that is added to a registered day", async () => {
    await createTable("growing");
    await upload("growing/day=2026-11-20/a.parquet", "('AAPL', 1, 1)");
    await register("growing", "2026-11-20", "s3://lake/growing/day=2026-11-20/");
    expect(await ask("SELECT count(*) FROM growing")).toEqual([["1"]]);
    await upload("growing/day=2026-11-20/b.parquet", "('MSFT', 2, 2)");
    expect(await ask("SELECT count(*) FROM growing")).toEqual([["2"]]);
  });

  test("is told what it scanned: the files of the days it reads", async () => {
    await createTable("scanned");
    for (const day of ["2026-11-19", "2026-11-20"]) {
      await upload(`scanned/day=${day}/a.parquet`, "('AAPL', 1, 1)");
      await register("scanned", day, `s3://lake/scanned/day=${day}/`);
    }
    const [file] = emulator.s3.store.list("lake", "scanned/day=2026-11-20/");
    const { Statistics } = await run("SELECT symbol FROM scanned WHERE day = '2026-11-20'");
    expect(Statistics?.DataScannedInBytes).toBe(file?.size);
  });

  test("has its parameters in the place of question marks", async () => {
    await createTable("asked");
    await upload("asked/day=2026-11-20/a.parquet", "('AAPL', 1, 1), ('O''Neil', 2, 2)");
    await register("asked", "2026-11-20", "s3://lake/asked/day=2026-11-20/");
    const ExecutionParameters = ["'O''Neil'", "1"];
    expect(
      await ask("SELECT symbol FROM asked WHERE symbol = ? AND size > ?", { ExecutionParameters }),
    ).toEqual([["O'Neil"]]);
  });

  test("tells NULL from the empty string, in the API and in the file", async () => {
    emulator.s3.store.createBucket("results");
    const sql = "SELECT '' AS empty, CAST(NULL AS varchar) AS missing";
    const { QueryExecutionId: id } = await run(sql, {
      ResultConfiguration: { OutputLocation: "s3://results/" },
    });
    expect(await ask(sql)).toEqual([["", undefined]]);
    expect(emulator.s3.store.read("results", `${id}.csv`).toString()).toBe('"empty","missing"\n"",\n');
  });

  test("answers 2,500 rows in three pages", async () => {
    const pages = await pagesOf("SELECT n FROM UNNEST(sequence(1, 2500)) AS t(n) ORDER BY n");
    expect(pages.map(({ length }) => length)).toEqual([1000, 1000, 501]);
    expect(
      pages
        .flat()
        .slice(1)
        .map(([n]) => Number(n)),
    ).toEqual(Array.from({ length: 2_500 }, (_, row) => row + 1));
  });

  test.each([
    ["SELECT nope FROM (VALUES (1)) AS t(n)", "COLUMN_NOT_FOUND", 1006],
    ["SELECT * FROM nowhere", "TABLE_NOT_FOUND", 1301],
    ["SELECT 1 / 0", "DIVISION_BY_ZERO", 1001],
  ])("%s fails with its reason", async (sql, name, ErrorType) => {
    const { Status } = await run(sql);
    expect(Status).toMatchObject({ State: "FAILED", AthenaError: { ErrorCategory: 2, ErrorType } });
    expect(Status?.StateChangeReason).toMatch(new RegExp(`^${name}: `));
  });

  test("that takes too long is stopped, and others run on", async () => {
    const long =
      "SELECT count(*) FROM UNNEST(sequence(1, 1000000)) AS a(n), UNNEST(sequence(1, 1000000)) AS b(m) WHERE (n * m) % 7 = 3";
    const QueryExecutionId = await start(long);
    await ask("SELECT 1");
    await athena.send(new StopQueryExecutionCommand({ QueryExecutionId }));
    const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    expect(QueryExecution?.Status?.State).toBe("CANCELLED");
    expect(await ask("SELECT 2")).toEqual([["2"]]);
  });
});

describe("a statement that writes", () => {
  const OUTPUT = { ResultConfiguration: { OutputLocation: "s3://output/" } };
  const object = (key: string) => emulator.s3.store.read("output", key).toString();

  beforeAll(() => {
    emulator.s3.store.createBucket("output");
  });

  test.each([
    [
      "CREATE TABLE made WITH (external_location = 's3://lake/made/') AS SELECT 1 AS n",
      { StatementType: "DDL", SubstatementType: "CREATE_TABLE_AS_SELECT" },
      "tables/",
    ],
    ["INSERT INTO made VALUES 2", { StatementType: "DML", SubstatementType: "INSERT" }, ""],
    [
      "UNLOAD (SELECT * FROM made) TO 's3://lake/unloaded/' WITH (format = 'PARQUET')",
      { StatementType: "DML", SubstatementType: "UNLOAD" },
      "",
    ],
  ])("%s leaves a list of its objects, no rows and their number", async (sql, types, folder) => {
    const { QueryExecutionId: id, ...execution } = await run(sql, OUTPUT);
    expect(execution).toMatchObject({
      ...types,
      Status: { State: "SUCCEEDED" },
      ResultConfiguration: { OutputLocation: `s3://output/${folder}${id}` },
      Statistics: { DataManifestLocation: `s3://output/${folder}${id}-manifest.csv` },
    });
    expect(object(`${folder}${id}-manifest.csv`)).toMatch(/^s3:\/\/lake\/(made|unloaded)\/\S+\n$/);
    const { UpdateCount, ResultSet } = await athena.send(
      new GetQueryResultsCommand({ QueryExecutionId: id }),
    );
    expect(UpdateCount).toBe(sql.startsWith("UNLOAD") ? 2 : 1);
    expect(ResultSet).toMatchObject({ Rows: [], ResultSetMetadata: { ColumnInfo: [{ Name: "rows" }] } });
  });

  test("puts objects as any writer does: S3 tells of them", async () => {
    const EventBridgeConfiguration = {};
    await s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: "lake",
        NotificationConfiguration: { EventBridgeConfiguration },
      }),
    );
    const heard: string[] = [];
    const end = emulator.s3.onEventBridge(({ detail }) =>
      heard.push((detail as { readonly object: { readonly key: string } }).object.key),
    );
    await run("CREATE TABLE told WITH (external_location = 's3://lake/told/') AS SELECT 1 AS n", OUTPUT);
    end();
    expect(heard).toEqual([expect.stringMatching(/^told\/\S+$/)]);
  });

  test("has its table below the results when the workgroup says where those go", async () => {
    await athena.send(
      new CreateWorkGroupCommand({
        Name: "central",
        Configuration: { ResultConfiguration: { OutputLocation: "s3://output/central/" } },
      }),
    );
    const { QueryExecutionId: id, Status } = await run("CREATE TABLE central AS SELECT 1 AS n", {
      WorkGroup: "central",
    });
    expect(Status).toMatchObject({ State: "SUCCEEDED" });
    expect(object(`central/tables/${id}-manifest.csv`)).toMatch(
      new RegExp(`^s3://output/central/tables/${id}/\\S+\\n$`),
    );
    const refused = await run("CREATE TABLE t WITH (external_location = 's3://lake/t/') AS SELECT 1 AS n", {
      WorkGroup: "central",
    });
    expect(refused.Status?.StateChangeReason).toMatch(/enforces a centralized output location/);
  });

  test("whose results Athena keeps has no list", async () => {
    const { Status, Statistics } = await run(
      "CREATE TABLE kept WITH (external_location = 's3://lake/kept/') AS SELECT 1 AS n",
    );
    expect(Status).toMatchObject({ State: "SUCCEEDED" });
    expect(Statistics?.DataManifestLocation).toBeUndefined();
  });

  test("is refused in the words of S3 when a bucket takes no writes", async () => {
    emulator.s3.store.createBucket("closed").refusesWrites = true;
    const { Status } = await run(
      "UNLOAD (SELECT 1 AS n) TO 's3://closed/out/' WITH (format = 'PARQUET')",
      OUTPUT,
    );
    expect(Status).toMatchObject({
      State: "FAILED",
      StateChangeReason: expect.stringMatching(
        /^HIVE_WRITER_CLOSE_ERROR: .*s3:\/\/closed\/out\/.*Access Denied/,
      ),
    });
  });

  test("of which a list of columns is part makes an Iceberg table, and is no CREATE TABLE AS", async () => {
    const { StatementType, SubstatementType } = await run("CREATE TABLE t (n int) TBLPROPERTIES ()", OUTPUT);
    expect([StatementType, SubstatementType]).toEqual(["DDL", undefined]);
  });
});
