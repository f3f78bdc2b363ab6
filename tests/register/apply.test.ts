import { describe, expect, test } from "@jest/globals";
import { messagesToReturn } from "../../shared/events/batch.ts";
import { CatalogError } from "../../shared/runtime/errors.ts";
import { datasets } from "../fixtures/datasets.ts";
import type { LoggedCall } from "../support/memory-catalog.ts";
import {
  archivedBody,
  eventBridgeBody,
  message,
  messagesFor,
  messagesOf,
  s3Body,
  s3Record,
} from "../support/messages.ts";
import { BARS, BUCKET, FEATURES, NO_DEADLINES, openPlatform, outcomes, TRADES } from "../support/platform.ts";

const symbols = (count: number) => Array.from({ length: count }, (_, index) => `S${index}`);
const folder = (symbol: string) => `${TRADES}day=2026-11-20/symbol=${symbol}/`;
const object = (symbol: string) => `${folder(symbol)}part-0000.parquet`;
const inGlue = (symbol: string) =>
  `stock_trades_raw.trades ["2026-11-20","${symbol}"] s3://${BUCKET}/${folder(symbol)}`;
const bars = `${BARS}day=2026-11-20/part-0000.parquet`;
const trades = (platform: ReturnType<typeof openPlatform>) =>
  platform.catalog.tables.get("stock_trades_raw.trades")!;

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

describe("calls", () => {
  // F9
  test.each([
    [1, 1],
    [100, 1],
    [101, 2],
    [1000, 10],
    [2001, 21],
  ])(
    "%i new partitions take %i creates, a GetTable before and after, and no read",
    async (count, creates) => {
      const { register, catalog } = openPlatform();
      const report = await register(messagesFor(...symbols(count).map(object)));
      expect(new Set(outcomes(report))).toEqual(new Set(["registered"]));
      expect(catalog.contents()).toHaveLength(count);
      expect(
        ["table", "createPartitions", "readPartitions"].map((name) => catalog.count(name as "table")),
      ).toEqual([2, creates, 0]);
      expect(report.glueCalls).toBe(creates + 2);
    },
  );

  // F5
  test.each([
    [1, 1],
    [1000, 1],
    [1001, 2],
    [2500, 3],
  ])("%i known partitions take no write, no GetTable within a minute, and %i reads", async (count, reads) => {
    const { register, catalog, clock } = openPlatform();
    const batch = messagesFor(...symbols(count).map(object));
    await register(batch);
    catalog.calls.length = 0;
    clock.advance(59_000);
    const report = await register(batch);
    expect(new Set(outcomes(report))).toEqual(new Set(["already there"]));
    expect(new Set(catalog.calls.map(({ operation }) => operation))).toEqual(new Set(["readPartitions"]));
    expect(report.glueCalls).toBe(reads);
  });

  test("a steady stream into known partitions costs a read each, one GetTable a minute and no write", async () => {
    const { register, catalog, clock } = openPlatform();
    await register(messagesFor(object("AAPL")));
    catalog.calls.length = 0;
    for (let second = 0; second < 240; second += 5) {
      clock.advance(5_000);
      await register(messagesFor(object("AAPL")));
    }
    expect([catalog.count("createPartitions"), catalog.count("readPartitions")]).toEqual([0, 48]);
    expect(catalog.count("table")).toBeLessThanOrEqual(4);
  });

  test("known and new partitions of a batch share the GetTable before them", async () => {
    const { register, catalog } = openPlatform();
    await register(messagesFor(object("AAPL")));
    catalog.calls.length = 0;
    await register(messagesFor(object("AAPL"), object("MSFT")));
    expect(catalog.calls.map(({ operation }) => operation).sort()).toEqual([
      "createPartitions",
      "readPartitions",
      "table",
      "table",
    ]);
  });

  test("a known partition in conflict is read, not tried to create again", async () => {
    const platform = openPlatform();
    platform.catalog.put(trades(platform), ["2026-11-20", "AAPL"], "s3://elsewhere/");
    await platform.register(messagesFor(object("AAPL")));
    platform.catalog.calls.length = 0;
    expect(outcomes(await platform.register(messagesFor(object("AAPL"))))).toEqual(["conflict"]);
    expect(platform.catalog.calls).toMatchObject([{ operation: "readPartitions" }]);
  });

  test("existing partitions are read a thousand at a time, after Glue said that they exist", async () => {
    const platform = openPlatform();
    for (const symbol of symbols(1500)) {
      platform.catalog.put(trades(platform), ["2026-11-20", symbol], `s3://${BUCKET}/${folder(symbol)}`);
    }
    const report = await platform.register(messagesFor(...symbols(1500).map(object)));
    expect(new Set(outcomes(report))).toEqual(new Set(["already there"]));
    expect(platform.catalog.count("readPartitions")).toBe(2);
  });

  test("messages that ask nothing of Glue cost none", async () => {
    const { register, catalog } = openPlatform();
    await register(messagesOf("not JSON", s3Body(`${TRADES}_SUCCESS`), s3Body(`${TRADES}day=2026-02-30/a`)));
    expect(catalog.calls).toEqual([]);
  });
});

describe("what is remembered is no proof", () => {
  test("a partition that somebody dropped a moment ago is registered by the next object", async () => {
    const platform = openPlatform();
    await platform.register(messagesFor(object("AAPL")));
    trades(platform).partitions.clear();
    expect(outcomes(await platform.register(messagesFor(object("AAPL"))))).toEqual(["registered"]);
    expect(platform.catalog.contents()).toEqual([inGlue("AAPL")]);
  });

  test("a partition that is gone is forgotten: should creating it fail, nobody looks for it again", async () => {
    const platform = openPlatform();
    await platform.register(messagesFor(object("AAPL")));
    trades(platform).partitions.clear();
    platform.catalog.fate = ({ operation }) => (operation === "createPartitions" ? "throttle" : undefined);
    expect(outcomes(await platform.register(messagesFor(object("AAPL"))))).toEqual(["failed"]);
    platform.catalog.fate = () => undefined;
    expect(outcomes(await platform.register(messagesFor(object("AAPL"))))).toEqual(["registered"]);
    expect(platform.catalog.count("readPartitions")).toBe(1);
  });

  test("of many known partitions only those that are gone are created, in one more call", async () => {
    const platform = openPlatform();
    const batch = messagesFor(...symbols(300).map(object));
    await platform.register(batch);
    for (const symbol of ["S7", "S70", "S170"])
      trades(platform).partitions.delete(JSON.stringify(["2026-11-20", symbol]));
    platform.catalog.calls.length = 0;
    const report = await platform.register(batch);
    expect(outcomes(report).filter((outcome) => outcome === "registered")).toHaveLength(3);
    expect(platform.catalog.calls).toMatchObject([
      { operation: "readPartitions", items: 300 },
      { operation: "table" },
      { operation: "createPartitions", items: 3 },
      { operation: "table" },
    ]);
    expect(platform.catalog.contents()).toHaveLength(300);
  });

  test("a partition that was moved since is a conflict", async () => {
    const platform = openPlatform();
    await platform.register(messagesFor(object("AAPL")));
    platform.catalog.put(trades(platform), ["2026-11-20", "AAPL"], "s3://elsewhere/");
    expect(outcomes(await platform.register(messagesFor(object("AAPL"))))).toEqual(["conflict"]);
  });

  // F5
  test("a table dropped and made again a moment ago is filled again", async () => {
    const platform = openPlatform();
    await platform.register(messagesFor(object("AAPL")));
    platform.catalog.add("stock_trades_raw", "trades", ["symbol", "day"]);
    expect(outcomes(await platform.register(messagesFor(object("AAPL"))))).toEqual(["registered"]);
    expect(platform.catalog.stored()).toMatchObject([{ values: ["AAPL", "2026-11-20"] }]);
  });

  describe("a table made anew with its keys in another order, between its reading and a create", () => {
    const replaced = () => {
      const platform = openPlatform();
      const { catalog } = platform;
      catalog.fate = ({ operation }) => {
        if (operation === "createPartitions") catalog.add("stock_trades_raw", "trades", ["symbol", "day"]);
        return undefined;
      };
      return platform;
    };

    test("returns its messages: their values are another partition's", async () => {
      const { register, parking } = replaced();
      const report = await register(messagesFor(object("AAPL")));
      expect(report).toMatchObject({
        results: [
          {
            outcome: {
              kind: "failed",
              code: "TABLE_REPLACED",
              retryable: true,
              reason:
                "stock_trades_raw.trades was partitioned by [day,symbol] when partitions were created in it, " +
                "and is by [symbol,day] now",
            },
          },
        ],
        registered: [],
      });
      expect(messagesToReturn(report)).toEqual(["m1"]);
      expect(parking.entries).toEqual([]);
    });

    test("gets the partition under its own values when the message comes again", async () => {
      const { register, catalog } = replaced();
      await register(messagesFor(object("AAPL")));
      catalog.fate = () => undefined;
      expect(outcomes(await register(messagesFor(object("AAPL"))))).toEqual(["registered"]);
      expect(catalog.contents()).toContain(
        `stock_trades_raw.trades ["AAPL","2026-11-20"] s3://${BUCKET}/${folder("AAPL")}`,
      );
    });

    test("costs no table of one key a call: one key has one order", async () => {
      const { register, catalog } = openPlatform();
      await register(messagesFor(bars));
      expect(catalog.calls.map(({ operation }) => operation)).toEqual(["table", "createPartitions"]);
    });
  });

  test("what was created is not believed while nobody can tell the order of the table's keys", async () => {
    const { register, catalog } = openPlatform();
    catalog.fate = ({ operation }) =>
      operation === "table" && catalog.count("createPartitions") > 0 ? "throttle" : undefined;
    expect(await register(messagesFor(object("AAPL")))).toMatchObject({
      results: [{ outcome: { kind: "failed", code: "THROTTLED" } }],
    });
    catalog.fate = () => undefined;
    expect(outcomes(await register(messagesFor(object("AAPL"))))).toEqual(["already there"]);
  });

  test("a new partition inherits a column that the table got a moment ago", async () => {
    const platform = openPlatform();
    await platform.register(messagesFor(object("AAPL")));
    const columns = [{ name: "venue", type: "string" }];
    const form = { columns, inputFormat: "parquet", serde: "parquet" };
    platform.catalog.add("stock_trades_raw", "trades", ["day", "symbol"], { form });
    await platform.register(messagesFor(object("MSFT")));
    expect([...trades(platform).partitions.values()]).toMatchObject([{ form }]);
  });

  test.each([
    ["throttle", "THROTTLED"],
    ["access denied", "ACCESS_DENIED"],
    ["lost before", "UNAVAILABLE"],
  ] as const)("a known partition that cannot be read (%s) is failed, not believed", async (fault, code) => {
    const platform = openPlatform();
    await platform.register(messagesFor(object("AAPL")));
    platform.catalog.fate = ({ operation }) => (operation === "readPartitions" ? fault : undefined);
    expect(await platform.register(messagesFor(object("AAPL"), object("MSFT")))).toMatchObject({
      results: [{ outcome: { kind: "failed", code } }, { outcome: { kind: "registered" } }],
    });
  });
});

describe("poison", () => {
  // F1
  test("is found by bisecting and parked alone; the rest of its batch is registered", async () => {
    const { register, catalog, parking } = openPlatform();
    catalog.isPoison = ([, symbol]) => symbol === "S42";
    const report = await register(messagesFor(...symbols(250).map(object)));
    expect(outcomes(report).filter((outcome) => outcome === "registered")).toHaveLength(249);
    expect(report.results[42]!.outcome).toEqual({
      kind: "rejected",
      code: "INVALID_INPUT",
      reason: 'partition ["2026-11-20","S42"] of stock_trades_raw.trades: one of the partitions is poison',
    });
    expect(parking.messages().map(({ id }) => id)).toEqual(["m43"]);
    expect(messagesToReturn(report)).toEqual([]);
    // ⌈250/100⌉, and twice log₂ 100 at most to find it.
    expect(catalog.count("createPartitions")).toBeLessThanOrEqual(3 + 14);
  });

  test("in every partition is found too", async () => {
    const { register, catalog, parking } = openPlatform();
    catalog.isPoison = () => true;
    const report = await register(messagesFor(...symbols(10).map(object)));
    expect(new Set(outcomes(report))).toEqual(new Set(["rejected"]));
    expect(parking.entries).toHaveLength(10);
    expect(catalog.contents()).toEqual([]);
  });

  // F10
  test("that Glue names in Errors is parked without bisecting", async () => {
    const { register, catalog } = openPlatform();
    const refusal = new CatalogError("INVALID_INPUT", "too odd", { blame: "item" });
    catalog.itemError = ([, symbol]) => (symbol === "S1" ? refusal : undefined);
    const report = await register(messagesFor(...symbols(3).map(object)));
    expect(outcomes(report)).toEqual(["registered", "rejected", "registered"]);
    expect(catalog.count("createPartitions")).toBe(1);
  });
});

describe("a call that is too large (HTTP 413)", () => {
  const tooLarge = (most: number) => (call: LoggedCall) => (call.items > most ? "too large" : undefined);

  test("is made in halves: all is registered", async () => {
    const { register, catalog } = openPlatform();
    catalog.fate = tooLarge(30);
    const report = await register(messagesFor(...symbols(100).map(object)));
    expect(new Set(outcomes(report))).toEqual(new Set(["registered"]));
    expect(catalog.calls.map(({ items }) => items)).toEqual([1, 100, 50, 25, 25, 50, 25, 25, 1]);
  });

  test("is read in halves: all is there", async () => {
    const { register, catalog } = openPlatform();
    const batch = messagesFor(...symbols(100).map(object));
    await register(batch);
    catalog.fate = tooLarge(60);
    expect(new Set(outcomes(await register(batch)))).toEqual(new Set(["already there"]));
    expect(catalog.calls.slice(3).map(({ items }) => items)).toEqual([100, 50, 50]);
  });

  test("and is so of one partition alone, fails that one", async () => {
    const { register, catalog } = openPlatform();
    const batch = messagesFor(object("AAPL"));
    await register(batch);
    catalog.fate = ({ operation }) => (operation === "readPartitions" ? "too large" : undefined);
    expect(outcomes(await register(batch))).toEqual(["failed"]);
    expect(catalog.count("readPartitions")).toBe(1);
  });
});

// F13
describe("when an answer is lost", () => {
  test("after Glue had created, the partitions are read and recognised as ours", async () => {
    const { register, catalog } = openPlatform();
    catalog.fate = ({ operation }) => (operation === "createPartitions" ? "lost after" : undefined);
    const report = await register(messagesFor(...symbols(3).map(object)));
    expect(outcomes(report)).toEqual(["registered", "registered", "registered"]);
    expect(catalog.count("createPartitions")).toBe(1);
    expect(report.registered).toHaveLength(3);
  });

  test("and somebody moved what was created to where another object lies, that object did not register it", async () => {
    const platform = openPlatform();
    const reversed = `${TRADES}symbol=AAPL/day=2026-11-20/`;
    const { partitions } = trades(platform);
    platform.catalog.fate = ({ operation }) => (operation === "createPartitions" ? "lost after" : undefined);
    platform.catalog.afterCreate = () => {
      for (const [values, held] of partitions)
        partitions.set(values, { ...held, location: `s3://${BUCKET}/${reversed}` });
    };
    const report = await platform.register(messagesFor(object("AAPL"), `${reversed}a.parquet`));
    expect(outcomes(report)).toEqual(["conflict", "already there"]);
    expect(report.registered).toEqual([]);
  });

  test("before Glue had created, they are created once more", async () => {
    const { register, catalog } = openPlatform();
    let lost = 1;
    catalog.fate = ({ operation }) =>
      operation === "createPartitions" && lost-- > 0 ? "lost before" : undefined;
    expect(outcomes(await register(messagesFor(object("AAPL"))))).toEqual(["registered"]);
    expect(catalog.contents()).toEqual([inGlue("AAPL")]);
  });

  test("again and again, the messages are returned", async () => {
    const { register, catalog } = openPlatform();
    catalog.fate = ({ operation }) => (operation === "createPartitions" ? "lost before" : undefined);
    const report = await register(messagesFor(object("AAPL")));
    expect(report.results).toMatchObject([
      { outcome: { kind: "failed", code: "UNAVAILABLE", retryable: true } },
    ]);
    expect(messagesToReturn(report)).toEqual(["m1"]);
    expect(catalog.count("createPartitions")).toBe(2);
  });

  test.each([
    ["at the same time for another object", { registeredFor: object("MSFT") }],
    ["for the same object at another time", { registeredAt: "2026-11-20T21:05:14.999Z" }],
  ])("and it was made %s, it is none of ours", async (_, other) => {
    const platform = openPlatform();
    const stamps = {
      registeredAt: new Date(platform.clock.now()).toISOString(),
      registeredFor: object("AAPL"),
      ...other,
    };
    const location = `s3://${BUCKET}/${folder("AAPL")}`;
    platform.catalog.put(trades(platform), ["2026-11-20", "AAPL"], location, stamps);
    expect(outcomes(await platform.register(messagesFor(object("AAPL"))))).toEqual(["already there"]);
  });

  test("and somebody else was first, the partition is already there", async () => {
    const platform = openPlatform();
    platform.catalog.put(trades(platform), ["2026-11-20", "AAPL"], `s3://${BUCKET}/${folder("AAPL")}`);
    platform.catalog.fate = ({ operation }) => (operation === "createPartitions" ? "lost after" : undefined);
    expect(outcomes(await platform.register(messagesFor(object("AAPL"))))).toEqual(["already there"]);
  });

  test("and the reading fails as well, the messages are returned with what failed last", async () => {
    const { register, catalog } = openPlatform();
    catalog.fate = ({ operation }) =>
      operation === "createPartitions"
        ? "lost after"
        : operation === "readPartitions"
          ? "throttle"
          : undefined;
    expect(await register(messagesFor(object("AAPL")))).toMatchObject({
      results: [{ outcome: { kind: "failed", code: "THROTTLED", retryable: true } }],
    });
  });

  test("to one partition of a batch, only that one is read", async () => {
    const { register, catalog } = openPlatform();
    let lost = 1;
    const unknown = new CatalogError("UNAVAILABLE", "internal", { effect: "unknown", retryable: true });
    catalog.itemError = ([, symbol]) => (symbol === "S1" && lost-- > 0 ? unknown : undefined);
    expect(outcomes(await register(messagesFor(...symbols(3).map(object))))).toEqual([
      "registered",
      "registered",
      "registered",
    ]);
    expect(catalog.calls.filter(({ operation }) => operation === "readPartitions")).toMatchObject([
      { items: 1 },
    ]);
  });

  test("a partition that existed and is gone when read is tried again later", async () => {
    const platform = openPlatform();
    platform.catalog.put(trades(platform), ["2026-11-20", "AAPL"], "s3://elsewhere/");
    platform.catalog.afterCreate = () => trades(platform).partitions.clear();
    expect(await platform.register(messagesFor(object("AAPL")))).toMatchObject({
      results: [
        {
          outcome: {
            kind: "failed",
            code: "VANISHED",
            retryable: true,
            reason:
              'partition ["2026-11-20","AAPL"] of stock_trades_raw.trades existed and was gone when read',
          },
        },
      ],
    });
    expect(platform.parking.entries).toEqual([]);
  });
});

describe("an outage", () => {
  test.each([
    ["throttle", "THROTTLED", true],
    ["access denied", "ACCESS_DENIED", false],
  ] as const)(
    "of creating (%s) returns its messages as %s and parks none",
    async (fault, code, retryable) => {
      const { register, catalog, parking } = openPlatform();
      catalog.fate = ({ operation }) => (operation === "createPartitions" ? fault : undefined);
      const report = await register(messagesFor(object("AAPL"), object("MSFT")));
      expect(report.results.map(({ outcome }) => outcome)).toMatchObject([
        { kind: "failed", code, retryable },
        { kind: "failed", code, retryable },
      ]);
      expect(messagesToReturn(report)).toEqual(["m1", "m2"]);
      expect(parking.entries).toEqual([]);
    },
  );

  test("of one call fails the messages of its hundred partitions and no other", async () => {
    const { register, catalog } = openPlatform();
    let calls = 0;
    catalog.fate = ({ operation }) =>
      operation === "createPartitions" && ++calls === 2 ? "throttle" : undefined;
    const report = await register(messagesFor(...symbols(300).map(object)));
    expect(messagesToReturn(report)).toEqual(
      symbols(300)
        .map((_, index) => `m${index + 1}`)
        .slice(100, 200),
    );
    expect(catalog.contents()).toHaveLength(200);
  });

  test("of reading the table is an outage of that table alone", async () => {
    const { register, catalog } = openPlatform();
    catalog.fate = ({ operation, table }) =>
      operation === "table" && table === "stock_trades_raw.trades" ? "throttle" : undefined;
    const report = await register(messagesFor(object("AAPL"), bars));
    expect(outcomes(report)).toEqual(["failed", "registered"]);
  });

  test("of reading the table fails what is remembered as well, and asks once", async () => {
    const { register, catalog, clock } = openPlatform();
    await register(messagesFor(object("AAPL")));
    clock.advance(60_000);
    catalog.fate = ({ operation }) => (operation === "table" ? "throttle" : undefined);
    expect(await register(messagesFor(object("AAPL")))).toMatchObject({
      results: [{ outcome: { kind: "failed", code: "THROTTLED", retryable: true } }],
      glueCalls: 1,
    });
  });

  test("of reading the table is met once by partitions that nobody remembers", async () => {
    const { register, catalog } = openPlatform();
    catalog.fate = ({ operation }) => (operation === "table" ? "throttle" : undefined);
    expect((await register(messagesFor(object("AAPL")))).glueCalls).toBe(1);
  });

  test("of reading partitions costs one call for each thousand", async () => {
    const { register, catalog } = openPlatform();
    const batch = messagesFor(...symbols(10).map(object));
    await register(batch);
    catalog.fate = ({ operation }) => (operation === "readPartitions" ? "access denied" : undefined);
    expect(new Set(outcomes(await register(batch)))).toEqual(new Set(["failed"]));
    expect(catalog.count("readPartitions")).toBe(1);
  });

  test.each(["table", "createPartitions", "readPartitions"] as const)(
    "is not what an error of our own is taken for: %s",
    async (operation) => {
      const { register, catalog } = openPlatform();
      const defect = new TypeError("a defect");
      if (operation === "readPartitions") await register(messagesFor(object("AAPL")));
      Object.assign(catalog, { [operation]: () => Promise.reject(defect) });
      await expect(register(messagesFor(object("AAPL")))).rejects.toBe(defect);
    },
  );

  test("is not what an error of our own is taken for when the table is read again", async () => {
    const { register, catalog } = openPlatform();
    const defect = new TypeError("a defect");
    catalog.afterCreate = () => Object.assign(catalog, { table: () => Promise.reject(defect) });
    await expect(register(messagesFor(object("AAPL")))).rejects.toBe(defect);
  });

  // F5: nothing is remembered that Glue did not accept.
  test("leaves nothing remembered: the next delivery registers", async () => {
    const { register, catalog } = openPlatform();
    catalog.fate = ({ operation }) => (operation === "createPartitions" ? "throttle" : undefined);
    await register(messagesFor(object("AAPL")));
    catalog.fate = () => undefined;
    expect(outcomes(await register(messagesFor(object("AAPL"))))).toEqual(["registered"]);
  });
});

describe("a table", () => {
  test("that is missing fails only its own messages, and none is parked", async () => {
    const { register, catalog, parking } = openPlatform();
    catalog.tables.delete("stock_trades_raw.trades");
    const report = await register(messagesFor(object("AAPL"), bars, `${FEATURES}day=2026-11-20/a`));
    expect(outcomes(report)).toEqual(["failed", "registered", "registered"]);
    expect(report.results[0]).toMatchObject({ outcome: { code: "TABLE_NOT_FOUND" }, dataset: "trades" });
    expect(parking.entries).toEqual([]);
  });

  test("dropped since it was read is asked for again, so that it may be made anew in another way", async () => {
    const { register, catalog } = openPlatform();
    await register(messagesFor(object("AAPL")));
    catalog.tables.delete("stock_trades_raw.trades");
    expect(outcomes(await register(messagesFor(object("MSFT"))))).toEqual(["failed"]);
    catalog.add("stock_trades_raw", "trades", ["symbol", "day"]);
    expect(outcomes(await register(messagesFor(object("MSFT"))))).toEqual(["registered"]);
    expect(catalog.stored()).toMatchObject([{ values: ["MSFT", "2026-11-20"] }]);
  });

  test("that is projected is refused: Athena would ignore what is registered", async () => {
    const { register, catalog } = openPlatform();
    catalog.add("stock_trades_raw", "trades", ["day", "symbol"], { projected: true });
    const report = await register(messagesFor(object("AAPL"), bars));
    const reason =
      "stock_trades_raw.trades has projection.enabled=true: Athena would ignore what is registered";
    expect(report.results[0]).toMatchObject({
      outcome: { kind: "failed", code: "INERT_REGISTRATION", reason },
    });
    expect(outcomes(report)).toEqual(["failed", "registered"]);
    expect(catalog.contents()).toHaveLength(1);
  });

  // F18: too few, too many and other keys.
  test.each([[["day"]], [["day", "symbol", "hour"]], [["day", "ticker"]], [[]]])(
    "keyed by %j is refused",
    async (keys) => {
      const { register, catalog } = openPlatform();
      catalog.add("stock_trades_raw", "trades", keys);
      const { results } = await register(messagesFor(object("AAPL")));
      const reason = `stock_trades_raw.trades is partitioned by [${keys}], dataset trades by [day,symbol]`;
      expect(results).toMatchObject([{ outcome: { kind: "failed", code: "TABLE_KEYS_DIFFER", reason } }]);
      expect(catalog.contents()).toEqual([]);
    },
  );
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

describe("a call that never answers", () => {
  test("ends at the deadline, as failed for its own messages only", async () => {
    const { register, catalog } = openPlatform();
    const deadline = new AbortController();
    catalog.fate = ({ operation, table }) => {
      if (operation !== "createPartitions" || table !== "stock_trades_raw.trades") return undefined;
      setImmediate(() => deadline.abort());
      return "silence";
    };
    const report = await register(messagesFor(object("AAPL"), bars), {
      ...NO_DEADLINES,
      catalog: deadline.signal,
    });
    expect(report.results).toMatchObject([
      { outcome: { kind: "failed", code: "DEADLINE", retryable: true } },
      { outcome: { kind: "registered" } },
    ]);
  });

  test("is not followed by others once the deadline is over", async () => {
    const { register, catalog } = openPlatform();
    const report = await register(messagesFor(...symbols(300).map(object)), {
      ...NO_DEADLINES,
      catalog: AbortSignal.abort(),
    });
    expect(new Set(outcomes(report))).toEqual(new Set(["failed"]));
    expect(catalog.contents()).toEqual([]);
    expect(catalog.calls).toHaveLength(1);
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
