import { sqlList, sqlLiteral } from "../../athena/sql.ts";
import { BAR_MINUTES } from "../../calendar/calendar.ts";
import type { CheckQuery } from "../ask.ts";
import type { CheckFinding } from "../finding.ts";
import type { BarRows } from "../kinds/bars.ts";
import { cellsOf, sampleOf } from "../rows/cells.ts";
import { bySessions, findingsOf, type SessionQuery } from "../rows/query.ts";
import {
  column,
  isInReach,
  type MarketTable,
  rowsOfSessions,
  sessionsAsSql,
  slotOf,
} from "../rows/row-table.ts";
import { heldSessions, originIn } from "../rows/sources.ts";
import type { RowSession } from "../windows.ts";
import { defineCheck, type FailedFindings } from "./check.ts";

/**
 * Which slots the core symbols lack: by symbol the first, the last and the number of each run of them. If the trades
 * are known that bars are made of, only slots with trades are missing.
 */
export const completeGaps = defineCheck({
  id: "complete.gaps",
  dimension: "completeness",
  unit: "slots",
  thresholds: { warn: null, fail: null },
  passesWhen: "which slots are missing: looked up when complete.bars fails",
  problem: "there are gaps between bars",
  rows: ["bars"],
  looksUp: "complete.bars",
  lookUp: gapLists,
});

/** Where bars were compared with their trades, gaps are, too; so there may be two queries. */
function gapLists({ table, sessions, findings, sources }: FailedFindings<BarRows>): CheckQuery[] {
  const trades = originIn(sources, table);
  const traded = trades === undefined ? [] : heldSessions(trades, sessions);
  const others = sessions.filter((one) => !traded.includes(one));
  return [
    ...(others.length === 0 ? [] : [gapList(table, others, findings, undefined)]),
    ...(traded.length === 0 ? [] : [gapList(table, traded, findings, trades?.table)]),
  ];
}

function gapList(
  table: MarketTable,
  sessions: readonly RowSession[],
  findings: readonly CheckFinding[],
  trades: MarketTable | undefined,
): CheckQuery {
  return bySessions(sessions, (some) => gapsIn(table, some, findings, trades));
}

/** Runs of missing slots that are reported: hundreds of symbols may lack every other bar of a month. */
const MOST_RUNS = 10_000;

function gapsIn(
  table: MarketTable,
  rowSessions: readonly RowSession[],
  findings: readonly CheckFinding[],
  trades: MarketTable | undefined,
): SessionQuery {
  const { dataset, database, rows } = table;
  const sql = `WITH ${sessionsAsSql(table, rowSessions)},
wanted AS (
  ${trades === undefined ? everySlot(rows.core) : tradedSlots(rows.core, trades, rowSessions)}
),
have AS (
  SELECT s.day AS day, ${column(rows.symbol)} AS symbol, ${column(rows.time)} AS bar_start
  ${rowsOfSessions(table, rowSessions)}
  GROUP BY 1, 2, 3
),
gap AS (
  SELECT w.day AS day, w.symbol AS symbol, w.slot AS slot, w.bar_start AS bar_start,
         w.slot - row_number() OVER (PARTITION BY w.day, w.symbol ORDER BY w.slot) AS run
  FROM wanted w
  LEFT JOIN have h ON h.day = w.day AND h.symbol = w.symbol AND h.bar_start = w.bar_start
  WHERE h.symbol IS NULL
)
SELECT day, symbol, min(bar_start) AS first_missing, max(bar_start) AS last_missing, count(*) AS missing
FROM gap
GROUP BY day, symbol, run
ORDER BY day, symbol, first_missing
LIMIT ${MOST_RUNS}`;
  return {
    label: `${dataset.name}: slots without a bar`,
    database,
    sql,
    checks: ["complete.gaps"],
    read(result) {
      const gaps = cellsOf(result);
      const found = findingsOf(rowSessions, findings).flatMap((finding) => gapsOf(finding, gaps));
      return { findings: found, coverage: [] };
    },
  };
}

const BAR = `INTERVAL '${BAR_MINUTES}' MINUTE`;

function everySlot(core: readonly string[]): string {
  return `SELECT s.day AS day, c.symbol AS symbol, t.slot AS slot, s.opens_at + t.slot * ${BAR} AS bar_start
  FROM looked_at s
  CROSS JOIN UNNEST(sequence(0, date_diff('minute', s.opens_at, s.ends_at) / ${BAR_MINUTES} - 1)) AS t (slot)
  CROSS JOIN (VALUES ${core.map((symbol) => `(${sqlLiteral(symbol)})`).join(", ")}) AS c (symbol)`;
}

function tradedSlots(
  core: readonly string[],
  trades: MarketTable,
  rowSessions: readonly RowSession[],
): string {
  const { symbol, time } = trades.rows;
  return `SELECT DISTINCT s.day AS day, ${column(symbol)} AS symbol, ${slotOf(time)} AS slot,
         s.opens_at + ${slotOf(time)} * ${BAR} AS bar_start
  ${rowsOfSessions(trades, rowSessions)}
    AND ${isInReach(time)} AND ${column(symbol)} IN ${sqlList(core)}`;
}

/** What complete.bars counted, and where. */
function gapsOf(finding: CheckFinding, gaps: ReturnType<typeof cellsOf>): CheckFinding[] {
  if (!("value" in finding)) return [];
  const samples = gaps
    .filter(({ day }) => day === finding.day)
    .map(({ day: _, ...cells }) => sampleOf(cells));
  const longest = samples.reduce<(typeof samples)[number] | undefined>(
    (most, one) => (most === undefined || Number(one.missing) > Number(most.missing) ? one : most),
    undefined,
  );
  const most =
    longest === undefined
      ? ""
      : `; ${longest.symbol} lacks ${longest.missing}, from ${longest.first_missing} to ${longest.last_missing} UTC`;
  return [
    {
      check: "complete.gaps",
      day: finding.day,
      value: finding.value,
      message: `${finding.value} slots of core symbols have no bar${most}`,
      samples,
    },
  ];
}
