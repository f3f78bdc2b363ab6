import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { appliesTo } from "../../deploy/declarations/applicability.ts";
import { parser } from "../../emulator/sql.ts";
import type { QueryResult, QueryStatistics, Value } from "../../shared/athena/port.ts";
import { calendarNamed } from "../../shared/calendar/declaration.ts";
import { CHECK_IDS, checkOf } from "../../shared/quality/checks/index.ts";
import type { MeasuredFinding } from "../../shared/quality/finding.ts";
import type { DeclaredRows } from "../../shared/quality/kinds/index.ts";
import type { DeclaredDataset, Quality } from "../../shared/quality/quality.ts";
import { pastQuery } from "../../shared/quality/results/past.ts";
import { type BaselinePoint, baselineOf } from "../../shared/quality/rows/baseline.ts";
import { comparisons } from "../../shared/quality/rows/comparisons.ts";
import { drillDowns } from "../../shared/quality/rows/drill-down.ts";
import { rowScan } from "../../shared/quality/rows/scan.ts";
import { datasets } from "../fixtures/datasets.ts";

const named = (name: string) => datasets.find((one) => one.name === name)!;
const [trades, bars, features] = ["trades", "bars_5m", "ml_features_5m"].map(named) as [
  DeclaredDataset,
  DeclaredDataset,
  DeclaredDataset,
];

const whole = (day: string) => {
  const session = calendarNamed("XNYS").session(day)!;
  return { session, until: session.close };
};
const HALF_DAY = whole("2025-11-28");

const withQuality = (dataset: DeclaredDataset, change: Partial<Quality>): DeclaredDataset => ({
  ...dataset,
  quality: { ...dataset.quality!, ...change },
});
const withRows = (dataset: DeclaredDataset, change: Partial<DeclaredRows>): DeclaredDataset =>
  withQuality(dataset, { rows: { ...dataset.quality!.rows!, ...change } as DeclaredRows });

/** What Athena might answer: cells by the names of their columns. */
const answer = (...rows: Readonly<Record<string, Value>>[]): QueryResult => ({
  columns: Object.keys(rows[0] ?? {}).map((name) => ({ name, type: "varchar" })),
  rows: rows.map((row) => Object.values(row)),
  statistics: {} as QueryStatistics,
});

const points = (...measured: number[]): BaselinePoint[] =>
  measured.map((rowsPerSlot, index) => ({
    dataset: "bars_5m",
    day: `2025-10-${String(index + 1).padStart(2, "0")}`,
    rowsPerSlot,
  }));

describe("a baseline", () => {
  test.each<[string, BaselinePoint[], number | undefined]>([
    ["too few of four", points(1, 2, 3, 4), undefined],
    ["the middle one of five", points(9, 1, 5, 2, 8), 5],
    ["between the middle two of six", points(1, 2, 3, 5, 6, 7), 4],
    ["of the newest twenty", points(...Array(5).fill(1000), ...Array(20).fill(7)), 7],
    [
      "none on or after the day",
      [...points(1, 1, 1, 1), { dataset: "bars_5m", day: "2025-11-28", rowsPerSlot: 1 }],
      undefined,
    ],
  ])("is the median of the sessions before: %s", (_, history, median) => {
    expect(baselineOf(history, "2025-11-28").median).toBe(median);
  });
});

describe("rows are counted by slot", () => {
  const nothing = { symbols: "[]", filled: "[]" };
  const counted = (rows: number, history: BaselinePoint[], rowSession = HALF_DAY, dataset = bars) => {
    const [query] = rowScan(dataset, "dev", [rowSession], { history }).queries;
    const { day } = rowSession.session;
    const { findings } = query!.read(
      answer({ day, row_count: BigInt(rows) + 9n, in_reach: BigInt(rows), ...nothing }),
    );
    return findings.find(({ check }) => check === "complete.rows")!;
  };

  test("so that a half day is as full as any other", () => {
    expect(counted(42 * 13, points(13, 13, 13, 13, 13))).toMatchObject({
      value: 0,
      measured: 13,
      expected: 13,
    });
    expect(counted(21 * 13, points(13, 13, 13, 13, 13))).toMatchObject({ value: 0.5, measured: 6.5 });
    expect(counted(84 * 13, points(13, 13, 13, 13, 13))).toMatchObject({ value: 1, measured: 26 });
  });

  test("and remembered before there is a baseline", () => {
    const skipped = { outcome: "skipped", reason: "insufficient_history", measured: 13 };
    expect(counted(42 * 13, points(13, 13, 13, 13))).toMatchObject(skipped);
    const ofOthers = points(13, 13, 13, 13, 13).map((point) => ({ ...point, dataset: "trades" }));
    expect(counted(42 * 13, ofOthers)).toMatchObject(skipped);
  });

  test("but those of trades only after the close", () => {
    const open = { ...HALF_DAY, until: HALF_DAY.session.open + 300_000 };
    const finding = counted(500, [], open, trades);
    expect(finding).toMatchObject({ outcome: "skipped", reason: "session_open" });
    expect(finding.measured).toBeUndefined();
  });
});

describe("a scan", () => {
  test.each(["trades", "bars_5m", "ml_features_5m"])(
    "of %s makes all checks that say something of its rows",
    (name) => {
      const dataset = named(name);
      const sources = datasets.map((one) => ({ dataset: one, held: { value: new Set(["2025-11-28"]) } }));
      const plans = [rowScan(dataset, "dev", [HALF_DAY]), comparisons(dataset, "dev", [HALF_DAY], sources)];
      const made = plans.flatMap(({ queries }) => queries).flatMap(({ checks }) => checks);
      const { rows } = dataset.quality!;
      const expected = CHECK_IDS.filter((check) => appliesTo(check, rows) && !appliesTo(check, undefined));
      // Gaps are looked up when bars are missing.
      // A comparison answers complete.bars once more, where it can.
      expect([...new Set(made)].sort()).toEqual(expected.filter((check) => check !== "complete.gaps").sort());
    },
  );

  test("has no query for a dataset without rows, or without sessions", () => {
    const { rows: _, ...quality } = bars.quality!;
    expect(rowScan({ ...bars, quality }, "dev", [HALF_DAY])).toEqual({ queries: [], findings: [] });
    expect(rowScan(bars, "dev", [])).toEqual({ queries: [], findings: [] });
  });

  test("asks in the database of its stage, and has its days in its label", () => {
    const [one] = rowScan(bars, "dev", [HALF_DAY]).queries;
    expect(one).toMatchObject({ database: "stock_trades_curated_dev", label: "bars_5m: rows of 2025-11-28" });
    const [two] = rowScan(bars, "prod", [whole("2025-11-26"), HALF_DAY]).queries;
    expect(two).toMatchObject({
      database: "stock_trades_curated",
      label: "bars_5m: rows of 2025-11-26 to 2025-11-28",
      days: ["2025-11-26", "2025-11-28"],
    });
  });

  test("leaves out what is off, and what no core symbol asks for", () => {
    const [query] = rowScan(withQuality(bars, { checks: { "outlier.return": "off" } }), "dev", [
      HALF_DAY,
    ]).queries;
    expect(query!.checks).not.toContain("outlier.return");
    expect(query!.sql).not.toContain("lag(");
    const [coreless] = rowScan(withRows(bars, { core: [] }), "dev", [HALF_DAY]).queries;
    expect(coreless!.checks).not.toContain("complete.symbols");
    expect(coreless!.checks).not.toContain("complete.bars");
  });

  test("makes all other checks when the table lacks a column", () => {
    const columns = [...bars.columns, ...bars.keys]
      .map(({ name }) => name)
      .filter((name) => name !== "close");
    const { queries, findings } = rowScan(bars, "dev", [HALF_DAY], { columns });
    expect(findings.map(({ check }) => check).sort()).toEqual([
      "null.value",
      "ohlc.invariant",
      "outlier.return",
    ]);
    expect(findings[0]).toMatchObject({
      day: "2025-11-28",
      outcome: "error",
      reason: "missing_column",
      message:
        "the table has no column close, which the check reads; if Glue has it, Lake Formation hides it from this role",
    });
    expect(queries[0]!.sql).not.toContain('"close"');
    expect(queries[0]!.checks).toContain("value.domain");
  });

  test("asks nothing of a table without the column of times", () => {
    const { queries, findings } = rowScan(bars, "dev", [HALF_DAY], { columns: ["day", "symbol"] });
    expect(queries).toEqual([]);
    expect(findings).toHaveLength(rowScan(bars, "dev", [HALF_DAY]).queries[0]!.checks.length);
  });

  test("tells all core symbols, however many, and the first of the others", () => {
    const core = Array.from({ length: 600 }, (_, index) => `S${index}`);
    const [query] = rowScan(withRows(bars, { core }), "dev", [HALF_DAY]).queries;
    expect(query!.sql).toContain(", 1, 600)");
    expect(rowScan(bars, "dev", [HALF_DAY]).queries[0]!.sql).toContain(", 1, 500)");
  });

  test("shows symbols of any text", () => {
    const [query] = rowScan(withRows(bars, { core: ["A"] }), "dev", [HALF_DAY]).queries;
    const cells = { day: "2025-11-28", row_count: 43n, outliers: 1n };
    const symbols = JSON.stringify(["A", 'O",:\u001b[2J']);
    const { findings, coverage } = query!.read(
      answer({ ...cells, symbols, filled: "[42,1]", jumpers: symbols }),
    );
    expect(coverage.map(({ symbol, state, share }) => [symbol, state, share])).toEqual([
      [null, "present", 1],
      ["A", "present", 1],
      ['O",:\u001b[2J', "partial", 1 / 42],
    ]);
    const jumps = findings.find(({ check }) => check === "outlier.return") as MeasuredFinding;
    expect(jumps.message).toMatch(/first of all of A, O",:\\u001b\[2J$/);
  });
});

test("what was found stays when nobody can be asked for samples", () => {
  const failed: MeasuredFinding = {
    check: "unique.key",
    day: "2025-11-28",
    value: 0.5,
    message: "half of them",
  };
  const [query] = drillDowns(bars, "dev", [HALF_DAY], [failed]);
  expect(query!.checks).toEqual([]);
  expect(query!.read(answer()).findings).toEqual([failed]);
});

describe("after a failure that one session may have caused", () => {
  const [WEDNESDAY, MONDAY] = [whole("2025-11-26"), whole("2025-12-01")];
  const sessions = [WEDNESDAY, HALF_DAY, MONDAY];
  const days = sessions.map(({ session }) => session.day);
  const sources = datasets.map((one) => ({ dataset: one, held: { value: new Set(days) } }));
  const failed = (["complete.bars", "unique.key", "ohlc.invariant"] as const).flatMap((check) =>
    days.map((day): MeasuredFinding => ({ check, day, value: 9, message: "so it is" })),
  );
  const queries = [
    ...rowScan(bars, "dev", sessions).queries,
    ...comparisons(bars, "dev", sessions, sources).queries,
    ...comparisons(features, "dev", sessions, sources).queries,
    ...drillDowns(bars, "dev", sessions, failed),
  ];

  test.each(queries.map((query) => [query.sql.slice(-60).replace(/\s+/g, " "), query] as const))(
    "its sessions are asked alone: … %s",
    (_, query) => {
      expect(query.days).toEqual(days);
      const alone = query.parts().flatMap((half) => (half.days.length === 1 ? [half] : half.parts()));
      expect(alone.map((part) => part.days)).toEqual(days.map((day) => [day]));
      for (const part of alone) {
        const [day] = part.days;
        expect(part).toMatchObject({ database: query.database, checks: query.checks });
        expect(part.parts()).toEqual([]);
        expect(part.sql).toContain(`'${day}'`);
        for (const other of days.filter((one) => one !== day)) expect(part.sql).not.toContain(`'${other}'`);
        const { findings } = part.read(answer());
        expect(new Set(findings.map((finding) => finding.day))).toEqual(new Set([day]));
      }
    },
  );
});

test("the session before, which prices are compared with, keeps none from being judged", () => {
  const [one] = rowScan(bars, "dev", [HALF_DAY]).queries;
  expect(one!.sql).toContain("'2025-11-26'");
  const [alone, ...others] = one!.parts();
  expect(others).toEqual([]);
  expect(alone).toMatchObject({ days: ["2025-11-28"], checks: one!.checks });
  expect(alone!.sql).not.toContain("'2025-11-26'");
  expect(alone!.parts()).toEqual([]);
});

test("what has no rows to show is not looked up", () => {
  const about = { day: "2025-11-28", value: 1, message: "so it is" };
  const others: MeasuredFinding[] = [
    { check: "complete.rows", ...about },
    { check: "null.value", ...about },
    { check: "unique.key", ...about, day: "2025-11-26" },
    { check: "partition.format", ...about, day: null },
  ];
  expect(drillDowns(bars, "dev", [HALF_DAY], others)).toEqual([]);
});

describe("whatever symbols, columns and tables are called,", () => {
  const odd = fc.string({
    unit: fc.constantFrom(
      "'",
      '"',
      "--",
      "/*",
      "*/",
      ";",
      "\\",
      "?",
      "\n",
      " ",
      "A",
      "é",
      "😀",
      "$",
      "`",
      "{",
    ),
    minLength: 1,
    maxLength: 12,
  });

  /** Cases are few because parsing one takes tens of milliseconds. */
  test("every query is one statement", async () => {
    const parse = await parser();
    fc.assert(
      fc.property(
        odd,
        odd,
        odd,
        fc.array(odd, { minLength: 1, maxLength: 3 }),
        (name, table, column, core) => {
          const rename = (dataset: DeclaredDataset, change: object) =>
            withRows({ ...dataset, table, name }, { ...change, core });
          const all = [
            rename(trades, { symbol: column, price: `${column}1` }),
            rename(bars, { time: column, close: `${column}1`, from: name }),
            rename(features, { values: [column, `${column}1`], bounds: { [column]: [-1, 1] }, from: name }),
          ];
          const days = [HALF_DAY];
          const from = (index: number) => [
            { dataset: all[index]!, held: { value: new Set(["2025-11-28"]) } },
          ];
          const queries = all.flatMap((dataset, index) => {
            const { queries } = rowScan(dataset, "dev", days);
            const failed = queries[0]!.checks.map((check) => ({
              check,
              day: "2025-11-28",
              value: 1,
              message: "",
            }));
            const reconciled = index === 0 ? [] : comparisons(dataset, "dev", days, from(index - 1)).queries;
            expect(reconciled).toHaveLength(index === 0 ? 0 : 1);
            return [...queries, ...reconciled, ...drillDowns(dataset, "dev", days, failed)];
          });
          for (const { sql } of [
            ...queries,
            pastQuery("dev", [name], { from: "2025-11-26", to: "2025-11-28" }),
          ]) {
            expect(() => parse(sql)).not.toThrow();
          }
        },
      ),
      { numRuns: 30 },
    );
  }, 120_000);
});

describe("a session without rows", () => {
  const told = (change: Partial<DeclaredDataset>, sla: Quality["sla"]) => {
    const dataset = { ...withQuality(trades, { sla }), ...change } as DeclaredDataset;
    const [query] = rowScan(dataset, "dev", [HALF_DAY]).queries;
    const { findings, coverage } = query!.read(answer());
    const said = findings.map((one) => ("reason" in one ? `${one.outcome} ${one.reason}` : "measured"));
    return `${[...new Set(said)]}, ${coverage.length > 0 ? "missing" : "not missing"}`;
  };

  test.each<[string, Partial<DeclaredDataset>, Quality["sla"], string]>([
    ["is no data where its partition is registered", {}, "none", "no_data no_rows, missing"],
    [
      "is no data where Athena computes partitions",
      { strategy: "project" },
      { afterClose: 5 },
      "no_data no_rows, missing",
    ],
    [
      "lacks nothing where it does and no session has to have any",
      { strategy: "project" },
      "none",
      "skipped not_applicable, not missing",
    ],
  ])("is judged by what Athena knew of it: it %s", (_, change, sla, expected) => {
    expect(told(change, sla)).toBe(expected);
  });
});

test("every check that may allow a number of rows tells among how many", () => {
  const told = [trades, bars, features].flatMap((dataset) => {
    const cells = { day: HALF_DAY.session.day, row_count: 10, symbols: "[]", filled: "[]" };
    const [query] = rowScan(dataset, "dev", [HALF_DAY]).queries;
    const { findings } = query!.read(answer(cells));
    return findings.flatMap((one) => {
      const { rowFault, countsRows } = checkOf(one.check);
      const isOfRows = rowFault !== undefined || countsRows === true;
      return isOfRows ? [[one.check, "value" in one && one.among?.rows] as const] : [];
    });
  });
  expect(told.filter(([, rows]) => rows !== 10)).toEqual([]);
  expect(told.map(([check]) => check)).toContain("feature.health");
});
