import { expect, test } from "@jest/globals";
import { firstDayOf } from "../../shared/reconcile/looked-at.ts";
import { datasets } from "../fixtures/datasets.ts";

const trades = datasets.find(({ name }) => name === "trades")!;
const { quality: _, ...plain } = trades;
/** The Friday after Thanksgiving. */
const AT = Date.parse("2026-11-27T07:30:00Z");

test("a nightly run looks at five sessions, and holidays and weekends are none", () => {
  expect(firstDayOf(trades, "nightly", AT)).toBe("2026-11-20");
});

test("without a calendar it looks at seven days", () => {
  expect(firstDayOf(plain, "nightly", AT)).toBe("2026-11-20");
  expect(firstDayOf(plain, "nightly", Date.parse("2026-12-02T23:59:59Z"))).toBe("2026-11-25");
});

test("in a year that nobody has reviewed it looks at seven days, too", () => {
  expect(firstDayOf(trades, "nightly", Date.parse("2040-06-15T07:30:00Z"))).toBe("2040-06-08");
});

test("a weekly run looks at everything, and so does any of a dataset without days", () => {
  expect(firstDayOf(trades, "weekly", AT)).toBeUndefined();
  const keys = trades.keys.filter(({ kind }) => kind !== "day");
  expect(firstDayOf({ ...trades, keys }, "nightly", AT)).toBeUndefined();
});
