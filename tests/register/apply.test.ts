import { describe, expect, test } from "@jest/globals";
import { messagesToReturn } from "../../shared/events/batch.ts";
import { datasets } from "../fixtures/datasets.ts";
import {
  archivedBody,
  eventBridgeBody,
  message,
  messagesFor,
  messagesOf,
  s3Body,
  s3Record,
} from "../support/messages.ts";
import { BUCKET, NO_DEADLINES, openPlatform, outcomes, TRADES } from "../support/platform.ts";
import { bars, folder, inGlue, object, trades } from "./trade-objects.ts";

describe("a partition", () => {
  test("is in Glue when its message ends registered", async () => {
    const { register, catalog } = openPlatform();
    expect(outcomes(await register(messagesFor(object("AAPL"))))).toEqual(["registered"]);
    expect(catalog.stored()).toEqual([
      {
        table: "stock_trades_raw.trades",
        values: ["2026-11-20", "AAPL"],
        location: `s3://${BUCKET}/${folder("AAPL")}`,
        registeredAt: "2026-11-20T21:05:15.000Z",
        registeredFor: object("AAPL"),
      },
    ]);
  });

  test("is registered in the database of the stage", async () => {
    const { register, catalog } = openPlatform(datasets, "dev");
    await register(messagesFor(bars));
    expect(catalog.stored()).toMatchObject([{ table: "stock_trades_curated_dev.bars_5m" }]);
  });

  test("that exists where it should is already there", async () => {
    const platform = openPlatform();
    platform.catalog.put(
      trades(platform),
      ["2026-11-20", "AAPL"],
      `s3a://${BUCKET}/${folder("AAPL").slice(0, -1)}`,
    );
    expect(outcomes(await platform.register(messagesFor(object("AAPL"))))).toEqual(["already there"]);
    expect(platform.parking.entries).toEqual([]);
  });

  // F18
  test("has its values in the order of the table's keys, whatever the dataset's", async () => {
    const platform = openPlatform();
    platform.catalog.add("stock_trades_raw", "trades", ["Symbol", "DAY"]);
    await platform.register(messagesFor(object("AAPL")));
    expect(platform.catalog.contents()).toEqual([
      `stock_trades_raw.trades ["AAPL","2026-11-20"] s3://${BUCKET}/${folder("AAPL")}`,
    ]);
  });
});

test("a table is keyed as its dataset, in whatever order either names them", async () => {
  const [shipped] = datasets.filter(({ name }) => name === "trades");
  const reversed = { ...shipped!, keys: shipped!.keys.toReversed() };
  const platform = openPlatform([reversed]);
  platform.catalog.add("stock_trades_raw", "trades", ["day", "symbol"]);
  expect(outcomes(await platform.register(messagesFor(object("AAPL"))))).toEqual(["registered"]);
  expect(platform.catalog.contents()).toEqual([inGlue("AAPL")]);
});

// F6
describe("a conflict", () => {
  test("with what Glue holds is parked, and Glue keeps what it holds", async () => {
    const platform = openPlatform();
    platform.catalog.put(trades(platform), ["2026-11-20", "AAPL"], "s3://elsewhere/");
    const report = await platform.register(messagesFor(object("AAPL"), object("MSFT")));
    expect(outcomes(report)).toEqual(["conflict", "registered"]);
    expect(platform.catalog.contents()).toEqual([
      'stock_trades_raw.trades ["2026-11-20","AAPL"] s3://elsewhere/',
      inGlue("MSFT"),
    ]);
    expect(platform.parking.contents()).toEqual([
      'm1 conflict trades partition ["2026-11-20","AAPL"] of stock_trades_raw.trades points to "s3://elsewhere/", ' +
        `this object lies under "s3://${BUCKET}/${folder("AAPL")}"`,
    ]);
    expect(messagesToReturn(report)).toEqual([]);
  });

  test("inside a batch goes to the Location in key order; the other is parked", async () => {
    const { register, catalog, parking } = openPlatform();
    const report = await register(
      messagesFor(`${TRADES}symbol=AAPL/day=2026-11-20/a.parquet`, object("AAPL")),
    );
    expect(outcomes(report)).toEqual(["conflict", "registered"]);
    expect(catalog.contents()).toEqual([inGlue("AAPL")]);
    expect(parking.messages().map(({ id }) => id)).toEqual(["m1"]);
  });

  test("inside a batch goes to what Glue holds, even against the order of the keys", async () => {
    const platform = openPlatform();
    const reversed = `${TRADES}symbol=AAPL/day=2026-11-20/`;
    platform.catalog.put(trades(platform), ["2026-11-20", "AAPL"], `s3://${BUCKET}/${reversed}`);
    const report = await platform.register(messagesFor(`${reversed}a.parquet`, object("AAPL")));
    expect(outcomes(report)).toEqual(["already there", "conflict"]);
  });

  test("counts once as a partition, however many objects claim it", async () => {
    const platform = openPlatform();
    platform.catalog.put(trades(platform), ["2026-11-20", "AAPL"], "s3://elsewhere/");
    const keys = Array.from({ length: 50 }, (_, index) => `${folder("AAPL")}part-${index}.parquet`);
    const report = await platform.register(messagesFor(...keys));
    expect(report.conflicts).toHaveLength(1);
    expect(platform.parking.entries).toHaveLength(50);
  });

  test("of one spelling beside one that agrees is told", async () => {
    const { register } = openPlatform();
    const reversed = `${TRADES}symbol=AAPL/day=2026-11-20/`;
    const { conflicts } = await register(messagesFor(object("AAPL"), `${reversed}a.parquet`));
    const reason = `points to "s3://${BUCKET}/${folder("AAPL")}", this object lies under "s3://${BUCKET}/${reversed}"`;
    expect(conflicts).toEqual([{ dataset: "trades", reason: expect.stringContaining(reason) }]);
  });

  test("with a partition that is remembered is found all the same", async () => {
    const { register, parking, clock } = openPlatform();
    await register(messagesFor(object("AAPL")));
    clock.advance(1_000);
    const report = await register(
      messagesFor(object("AAPL"), `${TRADES}symbol=AAPL/day=2026-11-20/a.parquet`),
    );
    expect(outcomes(report)).toEqual(["already there", "conflict"]);
    expect(parking.messages().map(({ id }) => id)).toEqual(["m2"]);
  });

  test("is looked for again with every batch, not remembered", async () => {
    const platform = openPlatform();
    platform.catalog.put(trades(platform), ["2026-11-20", "AAPL"], "s3://elsewhere/");
    await platform.register(messagesFor(object("AAPL")));
    trades(platform).partitions.clear();
    expect(outcomes(await platform.register(messagesFor(object("AAPL"))))).toEqual(["registered"]);
  });
});

describe("a message of several records", () => {
  const ignored = `${folder("AAPL")}_SUCCESS`;
  const unplaceable = `${TRADES}day=2026-02-30/symbol=AAPL/a`;
  const existing = `${folder("OLD")}a`;
  const conflicting = `${folder("MOVED")}a`;
  const rejected = object("POISON");
  const failing = bars;
  const notS3 = { eventSource: "aws:sns" };

  // From the last in precedence to the first: each is decided by its last record, in any order.
  const rows: [string, (string | object)[]][] = [
    ["ignored", [ignored, s3Record(existing, { eventName: "ObjectRemoved:Delete" })]],
    ["already there", [ignored, existing]],
    ["registered", [ignored, existing, object("NEW")]],
    ["unplaceable", [ignored, existing, object("NEW"), unplaceable]],
    ["conflict", [existing, unplaceable, conflicting]],
    ["rejected", [object("NEW"), unplaceable, conflicting, rejected]],
    ["malformed", [object("NEW"), unplaceable, conflicting, rejected, notS3]],
    ["failed", [object("NEW"), unplaceable, conflicting, rejected, notS3, failing]],
  ];

  test.each(rows)("is %s when that takes precedence", async (kind, records) => {
    for (const order of [records, records.toReversed()]) {
      const platform = openPlatform();
      platform.catalog.put(trades(platform), ["2026-11-20", "OLD"], `s3://${BUCKET}/${folder("OLD")}`);
      platform.catalog.put(trades(platform), ["2026-11-20", "MOVED"], "s3://elsewhere/");
      platform.catalog.isPoison = ([, symbol]) => symbol === "POISON";
      platform.catalog.fate = ({ table }) =>
        table === "stock_trades_curated.bars_5m" ? "throttle" : undefined;
      const report = await platform.register([message(s3Body(...order), "m1")]);
      expect(outcomes(report)).toEqual([kind]);
      expect(messagesToReturn(report)).toEqual(kind === "failed" ? ["m1"] : []);
      const parked = ["unplaceable", "conflict", "rejected", "malformed"].includes(kind);
      expect(platform.parking.entries).toHaveLength(parked ? 1 : 0);
      expect(platform.catalog.contents().includes(inGlue("NEW"))).toBe(records.includes(object("NEW")));
    }
  });

  test("tells of the first of those that weigh the same", async () => {
    const { register, parking } = openPlatform();
    const [first, second] = [unplaceable, `${TRADES}day=2026-02-31/symbol=AAPL/a`];
    await register([message(s3Body(first, second), "m1"), message(s3Body(second, first), "m2")]);
    expect(parking.contents()).toEqual([
      expect.stringContaining("2026-02-30"),
      expect.stringContaining("2026-02-31"),
    ]);
  });

  test("is parked on the delivery that has no failure left", async () => {
    const { register, catalog, parking } = openPlatform();
    const batch = [message(s3Body(unplaceable, object("AAPL")), "m1")];
    catalog.fate = () => "throttle";
    expect(outcomes(await register(batch))).toEqual(["failed"]);
    expect(parking.entries).toEqual([]);
    catalog.fate = () => undefined;
    expect(outcomes(await register(batch))).toEqual(["unplaceable"]);
    expect(parking.entries).toHaveLength(1);
    expect(catalog.contents()).toEqual([inGlue("AAPL")]);
  });
});

describe("parking", () => {
  // F2
  test("takes the message as it came, with why and whose it is", async () => {
    const { register, parking } = openPlatform();
    const [odd] = messagesOf("not JSON");
    const [bad] = messagesFor(`${TRADES}day=2026-02-30/symbol=AAPL/a`);
    await register([odd!, { ...bad!, id: "m2" }]);
    expect(parking.entries).toMatchObject([
      { message: odd, outcome: { kind: "malformed" }, dataset: undefined },
      { message: { ...bad, id: "m2" }, outcome: { kind: "unplaceable" }, dataset: "trades" },
    ]);
  });

  test("that fails returns the message, and only that", async () => {
    const { register, parking } = openPlatform();
    parking.isLost = ({ message }) => message.id !== "m2";
    const report = await register(
      messagesOf("not JSON", "neither", s3Body(object("AAPL")), s3Body(object("MSFT"))),
    );
    expect(outcomes(report)).toEqual(["failed", "malformed", "registered", "registered"]);
    expect(report.results[0]!.outcome).toEqual({
      kind: "failed",
      code: "PARKING_FAILED",
      retryable: true,
      reason: "parking: the queue did not take it",
    });
    expect(messagesToReturn(report)).toEqual(["m1"]);
  });

  test("that fails for what Glue rejected returns the message as well", async () => {
    const { register, catalog, parking } = openPlatform();
    catalog.isPoison = () => true;
    parking.isLost = () => true;
    const report = await register(messagesFor(object("AAPL")));
    expect(report.results).toMatchObject([{ outcome: { kind: "failed", code: "PARKING_FAILED" } }]);
    expect(report.results[0]!.dataset).toBe("trades");
  });

  test("of what needs no answer from Glue does not wait for Glue", async () => {
    const { register, catalog, parking } = openPlatform();
    catalog.fate = () => "silence";
    const deadline = new AbortController();
    const report = register(messagesOf("not JSON", s3Body(object("AAPL"))), {
      ...NO_DEADLINES,
      catalog: deadline.signal,
    });
    await Promise.resolve();
    expect(parking.messages().map(({ id }) => id)).toEqual(["m1"]);
    deadline.abort();
    expect(outcomes(await report)).toEqual(["malformed", "failed"]);
  });
});

describe("the report", () => {
  test("tells for each new partition how long after its earliest object Glue had it", async () => {
    const { register } = openPlatform();
    const record = (file: string, time: string) => s3Record(`${folder("AAPL")}${file}`, { time });
    const report = await register([
      message(s3Body(record("b", "2026-11-20T21:05:14.000Z"), record("a", "2026-11-20T21:05:12.500Z")), "m1"),
      message(s3Body({ ...s3Record(object("MSFT")), eventTime: undefined }), "m2"),
    ]);
    expect(report.registered).toEqual([
      { dataset: "trades", latency: 2500 },
      { dataset: "trades", latency: undefined },
    ]);
  });

  test("tells no latency of what an operator sent again", async () => {
    const { register } = openPlatform();
    const { registered } = await register([message(s3Body(object("AAPL")), "m1", true)]);
    expect(registered).toEqual([{ dataset: "trades", latency: undefined }]);
  });

  test("tells no latency of what an archive of EventBridge sent again", async () => {
    const { register } = openPlatform();
    const { registered } = await register(messagesOf(archivedBody(object("AAPL")), eventBridgeBody(bars)));
    expect(registered).toEqual([
      { dataset: "trades", latency: undefined },
      { dataset: "bars_5m", latency: 3000 },
    ]);
  });

  test("tells no latency below zero when S3's clock is ahead of ours", async () => {
    const { register } = openPlatform();
    const ahead = s3Record(object("AAPL"), { time: "2026-11-20T21:05:15.900Z" });
    expect((await register(messagesOf(s3Body(ahead)))).registered).toEqual([
      { dataset: "trades", latency: 0 },
    ]);
  });

  test("returns an id once, even if the batch held it twice and only one failed", async () => {
    const { register, catalog } = openPlatform();
    catalog.tables.delete("stock_trades_raw.trades");
    const failing = s3Body(object("AAPL"));
    const report = await register([
      message(failing, "m1"),
      message(s3Body(bars), "m1"),
      message(failing, "m1"),
    ]);
    expect(messagesToReturn(report)).toEqual(["m1"]);
  });

  test("of an empty batch is empty", async () => {
    const { register } = openPlatform();
    expect(await register([])).toEqual({ results: [], registered: [], conflicts: [], glueCalls: 0 });
  });
});
