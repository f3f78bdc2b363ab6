import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Divisible, halves, runInParts } from "../../shared/athena/parts.ts";
import { AthenaQueryError, type QueryRunner, type QueryStatistics } from "../../shared/athena/port.ts";

interface Days extends Divisible<Days> {
  readonly days: readonly number[];
}

const about = (days: readonly number[]): Days => ({
  days,
  sql: `SELECT ${days}`,
  database: "raw",
  label: "days",
  parts: () => halves(days).map(about),
});

const failure = { category: 2, type: undefined, retryable: false };
const unreadable = new AthenaQueryError("QUERY_FAILED", "a file", {
  failure: { ...failure, reason: "HIVE_BAD_DATA: Not valid Parquet file: s3://lake/b.parquet" },
});
const missing = new AthenaQueryError("QUERY_FAILED", "no table", {
  failure: { ...failure, reason: "TABLE_NOT_FOUND: line 1:15" },
});

/** Fails for every query that reads one of these days. */
function engineWithout(bad: readonly number[], error: unknown, asked: string[]): QueryRunner {
  return {
    async run({ sql }) {
      asked.push(sql);
      const days = sql.replace("SELECT ", "").split(",").map(Number);
      if (days.some((day) => bad.includes(day))) throw error;
      return { columns: [], rows: [], statistics: {} as QueryStatistics };
    },
  };
}

const options = { runId: "r", signal: new AbortController().signal };

async function piecesOf(count: number, bad: readonly number[], error: unknown = unreadable) {
  const asked: string[] = [];
  const days = Array.from({ length: count }, (_, index) => index);
  const pieces = await runInParts(about(days), engineWithout(bad, error, asked), options);
  const daysOf = (kind: "result" | "error") =>
    pieces.filter((piece) => kind in piece).flatMap(({ query }) => query.days);
  return { asked, answered: daysOf("result"), failed: daysOf("error") };
}

describe("a question of days", () => {
  test("is one query if it succeeds", async () => {
    expect((await piecesOf(250, [])).asked).toHaveLength(1);
  });

  test("is not divided for what ails all of it", async () => {
    const { asked, failed } = await piecesOf(3, [1], missing);
    expect(asked).toHaveLength(1);
    expect(failed).toEqual([0, 1, 2]);
  });

  test("is not divided further than to one day", async () => {
    expect((await piecesOf(1, [0])).asked).toHaveLength(1);
  });

  test("of a year finds its bad day by few queries", async () => {
    const { asked, failed } = await piecesOf(250, [17]);
    expect(failed).toEqual([17]);
    expect(asked.length).toBeLessThanOrEqual(1 + 2 * 8);
  });

  test("answers all days but the bad ones, by at most 2 (n - 1) queries more, no text twice", async () => {
    const world = fc
      .integer({ min: 1, max: 40 })
      .chain((count) => fc.tuple(fc.constant(count), fc.subarray([...Array(count).keys()])));
    await fc.assert(
      fc.asyncProperty(world, async ([count, bad]) => {
        const { asked, answered, failed } = await piecesOf(count, bad);
        expect(failed).toEqual(bad);
        expect(answered).toEqual([...Array(count).keys()].filter((day) => !bad.includes(day)));
        expect(asked.length).toBeLessThanOrEqual(1 + 2 * (count - 1));
        expect(new Set(asked).size).toBe(asked.length);
      }),
    );
  });
});
