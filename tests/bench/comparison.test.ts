import { expect, test } from "@jest/globals";
import { compare, describe as inWords, type Measured, unmatched } from "../../tools/bench/comparison.ts";

const entry = (name: string, ratio: number, goal: Measured["goal"], unit = "ms"): Measured => ({
  name,
  unit,
  ratio,
  ratioOf: "ours / theirs",
  goal,
});

const atMost = { of: "ratio", atMost: 3 };
const atLeast = { of: "ratio", atLeast: 50 };
/** One report for each ratio. */
const reports = (ratios: readonly number[], goal: Measured["goal"] = atMost, unit = "ms") =>
  ratios.map((ratio) => [entry("a batch", ratio, goal, unit)]);

test.each([
  ["the same", [3], [3], atMost, 0, false],
  ["10 % more of what shall be little", [3.3], [3], atMost, 0.1, false],
  ["more than that", [3.31], [3], atMost, 0.1033, true],
  ["less of it", [2], [3], atMost, -0.3333, false],
  ["less of what shall be much", [45], [50], atLeast, 0.1111, true],
  ["more of it", [60], [50], atLeast, -0.1667, false],
  ["medians: one slow round is none", [3, 3, 9], [3, 3.1, 2.9], atMost, 0, false],
  ["medians: one fast round is none", [3.6, 3.5, 1], [3, 3.1, 2.9], atMost, 0.1667, true],
  ["no number", [Number.NaN], [3], atMost, Number.NaN, true],
])("%s: %j against %j is worse or not", (_, ours, theirs, goal, worseBy, worse) => {
  expect(compare(reports(ours, goal), reports(theirs, goal))).toMatchObject([{ worseBy, worse }]);
});

test("a goal about a value says which way its ratio is better, too", () => {
  const goal = { of: "register", atMost: 450 };
  const [size] = compare(
    reports([1.5], goal, "KB of 1,000 bytes"),
    reports([1.2], goal, "KB of 1,000 bytes"),
  );
  expect(size).toMatchObject({ worse: true, timed: false });
});

test("spreads are told, and whether noise alone may have made the difference", () => {
  const [apart] = compare(reports([3.6, 3.5, 3.7]), reports([3, 3.1, 2.9]));
  expect(apart).toMatchObject({
    ours: { median: 3.6, least: 3.5, most: 3.7 },
    theirs: { median: 3, least: 2.9, most: 3.1 },
    overlapping: false,
  });
  expect(inWords(apart!)).toBe("a batch: 3.6 (3.5 to 3.7) against 3 (2.9 to 3.1), 20 % worse");
  const [overlapping] = compare(reports([3.6, 2.9, 3.7]), reports([3, 3.1, 2.9]));
  expect(inWords(overlapping!)).toBe(
    "a batch: 3.6 (2.9 to 3.7) against 3 (2.9 to 3.1), 20 % worse; the two overlap, measure again on a quiet machine",
  );
});

test("what only one of the two measures is named, and compared with nothing", () => {
  const ours = [[entry("a batch", 3, atMost), entry("new here", 1, atMost)]];
  const theirs = [[entry("gone since", 1, atMost), entry("a batch", 3, atMost)]];
  expect(compare(ours, theirs).map(({ name }) => name)).toEqual(["a batch"]);
  expect(unmatched(ours, theirs)).toEqual(["new here", "gone since"]);
});
