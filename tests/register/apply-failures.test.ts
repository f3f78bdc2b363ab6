import { describe, expect, test } from "@jest/globals";
import { messagesToReturn } from "../../shared/events/batch.ts";
import { CatalogError } from "../../shared/runtime/errors.ts";
import { messagesFor } from "../support/messages.ts";
import { BUCKET, FEATURES, NO_DEADLINES, openPlatform, outcomes, TRADES } from "../support/platform.ts";
import { bars, folder, inGlue, object, symbols, trades } from "./trade-objects.ts";

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
