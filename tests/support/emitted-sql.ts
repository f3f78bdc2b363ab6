/** Every SQL text that the product sends, keeps or prints, for datasets declared in every way. */
import { readdirSync, readFileSync } from "node:fs";
import { namedQueriesOf } from "../../deploy/exploration/named-queries.ts";
import { viewsOf } from "../../deploy/exploration/views.ts";
import { withCheckedRules } from "../../deploy/rules/checked-rules.ts";
import { tradingDays } from "../../local/demo/trading-day.ts";
import { ownData } from "../../local/own-data/own-data.ts";
import { calendarNamed } from "../../shared/calendar/declaration.ts";
import type { CheckQuery } from "../../shared/quality/ask.ts";
import type { CheckId } from "../../shared/quality/checks/index.ts";
import { isBars } from "../../shared/quality/kinds/bars.ts";
import type { DeclaredRows } from "../../shared/quality/kinds/index.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { pastQuery } from "../../shared/quality/results/past.ts";
import { comparisons } from "../../shared/quality/rows/comparisons.ts";
import { drillDowns } from "../../shared/quality/rows/drill-down.ts";
import { rowScan } from "../../shared/quality/rows/scan.ts";
import type { RowRule } from "../../shared/quality/rules/rule.ts";
import { datasets } from "../fixtures/datasets.ts";

const DAYS = ["2025-11-26", "2025-11-28"] as const;
const SESSIONS_OF_ROWS = DAYS.map((day) => {
  const session = calendarNamed("XNYS").session(day)!;
  return { session, until: session.close };
});

/** A session that is open, of which three bars are over. */
const OPEN = SESSIONS_OF_ROWS.slice(0, 1).map(({ session }) => ({
  session,
  until: session.open + 15 * 60_000,
}));

const withRows = (dataset: DeclaredDataset, change: Partial<DeclaredRows>): DeclaredDataset => ({
  ...dataset,
  quality: { ...dataset.quality!, rows: { ...dataset.quality!.rows!, ...change } as DeclaredRows },
});

/** Bars that have no such column. */
function without(dataset: DeclaredDataset, ...fields: readonly string[]): DeclaredDataset {
  const rows = Object.entries(dataset.quality!.rows!).filter(([field]) => !fields.includes(field));
  return {
    ...dataset,
    quality: { ...dataset.quality!, rows: Object.fromEntries(rows) as unknown as DeclaredRows },
  };
}

/** Bars as any table would be declared that is of no market. */
const asGeneric = (dataset: DeclaredDataset): DeclaredDataset => ({
  ...dataset,
  quality: {
    ...dataset.quality!,
    rows: {
      kind: "generic",
      key: ["symbol", "bar_start"],
      time: "bar_start",
      required: ["close", "volume"],
      accepted: { symbol: ["AAPL", "O'NEIL"], trade_count: [0, 1, 2] },
      ranges: { open: [0.5, null], volume: [-1, 1_000_000], vwap: [null, null] },
    },
  },
});

/** Rules over bars, with every sort of operator. */
const RULES: readonly RowRule[] = [
  { name: "wide", where: "symbol IN ('AAPL', 'MSFT')", wrong: "high - low > 0.5 * close OR high < low" },
  { name: "odd", wrong: "mod(volume, 100) <> 0 AND NOT (trade_count = 0 OR trade_count IS NULL)" },
  {
    name: "late",
    wrong: `bar_start >= TIMESTAMP '2026-01-01 00:00:00' OR EXTRACT(HOUR FROM bar_start) NOT BETWEEN 13 AND 21
      OR date(bar_start) <> DATE '2025-11-28' OR bar_start + INTERVAL '5' MINUTE > DATE '2025-11-28'`,
  },
  {
    name: "symbol_form",
    wrong: "NOT regexp_like(symbol, '^[A-Z.]+$') OR length(trim(symbol)) > 8 OR lower(symbol) = symbol || ''",
  },
  {
    name: "off_vwap",
    where: "volume IS DISTINCT FROM 0",
    wrong: "CASE WHEN volume > 0 THEN abs(vwap / close - 1.0) > 0.2 ELSE vwap IS NOT NULL END",
  },
  {
    name: "texts",
    wrong: "TRY_CAST(symbol AS bigint) IS NOT NULL OR CAST(volume AS varchar) NOT LIKE '1%' ESCAPE '!'",
  },
  {
    name: "gaps",
    wrong:
      "coalesce(nullif(open, close), -1) <> -1 AND date_diff('minute', DATE '2025-11-26', bar_start) < 0",
  },
  {
    name: "simple",
    wrong: "CASE symbol WHEN 'AAPL' THEN volume WHEN 'O''NEIL' THEN 0 END > 1e3 AND day = '2025-11-28'",
  },
];

const withRules = (dataset: DeclaredDataset, rules: readonly RowRule[]): DeclaredDataset => ({
  ...dataset,
  quality: { ...dataset.quality!, rules },
});

/** With the rules as a scan counts them. */
const ruled = await withCheckedRules(
  datasets
    .filter(({ quality }) => isBars(quality?.rows))
    .flatMap((dataset) => [
      withRules(dataset, RULES.slice(0, 4)),
      withRules(asGeneric(dataset), RULES.slice(4)),
    ]),
);

const off = (dataset: DeclaredDataset, ...checks: readonly CheckId[]): DeclaredDataset => ({
  ...dataset,
  quality: {
    ...dataset.quality!,
    checks: Object.fromEntries(checks.map((check) => [check, "off"] as const)),
  },
});

/** The dataset as it is shipped, and otherwise where that makes other queries. */
function variantsOf(dataset: DeclaredDataset): DeclaredDataset[] {
  if (dataset.quality?.rows === undefined) return [];
  const { from: _, ...alone } = dataset.quality.rows as { readonly from?: string };
  const sourceless = { ...dataset, quality: { ...dataset.quality, rows: alone as DeclaredRows } };
  return [
    dataset,
    sourceless,
    withRows(dataset, { core: [] }),
    withRows(dataset, { bounds: {} } as Partial<DeclaredRows>),
    ...(isBars(dataset.quality.rows)
      ? [
          without(dataset, "volume"),
          without(dataset, "volume", "trades"),
          asGeneric(dataset),
          off(asGeneric(dataset), "unique.key"),
        ]
      : []),
    off(dataset, "unique.key", "outlier.return"),
  ];
}

function checking(dataset: DeclaredDataset): CheckQuery[] {
  const scans = rowScan(dataset, "dev", SESSIONS_OF_ROWS).queries;
  const sources = datasets.map((one) => ({ dataset: one, held: { value: new Set(DAYS) } }));
  const compared = comparisons(dataset, "dev", SESSIONS_OF_ROWS, sources).queries;
  const failed = [...scans, ...compared].flatMap(({ checks, days }) =>
    checks.flatMap((check) => days.map((day) => ({ check, day, value: 1, message: "" }))),
  );
  return [
    ...scans,
    ...compared,
    ...drillDowns(dataset, "dev", SESSIONS_OF_ROWS, failed),
    ...drillDowns(dataset, "dev", SESSIONS_OF_ROWS, failed, sources),
  ];
}

function* recipes(): Generator<readonly [label: string, sql: string]> {
  const pages = readdirSync("docs")
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`);
  for (const page of ["README.md", ...pages]) {
    for (const [, sql] of readFileSync(page, "utf8").matchAll(/^```sql\n(.*?)^```/gms)) {
      yield [page, sql!.trim()];
    }
  }
}

/** Label and text of what validation asks. */
export function validationSql(): (readonly [label: string, sql: string])[] {
  const past = pastQuery("dev", ["trades"], { from: DAYS[0], to: DAYS[1] });
  const checks = [...datasets.flatMap(variantsOf), ...ruled].flatMap(checking);
  const open = datasets.flatMap((dataset) => rowScan(dataset, "dev", OPEN).queries);
  return [...checks, ...open, past].map(({ label, sql }) => [label, sql] as const);
}

/** Label and text. */
export function emittedSql(): (readonly [label: string, sql: string])[] {
  const own = { dataset: datasets[0]!, files: [] };
  const questions = [tradingDays("folder"), ownData(own as unknown as Parameters<typeof ownData>[0])];
  return [
    ...validationSql(),
    ...viewsOf(datasets, "dev").map(({ name, sql }) => [`view ${name}`, sql] as const),
    ...namedQueriesOf(datasets, "dev").map(({ name, sql }) => [`saved query ${name}`, sql] as const),
    ...questions.flatMap((one) => one.questions).map(({ title, sql }) => [title, sql] as const),
    ...recipes(),
  ];
}
