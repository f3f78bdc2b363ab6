import { expect, test } from "@jest/globals";
import { Tables } from "../../shared/tables.ts";
import { MemoryCatalog } from "../support/memory-catalog.ts";
import { NO_DEADLINES } from "../support/platform.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

function open() {
  const clock = new VirtualClock();
  const catalog = new MemoryCatalog(clock);
  catalog.add("raw", "trades", ["day"]);
  const tables = new Tables(clock);
  const get = (name = "trades") => tables.get(catalog, "raw", name, NO_DEADLINES.catalog);
  return { clock, catalog, tables, get };
}

test("a table is asked for once a minute", async () => {
  const { catalog, clock, get } = open();
  await get();
  clock.advance(59_999);
  await get();
  expect(catalog.count("table")).toBe(1);
  clock.advance(1);
  await get();
  expect(catalog.count("table")).toBe(2);
});

test("a column added to the table is inherited within a minute", async () => {
  const { catalog, clock, get } = open();
  await get();
  const held = catalog.tables.get("raw.trades")!;
  catalog.tables.set("raw.trades", { ...held, table: { ...held.table, descriptor: { Columns: ["new"] } } });
  clock.advance(60_000);
  expect((await get()).descriptor).toEqual({ Columns: ["new"] });
});

test("a missing table is asked for again at once, so that creating it helps at once", async () => {
  const { catalog, get } = open();
  await expect(get("quotes")).rejects.toMatchObject({ code: "TABLE_NOT_FOUND" });
  catalog.add("raw", "quotes", ["day"]);
  expect(await get("quotes")).toMatchObject({ name: "quotes" });
});

test("a forgotten table is asked for again", async () => {
  const { catalog, tables, get } = open();
  tables.forget(await get());
  await get();
  expect(catalog.count("table")).toBe(2);
});
