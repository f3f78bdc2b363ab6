import { describe, expect, test } from "@jest/globals";
import { AthenaQueryError, type QueryRunner, type QueryStatistics } from "../../shared/athena/port.ts";
import { calendarNamed } from "../../shared/calendar/declaration.ts";
import { answer } from "../../shared/quality/ask.ts";
import { checkOf, placeOfCheck } from "../../shared/quality/checks/index.ts";
import type { CheckFinding } from "../../shared/quality/finding.ts";
import { isFailure, judge, rowLimitsOf, subjectOf } from "../../shared/quality/judgement.ts";
import type { DeclaredDataset, Quality } from "../../shared/quality/quality.ts";
import { drillDowns } from "../../shared/quality/rows/drill-down.ts";
import { rowScan } from "../../shared/quality/rows/scan.ts";
import type { RowRule } from "../../shared/quality/rules/rule.ts";
import { datasets } from "../fixtures/datasets.ts";
import { orders } from "../fixtures/orders.ts";

const ruleOf = (name: string, sql: string, ...columns: readonly string[]): RowRule => ({
  name,
  wrong: { sql, columns },
});

const withRules = (dataset: DeclaredDataset, ...rules: readonly RowRule[]): DeclaredDataset => ({
  ...dataset,
  quality: { ...dataset.quality!, rules } as Quality,
});

const sessionsOf = (calendar: string, ...days: readonly string[]) =>
  days.map((day) => {
    const session = calendarNamed(calendar).session(day)!;
    return { session, until: session.close };
  });

const DAYS = sessionsOf("daily", "2026-02-01", "2026-02-02");
const RULES = [
  ruleOf("cheap", '(r."amount" < 1)', "amount"),
  ruleOf("broken", '(r."state" < 1)', "state"),
  ruleOf("late", "(r.\"placed_at\" > DATE '2026-01-01')", "placed_at"),
];

describe("rules", () => {
  test("are counted in the one scan, each by a name of its own, behind the checks that all have", () => {
    const { queries, findings } = rowScan(withRules(orders, ...RULES), "dev", DAYS);
    expect(queries).toHaveLength(1);
    expect(findings).toEqual([]);
    expect(queries[0]!.checks.slice(-3)).toEqual(["rule.cheap", "rule.broken", "rule.late"]);
    expect(queries[0]!.sql).toContain('count_if((r."amount" < 1)) AS "rule_cheap"');
    expect(queries[0]!.sql.match(/FROM "shop_dev"|FROM "db_dev"/g)).toHaveLength(1);
  });

  test("may be of trades, bars and features as well", () => {
    for (const dataset of datasets.filter(({ quality }) => quality?.rows !== undefined)) {
      const scan = rowScan(withRules(dataset, RULES[0]!), "dev", sessionsOf("XNYS", "2025-11-28"));
      expect(scan.queries[0]!.checks.at(-1)).toBe("rule.cheap");
    }
  });

  test("that read a column which the live table lacks are told, and the others are counted", () => {
    const columns = orders.columns.map(({ name }) => name).filter((name) => name !== "amount");
    const scan = rowScan(withRules(orders, ...RULES), "dev", DAYS, { columns: [...columns, "dt"] });
    const lacking = scan.findings.filter(({ check }) => check === "rule.cheap");
    expect(lacking.map((one) => [one.day, "reason" in one && one.reason])).toEqual([
      ["2026-02-01", "missing_column"],
      ["2026-02-02", "missing_column"],
    ]);
    expect(scan.queries[0]!.checks.slice(-2)).toEqual(["rule.broken", "rule.late"]);
  });

  test("are looked up with the keys of their rows and the columns that they read", () => {
    const dataset = withRules(orders, ...RULES);
    const failed: CheckFinding[] = [
      { check: "rule.cheap", day: "2026-02-01", value: 3, message: "so it is" },
    ];
    const [query, ...others] = drillDowns(dataset, "dev", DAYS, failed);
    expect(others).toEqual([]);
    expect(query!.sql).toContain(
      'SELECT s.day AS sample_day, r."order_id" AS "order_id", r."placed_at" AS "placed_at", r."amount"',
    );
    expect(query!.sql).toContain('AND ((r."amount" < 1))');
  });

  test("are judged by thresholds of their own, and acknowledged like any check", () => {
    const acknowledged = [
      { check: "rule.cheap", day: "2026-02-01", until: "2026-03-01", reason: "a sale" },
    ] as const;
    const cheap = { ...RULES[0]!, warn: 2, fail: 5 };
    const { quality } = withRules(orders, cheap, RULES[1]!);
    expect(rowLimitsOf("rule.cheap", quality)).toEqual({ warn: 2, fail: 5 });
    expect(rowLimitsOf("rule.broken", quality)).toEqual({ warn: 0, fail: 0 });
    expect(rowLimitsOf("rule.gone", quality)).toEqual({ warn: 0, fail: 0 });
    const finding = { check: "rule.cheap", day: "2026-02-01", value: 6, message: "6 of 9 rows" } as const;
    expect(isFailure(finding, { quality: quality! })).toBe(true);
    expect(isFailure({ ...finding, value: 5 }, { quality: quality! })).toBe(false);
    const context = { runId: "r", stage: "dev", suite: "close", today: "2026-02-03" } as const;
    const judged = (known: object) =>
      judge(finding, subjectOf({ ...orders, quality: { ...quality!, ...known } }, "dev"), context);
    expect(judged({})).toMatchObject({
      checkId: "rule.cheap",
      outcome: "fail",
      unit: "rows",
      warn: 2,
      fail: 5,
    });
    expect(judged({ acknowledged })).toMatchObject({
      outcome: "warn",
      acknowledged: "a sale (until 2026-03-01)",
    });
  });

  test("are told in words of their own, behind all others", () => {
    expect(checkOf("rule.cheap")).toMatchObject({
      problem: "rows are wrong by the rule cheap",
      passesWhen: "no row is wrong by the rule cheap",
    });
    expect(placeOfCheck("rule.cheap")).toBeGreaterThan(placeOfCheck("cost.budget"));
  });
});

describe("a rule that Athena cannot count", () => {
  const failure = { category: 2, type: undefined, retryable: false };
  const failing = (reason: string) =>
    new AthenaQueryError("QUERY_FAILED", reason, { failure: { ...failure, reason } });

  /** Fails for queries with these words; of others every count is 0. */
  function engine(fails: (sql: string) => string | undefined, asked: string[] = []): QueryRunner {
    return {
      async run({ sql }) {
        asked.push(sql);
        const reason = fails(sql);
        if (reason !== undefined) throw failing(reason);
        const days = [...sql.matchAll(/^(?: {2}VALUES | {9})\('(\S+)'/gm)].map(([, day]) => day!);
        const names = [...sql.matchAll(/^(?:SELECT| {6}) .*AS "(\w+)"/gm)].map(([, name]) => name!);
        const columns = ["day", ...names].map((name) => ({ name, type: "varchar" }));
        const rows = days.map((day) => [day, ...names.map((name) => (name === "row_count" ? 9n : 0n))]);
        return { columns, rows, statistics: {} as QueryStatistics };
      },
    };
  }

  async function outcomesOf(runner: QueryRunner): Promise<Readonly<Record<string, string>>> {
    const plan = { ...rowScan(withRules(orders, ...RULES), "dev", DAYS), followUp: () => [] };
    const { findings } = await answer(plan, runner, { runId: "r", signal: new AbortController().signal });
    return Object.fromEntries(
      findings.map((one) => [
        `${one.check} ${one.day}`,
        "value" in one ? "measured" : `${one.outcome} ${one.reason}`,
      ]),
    );
  }

  const errors = (outcomes: Readonly<Record<string, string>>) =>
    Object.entries(outcomes).filter(([, outcome]) => outcome.startsWith("error"));

  test("for its types is an error, and all other checks of all sessions are made", async () => {
    const asked: string[] = [];
    const refuses = (sql: string) =>
      sql.includes('"state" < 1') ? "TYPE_MISMATCH: line 9:3: no" : undefined;
    const outcomes = await outcomesOf(engine(refuses, asked));
    expect(errors(outcomes)).toEqual([
      ["rule.broken 2026-02-01", "error query_failed"],
      ["rule.broken 2026-02-02", "error query_failed"],
    ]);
    expect(Object.keys(outcomes)).toHaveLength(2 * 11);
    expect(asked).toHaveLength(7);
  });

  test("for the values of one session is an error of that session alone", async () => {
    const divides = (sql: string) =>
      sql.includes('"state" < 1') && sql.includes("'2026-02-02'")
        ? "DIVISION_BY_ZERO: Division by zero"
        : undefined;
    expect(errors(await outcomesOf(engine(divides)))).toEqual([
      ["rule.broken 2026-02-02", "error query_failed"],
    ]);
  });

  test("is not looked for where there is none: what fails is asked once", async () => {
    const asked: string[] = [];
    const plan = { ...rowScan(orders, "dev", DAYS.slice(0, 1)), followUp: () => [] };
    const runner = engine(() => "TYPE_MISMATCH: line 9:3: no", asked);
    await answer(plan, runner, { runId: "r", signal: new AbortController().signal });
    expect(asked).toHaveLength(1);
  });
});
