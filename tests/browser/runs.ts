import { createHash } from "node:crypto";
import type { Session } from "../../shared/calendar/calendar.ts";
import { calendarOf } from "../../shared/calendar/declaration.ts";
import { CHECK_IDS, type CheckId, checkOf } from "../../shared/quality/checks/index.ts";
import type { CheckFinding, QueryEvidence } from "../../shared/quality/finding.ts";
import { judge, subjectOf } from "../../shared/quality/judgement.ts";
import type { CheckOutcome } from "../../shared/quality/outcome.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import type { ReportContext } from "../../shared/quality/report/page.ts";
import type { ReportedSession } from "../../shared/quality/report/session.ts";
import type { HistoryPoint } from "../../shared/quality/report/timeline.ts";
import type { CheckSuite, Coverage, RunDocument, SessionSummary } from "../../shared/quality/result.ts";
import { summaryOf } from "../../shared/quality/summary.ts";
import { PENDING_REASONS } from "../../shared/sessions/session-record.ts";
import { datasets as all } from "../fixtures/datasets.ts";

/** Runs as the validator writes them, for the page: one with every kind of trouble, one without any, one of nothing. */
export interface ReportedRun extends ReportContext {
  readonly document: RunDocument;
  readonly history: readonly HistoryPoint[];
}

/** Those whose rows are looked at. */
const datasets = all.filter(({ quality }) => quality?.rows !== undefined);

const AS_OF = "2026-11-25T22:30:00.000Z";
const STAGE = "prod";
const xnys = calendarOf("XNYS");
const sessions = sessionsUpTo("2026-11-25", 20);
const days = sessions.map(({ day }) => day);
const today = days.at(-1)!;
const yesterday = days.at(-2)!;

const SYMBOLS = ["AAPL", "AMZN", "BRK.B", "GOOGL", "JPM", "META", "MSFT", "NVDA", "TSLA", "XOM"];

export function troubledRun(): ReportedRun {
  const coverage = [
    ...sessionCoverage("trades", { [days[11]!]: 0.82 }),
    ...sessionCoverage("bars_5m", { [days[11]!]: 0.82, [yesterday]: 0.97, [today]: 0.94 }),
    ...sessionCoverage("ml_features_5m", { [days[6]!]: 0, [today]: undefined }),
    ...symbolCoverage("bars_5m", {
      TSLA: { [yesterday]: 0.7, [today]: 0 },
      "BRK.B": { [days[11]!]: 0.4, [today]: 0.974 },
    }),
    ...symbolCoverage("trades", {}),
  ];
  return {
    document: documentOf("2026-11-25T22:30Z-close", TROUBLED, {
      coverage,
      latencies: latencies(),
      notes: ["The market is closed on 2026-11-26: Thanksgiving Day. It closes early on 2026-11-27."],
    }),
    history: [...historyOf(datasets, troubledOutcome)],
    datasets: OWNED,
    sessions: datasets.flatMap(({ name }) => days.map((day) => reportedSession(name, day, TROUBLED_STATES))),
  };
}

export function quietRun(): ReportedRun {
  return {
    document: documentOf("2026-11-25T22:30Z-close", [], {
      coverage: datasets.flatMap(({ name }) => sessionCoverage(name, {})),
      latencies: latencies(),
      notes: [],
    }),
    history: historyOf(datasets, () => "pass"),
    datasets: OWNED,
    sessions: datasets.flatMap(({ name }) => days.map((day) => reportedSession(name, day, {}))),
  };
}

/** The same in the middle of a session. */
export function intradayRun(): ReportedRun {
  const run = troubledRun();
  const { coverage, latencies, notes } = run.document;
  const rest = { coverage, latencies, notes };
  return { ...run, document: documentOf("intraday-2025-11-25T18:30:00Z", TROUBLED, rest, "intraday") };
}

/** A stage on its first day: nothing was checked yet, and there is no history. */
export function emptyRun(): ReportedRun {
  const { document } = quietRun();
  const none = { results: [], coverage: [], latencies: [], sessions: [], notes: [] };
  return {
    document: { ...document, ...none, summary: summaryOf([], { queries: 0, bytesScanned: 0, costUsd: 0 }) },
    history: [],
  };
}

/** One table has said who answers for it. */
const OWNED: readonly DeclaredDataset[] = datasets.map((dataset) =>
  dataset.name === "bars_5m"
    ? {
        ...dataset,
        quality: { ...dataset.quality!, owner: "market data", runbook: "https://wiki.example/runbooks/bars" },
      }
    : dataset,
);

type StateOfRun = Pick<ReportedSession, "state"> & Partial<ReportedSession>;

/** By dataset and day; all others are available. */
const TROUBLED_STATES: Readonly<Record<string, StateOfRun>> = {
  [`trades ${today}`]: { state: "pending", why: PENDING_REASONS.not_evaluated },
  [`bars_5m ${today}`]: { state: "pending", why: PENDING_REASONS.checks_failed },
  [`bars_5m ${yesterday}`]: { state: "pending", why: PENDING_REASONS.checks_failed },
  [`bars_5m ${days[16]}`]: {
    state: "changed",
    change: {
      seen: "2026-11-25T20:14:00.000Z",
      added: 1,
      replaced: 12,
      removed: 0,
      names: [`+day=${days[16]}/part-0004.parquet`, `~day=${days[16]}/part-0000.parquet`],
    },
  },
  [`bars_5m ${days[11]}`]: { state: "degraded" },
  [`ml_features_5m ${yesterday}`]: { state: "provisional" },
  [`ml_features_5m ${days[6]}`]: { state: "missing", version: null, judged: null },
};

function reportedSession(
  dataset: string,
  day: string,
  states: Readonly<Record<string, StateOfRun>>,
): ReportedSession {
  const hash = createHash("sha256").update(`${dataset} ${day}`).digest("hex").slice(0, 32);
  const lastWrite = `${day}T21:20:00.000Z`;
  return {
    dataset,
    day,
    state: "available",
    why: null,
    version: { hash, objects: 26, bytes: 48_211_034, lastWrite },
    judged: `${day}T22:30:00.000Z`,
    change: null,
    ...states[`${dataset} ${day}`],
  };
}

export function documentOf(
  runId: string,
  findings: readonly (readonly [string, CheckFinding])[],
  rest: Pick<RunDocument, "coverage" | "latencies" | "notes">,
  suite: CheckSuite = "close",
): RunDocument {
  const judgement = { stage: STAGE, suite, runId, today } as const;
  const results = datasets.flatMap((dataset) => {
    const own = findings.filter(([name]) => name === dataset.name).map(([, finding]) => finding);
    const quiet = CHECK_IDS.filter((check) => applies(check, dataset)).filter(
      (check) => !own.some((finding) => finding.check === check && finding.day === today),
    );
    return [...own, ...quiet.map(passing)].map((finding) =>
      judge(finding, subjectOf(dataset, STAGE), judgement),
    );
  });
  return {
    schemaVersion: 1,
    runId,
    stage: STAGE,
    suite,
    asOf: AS_OF,
    sessions: sessions.map(summaryOfSession),
    ...rest,
    summary: summaryOf(results, { queries: 5, bytesScanned: 48_211_034, costUsd: 0.00029 }),
    results,
  };
}

const SCAN_OF_BARS: QueryEvidence = {
  sql: `WITH bars AS (
  SELECT symbol, bar_start, "open", high, low, "close", volume
  FROM "stock_trades_curated"."bars_5m"
  WHERE day IN ('2026-11-24', '2026-11-25')
)
SELECT symbol,
       count(*) AS bars,
       count_if(high < low OR high < "open" OR low > "close") AS contradictions,
       count(*) - count(DISTINCT bar_start) AS repeated
FROM bars
GROUP BY symbol
ORDER BY symbol`,
  statistics: {
    queryId: "5f0c2c5e-0d0f-4b6e-9d4e-0f6d1c1c7a11",
    bytesScanned: 10_485_760,
    costUsd: 0.000055,
    queueMs: 120,
    planningMs: 210,
    engineMs: 1840,
    totalMs: 2090,
    reused: false,
  },
};

const TROUBLED: readonly (readonly [string, CheckFinding])[] = [
  bars("complete.bars", today, 79, "TSLA misses all of its 78 bars, BRK.B 1 (16:05 in New York)", {
    measured: 701,
    expected: 780,
    samples: [
      { symbol: "TSLA", missing: 78, first: "2026-11-25 14:30", last: "2026-11-25 20:55" },
      { symbol: "BRK.B", missing: 1, first: "2026-11-25 17:05", last: "2026-11-25 17:05" },
    ],
  }),
  bars("complete.bars", yesterday, 23, "TSLA misses 23 of its 78 bars", {
    measured: 757,
    expected: 780,
    samples: [{ symbol: "TSLA", missing: 23, first: "2026-11-24 19:05", last: "2026-11-24 20:55" }],
  }),
  bars("complete.symbols", today, 1, "1 of 10 core symbols is missing: TSLA", {
    measured: 9,
    expected: 10,
    samples: [{ symbol: "TSLA" }],
  }),
  bars("ohlc.invariant", today, 2, "2 bars have a high below their low", {
    samples: [
      { symbol: "JPM", bar_start: "2026-11-25 15:35", open: 251.1, high: 250.9, low: 251.4, close: 251.2 },
      { symbol: "META", bar_start: "2026-11-25 18:00", open: 612.5, high: null, low: 611.75, close: 612.02 },
    ],
  }),
  bars("unique.key", today, 0.0028, "2 of 703 rows repeat a key (symbol, bar_start)", {
    samples: [{ symbol: "XOM", bar_start: "2026-11-25 16:20", rows: 3 }],
  }),
  bars("reconcile.bars_trades", today, 0.0031, "volume of the bars is 0.31 % below that of the trades"),
  bars("complete.rows", days[11]!, 0.82, "rows are 18 % of the median of 20 sessions", {
    measured: 126,
    expected: 700,
  }),
  [
    "trades",
    {
      check: "partition.nonsession",
      day: null,
      value: 1,
      message: "1 partition lies on a day without a session: 2026-11-22, a Sunday",
      samples: [{ day: "2026-11-22", symbol: "AAPL" }],
    },
  ],
  [
    "trades",
    {
      check: "complete.rows",
      day: today,
      outcome: "error",
      reason: "query_failed",
      message: "Athena ended the query: COLUMN_NOT_FOUND: line 1:24: Column 'price' cannot be resolved",
      evidence: {
        ...SCAN_OF_BARS,
        sql: `SELECT sum(price)\nFROM "stock_trades_raw"."trades"\nWHERE day = '2026-11-25'`,
      },
    },
  ],
  [
    "trades",
    {
      check: "freshness.event",
      day: today,
      value: 1,
      message: "the newest row is 1 minute before the close",
    },
  ],
  [
    "bars_5m",
    {
      check: "freshness.event",
      day: today,
      value: 14,
      message: "the newest bar begins 14 minutes too early",
    },
  ],
  ...(["complete.symbols", "complete.bars", "unique.key"] as const).map(
    (check) =>
      [
        "ml_features_5m",
        {
          check,
          day: days[6]!,
          outcome: "no_data",
          reason: "missing_partition",
          message: `there is no partition for ${days[6]}`,
        },
      ] as const,
  ),
  ...CHECK_IDS.filter((check) => /^(freshness|complete|null|feature)/.test(check)).map(
    (check) =>
      [
        "ml_features_5m",
        {
          check,
          day: today,
          outcome: "skipped",
          reason: "sla_not_reached",
          dueAt: Date.parse("2026-11-25T22:45:00Z"),
          message: `${today} is due at 2026-11-25T22:45Z`,
        },
      ] as const,
  ),
];

function bars(
  check: CheckId,
  day: string,
  value: number,
  message: string,
  more: {
    measured?: number;
    expected?: number;
    samples?: readonly Record<string, string | number | null>[];
  } = {},
): readonly [string, CheckFinding] {
  return ["bars_5m", { check, day, value, message, evidence: SCAN_OF_BARS, ...more }];
}

function applies(check: CheckId, { name, quality }: DeclaredDataset): boolean {
  if (/^(ohlc|bar\.|outlier|reconcile\.bars)/.test(check)) return name === "bars_5m";
  if (/^(feature|reconcile\.features)/.test(check)) return name === "ml_features_5m";
  if (check === "freshness.pipeline" || check === "derived.stale") return quality?.source !== undefined;
  return check !== "complete.gaps" && (check !== "value.domain" || name === "trades");
}

function passing(check: CheckId): CheckFinding {
  const day = /^(schema|cost)/.test(check) ? null : today;
  return { check, day, value: 0, message: checkOf(check).passesWhen };
}

function sessionsUpTo(last: string, number: number): readonly Session[] {
  const found = [xnys.previousSession(xnys.nextSession(last).day)];
  while (found.length < number) found.unshift(xnys.previousSession(found[0]!.day));
  return found;
}

function summaryOfSession({ day, open, close, bars, early }: Session): SessionSummary {
  const iso = (instant: number) => new Date(instant).toISOString();
  return { calendar: "XNYS", day, open: iso(open), close: iso(close), bars, early };
}

/** All sessions, with the shares that are not 1; undefined is not due. The day after the last is closed. */
function sessionCoverage(dataset: string, shares: Readonly<Record<string, number | undefined>>): Coverage[] {
  const cells = days.map((day) => cell(dataset, day, null, day in shares ? shares[day] : 1));
  return [...cells, { dataset, day: "2026-11-26", symbol: null, state: "closed", share: null }];
}

function symbolCoverage(
  dataset: string,
  gaps: Readonly<Record<string, Readonly<Record<string, number>>>>,
): Coverage[] {
  return SYMBOLS.flatMap((symbol) => days.map((day) => cell(dataset, day, symbol, gaps[symbol]?.[day] ?? 1)));
}

function cell(dataset: string, day: string, symbol: string | null, share: number | undefined): Coverage {
  if (share === undefined) return { dataset, day, symbol, state: "not due", share: null };
  return {
    dataset,
    day,
    symbol,
    state: share === 1 ? "present" : share === 0 ? "missing" : "partial",
    share,
  };
}

function latencies() {
  return datasets.flatMap(({ name }, index) =>
    days.map((day, number) => ({
      dataset: name,
      day,
      seconds: [4, 5, 7][index]! + ((number * 7) % 5) + (number === 8 ? 60 : 0),
    })),
  );
}

function historyOf(
  all: readonly DeclaredDataset[],
  outcome: (dataset: string, check: CheckId, day: string) => CheckOutcome,
): HistoryPoint[] {
  return days.slice(0, -1).flatMap((day, number) =>
    all.flatMap((dataset) =>
      CHECK_IDS.filter((check) => applies(check, dataset)).map((checkId) => ({
        day,
        dataset: dataset.name,
        checkId,
        outcome: outcome(dataset.name, checkId, day),
        value: checkId === "freshness.event" ? (number * 3) % 8 : 0,
        asOf: `${day}T22:30:00.000Z`,
      })),
    ),
  );
}

function troubledOutcome(dataset: string, check: CheckId, day: string): CheckOutcome {
  if (dataset === "bars_5m" && check === "complete.bars" && day >= days[17]!) return "fail";
  if (dataset === "bars_5m" && check === "complete.rows" && day === days[11]) return "fail";
  if (dataset === "bars_5m" && check === "outlier.return" && day === days[14]) return "warn";
  if (dataset === "ml_features_5m" && day === days[6] && /^(complete|unique)/.test(check)) return "no_data";
  if (dataset === "trades" && check === "complete.rows" && day === days[13]) return "error";
  return "pass";
}
