import { expect, test } from "@jest/globals";
import { describeMiss, type Goal, isTimed, judged } from "../../tools/bench/goal.ts";
import { median } from "../../tools/bench/median.ts";
import { listPrice } from "../../tools/bench/prices.ts";

function entry(goal: Goal, ratio: number, values: Record<string, number> = { ours: ratio, theirs: 1 }) {
  const said = { name: "import time", unit: "ms", ratioOf: "ours / theirs", method: "by hand" };
  return judged({ ...said, values, ratio, goal });
}

test.each([
  [3, { of: "ratio", atMost: 3 }, true],
  [3.0001, { of: "ratio", atMost: 3 }, false],
  [50, { of: "ratio", atLeast: 50 }, true],
  [49.99, { of: "ratio", atLeast: 50 }, false],
  [Number.NaN, { of: "ratio", atMost: 3 }, false],
  [Number.NaN, { of: "ratio", atLeast: 50 }, false],
])("a ratio of %d under the goal %j: met %s", (ratio, goal, met) => {
  expect(entry(goal, ratio).met).toBe(met);
});

test("a goal can bound a value instead of the ratio", () => {
  expect(entry({ of: "ours", atMost: 450 }, 1.3, { ours: 449 }).met).toBe(true);
  expect(entry({ of: "ours", atMost: 450 }, 1.3, { ours: 451 }).met).toBe(false);
});

test("a goal about something that was not measured is a mistake, not a success", () => {
  expect(() => entry({ of: "theirs", atMost: 1 }, 1, { ours: 1 })).toThrow(/theirs/);
});

test("rounding what is shown does not decide", () => {
  const { met, ratio } = entry({ of: "ratio", atMost: 3 }, 3.00001);
  expect({ met, ratio }).toEqual({ met: false, ratio: 3 });
});

test("a missed goal names itself, its figure and its bound", () => {
  expect(describeMiss(entry({ of: "ratio", atMost: 1.3 }, 1.42))).toBe(
    "import time: ratio 1.42, goal at most 1.3",
  );
  expect(describeMiss(entry({ of: "ratio", atLeast: 50 }, 12))).toBe(
    "import time: ratio 12, goal at least 50",
  );
});

test("counts and sizes are the same on any machine, the rest is timed", () => {
  expect(["calls", "KB of 1,000 bytes"].map((unit) => isTimed({ unit }))).toEqual([false, false]);
  expect(["ms", "s", "CPU ms", "US dollars"].map((unit) => isTimed({ unit }))).toEqual([
    true,
    true,
    true,
    true,
  ]);
});

test("a median is the middle value, or the mean of the two in the middle, whatever their order", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([10, 9, 1, 5])).toBe(7);
  expect(() => median([])).toThrow(RangeError);
});

test("a list price is the sum of what is used of each service", () => {
  const usage = { glueRequests: 1e6, lambdaRequests: 1e6, lambdaGbSeconds: 1e6, sqsRequests: 1e6 };
  expect(listPrice(usage)).toBeCloseTo(1 + 0.2 + 13.3334 + 0.4);
});
