import { DeleteTableCommand, UpdateCrawlerCommand } from "@aws-sdk/client-glue";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { PARQUET_OF_NULLS } from "../support/parquet-files.ts";
import {
  BAR,
  BUCKET,
  CRAWL_MS,
  type CrawlerLake,
  columnsOf,
  configuration,
  DATABASE,
  LOG_ONLY,
  openCrawlerLake,
} from "./crawler-lake.ts";

let lake: CrawlerLake;

beforeEach(async () => {
  lake = await openCrawlerLake();
});

afterEach(() => lake.close());

describe("a run sees", () => {
  test("what is there at its start, and writes it at its end", async () => {
    await lake.bar("2026-11-19");
    await lake.crawler("bars", "bars/");
    await lake.start("bars");
    await lake.bar("2026-11-20");
    lake.clock.advance(CRAWL_MS - 1);
    expect(await lake.tables()).toEqual([]);
    lake.clock.advance(1);
    expect(Object.keys(await lake.partitions("bars"))).toEqual(["2026-11-19"]);
    await lake.crawl("bars");
    expect(Object.keys(await lake.partitions("bars"))).toEqual(["2026-11-19", "2026-11-20"]);
  });

  test("data, and neither hidden files nor markers nor what is empty", async () => {
    await lake.bar("2026-11-20");
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
    await lake.bar("2026-11-20");
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
      await lake.bar("2026-11-19");
      lake.put("bars/day=2026-11-20/notes.txt", body);
      expect(await reason("bars", "bars/")).toEqual(
        failed("bars/day=2026-11-20/notes.txt is not readable as Parquet"),
      );
      expect(await lake.tables()).toEqual([]);
    },
  );

  test("for a column of two types", async () => {
    await lake.bar("2026-11-19");
    await lake.bar("2026-11-20", "SELECT 'x' AS close");
    expect(await reason("bars", "bars/")).toEqual(
      failed(
        "mixed schemas: column close is double in bars/day=2026-11-19/part-0.parquet and string in bars/day=2026-11-20/part-0.parquet",
      ),
    );
  });

  test("but not for a column of NULLs only, which has no type", async () => {
    await lake.bar("2026-11-19", "SELECT 'x' AS note, 1::BIGINT AS n");
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
    await lake.bar("2026-11-20", "SELECT 'A' AS symbol, '2026-11-20' AS Day");
    expect(await reason("bars", "bars/")).toEqual(
      failed("day is a partition key and also a column of bars/day=2026-11-20/part-0.parquet"),
    );
  });

  test("for folders of different depth", async () => {
    await lake.bar("2026-11-19");
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
    await lake.bar("2026-11-20");
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
    await lake.bar("2026-11-20");
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
    await lake.bar("2026-11-19");
    await lake.crawler("bars", "bars/", definition);
    await lake.crawl("bars");
    lake.put("bars/day=2026-11-19/notes.txt", "no Parquet, which nobody looks at");
    await lake.bar("2026-11-20", wide);
    expect((await lake.crawl("bars")).Status).toBe("SUCCEEDED");
    expect(Object.keys(await lake.partitions("bars"))).toEqual(["2026-11-19", "2026-11-20"]);
    expect(columnsOf(await lake.table("bars"))).toEqual({ symbol: "string", close: "double" });
  });

  test("looks again into the folders of a run that failed", async () => {
    await lake.bar("2026-11-19");
    await lake.crawler("bars", "bars/", definition);
    lake.put("bars/day=2026-11-20/part-0", "no Parquet");
    expect((await lake.crawl("bars")).Status).toBe("FAILED");
    lake.stack.s3.remove(BUCKET, "bars/day=2026-11-20/part-0");
    await lake.crawl("bars");
    expect(Object.keys(await lake.partitions("bars"))).toEqual(["2026-11-19"]);
  });
});
