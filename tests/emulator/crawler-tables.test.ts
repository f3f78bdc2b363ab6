import { CreateTableCommand, GetPartitionCommand, UpdatePartitionCommand } from "@aws-sdk/client-glue";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import {
  BAR,
  BUCKET,
  type CrawlerLake,
  columnsOf,
  configuration,
  DATABASE,
  INHERIT,
  LOG_ONLY,
  openCrawlerLake,
} from "./crawler-lake.ts";

let lake: CrawlerLake;

beforeEach(async () => {
  lake = await openCrawlerLake();
});

afterEach(() => lake.close());

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
    await lake.bar("2026-11-19");
    await lake.bar("2026-11-20", "SELECT 2.5::DOUBLE AS close, 7::BIGINT AS volume");
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
    await lake.bar("2026-11-19");
    await lake.bar("2026-11-20", "SELECT 2.5::DOUBLE AS close, 7::BIGINT AS volume");
    await lake.crawler("bars", "bars/", { Configuration: configuration(settings) });
    await lake.crawl("bars");
    const { Partition } = await lake.client.send(
      new GetPartitionCommand({ DatabaseName: DATABASE, TableName: "bars", PartitionValues: ["2026-11-20"] }),
    );
    expect(columnsOf(Partition!)).toEqual(columns);
  });

  test.each([
    ["the columns of their table when they inherit", INHERIT, "double"],
    ["their own columns otherwise", {}, "string"],
  ])("gives existing partitions %s", async (_, settings, type) => {
    await lake.bar("2026-11-19");
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
    ["what was found in place of its own", {}, {}, found],
    ["new columns beside its own", MERGE, {}, { venue: "string", close: "float", symbol: "string" }],
    ["nothing new under LOG", MERGE, { SchemaChangePolicy: LOG_ONLY }, { venue: "string", close: "float" }],
  ])("gets %s", async (_, settings, definition, columns) => {
    await existing({ venue: "string", close: "float" });
    await lake.bar("2026-11-20");
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
    await lake.bar("2026-11-20");
    await lake.crawler("bars", "bars/");
    await lake.crawl("bars");
    expect(await lake.partitions("bars")).toEqual({ "2026-11-20": "s3://elsewhere/" });
  });

  test("with other keys than the folders' ends the run FAILED, and stays as it is", async () => {
    await existing({ venue: "string" }, ["day", "symbol"]);
    await lake.bar("2026-11-20");
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
