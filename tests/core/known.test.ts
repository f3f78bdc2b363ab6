import { expect, test } from "@jest/globals";
import { KnownPartitions } from "../../shared/known.ts";
import type { Table } from "../../shared/ports.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

const table: Table = {
  database: "stock_trades_raw",
  name: "trades",
  createdAt: 1,
  keys: ["day"],
  projected: false,
  location: "",
  descriptor: {},
};
const day = (number: number) => [`2026-11-${number}`] as const;
const at = (number: number) => `s3://b/day=2026-11-${number}/`;

function open(options: { capacity?: number; ttl?: number } = {}) {
  const clock = new VirtualClock();
  const known = new KnownPartitions(clock, options);
  return {
    clock,
    known,
    add: (number: number) => known.add(table, day(number), at(number)),
    has: (number: number) => known.has(table, day(number), at(number)),
  };
}

test("only what was added is known", () => {
  const { add, has } = open();
  add(1);
  expect([has(1), has(2)]).toEqual([true, false]);
});

// F5: a partition deleted by hand is registered again within the bound.
test("is forgotten after five minutes, even when used all the time", () => {
  const { add, has, clock } = open();
  add(1);
  for (let minute = 1; minute < 5; minute++) {
    clock.advance(60_000);
    expect(has(1)).toBe(true);
  }
  clock.advance(59_999);
  expect(has(1)).toBe(true);
  clock.advance(1);
  expect(has(1)).toBe(false);
});

test("added again lives anew", () => {
  const { add, has, clock } = open({ ttl: 10 });
  add(1);
  clock.advance(9);
  add(1);
  clock.advance(9);
  expect(has(1)).toBe(true);
});

// F5: an unbounded map grows until the container dies.
test("holds no more than its capacity, and forgets first what was not used longest", () => {
  const { add, has } = open({ capacity: 3 });
  for (const number of [1, 2, 3]) add(number);
  expect(has(1)).toBe(true);
  add(4);
  expect([1, 2, 3, 4].map(has)).toEqual([true, false, true, true]);
});

// F5
test.each([
  ["table dropped and made again", { ...table, createdAt: 2 }, day(1), at(1)],
  ["table of the same name elsewhere", { ...table, database: "other" }, day(1), at(1)],
  ["other table", { ...table, name: "quotes" }, day(1), at(1)],
  ["other location", table, day(1), at(2)],
  ["other values", table, day(2), at(1)],
])("another partition is not known: %s", (_, other, values, location) => {
  const { add, known } = open();
  add(1);
  expect(known.has(other, values, location)).toBe(false);
});

test("values do not run into each other", () => {
  const { known } = open();
  known.add(table, ["a,b", "c"], "s3://b/");
  expect(known.has(table, ["a", "b,c"], "s3://b/")).toBe(false);
});
