import { expect, test } from "@jest/globals";
import { CatalogMemory } from "../../shared/register/known-partitions.ts";

const trades = { database: "stock_trades_raw", name: "trades" };
const day = (number: number) => `2026-11-${number}`;

function open(options: { capacity?: number } = {}) {
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
  const { add, has } = open();
  add(1);
  expect([has(1), has(2)]).toEqual([true, false]);
});

test("what is forgotten is not known, until it is added again", () => {
  const { add, has, known } = open();
  add(1);
  known.forget(day(1));
  expect(has(1)).toBe(false);
  add(1);
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
  ["table of the same name elsewhere", { ...trades, database: "other" }, day(1)],
  ["other table", { ...trades, name: "quotes" }, day(1)],
  ["other values", trades, day(2)],
])("another partition is not known: %s", (_, table, values) => {
  const { add, memory } = open();
  add(1);
  expect(memory.of(table).has(values)).toBe(false);
});
