import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { CheckId } from "../../shared/quality/checks/index.ts";
import type { MeasuredFinding } from "../../shared/quality/finding.ts";
import { isFailure, judge, subjectOf } from "../../shared/quality/judgement.ts";
import type { Quality } from "../../shared/quality/quality.ts";
import { limitsInUnit, type RowLimit } from "../../shared/quality/row-limits.ts";
import { orders } from "../fixtures/orders.ts";

const limit = (fail: RowLimit, unit: string, rows?: number) =>
  limitsInUnit({ warn: null, fail }, unit, rows).fail;

describe("what a check of rows allows", () => {
  test.each<[RowLimit, string, number | undefined, number | null]>([
    [5, "rows", 40_000, 5],
    [{ rows: 5 }, "rows", 40_000, 5],
    [{ rows: 5 }, "rows", undefined, 5],
    [{ share: 0.01 }, "rows", 40_000, 400],
    [{ share: 0.01 }, "rows", 99, 0],
    [{ share: 0.29 }, "rows", 100, 29],
    [{ share: 0.07 }, "bars", 100, 7],
    [{ share: 0 }, "rows", 7, 0],
    [{ share: 1 }, "rows", 7, 7],
    [{ share: 0.5 }, "rows", 0, 0],
    [{ share: 0.5 }, "rows", undefined, null],
    [0.01, "ratio", 40_000, 0.01],
    [{ share: 0.01 }, "ratio", 40_000, 0.01],
    [{ share: 0.01 }, "ratio", undefined, 0.01],
    [{ rows: 4 }, "ratio", 40_000, 0.0001],
    [{ rows: 4 }, "ratio", 0, 4],
    [{ rows: 4 }, "ratio", undefined, null],
    [null, "rows", 7, null],
  ])("%j in %s, of %s rows, is %s", (declared, unit, rows, allowed) => {
    expect(limit(declared, unit, rows)).toBe(allowed);
  });

  test("a share is exactly as many rows as have at most that share", () => {
    const counts = fc
      .integer({ min: 1, max: 1_000_000 })
      .chain((rows) => fc.tuple(fc.constant(rows), fc.integer({ min: 0, max: rows })));
    fc.assert(
      fc.property(counts, ([rows, wrong]) => {
        expect(limit({ share: wrong / rows }, "rows", rows)).toBe(wrong);
      }),
    );
  });
});

describe("a share of the rows", () => {
  const rules = [
    { name: "dear", wrong: { sql: "TRUE", columns: [] }, warn: { share: 0.01 }, fail: { share: 0.05 } },
    { name: "few", wrong: { sql: "TRUE", columns: [] }, warn: { rows: 2 }, fail: { rows: 10 } },
  ];
  const checks = {
    "unique.key": { warn: { rows: 2 }, fail: { rows: 10 } },
    "value.accepted": { fail: { share: 0.1 } },
  };
  const quality = { ...orders.quality!, rules, checks } as Quality;
  const context = { runId: "r", stage: "dev", suite: "close", today: "2026-02-03" } as const;

  const finding = (check: CheckId, wrong: number, rows: number): MeasuredFinding => ({
    check,
    day: "2026-02-01",
    value: check === "unique.key" ? wrong / rows : wrong,
    measured: wrong,
    among: { rows, says: "are wrong by it" },
    message: `${wrong} of ${rows} rows are wrong by it`,
  });
  const judged = (check: CheckId, wrong: number, rows: number) => {
    const { outcome, warn, fail, message } = judge(
      finding(check, wrong, rows),
      subjectOf({ ...orders, quality }, "dev"),
      context,
    );
    return { outcome, warn, fail, message };
  };

  test("is judged by the rows that there are, and told as a share of them", () => {
    expect(judged("rule.dear", 480, 40_000)).toEqual({
      outcome: "warn",
      warn: 400,
      fail: 2_000,
      message: "1.2 % of 40,000 rows are wrong by it (480)",
    });
    expect(judged("rule.dear", 400, 40_000).outcome).toBe("pass");
    expect(judged("rule.dear", 2_001, 40_000).outcome).toBe("fail");
    expect(isFailure(finding("rule.dear", 2_001, 40_000), { quality })).toBe(true);
    expect(judged("value.accepted", 1, 9)).toMatchObject({ outcome: "fail", fail: 0 });
    expect(judged("value.accepted", 1, 10)).toMatchObject({ outcome: "warn", warn: 0, fail: 1 });
  });

  test("of no rows passes: none of them is wrong", () => {
    expect(judged("rule.dear", 0, 0)).toEqual({
      outcome: "pass",
      warn: 0,
      fail: 0,
      message: "0 of 0 rows are wrong by it",
    });
  });

  test("may be a number of rows where the check tells a ratio", () => {
    expect(judged("unique.key", 2, 40_000).outcome).toBe("pass");
    expect(judged("unique.key", 3, 40_000).outcome).toBe("warn");
    expect(judged("unique.key", 11, 40_000)).toMatchObject({
      outcome: "fail",
      fail: 0.00025,
      message: "11 of 40000 rows are wrong by it",
    });
    expect(judged("rule.few", 3, 40_000).message).toBe("3 of 40000 rows are wrong by it");
  });

  test("of a session that was not counted is not known", () => {
    const unmeasured = {
      check: "rule.dear",
      day: "2026-02-01",
      outcome: "no_data",
      reason: "no_rows",
      message: "none",
    } as const;
    const subject = subjectOf({ ...orders, quality }, "dev");
    expect(judge(unmeasured, subject, context)).toMatchObject({ outcome: "no_data", warn: null, fail: null });
    expect(isFailure(unmeasured, { quality })).toBe(false);
  });
});

test("a limit that is declared as undefined is the check's own", () => {
  const checks = { "unique.key": { warn: undefined, fail: { rows: 10 } } };
  const dataset = { ...orders, quality: { ...orders.quality!, checks } as unknown as Quality };
  const context = { runId: "r", stage: "dev", suite: "close", today: "2026-02-03" } as const;
  const among = { rows: 100, says: "repeat" };
  const found = {
    check: "unique.key",
    day: "2026-02-02",
    value: 0.05,
    measured: 5,
    among,
    message: "",
  } as const;
  expect(judge(found, subjectOf(dataset, "dev"), context)).toMatchObject({
    outcome: "warn",
    warn: 0,
    fail: 0.1,
  });
});
