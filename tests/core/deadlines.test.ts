import { expect, test } from "@jest/globals";
import { deadlinesWithin } from "../../shared/deadlines.ts";

test("Glue's answers are awaited first, so that there is time to park and to reply", async () => {
  const { catalog, parking } = deadlinesWithin(3_010);
  await new Promise((resolve) => catalog.addEventListener("abort", resolve));
  expect([catalog.aborted, parking.aborted]).toEqual([true, false]);
});

test("an invocation that has hardly any time left begins nothing", async () => {
  const { catalog, parking } = deadlinesWithin(500);
  await new Promise((resolve) => parking.addEventListener("abort", resolve));
  expect([catalog.aborted, parking.aborted]).toEqual([true, true]);
});
