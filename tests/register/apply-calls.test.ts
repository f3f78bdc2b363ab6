import { describe, expect, test } from "@jest/globals";
import type { LoggedCall } from "../support/memory-catalog.ts";
import { messagesFor, messagesOf, s3Body } from "../support/messages.ts";
import { BUCKET, openPlatform, outcomes, TRADES } from "../support/platform.ts";
import { folder, object, symbols, trades } from "./trade-objects.ts";

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
