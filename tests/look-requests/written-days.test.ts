import { expect, test } from "@jest/globals";
import { daysWritten, sessionReaderOf } from "../../shared/look-requests/written-days.ts";
import { datasets } from "../fixtures/datasets.ts";
import { layoutNamed } from "../support/layouts.ts";

const trades = datasets.find(({ name }) => name === "trades")!;
const partitions = [
  ["2025-11-28", "AAPL"],
  ["2025-11-28", "MSFT"],
  ["2025-11-26", "AAPL"],
  ["2025-11-28", "SPY"],
].map((values) => ({ values }));

test("of a dataset that promises something each session that was written is there once", () => {
  expect([...daysWritten(trades, partitions)]).toEqual(["2025-11-28", "2025-11-26"]);
});

test("of datasets that promise nothing there is no session", () => {
  expect([...daysWritten({ keys: trades.keys }, partitions)]).toEqual([]);
});

test("sessions are found where the key of days stands, be it first or not", () => {
  const keys = [...trades.keys].reverse();
  expect(sessionReaderOf(trades)(["2025-11-26", "AAPL"])).toBe("2025-11-26");
  expect([...daysWritten({ ...trades, keys }, [{ values: ["AAPL", "2025-11-26"] }])]).toEqual(["2025-11-26"]);
});

test("sessions are days of the calendar, in whatever way the keys write them", () => {
  const { keys } = layoutNamed("unpadded");
  const written = [
    ["2026", "2", "3", "4"],
    ["2026", "2", "3", "14"],
    ["2026", "12", "3", "14"],
  ];
  const days = daysWritten(
    { ...trades, keys },
    written.map((values) => ({ values })),
  );
  expect([...days]).toEqual(["2026-02-03", "2026-12-03"]);
});

test("a dataset without a key of days has no sessions", () => {
  const keys = trades.keys.filter(({ kind }) => kind !== "day");
  expect(sessionReaderOf({ ...trades, keys })(["AAPL"])).toBeUndefined();
  expect([...daysWritten({ ...trades, keys }, [{ values: ["AAPL"] }])]).toEqual([]);
});

test("a partition whose values tell no day is of no session", () => {
  const keys = [
    { name: "year", kind: "year" },
    { name: "month", kind: "month" },
    { name: "day", kind: "day-of-month" },
  ] as const;
  const partitions = [
    ["2025", "11", "28"],
    ["2025", "xx", "28"],
  ].map((values) => ({ values }));
  expect(daysWritten({ quality: trades.quality, keys }, partitions)).toStrictEqual(new Set(["2025-11-28"]));
});
