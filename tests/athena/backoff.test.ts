import { describe, expect, test } from "@jest/globals";
import { backoffDelay, pollDelay } from "../../shared/athena/backoff.ts";

test.each([
  [0, 200],
  [1, 300],
  [2, 450],
  [3, 675],
  [8, 5_000],
  [1_000, 5_000],
])("look %i comes after some %i ms, a fifth more or less", (look, regular) => {
  expect(pollDelay(look, 0.5)).toBe(regular);
  expect(pollDelay(look, 0)).toBe(Math.round(regular * 0.8));
  expect(pollDelay(look, 1)).toBe(Math.round(regular * 1.2));
});

describe("after a failure, the next try comes after anything up to", () => {
  test.each([
    [1, 500],
    [2, 1_000],
    [5, 8_000],
    [7, 20_000],
    [1_000, 20_000],
  ])("failure %i: %i ms", (failures, most) => {
    expect(backoffDelay(failures, 0)).toBe(0);
    expect(backoffDelay(failures, 0.5)).toBe(most / 2);
    expect(backoffDelay(failures, 1)).toBe(most);
  });
});
