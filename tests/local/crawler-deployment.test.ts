import { CreateTableCommand, GetCrawlerCommand, GetDatabasesCommand, GlueClient } from "@aws-sdk/client-glue";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { getAtt, type Resource, type Resources, ref, sub } from "../../deploy/cloudformation.ts";
import { clientConfig, type Emulator, startEmulator } from "../../emulator/index.ts";
import { carryOut, deployStage, updateStage } from "../../local/deployment.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { refusalOf } from "../emulator/glue-client.ts";
import { datasets } from "../fixtures/datasets.ts";

let emulator: Emulator;
let client: GlueClient;

beforeEach(async () => {
  emulator = await startEmulator();
  client = new GlueClient({ ...clientConfig(emulator), maxAttempts: 1 });
});

afterEach(async () => {
  client.destroy();
  await emulator.close();
});

const queue: Resource = { Type: "AWS::SQS::Queue", Properties: { QueueName: "crawl" } };
const parking: Resource = { Type: "AWS::SQS::Queue", Properties: { QueueName: "crawl-parking" } };
const role: Resource = {
  Type: "AWS::IAM::Role",
  Properties: { RoleName: "crawler-bars", AssumeRolePolicyDocument: { Statement: [] } },
};
const database: Resource = {
  Type: "AWS::Glue::Database",
  Properties: { CatalogId: ref("AWS::AccountId"), DatabaseInput: { Name: "market" } },
};
const table = (description: string): Resource => ({
  Type: "AWS::Glue::Table",
  Properties: { DatabaseName: ref("Database"), TableInput: { Name: "bars", Description: description } },
});
const crawler = (settings: object = {}): Resource => ({
  Type: "AWS::Glue::Crawler",
  Properties: {
    Name: "bars",
    Role: getAtt("Role", "Arn"),
    DatabaseName: ref("Database"),
    Targets: { S3Targets: [{ Path: sub(`s3://lake-\${AWS::AccountId}/bars/`), Exclusions: ["*.csv"] }] },
    SchemaChangePolicy: { UpdateBehavior: "UPDATE_IN_DATABASE", DeleteBehavior: "LOG" },
    RecrawlPolicy: { RecrawlBehavior: "CRAWL_EVERYTHING" },
    Configuration: JSON.stringify({ Version: 1 }),
    ...settings,
  },
});
const bucket = (target: string): Resource => ({
  Type: "AWS::S3::Bucket",
  DeletionPolicy: "RetainExceptOnCreate",
  Properties: {
    BucketName: sub(`lake-\${AWS::AccountId}`),
    NotificationConfiguration: {
      QueueConfigurations: [
        {
          Event: "s3:ObjectCreated:*",
          Queue: getAtt(target, "Arn"),
          Filter: { S3Key: { Rules: [{ Name: "prefix", Value: "bars/" }] } },
        },
      ],
    },
  },
});

const crawlerNow = async () => (await client.send(new GetCrawlerCommand({ Name: "bars" }))).Crawler;
const tableNow = () => emulator.glue.store.table("market", "bars").record.Description;
const noCrawler = { name: "EntityNotFoundException", message: "Crawler with name bars does not exist" };

describe("a crawler of a template", () => {
  // Written in an order in which nothing could be made.
  const template: Resources = { Crawler: crawler(), Role: role, Database: database };

  test("is created after its database, with its references resolved", async () => {
    await carryOut(emulator, template);
    expect(await crawlerNow()).toMatchObject({
      Role: "arn:aws:iam::000000000000:role/crawler-bars",
      DatabaseName: "market",
      Targets: { S3Targets: [{ Path: "s3://lake-000000000000/bars/", Exclusions: ["*.csv"] }] },
      Configuration: JSON.stringify({ Version: 1 }),
    });
  });

  test.each([
    [getAtt("Role", "Arn"), "arn:aws:iam::000000000000:role/crawler-bars"],
    [sub(`\${Role.Arn}`), "arn:aws:iam::000000000000:role/crawler-bars"],
    [ref("Role"), "crawler-bars"],
  ])("has its role by %j", async (Role, resolved) => {
    await carryOut(emulator, { ...template, Crawler: crawler({ Role }) });
    expect((await crawlerNow())?.Role).toBe(resolved);
  });

  test("is created after the table that it is pointed at", async () => {
    const CatalogTargets = [{ DatabaseName: ref("Database"), Tables: [ref("Table")] }];
    await carryOut(emulator, {
      ...template,
      Crawler: crawler({ Targets: { CatalogTargets } }),
      Table: table(""),
    });
    expect((await crawlerNow())?.Targets?.CatalogTargets).toEqual([
      { DatabaseName: "market", Tables: ["bars"] },
    ]);
  });

  test("has its schedule, and its tags are taken", async () => {
    const Schedule = { ScheduleExpression: "cron(15 22 ? * MON-FRI *)" };
    await carryOut(emulator, { ...template, Crawler: crawler({ Schedule, Tags: { stage: "dev" } }) });
    expect((await crawlerNow())?.Schedule).toEqual({ ...Schedule, State: "SCHEDULED" });
  });

  test("is updated when it differs, and left alone when it does not", async () => {
    await carryOut(emulator, template);
    await carryOut(emulator, template, template);
    expect((await crawlerNow())?.Version).toBe(1);
    await carryOut(emulator, { ...template, Crawler: crawler({ Description: "the bars" }) }, template);
    expect(await crawlerNow()).toMatchObject({ Version: 2, Description: "the bars" });
  });

  test("is refused when it names a target that the emulator lacks", async () => {
    const Targets = { JdbcTargets: [{ Path: "db/%" }] };
    const refusal = await refusalOf(carryOut(emulator, { ...template, Crawler: crawler({ Targets }) }));
    expect(refusal.name).toBe("UnsupportedOperationException");
  });
});

describe("an update", () => {
  const registered: Resources = {
    RegisterQueue: { Type: "AWS::SQS::Queue", Properties: { QueueName: "register" } },
    Database: database,
    Table: table("by code"),
    DataBucket: bucket("RegisterQueue"),
  };
  const { Table: _, ...withoutTable } = registered;
  const crawled: Resources = {
    ...withoutTable,
    Role: role,
    CrawlQueue: queue,
    CrawlParkingQueue: parking,
    Crawler: crawler(),
    DataBucket: bucket("CrawlQueue"),
  };
  const notified = () =>
    emulator.s3.store.bucket("lake-000000000000").notifications.queues.map(({ queueArn }) => queueArn);
  const hasQueue = (name: string) =>
    emulator.sqs.findByArn(`arn:aws:sqs:us-east-1:000000000000:${name}`) !== undefined;

  test("to a crawler creates it and its queues, turns the events and deletes the table", async () => {
    await carryOut(emulator, registered);
    await carryOut(emulator, crawled, registered);
    expect((await crawlerNow())?.State).toBe("READY");
    expect(notified()).toEqual(["arn:aws:sqs:us-east-1:000000000000:crawl"]);
    expect([hasQueue("crawl"), hasQueue("crawl-parking"), hasQueue("register")]).toEqual([true, true, true]);
    expect(await refusalOf(Promise.resolve().then(tableNow))).toMatchObject({
      message: "Table bars not found.",
    });
  });

  test("back deletes the crawler and its queues", async () => {
    await carryOut(emulator, crawled);
    await carryOut(emulator, registered, crawled);
    expect(await refusalOf(crawlerNow())).toEqual(noCrawler);
    expect(notified()).toEqual(["arn:aws:sqs:us-east-1:000000000000:register"]);
    expect([hasQueue("crawl"), hasQueue("crawl-parking")]).toEqual([false, false]);
    expect(tableNow()).toBe("by code");
  });

  test("back fails while the table that the crawler made is there, and deletes nothing", async () => {
    await carryOut(emulator, crawled);
    const TableInput = { Name: "bars", Description: "by the crawler" };
    await client.send(new CreateTableCommand({ DatabaseName: "market", TableInput }));
    expect(await refusalOf(carryOut(emulator, registered, crawled))).toEqual({
      name: "AlreadyExistsException",
      message: "Table already exists.",
    });
    expect(tableNow()).toBe("by the crawler");
    expect((await crawlerNow())?.State).toBe("READY");
  });

  test("changes what differs in tables, queues and databases", async () => {
    await carryOut(emulator, registered);
    const RegisterQueue = {
      Type: "AWS::SQS::Queue",
      Properties: { QueueName: "register", VisibilityTimeout: 77 },
    };
    const Database = {
      Type: "AWS::Glue::Database",
      Properties: { DatabaseInput: { Name: "market", Description: "of stocks" } },
    };
    await carryOut(emulator, { ...registered, RegisterQueue, Database, Table: table("changed") }, registered);
    expect(tableNow()).toBe("changed");
    const { DatabaseList } = await client.send(new GetDatabasesCommand({}));
    expect(DatabaseList).toMatchObject([{ Name: "market", Description: "of stocks" }]);
    const register = emulator.sqs.findByArn("arn:aws:sqs:us-east-1:000000000000:register");
    expect(register?.attributes.VisibilityTimeout).toBe("77");
  });

  test("to nothing deletes everything but the bucket", async () => {
    await carryOut(emulator, { ...registered, ...crawled });
    await carryOut(emulator, {}, { ...registered, ...crawled });
    expect((await client.send(new GetDatabasesCommand({}))).DatabaseList).toEqual([]);
    expect(await refusalOf(crawlerNow())).toEqual(noCrawler);
    expect(hasQueue("register")).toBe(false);
    expect(emulator.s3.store.buckets().map(({ name }) => name)).toEqual(["lake-000000000000"]);
  });
});

describe("a stage", () => {
  const registered = datasets.filter(({ strategy }) => strategy === "register");
  const added: DeclaredDataset = {
    ...registered[0]!,
    name: "ticks",
    database: "stock_ticks",
    table: "ticks",
    prefix: "stock-trades-platform/raw/ticks/",
  };
  const tablesOf = (database: string) => [
    ...(emulator.glue.store.databases.get(database)?.tables.keys() ?? []),
  ];

  test("without crawl datasets has no queues for them", async () => {
    expect(await deployStage(emulator, "dev", registered)).toMatchObject({
      bucket: "stock-trades-partitions-dev-000000000000",
      crawlQueueUrl: undefined,
      crawlParkingQueueUrl: undefined,
    });
  });

  test("gains a dataset and loses it", async () => {
    const before = await deployStage(emulator, "dev", registered);
    expect(await updateStage(emulator, "dev", registered, [...registered, added])).toEqual(before);
    expect(tablesOf("stock_ticks_dev")).toEqual(["ticks", "ticks_latest_session", "ticks_last_5_sessions"]);
    const notifications = () => emulator.s3.store.bucket(before.bucket).notifications.queues;
    const events = notifications().length / (registered.length + 1);
    await updateStage(emulator, "dev", [...registered, added], registered);
    expect(emulator.glue.store.databases.has("stock_ticks_dev")).toBe(false);
    expect(notifications()).toHaveLength(events * registered.length);
  });
});
