import { expect, test } from "@jest/globals";
import { deadlinesWithin } from "../../shared/runtime/deadlines.ts";

test("Glue's answers are awaited first, so that there is time to park and to reply", async () => {
  const { catalog, parking } = deadlinesWithin(3_010);
  await new Promise((resolve) => catalog.addEventListener("abort", resolve));
  expect([catalog.aborted, parking.aborted]).toEqual([true, false]);
});

test("three seconds are left after the last answer of Glue, and one after the last parked message", () => {
  const never = new AbortController().signal;
  const asked: number[] = [];
  deadlinesWithin(10_000, (milliseconds) => {
    asked.push(milliseconds);
    return never;
  });
  expect(asked).toEqual([7_000, 9_000]);
});

test("an invocation that has hardly any time left begins nothing", async () => {
  const { catalog, parking } = deadlinesWithin(500);
  await new Promise((resolve) => parking.addEventListener("abort", resolve));
  expect([catalog.aborted, parking.aborted]).toEqual([true, true]);
});
