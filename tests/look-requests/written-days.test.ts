import { expect, test } from "@jest/globals";
import { daysWritten, positionOfSession } from "../../shared/look-requests/written-days.ts";
import { datasets } from "../fixtures/datasets.ts";

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
  expect([positionOfSession(trades), positionOfSession({ ...trades, keys })]).toEqual([0, 1]);
  expect([...daysWritten({ ...trades, keys }, [{ values: ["AAPL", "2025-11-26"] }])]).toEqual(["2025-11-26"]);
});

test("a dataset without a key of days has no sessions", () => {
  const keys = trades.keys.filter(({ kind }) => kind !== "day");
  expect(positionOfSession({ ...trades, keys })).toBe(-1);
  expect([...daysWritten({ ...trades, keys }, [{ values: ["AAPL"] }])]).toEqual([]);
});
