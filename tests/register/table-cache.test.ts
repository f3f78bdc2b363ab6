import { expect, test } from "@jest/globals";
import { Tables } from "../../shared/register/table-cache.ts";
import { MemoryCatalog } from "../support/memory-catalog.ts";
import { NO_DEADLINES } from "../support/platform.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

function open() {
  const clock = new VirtualClock();
  const catalog = new MemoryCatalog(clock);
  catalog.add("raw", "trades", ["day"]);
  const tables = new Tables(clock);
  const reader = () => ({ catalog, signal: NO_DEADLINES.catalog });
  const recent = (name = "trades") => tables.recent({ database: "raw", name }, reader());
  return { clock, catalog, tables, reader, recent };
}

const trades = { database: "raw", name: "trades" };

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
  const held = catalog.tables.get("raw.trades")!;
  catalog.tables.set("raw.trades", { ...held, table: { ...held.table, descriptor: { Columns: ["new"] } } });
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
  catalog.add("raw", "quotes", ["day"]);
  expect(await recent("quotes")).toMatchObject({ name: "quotes" });
});
