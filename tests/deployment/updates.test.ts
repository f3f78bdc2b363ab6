import { CreateTableCommand, DeleteTableCommand } from "@aws-sdk/client-glue";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { EMPTYING } from "../../deploy/bucket-cleanup.ts";
import type { Dataset, PartitionKey } from "../../shared/datasets/dataset.ts";
import { defineDatasets } from "../../shared/datasets/define-datasets.ts";
import { judgedFact } from "../support/judged-fact.ts";
import {
  glue,
  leftOf,
  ownedBucket,
  partitionsWhen,
  put,
  sls,
  slsDone,
  stackStatus,
  tableOf,
  templateOf,
  timed,
  update,
  versionsIn,
} from "./stage.ts";

const STAGE = "upd";
const DATABASE = `market_${STAGE}`;
const bucket = ownedBucket(STAGE);
const day: PartitionKey = { name: "day", kind: "day", from: "2020-01-02" };
const price = { name: "price", type: "double" };
const size = { name: "size", type: "bigint" };

function dataset(name: string, more: Partial<Dataset> = {}): Dataset {
  const prefix = `lake/${name}/`;
  return {
    name,
    database: "market",
    table: name,
    prefix,
    keys: [day],
    strategy: "register",
    columns: [price],
    ...more,
  };
}

const deploy = (...datasets: readonly Dataset[]) =>
  slsDone("deploy", STAGE, { datasets: defineDatasets([...datasets]) });

/** Each step stands on those before it. */
describe("updates of a stage", () => {
  beforeAll(() => deploy(dataset("trades"), dataset("quotes"), dataset("ticks"), dataset("old")));

  test("a column and a dataset are added; partitions stay", async () => {
    await put(bucket, "lake/trades/day=2026-11-20/x.parquet", "lake/ticks/day=2026-11-20/x.parquet");
    await partitionsWhen(DATABASE, "trades", 1);
    await partitionsWhen(DATABASE, "ticks", 1);
    await timed("update: a column, a dataset", () =>
      deploy(
        dataset("trades", { columns: [price, size] }),
        dataset("quotes"),
        dataset("ticks"),
        dataset("old"),
        dataset("news"),
      ),
    );
    const columns = (await tableOf(DATABASE, "trades"))?.StorageDescriptor?.Columns;
    expect(columns?.map(({ Name }) => Name)).toEqual(["price", "size"]);
    await put(bucket, "lake/trades/day=2026-11-23/x.parquet", "lake/news/day=2026-11-23/x.parquet");
    expect(Object.keys(await partitionsWhen(DATABASE, "trades", 2))).toEqual(["2026-11-20", "2026-11-23"]);
    await partitionsWhen(DATABASE, "news", 1);
  });

  test("register to crawl by folder: the table leaves with the template; to project: it stays, projected; a dataset removed: its table goes", async () => {
    await timed("update: register to crawl, to project, a dataset removed", () =>
      deploy(
        dataset("trades", { columns: [price, size] }),
        dataset("quotes", { strategy: "crawl", columns: [] }),
        dataset("ticks", { strategy: "project" }),
        dataset("news"),
      ),
    );
    expect(await tableOf(DATABASE, "quotes")).toBeUndefined();
    expect(await tableOf(DATABASE, "old")).toBeUndefined();
    expect((await tableOf(DATABASE, "ticks"))?.Parameters).toMatchObject({ "projection.enabled": "true" });
    await put(bucket, "lake/trades/day=2026-11-24/x.parquet");
    await partitionsWhen(DATABASE, "trades", 3);
  });

  test("crawl to register while the crawler's table is there: refused, and rolled back without a trace", async () => {
    await glue.send(
      new CreateTableCommand({
        DatabaseName: DATABASE,
        TableInput: { Name: "quotes", StorageDescriptor: {} },
      }),
    );
    const before = await templateOf(STAGE);
    const objects = await versionsIn(bucket);
    const all = [
      dataset("trades", { columns: [price, size] }),
      dataset("quotes"),
      dataset("ticks", { strategy: "project" }),
      dataset("news"),
    ];
    const refused = await timed("update: crawl to register, refused and rolled back", () =>
      sls("deploy", STAGE, { datasets: defineDatasets(all) }),
    );
    expect(refused.exitCode).not.toBe(0);
    expect(refused.printed).toMatch(/AlreadyExists|already exists/);
    expect(await stackStatus(STAGE)).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(await templateOf(STAGE)).toEqual(before);
    expect(await versionsIn(bucket)).toBe(objects);
    await put(bucket, "lake/trades/day=2026-11-25/x.parquet");
    await partitionsWhen(DATABASE, "trades", 4);
    await glue.send(new DeleteTableCommand({ DatabaseName: DATABASE, Name: "quotes" }));
    await deploy(...all);
    await put(bucket, "lake/quotes/day=2026-11-25/x.parquet");
    await partitionsWhen(DATABASE, "quotes", 1);
  });

  test("a dataset under another name, with its table: refused, and rolled back without a trace", async () => {
    const before = await templateOf(STAGE);
    const renamed = [
      dataset("trades", { columns: [price, size] }),
      dataset("quotes"),
      dataset("ticks", { strategy: "project" }),
      dataset("headlines", { table: "news", prefix: "lake/news/" }),
    ];
    const refused = await timed("update: a dataset renamed, refused and rolled back", () =>
      sls("deploy", STAGE, { datasets: defineDatasets(renamed) }),
    );
    expect(refused.exitCode).not.toBe(0);
    expect(refused.printed).toMatch(/AlreadyExists|already exists/);
    expect(await stackStatus(STAGE)).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(await templateOf(STAGE)).toEqual(before);
    await put(bucket, "lake/news/day=2026-11-25/x.parquet");
    expect(Object.keys(await partitionsWhen(DATABASE, "news", 2))).toEqual(["2026-11-23", "2026-11-25"]);
  });

  test("an update that leaves the emptying of buckets out, or fails to bring it in, empties nothing", async () => {
    const whole = await templateOf(STAGE);
    const objects = await versionsIn(bucket);
    expect(objects).toBeGreaterThan(5);
    const { [EMPTYING]: emptying, ...rest } = whole.Resources;
    expect(emptying?.Type).toBe("Custom::EmptyBuckets");
    const without = { ...whole, Resources: rest };
    await timed("update: without the emptying of buckets", async () => {
      expect(await update(STAGE, without)).toBe("UPDATE_COMPLETE");
    });
    expect(await versionsIn(bucket)).toBe(objects);
    const taken = {
      Type: "AWS::Glue::Table",
      Properties: {
        CatalogId: { Ref: "AWS::AccountId" },
        DatabaseName: DATABASE,
        TableInput: { Name: "trades" },
      },
      DependsOn: EMPTYING,
    };
    const failing = { ...whole, Resources: { ...whole.Resources, Taken: taken } };
    await timed("update: fails after bringing it in, and is rolled back", async () => {
      expect(await update(STAGE, failing)).toBe("UPDATE_ROLLBACK_COMPLETE");
    });
    expect(await versionsIn(bucket)).toBe(objects);
    expect(await tableOf(DATABASE, "trades")).toBeDefined();
    expect(await update(STAGE, whole)).toBe("UPDATE_COMPLETE");
    expect(await versionsIn(bucket)).toBe(objects);
  });
});

describe("the end of a stage", () => {
  test("with more than a thousand versions of objects in its bucket, nothing of it stays", async () => {
    const keys = Array.from({ length: 350 }, (_, index) => `lake/elsewhere/${index}`);
    for (let round = 0; round < 3; round++) {
      for (let from = 0; from < keys.length; from += 50) {
        await Promise.all(keys.slice(from, from + 50).map((key) => put(bucket, key)));
      }
    }
    const kinds = (await leftOf(STAGE)).map((name) => /alarm|parked|aws\/lambda|arn:aws:sns/.exec(name)?.[0]);
    expect(kinds).toEqual(expect.arrayContaining(["aws/lambda", "arn:aws:sns"]));
    await timed("remove, with 1,050 writes in its bucket", () => slsDone("remove", STAGE));
    expect(await leftOf(STAGE)).toEqual([]);
  });

  test("deployed anew, it registers", async () => {
    await timed("deploy again after the removal", () => deploy(dataset("trades")));
    await put(bucket, "lake/trades/day=2026-11-20/x.parquet");
    expect(Object.keys(await partitionsWhen(DATABASE, "trades", 1))).toEqual(["2026-11-20"]);
    await slsDone("remove", STAGE);
    judgedFact("resources left", (await leftOf(STAGE)).length);
    expect(await leftOf(STAGE)).toEqual([]);
  });
});
