import { describe, expect, test } from "@jest/globals";
import { CatalogMemory, Tables } from "../../shared/register/memory.ts";
import { MemoryCatalog } from "../support/memory-catalog.ts";
import { NO_DEADLINES } from "../support/platform.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

const trades = { database: "stock_trades_raw", name: "trades" };

describe("of partitions that Glue was seen to hold", () => {
  const day = (number: number) => `2026-11-${number}`;

  function remember(options: { capacity?: number } = {}) {
    const memory = new CatalogMemory(options);
    const known = memory.of(trades);
    return {
      memory,
      known,
      add: (number: number) => known.add(day(number)),
      has: (number: number) => known.has(day(number)),
    };
  }

  test("only what was added is known", () => {
    const { add, has } = remember();
    add(1);
    expect([has(1), has(2)]).toEqual([true, false]);
  });

  test("what is forgotten is not known, until it is added again", () => {
    const { add, has, known } = remember();
    add(1);
    known.forget(day(1));
    expect(has(1)).toBe(false);
    add(1);
    expect(has(1)).toBe(true);
  });

  // F5: an unbounded map grows until the container dies.
  test("holds no more than its capacity, and forgets first what was not used longest", () => {
    const { add, has } = remember({ capacity: 3 });
    for (const number of [1, 2, 3]) add(number);
    expect(has(1)).toBe(true);
    add(4);
    expect([1, 2, 3, 4].map(has)).toEqual([true, false, true, true]);
  });

  // F5
  test.each([
    ["table of the same name elsewhere", { ...trades, database: "other" }, day(1)],
    ["other table", { ...trades, name: "quotes" }, day(1)],
    ["other values", trades, day(2)],
  ])("another partition is not known: %s", (_, table, values) => {
    const { add, memory } = remember();
    add(1);
    expect(memory.of(table).has(values)).toBe(false);
  });
});

describe("of live tables", () => {
  function open() {
    const clock = new VirtualClock();
    const catalog = new MemoryCatalog(clock);
    catalog.add("stock_trades_raw", "trades", ["day"]);
    const tables = new Tables(clock);
    const reader = () => ({ catalog, signal: NO_DEADLINES.catalog });
    const recent = (name = "trades") => tables.recent({ database: "stock_trades_raw", name }, reader());
    return { clock, catalog, tables, reader, recent };
  }

  test("a table that is only looked at is asked for once a minute", async () => {
    const { catalog, clock, recent } = open();
    await recent();
    clock.advance(59_999);
    await recent();
    expect(catalog.count("table")).toBe(1);
    clock.advance(1);
    await recent();
    expect(catalog.count("table")).toBe(2);
  });

  test("who creates sees the table itself, and sees it once", async () => {
    const { catalog, tables, reader, recent } = open();
    await recent();
    const held = catalog.tables.get("stock_trades_raw.trades")!;
    catalog.tables.set("stock_trades_raw.trades", {
      ...held,
      table: { ...held.table, descriptor: { Columns: ["new"] } },
    });
    const one = reader();
    expect((await tables.current(trades, one)).descriptor).toEqual({ Columns: ["new"] });
    await tables.current(trades, one);
    expect(catalog.count("table")).toBe(2);
    await tables.current(trades, reader());
    expect(catalog.count("table")).toBe(3);
  });

  test("who creates and looks at the same time asks once", async () => {
    const { catalog, tables, reader } = open();
    const one = reader();
    await Promise.all([tables.current(trades, one), tables.recent(trades, one)]);
    expect(catalog.count("table")).toBe(1);
  });

  test("a missing table is asked for again at once, so that creating it helps at once", async () => {
    const { catalog, recent } = open();
    await expect(recent("quotes")).rejects.toMatchObject({ code: "TABLE_NOT_FOUND" });
    catalog.add("stock_trades_raw", "quotes", ["day"]);
    expect(await recent("quotes")).toMatchObject({ name: "quotes" });
  });
});
