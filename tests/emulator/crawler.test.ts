import {
  type CrawlsFilter,
  CreateTableCommand,
  DeleteCrawlerCommand,
  DeleteTableCommand,
  GetPartitionCommand,
  ListCrawlsCommand,
  StartCrawlerCommand,
  StopCrawlerCommand,
  UpdateCrawlerCommand,
  UpdatePartitionCommand,
} from "@aws-sdk/client-glue";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createDuckDbEngine } from "../../emulator/athena/engine/engine.ts";
import { PARQUET_OF_NULLS } from "../support/parquet-files.ts";
import { linesOf } from "./athena-lake.ts";
import {
  BUCKET,
  CRAWL_MS,
  type CrawlerLake,
  columnsOf,
  configuration,
  DATABASE,
  INHERIT,
  LOG_ONLY,
  openCrawlerLake,
  START,
  STOP_MS,
} from "./crawler-lake.ts";
import { refusalOf } from "./glue-client.ts";

let lake: CrawlerLake;

beforeEach(async () => {
  lake = await openCrawlerLake();
});

afterEach(() => lake.close());

const BAR = "SELECT 'AAPL' AS symbol, 1.5::DOUBLE AS close";
const bar = (day: string, select = BAR) => lake.write(`bars/day=${day}/part-0.parquet`, select);

const SECOND = 1000;
/** As Glue tells the time: whole seconds. */
const at = (sinceStart: number) => new Date(Math.floor((START + sinceStart) / SECOND) * SECOND);

describe("a crawler", () => {
  test("is as it was defined, with Glue's defaults", async () => {
    const path = `s3://${BUCKET}/bars/`;
    await lake.crawler("bars", "bars/", { Description: "the bars", Schedule: "cron(15 22 ? * MON-FRI *)" });
    expect(await lake.describe("bars")).toMatchObject({
      Name: "bars",
      Role: "arn:aws:iam::000000000000:role/crawler",
      DatabaseName: DATABASE,
      Description: "the bars",
      Targets: { S3Targets: [{ Path: path }], CatalogTargets: [], JdbcTargets: [] },
      State: "READY",
      Schedule: { ScheduleExpression: "cron(15 22 ? * MON-FRI *)", State: "SCHEDULED" },
      SchemaChangePolicy: { UpdateBehavior: "UPDATE_IN_DATABASE", DeleteBehavior: "LOG" },
      RecrawlPolicy: { RecrawlBehavior: "CRAWL_EVERYTHING" },
      Configuration: configuration(INHERIT),
      CreationTime: at(0),
      LastUpdated: at(0),
      CrawlElapsedTime: 0,
      Version: 1,
    });
  });

  test("has no LastCrawl before its first run, nor during it", async () => {
    await lake.crawler("bars", "bars/");
    expect((await lake.describe("bars")).LastCrawl).toBeUndefined();
    await lake.start("bars");
    lake.clock.advance(CRAWL_MS - 1);
    const running = await lake.describe("bars");
    expect(running).toMatchObject({ State: "RUNNING", CrawlElapsedTime: CRAWL_MS - 1 });
    expect(running.LastCrawl).toBeUndefined();
  });

  test("is READY at the end of a run, and tells of it", async () => {
    await lake.crawler("bars", "bars/");
    lake.clock.advance(SECOND);
    expect(await lake.crawl("bars")).toEqual({
      Status: "SUCCEEDED",
      StartTime: at(SECOND),
      LogGroup: "/aws-glue/crawlers",
      LogStream: "bars",
      MessagePrefix: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect((await lake.describe("bars")).State).toBe("READY");
  });

  test("tells of the run before while it runs", async () => {
    await lake.crawler("bars", "bars/");
    const before = await lake.crawl("bars");
    lake.stack.glue.faults.crawlFails("bars", "out of memory");
    await lake.start("bars");
    expect(await lake.describe("bars")).toMatchObject({ State: "RUNNING", LastCrawl: before });
    lake.clock.advance(CRAWL_MS);
    expect((await lake.describe("bars")).LastCrawl).toMatchObject({
      Status: "FAILED",
      ErrorMessage: "out of memory",
    });
  });

  test("stops by way of STOPPING, writes nothing and is CANCELLED", async () => {
    await bar("2026-11-20");
    await lake.crawler("bars", "bars/");
    await lake.start("bars");
    await lake.client.send(new StopCrawlerCommand({ Name: "bars" }));
    lake.clock.advance(STOP_MS - 1);
    expect((await lake.describe("bars")).State).toBe("STOPPING");
    lake.clock.advance(1);
    expect(await lake.describe("bars")).toMatchObject({ State: "READY", LastCrawl: { Status: "CANCELLED" } });
    lake.clock.advance(CRAWL_MS);
    expect(await lake.tables()).toEqual([]);
  });

  test("runs again after it was stopped", async () => {
    await bar("2026-11-20");
    await lake.crawler("bars", "bars/");
    await lake.start("bars");
    await lake.client.send(new StopCrawlerCommand({ Name: "bars" }));
    lake.clock.advance(STOP_MS);
    expect((await lake.crawl("bars")).Status).toBe("SUCCEEDED");
    expect(await lake.tables()).toEqual(["bars"]);
  });

  test("fails as often as a test asks for it", async () => {
    await lake.crawler("bars", "bars/");
    lake.stack.glue.faults.crawlFails("bars", "no memory", 2);
    const ends = [await lake.crawl("bars"), await lake.crawl("bars"), await lake.crawl("bars")];
    expect(ends.map(({ Status }) => Status)).toEqual(["FAILED", "FAILED", "SUCCEEDED"]);
  });

  test("is updated in what the request names", async () => {
    await lake.crawler("bars", "bars/", { Description: "old" });
    lake.clock.advance(SECOND);
    await lake.client.send(new UpdateCrawlerCommand({ Name: "bars", Description: "new" }));
    expect(await lake.describe("bars")).toMatchObject({
      Description: "new",
      Targets: { S3Targets: [{ Path: `s3://${BUCKET}/bars/` }] },
      CreationTime: at(0),
      LastUpdated: at(SECOND),
      Version: 2,
    });
  });
});

describe("refused", () => {
  const Name = "bars";
  const ready = () => lake.crawler(Name, "bars/");
  const running = async () => {
    await ready();
    await lake.start(Name);
  };
  const stopping = async () => {
    await running();
    await lake.client.send(new StopCrawlerCommand({ Name }));
  };
  const nothing = async () => {};
  const missing = { name: "EntityNotFoundException", message: "Crawler with name bars does not exist" };
  const started = { name: "CrawlerRunningException", message: "Crawler with name bars has already started" };
  const busy = (what: string) => ({
    name: "CrawlerRunningException",
    message: `Cannot ${what} Crawler while running. Please stop crawl or wait until it completes to ${what}.`,
  });
  const start = () => lake.start(Name);
  const stop = () => lake.client.send(new StopCrawlerCommand({ Name }));
  const remove = () => lake.client.send(new DeleteCrawlerCommand({ Name }));
  const update = () => lake.client.send(new UpdateCrawlerCommand({ Name, Description: "new" }));

  test.each([
    ["starting one that is missing", nothing, start, missing],
    ["getting one that is missing", nothing, () => lake.describe(Name), missing],
    ["stopping one that is missing", nothing, stop, missing],
    ["deleting one that is missing", nothing, remove, missing],
    ["updating one that is missing", nothing, update, missing],
    [
      "listing the crawls of one that is missing",
      nothing,
      () => lake.client.send(new ListCrawlsCommand({ CrawlerName: Name })),
      missing,
    ],
    ["creating it again", ready, ready, { name: "AlreadyExistsException", message: "bars already exists" }],
    ["starting it while it runs", running, start, started],
    ["starting it while it stops", stopping, start, started],
    [
      "stopping it while it is ready",
      ready,
      stop,
      { name: "CrawlerNotRunningException", message: "Crawler with name bars isn't running" },
    ],
    [
      "stopping it twice",
      stopping,
      stop,
      { name: "CrawlerStoppingException", message: "Crawler with name bars is stopping" },
    ],
    ["deleting it while it runs", running, remove, busy("delete")],
    ["deleting it while it stops", stopping, remove, busy("delete")],
    ["updating it while it runs", running, update, busy("update")],
  ])("is %s", async (_, prepare, call, refusal) => {
    await prepare();
    expect(await refusalOf(call())).toEqual(refusal);
  });

  const table = { CatalogTargets: [{ DatabaseName: DATABASE, Tables: ["bars"] }] };
  const newFolders = { RecrawlPolicy: { RecrawlBehavior: "CRAWL_NEW_FOLDERS_ONLY" } } as const;

  test.each([
    ["no target", { Targets: {} }, "Crawler targets must not be empty"],
    [
      "two kinds of targets",
      { Targets: { S3Targets: [{ Path: "s3://lake/bars/" }], ...table } },
      "Catalog targets cannot be combined with targets of other types",
    ],
    ["a path elsewhere", { Targets: { S3Targets: [{ Path: "/bars" }] } }, "The S3 path '/bars' is not valid"],
    [
      "half a pattern",
      { Targets: { S3Targets: [{ Path: "s3://lake/bars/", Exclusions: ["*.{csv,json"] }] } },
      "The exclude pattern '*.{csv,json' is not valid",
    ],
    [
      "no database for what it finds",
      { DatabaseName: undefined },
      "DatabaseName must not be null for Amazon S3 targets",
    ],
    [
      "new folders and an update of tables",
      newFolders,
      'The SchemaChangePolicy for "Crawl new folders only" Amazon S3 target can have only LOG DeleteBehavior value and LOG UpdateBehavior value.',
    ],
    [
      "new folders of a table",
      { ...newFolders, SchemaChangePolicy: LOG_ONLY, Targets: table },
      'RecrawlBehavior "Crawl new folders only" can only apply to Amazon S3 target.',
    ],
    ["a rate", { Schedule: "rate(1 hour)" }, "The schedule expression 'rate(1 hour)' is not valid"],
    ["no JSON", { Configuration: "Version: 1" }, "Configuration is not valid JSON"],
    ["no version", { Configuration: "{}" }, "Configuration must have Version 1.0"],
    ["a list", { Configuration: "[]" }, "Configuration must be a JSON object"],
    [
      "an unknown setting",
      { Configuration: configuration({ CrawlerOutput: { Partitions: { UpdateBehavior: "LOG" } } }) },
      "CrawlerOutput.Partitions contains unsupported keys: UpdateBehavior.",
    ],
    [
      "an unknown value",
      { Configuration: configuration({ Grouping: { TableGroupingPolicy: "Combine" } }) },
      "TableGroupingPolicy can have only the value CombineCompatibleSchemas",
    ],
    [
      "level 0",
      { Configuration: configuration({ Grouping: { TableLevelConfiguration: 0 } }) },
      "TableLevelConfiguration must be a positive integer",
    ],
  ])("is a definition with %s", async (_, definition, message) => {
    const call = lake.crawler(Name, "bars/", definition);
    expect(await refusalOf(call)).toEqual({ name: "InvalidInputException", message });
  });

  test.each([
    [{ SchemaChangePolicy: { UpdateBehavior: "LOG" } as const }, "DeleteBehavior DEPRECATE_IN_DATABASE"],
    [{ RecrawlPolicy: { RecrawlBehavior: "CRAWL_EVENT_MODE" } as const }, "RecrawlBehavior CRAWL_EVENT_MODE"],
    [{ Classifiers: ["csv"] }, "'classifiers' of CreateCrawlerRequest"],
    [{ Targets: { JdbcTargets: [{ Path: "db/%" }] } }, "'targets.jdbcTargets' of CrawlerTargets"],
  ])("by name is what the emulator lacks: %j", async (definition, what) => {
    expect(await refusalOf(lake.crawler(Name, "bars/", definition))).toEqual({
      name: "UnsupportedOperationException",
      message: `The emulator does not offer ${what}`,
    });
  });

  test("is a sample of 250 files", async () => {
    const Targets = { S3Targets: [{ Path: "s3://lake/bars/", SampleSize: 250 }] };
    expect((await refusalOf(lake.crawler(Name, "bars/", { Targets }))).message).toContain(
      "Value '250' at 'targets.s3Targets.1.member.sampleSize' failed to satisfy constraint",
    );
  });
});

describe("ListCrawls", () => {
  const list = async (...Filters: CrawlsFilter[]) => {
    const { Crawls = [] } = await lake.client.send(new ListCrawlsCommand({ CrawlerName: "bars", Filters }));
    return Crawls.map(({ State }) => State);
  };

  /** A run that succeeds, one that fails, one that is stopped and one that goes on, starting 2 minutes apart. */
  beforeEach(async () => {
    await lake.crawler("bars", "bars/");
    const wait = (spent: number) => lake.clock.advance(2 * CRAWL_MS - spent);
    await lake.crawl("bars");
    wait(CRAWL_MS);
    lake.stack.glue.faults.crawlFails("bars", "out of memory");
    await lake.crawl("bars");
    wait(CRAWL_MS);
    await lake.start("bars");
    await lake.client.send(new StopCrawlerCommand({ Name: "bars" }));
    lake.clock.advance(STOP_MS);
    wait(STOP_MS);
    await lake.start("bars");
  });

  test("tells every run, newest first, over several pages", async () => {
    const pages: unknown[][] = [];
    let NextToken: string | undefined;
    do {
      const page = await lake.client.send(new ListCrawlsCommand({ CrawlerName: "bars", NextToken }));
      pages.push((page.Crawls ?? []).map(({ State, StartTime, EndTime }) => [State, StartTime, EndTime]));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(pages).toEqual([
      [
        ["RUNNING", at(6 * CRAWL_MS), undefined],
        ["STOPPED", at(4 * CRAWL_MS), at(4 * CRAWL_MS + STOP_MS)],
        ["FAILED", at(2 * CRAWL_MS), at(3 * CRAWL_MS)],
      ],
      [["COMPLETED", at(0), at(CRAWL_MS)]],
    ]);
  });

  test("tells as few as it is asked for", async () => {
    const page = await lake.client.send(new ListCrawlsCommand({ CrawlerName: "bars", MaxResults: 1 }));
    expect(page.Crawls?.map(({ State }) => State)).toEqual(["RUNNING"]);
    expect(page.NextToken).toBeDefined();
  });

  test("tells why a run failed, and where it logged", async () => {
    const Filters: CrawlsFilter[] = [{ FieldName: "STATE", FilterOperator: "EQ", FieldValue: "FAILED" }];
    const { Crawls } = await lake.client.send(new ListCrawlsCommand({ CrawlerName: "bars", Filters }));
    expect(Crawls).toEqual([
      {
        CrawlId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        State: "FAILED",
        StartTime: at(2 * CRAWL_MS),
        EndTime: at(3 * CRAWL_MS),
        ErrorMessage: "out of memory",
        LogGroup: "/aws-glue/crawlers",
        LogStream: "bars",
        MessagePrefix: Crawls?.[0]?.CrawlId,
      },
    ]);
  });

  test.each([
    ["GT", ["RUNNING", "STOPPED"]],
    ["GE", ["RUNNING", "STOPPED", "FAILED"]],
    ["LT", ["COMPLETED"]],
    ["LE", ["FAILED", "COMPLETED"]],
    ["EQ", ["FAILED"]],
    ["NE", ["RUNNING", "STOPPED", "COMPLETED"]],
  ] as const)("filters by START_TIME %s the second run's", async (FilterOperator, states) => {
    const FieldValue = String(at(2 * CRAWL_MS).getTime());
    // The page has three at most, and the fourth is left to the next one.
    expect(await list({ FieldName: "START_TIME", FilterOperator, FieldValue })).toEqual(states);
  });

  test("filters by several fields at once", async () => {
    const after: CrawlsFilter = {
      FieldName: "START_TIME",
      FilterOperator: "GT",
      FieldValue: String(at(0).getTime()),
    };
    expect(await list(after, { FieldName: "STATE", FilterOperator: "NE", FieldValue: "RUNNING" })).toEqual([
      "STOPPED",
      "FAILED",
    ]);
    expect(
      await list({ FieldName: "END_TIME", FilterOperator: "GT", FieldValue: String(START) }, after),
    ).toEqual(["STOPPED", "FAILED"]);
  });

  test.each([
    [{}, "A filter needs FieldName, FilterOperator and FieldValue"],
    [
      { FieldName: "START_TIME", FilterOperator: "GT", FieldValue: "2026-11-20" },
      "'2026-11-20' is not a time in epoch milliseconds",
    ],
    [{ FieldName: "STATE", FilterOperator: "GT", FieldValue: "FAILED" }, "GT does not compare texts"],
  ] as const)("refuses the filter %j", async (filter, message) => {
    expect(await refusalOf(list(filter))).toEqual({ name: "InvalidInputException", message });
  });
});

describe("a table", () => {
  test("is made of what was found", async () => {
    await lake.write(
      "bars/day=2026-11-20/a.parquet",
      "SELECT 'A' AS Symbol, 1::BIGINT AS volume, TIMESTAMP '2026-11-20 14:30:00' AS ts FROM range(3)",
    );
    await lake.crawler("bars", "bars/");
    await lake.crawl("bars");
    const table = await lake.table("bars");
    const size = lake.stack.s3.store.object(BUCKET, "bars/day=2026-11-20/a.parquet").size;
    expect(columnsOf(table)).toEqual({ symbol: "string", volume: "bigint", ts: "timestamp" });
    expect(table).toMatchObject({
      Name: "bars",
      TableType: "EXTERNAL_TABLE",
      PartitionKeys: [{ Name: "day", Type: "string" }],
      Parameters: {
        CrawlerSchemaDeserializerVersion: "1.0",
        CrawlerSchemaSerializerVersion: "1.0",
        EXTERNAL: "TRUE",
        UPDATED_BY_CRAWLER: "bars",
        classification: "parquet",
        compressionType: "none",
        typeOfData: "file",
        objectCount: "1",
        recordCount: "3",
        sizeKey: String(size),
        averageRecordSize: String(Math.floor(size / 3)),
      },
      StorageDescriptor: {
        Location: "s3://lake/bars/",
        InputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
        SerdeInfo: { SerializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe" },
      },
    });
    const { Partition } = await lake.client.send(
      new GetPartitionCommand({ DatabaseName: DATABASE, TableName: "bars", PartitionValues: ["2026-11-20"] }),
    );
    expect(Partition?.StorageDescriptor).toEqual({
      ...table.StorageDescriptor,
      Location: "s3://lake/bars/day=2026-11-20/",
    });
  });

  test.each([
    ["raw/Trades-5m.v2/", {}, "trades_5m_v2"],
    ["raw/trades", {}, "trades"],
    ["raw/trades/", { TablePrefix: "Raw_" }, "raw_trades"],
    ["", {}, "lake"],
  ])("of s3://lake/%s with %j is called %s", async (path, definition, name) => {
    await lake.write(`${path}${path === "" || path.endsWith("/") ? "" : "/"}day=2026-11-20/part-0`, BAR);
    await lake.crawler("any", path, definition);
    await lake.crawl("any");
    expect(await lake.tables()).toEqual([name]);
  });

  test("has a hash behind its name where that is taken by another folder's table", async () => {
    await lake.write("raw/trades/day=2026-11-20/part-0", BAR);
    await lake.write("other/trades/day=2026-11-21/part-0", BAR);
    await lake.crawler("raw", "raw/trades/");
    await lake.crawler("other", "other/trades/");
    await lake.crawl("raw");
    await lake.crawl("other");
    await lake.crawl("other");
    expect(await lake.tables()).toEqual(["trades", expect.stringMatching(/^trades_[0-9a-f]{32}$/)]);
    expect(Object.keys(await lake.partitions("trades"))).toEqual(["2026-11-20"]);
  });

  test.each([
    ["one key for each folder", "day=2026-11-20/symbol=BRK.B/", ["day", "symbol"], "2026-11-20|BRK.B"],
    ["names in lower case", "Day=2026-11-20/", ["day"], "2026-11-20"],
    ["values unescaped", "at=14%3A30/", ["at"], "14:30"],
    ["numbers for folders without a name", "2026/11/", ["partition_0", "partition_1"], "2026|11"],
    ["both", "day=2026-11-20/late/", ["day", "partition_1"], "2026-11-20|late"],
    ["empty names as values", "=x/", ["partition_0"], "=x"],
  ])("has as partition keys %s", async (_, folders, keys, values) => {
    await lake.write(`bars/${folders}part-0`, "SELECT 1.5::DOUBLE AS close");
    await lake.crawler("bars", "bars/");
    await lake.crawl("bars");
    expect((await lake.table("bars")).PartitionKeys).toEqual(keys.map((Name) => ({ Name, Type: "string" })));
    expect(await lake.partitions("bars")).toEqual({ [values]: `s3://lake/bars/${folders}` });
  });

  test("without folders has no keys and no partitions", async () => {
    await lake.write("bars/part-0", BAR);
    await lake.crawler("bars", "bars/");
    await lake.crawl("bars");
    expect((await lake.table("bars")).PartitionKeys).toEqual([]);
    expect(await lake.partitions("bars")).toEqual({});
  });

  test("has the columns of all its files", async () => {
    await bar("2026-11-19");
    await bar("2026-11-20", "SELECT 2.5::DOUBLE AS close, 7::BIGINT AS volume");
    await lake.crawler("bars", "bars/");
    await lake.crawl("bars");
    expect(columnsOf(await lake.table("bars"))).toEqual({
      symbol: "string",
      close: "double",
      volume: "bigint",
    });
  });

  test.each([
    [
      "those of the table when they inherit",
      INHERIT,
      { symbol: "string", close: "double", volume: "bigint" },
    ],
    ["those of their own files otherwise", {}, { close: "double", volume: "bigint" }],
  ])("gives its partitions as columns %s", async (_, settings, columns) => {
    await bar("2026-11-19");
    await bar("2026-11-20", "SELECT 2.5::DOUBLE AS close, 7::BIGINT AS volume");
    await lake.crawler("bars", "bars/", { Configuration: configuration(settings) });
    await lake.crawl("bars");
    const { Partition } = await lake.client.send(
      new GetPartitionCommand({ DatabaseName: DATABASE, TableName: "bars", PartitionValues: ["2026-11-20"] }),
    );
    expect(columnsOf(Partition!)).toEqual(columns);
  });

  test.each([
    ["gives existing partitions the columns of their table when they inherit", INHERIT, "double"],
    ["leaves existing partitions as they are otherwise", {}, "string"],
  ])("%s", async (_, settings, type) => {
    await bar("2026-11-19");
    await lake.crawler("bars", "bars/", { Configuration: configuration(settings) });
    await lake.crawl("bars");
    const read = async () => {
      const wanted = { DatabaseName: DATABASE, TableName: "bars", PartitionValues: ["2026-11-19"] };
      return (await lake.client.send(new GetPartitionCommand(wanted))).Partition!;
    };
    const { StorageDescriptor, Parameters } = await read();
    await lake.client.send(
      new UpdatePartitionCommand({
        DatabaseName: DATABASE,
        TableName: "bars",
        PartitionValueList: ["2026-11-19"],
        PartitionInput: {
          Parameters,
          StorageDescriptor: { ...StorageDescriptor, Columns: [{ Name: "close", Type: "string" }] },
        },
      }),
    );
    await lake.crawl("bars");
    const after = await read();
    expect(columnsOf(after).close).toBe(type);
    expect(after.StorageDescriptor?.Location).toBe(StorageDescriptor?.Location);
  });

  test("is the folder at the level that grouping asks for", async () => {
    await lake.write("raw/trades/day=2026-11-20/part-0", BAR);
    await lake.write("raw/quotes/day=2026-11-20/part-0", "SELECT 1 AS bid");
    const Configuration = configuration({ Grouping: { TableLevelConfiguration: 3 } });
    await lake.crawler("raw", "raw/", { Configuration });
    await lake.crawl("raw");
    expect(await lake.tables()).toEqual(["quotes", "trades"]);
    expect(await lake.partitions("trades")).toEqual({ "2026-11-20": "s3://lake/raw/trades/day=2026-11-20/" });
  });
});

describe("a run sees", () => {
  test("what is there at its start, and writes it at its end", async () => {
    await bar("2026-11-19");
    await lake.crawler("bars", "bars/");
    await lake.start("bars");
    await bar("2026-11-20");
    lake.clock.advance(CRAWL_MS - 1);
    expect(await lake.tables()).toEqual([]);
    lake.clock.advance(1);
    expect(Object.keys(await lake.partitions("bars"))).toEqual(["2026-11-19"]);
    await lake.crawl("bars");
    expect(Object.keys(await lake.partitions("bars"))).toEqual(["2026-11-19", "2026-11-20"]);
  });

  test("data, and neither hidden files nor markers nor what is empty", async () => {
    await bar("2026-11-20");
    for (const key of ["_SUCCESS", "day=2026-11-19/.part.crc", "_temporary/day=2026-11-18/part-0"])
      lake.put(`bars/${key}`, "no Parquet");
    for (const key of ["day=2026-11-17/", "day=2026-11-16_$folder$", "day=2026-11-15/part-0"])
      lake.put(`bars/${key}`, "");
    await lake.crawler("bars", "bars/");
    expect((await lake.crawl("bars")).Status).toBe("SUCCEEDED");
    expect(Object.keys(await lake.partitions("bars"))).toEqual(["2026-11-20"]);
  });

  test("its own folder, and none that only begins like it", async () => {
    await lake.write("bars_old/day=2026-11-19/part-0", BAR);
    await bar("2026-11-20");
    await lake.crawler("bars", "bars");
    await lake.crawl("bars");
    expect(Object.keys(await lake.partitions("bars"))).toEqual(["2026-11-20"]);
  });

  test.each([
    ["*.csv", ["x.csv"]],
    ["*/*.csv", ["day=a/x.csv"]],
    ["**.csv", ["day=a/x.csv", "x.csv"]],
    ["day=a/**", ["day=a/sub/y.parquet", "day=a/x.csv"]],
    ["day=?/x.*", ["day=a/x.csv"]],
    ["day=[a-c]/*", ["day=a/x.csv"]],
    ["day=[!a]/*", ["day=z/{1}.json"]],
    ["**/*.{csv,json}", ["day=a/x.csv", "day=z/{1}.json"]],
    ["day=z/\\{1\\}.json", ["day=z/{1}.json"]],
  ])("nothing that the exclusion %s matches", async (exclusion, excluded) => {
    const keys = ["day=a/x.csv", "day=a/sub/y.parquet", "day=z/{1}.json", "x.csv"];
    for (const key of keys) lake.put(`bars/${key}`, "no Parquet");
    const fails = async (Exclusions: string[]) => {
      const Targets = { S3Targets: [{ Path: "s3://lake/bars/", Exclusions }] };
      await lake.client.send(new UpdateCrawlerCommand({ Name: "bars", Targets }));
      return (await lake.crawl("bars")).Status === "FAILED";
    };
    const others = keys.filter((key) => !(excluded as readonly string[]).includes(key));
    const exactly = others.map((key) => key.replace(/[{}]/g, "\\$&"));
    await lake.crawler("bars", "bars/");
    // None of the files is Parquet: a run succeeds when all of them are excluded, and only then.
    expect(await fails([exclusion, ...exactly])).toBe(false);
    for (const one of exactly)
      expect(await fails([exclusion, ...exactly.filter((key) => key !== one)])).toBe(true);
  });

  test("nothing below an empty prefix, which is no failure", async () => {
    await lake.crawler("bars", "bars/");
    expect((await lake.crawl("bars")).Status).toBe("SUCCEEDED");
    expect(await lake.tables()).toEqual([]);
  });
});

describe("a table that exists", () => {
  const existing = (columns: Record<string, string>, keys = ["day"]) =>
    lake.client.send(
      new CreateTableCommand({
        DatabaseName: DATABASE,
        TableInput: {
          Name: "bars",
          Description: "made by hand",
          PartitionKeys: keys.map((Name) => ({ Name, Type: "string" })),
          StorageDescriptor: {
            Location: "s3://lake/bars",
            Columns: Object.entries(columns).map(([Name, Type]) => ({ Name, Type })),
          },
        },
      }),
    );
  const MERGE = {
    CrawlerOutput: { ...INHERIT.CrawlerOutput, Tables: { AddOrUpdateBehavior: "MergeNewColumns" } },
  };
  const found = { symbol: "string", close: "double" };

  test.each([
    ["takes over what was found", {}, {}, found],
    ["gets new columns and keeps its own", MERGE, {}, { venue: "string", close: "float", symbol: "string" }],
    [
      "stays as it is under LOG",
      MERGE,
      { SchemaChangePolicy: LOG_ONLY },
      { venue: "string", close: "float" },
    ],
  ])("%s", async (_, settings, definition, columns) => {
    await existing({ venue: "string", close: "float" });
    await bar("2026-11-20");
    await lake.crawler("bars", "bars/", { Configuration: configuration(settings), ...definition });
    expect((await lake.crawl("bars")).Status).toBe("SUCCEEDED");
    const table = await lake.table("bars");
    expect(table.Description).toBe("made by hand");
    expect(columnsOf(table)).toEqual(columns);
    expect(await lake.partitions("bars")).toEqual({ "2026-11-20": "s3://lake/bars/day=2026-11-20/" });
  });

  test("keeps its partitions as they are", async () => {
    await existing(found);
    const { store } = lake.stack.glue;
    store.createPartition(store.table(DATABASE, "bars"), {
      Values: ["2026-11-20"],
      StorageDescriptor: { Location: "s3://elsewhere/" },
    });
    await bar("2026-11-20");
    await lake.crawler("bars", "bars/");
    await lake.crawl("bars");
    expect(await lake.partitions("bars")).toEqual({ "2026-11-20": "s3://elsewhere/" });
  });

  test("with other keys than the folders' ends the run FAILED, and stays as it is", async () => {
    await existing({ venue: "string" }, ["day", "symbol"]);
    await bar("2026-11-20");
    await lake.crawler("bars", "bars/");
    expect(await lake.crawl("bars")).toMatchObject({
      Status: "FAILED",
      ErrorMessage:
        "table bars has the partition keys [day,symbol], the folders of s3://lake/bars/ have [day]",
    });
    expect(columnsOf(await lake.table("bars"))).toEqual({ venue: "string" });
  });

  test("keeps the names of its keys over folders without any", async () => {
    await existing(found);
    await lake.write("bars/2026-11-20/part-0", BAR);
    await lake.crawler("bars", "bars/");
    await lake.crawl("bars");
    expect((await lake.table("bars")).PartitionKeys).toEqual([{ Name: "day", Type: "string" }]);
    expect(await lake.partitions("bars")).toEqual({ "2026-11-20": "s3://lake/bars/2026-11-20/" });
  });
});

describe("a run FAILS", () => {
  const reason = async (...crawler: Parameters<typeof lake.crawler>) => {
    await lake.crawler(...crawler);
    const { Status, ErrorMessage } = await lake.crawl(crawler[0]);
    return { Status, ErrorMessage };
  };
  const failed = (ErrorMessage: string) => ({ Status: "FAILED", ErrorMessage });

  test.each(["no Parquet", "x", "PAR1PAR1PAR1", "\uffff\uffff\uffffPAR1"])(
    "for a file that holds %j",
    async (body) => {
      await bar("2026-11-19");
      lake.put("bars/day=2026-11-20/notes.txt", body);
      expect(await reason("bars", "bars/")).toEqual(
        failed("bars/day=2026-11-20/notes.txt is not readable as Parquet"),
      );
      expect(await lake.tables()).toEqual([]);
    },
  );

  test("for a column of two types", async () => {
    await bar("2026-11-19");
    await bar("2026-11-20", "SELECT 'x' AS close");
    expect(await reason("bars", "bars/")).toEqual(
      failed(
        "mixed schemas: column close is double in bars/day=2026-11-19/part-0.parquet and string in bars/day=2026-11-20/part-0.parquet",
      ),
    );
  });

  test("but not for a column of NULLs only, which has no type", async () => {
    await bar("2026-11-19", "SELECT 'x' AS note, 1::BIGINT AS n");
    lake.put("bars/day=2026-11-20/part-0.parquet", PARQUET_OF_NULLS);
    lake.put("other/day=2026-11-20/part-0.parquet", PARQUET_OF_NULLS);
    await lake.crawler("bars", "bars/");
    await lake.crawler("other", "other/");
    expect((await lake.crawl("bars")).Status).toBe("SUCCEEDED");
    expect((await lake.crawl("other")).Status).toBe("SUCCEEDED");
    expect(columnsOf(await lake.table("bars"))).toEqual({ note: "string", n: "bigint" });
    expect(columnsOf(await lake.table("other"))).toEqual({ n: "bigint" });
  });

  test("for a column that is also a partition key", async () => {
    await bar("2026-11-20", "SELECT 'A' AS symbol, '2026-11-20' AS Day");
    expect(await reason("bars", "bars/")).toEqual(
      failed("day is a partition key and also a column of bars/day=2026-11-20/part-0.parquet"),
    );
  });

  test("for folders of different depth", async () => {
    await bar("2026-11-19");
    await lake.write("bars/day=2026-11-20/symbol=A/part-0", "SELECT 1.5::DOUBLE AS close");
    expect(await reason("bars", "bars/")).toEqual(
      failed(
        "the folders of one table do not agree: bars/day=2026-11-19/part-0.parquet has the keys [day], bars/day=2026-11-20/symbol=A/part-0 has [day,symbol]",
      ),
    );
  });

  test.each([2, 5])("for the table level %i where there is no such folder", async (level) => {
    await lake.write("raw/trades/day=2026-11-20/part-0", BAR);
    const Configuration = configuration({ Grouping: { TableLevelConfiguration: level } });
    expect(await reason("raw", "raw/trades/", { Configuration })).toEqual(
      failed(
        `the table level ${level} is not between s3://lake/raw/trades/ and raw/trades/day=2026-11-20/part-0`,
      ),
    );
  });

  test("for a bucket, a database or a table that is not there", async () => {
    await bar("2026-11-20");
    const S3Targets = [{ Path: "s3://nowhere/bars/" }];
    const CatalogTargets = [{ DatabaseName: DATABASE, Tables: ["ticks"] }];
    expect([
      await reason("bucket", "", { Targets: { S3Targets } }),
      await reason("database", "bars/", { DatabaseName: "nowhere" }),
      await reason("table", "", { Targets: { CatalogTargets } }),
    ]).toEqual([
      failed("The specified bucket does not exist: nowhere"),
      failed("Database nowhere not found."),
      failed("Table ticks not found."),
    ]);
  });

  test("for a table that is deleted while it runs", async () => {
    await bar("2026-11-20");
    await lake.crawler("bars", "bars/");
    await lake.crawl("bars");
    const CatalogTargets = [{ DatabaseName: DATABASE, Tables: ["bars"] }];
    await lake.crawler("again", "", { Targets: { CatalogTargets } });
    await lake.start("again");
    await lake.client.send(new DeleteTableCommand({ DatabaseName: DATABASE, Name: "bars" }));
    lake.clock.advance(CRAWL_MS);
    expect((await lake.describe("again")).LastCrawl).toMatchObject(failed("Table bars not found."));
  });
});

describe("new folders only", () => {
  const definition = {
    RecrawlPolicy: { RecrawlBehavior: "CRAWL_NEW_FOLDERS_ONLY" },
    SchemaChangePolicy: LOG_ONLY,
  } as const;
  const wide = "SELECT 'A' AS symbol, 1.5::DOUBLE AS close, 7::BIGINT AS volume";

  test("finds new days, and nothing more in the old ones", async () => {
    await bar("2026-11-19");
    await lake.crawler("bars", "bars/", definition);
    await lake.crawl("bars");
    lake.put("bars/day=2026-11-19/notes.txt", "no Parquet, which nobody looks at");
    await bar("2026-11-20", wide);
    expect((await lake.crawl("bars")).Status).toBe("SUCCEEDED");
    expect(Object.keys(await lake.partitions("bars"))).toEqual(["2026-11-19", "2026-11-20"]);
    expect(columnsOf(await lake.table("bars"))).toEqual({ symbol: "string", close: "double" });
  });

  test("looks again into the folders of a run that failed", async () => {
    await bar("2026-11-19");
    await lake.crawler("bars", "bars/", definition);
    lake.put("bars/day=2026-11-20/part-0", "no Parquet");
    expect((await lake.crawl("bars")).Status).toBe("FAILED");
    lake.stack.s3.remove(BUCKET, "bars/day=2026-11-20/part-0");
    await lake.crawl("bars");
    expect(Object.keys(await lake.partitions("bars"))).toEqual(["2026-11-19"]);
  });
});

describe("a folder that is not named as its table", () => {
  const catalogTarget = {
    Targets: { CatalogTargets: [{ DatabaseName: DATABASE, Tables: ["ml_features_5m"] }] },
  };

  beforeEach(async () => {
    await lake.write(
      "curated/ml_features/day=2026-11-20/part-0.parquet",
      "SELECT 'A' AS symbol, 0.5::DOUBLE AS rsi",
    );
    await lake.client.send(
      new CreateTableCommand({
        DatabaseName: DATABASE,
        TableInput: {
          Name: "ml_features_5m",
          PartitionKeys: [{ Name: "day", Type: "string" }],
          StorageDescriptor: {
            Location: "s3://lake/curated/ml_features/",
            Columns: [{ Name: "symbol", Type: "string" }],
          },
        },
      }),
    );
  });

  test("becomes the wrong table by an S3 target", async () => {
    await lake.crawler("features", "curated/ml_features/");
    await lake.crawl("features");
    expect(await lake.tables()).toEqual(["ml_features", "ml_features_5m"]);
    expect(await lake.partitions("ml_features_5m")).toEqual({});
    expect(Object.keys(await lake.partitions("ml_features"))).toEqual(["2026-11-20"]);
  });

  test("fills the right table by a catalog target", async () => {
    await lake.crawler("features", "", catalogTarget);
    await lake.crawl("features");
    expect(await lake.tables()).toEqual(["ml_features_5m"]);
    expect(await lake.partitions("ml_features_5m")).toEqual({
      "2026-11-20": "s3://lake/curated/ml_features/day=2026-11-20/",
    });
    expect(columnsOf(await lake.table("ml_features_5m"))).toEqual({ symbol: "string", rsi: "double" });
  });
});

test("Athena sees rows when the crawl has ended", async () => {
  const engine = createDuckDbEngine({ glue: lake.stack.glue.store, s3: lake.stack.s3 });
  const signal = new AbortController().signal;
  const sql = "SELECT symbol, close, day FROM bars ORDER BY day";
  const rows = async () => linesOf(await engine.run({ sql, database: DATABASE, parameters: [], signal }));
  await bar("2026-11-19");
  await lake.crawler("bars", "bars/");
  await lake.crawl("bars");
  await bar("2026-11-20");
  await lake.client.send(new StartCrawlerCommand({ Name: "bars" }));
  expect(await rows()).toEqual(["AAPL|1.5|2026-11-19"]);
  lake.clock.advance(CRAWL_MS);
  expect(await rows()).toEqual(["AAPL|1.5|2026-11-19", "AAPL|1.5|2026-11-20"]);
  await engine.close();
});
