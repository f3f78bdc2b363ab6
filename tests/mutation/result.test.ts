import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { read } from "../../tools/mutation/main.ts";
import { type Explained, judge, type Mutant, scoreOf } from "../../tools/mutation/result.ts";
import { PROJECT, textOf } from "../repository/sources.ts";

const FILE = "shared/datasets/day.ts";
const SOURCES = new Map([[FILE, "const one = 1;\n  if (two < one) {\n    three();\n  }\n"]]);

/** The condition of the second line. */
const condition: Mutant = {
  fileName: FILE,
  location: { start: { line: 2, column: 7 }, end: { line: 2, column: 16 } },
  mutatorName: "EqualityOperator",
  replacement: "two <= one",
  status: "Survived",
};
/** The block behind it, of three lines. */
const block: Mutant = {
  fileName: FILE,
  location: { start: { line: 2, column: 18 }, end: { line: 4, column: 4 } },
  mutatorName: "BlockStatement",
  replacement: "{}",
  status: "Survived",
};
const because = (...mutants: string[]): Explained => ({
  [FILE]: [{ code: "if (two < one) {", mutants, why: "two is never one" }],
});
const CONDITION = "two < one → two <= one";
const judged = (mutants: readonly Mutant[], explained: Explained = {}, sample = false) =>
  judge(mutants, SOURCES, explained, sample);

describe("a survivor", () => {
  test("that nobody explained is told by its line and what becomes of it", () => {
    expect(judged([condition, block]).unexplained).toEqual([
      `${FILE}:2: if (two < one) {\n    ${CONDITION}`,
      `${FILE}:2: if (two < one) {\n    { three(); } → {}`,
    ]);
  });

  test("that is explained is not", () => {
    expect(judged([condition], because(CONDITION))).toMatchObject({ unexplained: [], gone: [] });
  });

  test("is explained for its file alone", () => {
    expect(
      judged([condition], { "shared/crawl/crawl-request.ts": because(CONDITION)[FILE]! }).unexplained,
    ).toHaveLength(1);
  });

  test("is what no test executes, too", () => {
    expect(judged([{ ...condition, status: "NoCoverage" }]).unexplained).toHaveLength(1);
  });
});

describe("what is explained and did not survive", () => {
  const killed = { ...condition, status: "Killed" };

  test.each([
    ["was killed", [killed]],
    ["turned in a loop", [{ ...condition, status: "Timeout", statusReason: "Hit limit reached (101/100)" }]],
    ["is no mutant any more", []],
  ])("is told: it %s", (_, mutants) => {
    expect(judged(mutants, because(CONDITION)).gone).toEqual([`${FILE}: if (two < one) {\n    ${CONDITION}`]);
  });

  test("is not told if it ran out of time: a busy machine lets no survivor end", () => {
    expect(judged([{ ...condition, status: "Timeout" }], because(CONDITION)).gone).toEqual([]);
  });

  test("is not told of a sample, which may have left it out", () => {
    expect(judged([{ ...condition, status: "CompileError" }], because(CONDITION), true).gone).toEqual([]);
  });

  test("is not told of a file that was not mutated", () => {
    expect(judged([], { "shared/crawl/crawl-request.ts": because(CONDITION)[FILE]! }).gone).toEqual([]);
  });
});

test("a mutant that could not be tried is told with the reason, explained or not", () => {
  const broken = { ...condition, status: "RuntimeError", statusReason: "no memory" };
  expect(judged([broken], because(CONDITION)).unexplained).toEqual([
    `${FILE}:2: if (two < one) {\n    ${CONDITION} (RuntimeError: no memory)`,
  ]);
});

test("the score counts what was killed among all that was tried, explained or not", () => {
  const left = { ...condition, status: "CompileError" };
  const mutants = [condition, { ...block, status: "Killed" }, { ...block, status: "Timeout" }, left];
  const { all, files } = judged(mutants, because(CONDITION));
  expect(all).toEqual({ killed: 2, survived: 1 });
  expect(files.get(FILE)).toEqual(all);
  expect(scoreOf(all)).toBeCloseTo(66.67);
});

describe("a call", () => {
  const files = [FILE, "shared/crawl/crawl-request.ts"];

  test("mutates all files, or those that it names", () => {
    expect(read([], files)).toMatchObject({ files, percent: 100, seed: 0 });
    expect(read([FILE, FILE], files)).toMatchObject({ files: [FILE] });
    expect(read(["--percent", "5", "--seed", "7", "--workers", "3"], files)).toEqual({
      files,
      percent: 5,
      seed: 7,
      workers: 3,
    });
  });

  test.each([
    ["shared/no.ts"],
    ["--percent=0"],
    ["--percent=101"],
    ["--percent=1.5"],
    ["--seed=x"],
    ["--workers=0"],
    ["--sample"],
  ])("with %s is refused", (arg) => {
    expect(read([arg], files)).toEqual(expect.any(String));
  });
});

// Killed or not only the command tells, in minutes; a line that was changed is seen at once.
test("every explained survivor is in a line of its file, and its reason is said", () => {
  const explained: Explained = JSON.parse(textOf("tools/mutation/survivors.json"));
  const stale = Object.entries(explained).flatMap(([file, lines]) => {
    const path = join(PROJECT, file);
    const text = existsSync(path)
      ? readFileSync(path, "utf8")
          .split("\n")
          .map((line) => line.trim())
      : [];
    return lines
      .filter(({ code, why }) => !text.includes(code) || why === "")
      .map(({ code }) => `${file}: ${code}`);
  });
  expect(stale).toEqual([]);
});
