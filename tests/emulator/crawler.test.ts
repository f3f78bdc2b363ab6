import {
  type CrawlsFilter,
  DeleteCrawlerCommand,
  ListCrawlsCommand,
  StartCrawlerCommand,
  StopCrawlerCommand,
  UpdateCrawlerCommand,
} from "@aws-sdk/client-glue";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createDuckDbEngine } from "../../emulator/athena/engine/engine.ts";
import { linesOf } from "./athena-lake.ts";
import {
  BUCKET,
  CRAWL_MS,
  type CrawlerLake,
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
    await lake.bar("2026-11-20");
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
    await lake.bar("2026-11-20");
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
  ])("is a call for %s", async (_, prepare, call, refusal) => {
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

test("Athena sees rows when the crawl has ended", async () => {
  const engine = createDuckDbEngine({ glue: lake.stack.glue.store, s3: lake.stack.s3 });
  const signal = new AbortController().signal;
  const sql = "SELECT symbol, close, day FROM bars ORDER BY day";
  const rows = async () => linesOf(await engine.run({ sql, database: DATABASE, parameters: [], signal }));
  await lake.bar("2026-11-19");
  await lake.crawler("bars", "bars/");
  await lake.crawl("bars");
  await lake.bar("2026-11-20");
  await lake.client.send(new StartCrawlerCommand({ Name: "bars" }));
  expect(await rows()).toEqual(["AAPL|1.5|2026-11-19"]);
  lake.clock.advance(CRAWL_MS);
  expect(await rows()).toEqual(["AAPL|1.5|2026-11-19", "AAPL|1.5|2026-11-20"]);
  await engine.close();
});
