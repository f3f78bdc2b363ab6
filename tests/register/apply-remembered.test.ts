import { describe, expect, test } from "@jest/globals";
import { messagesToReturn } from "../../shared/events/batch.ts";
import { messagesFor } from "../support/messages.ts";
import { BUCKET, openPlatform, outcomes } from "../support/platform.ts";
import { bars, folder, inGlue, object, symbols, trades } from "./trade-objects.ts";

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
