import type { QueryResult } from "../../athena/port.ts";
import { sqlIdentifier, sqlList } from "../../athena/sql.ts";
import { isPresent } from "../../athena/two-valued.ts";
import type { Answered, CheckQuery } from "../ask.ts";
import { type CheckId, rowChecksOf } from "../checks/index.ts";
import type { CheckFinding } from "../finding.ts";
import { type DeclaredRows, keysOf, kindOf } from "../kinds/index.ts";
import { type DeclaredDataset, isOff } from "../quality.ts";
import { PERHAPS_HIDDEN } from "../table-format.ts";
import type { RowSession } from "../windows.ts";
import type { BaselinePoint } from "./baseline.ts";
import { type Cells, cellsOf, countIn, listIn } from "./cells.ts";
import { countOf, isAligned } from "./conditions.ts";
import { listed, type Measure } from "./measures.ts";
import { bySessions, NO_PLAN, type RowPlan, type SessionQuery, unmeasured } from "./query.ts";
import { coverageOf, coverageOfNothing } from "./row-coverage.ts";
import {
  column,
  isInReach,
  type RowTable,
  rowsOfSessions,
  rowTableOf,
  sessionBefore,
  sessionsAsSql,
  slotOf,
  slotsOf,
} from "./row-table.ts";
import type { DayRows, ScanPart } from "./scan-part.ts";

export interface ScanOptions {
  /** Of any datasets and days, for complete.rows. */
  readonly history?: readonly BaselinePoint[];
  /** Names of the columns and keys that the live table has; without it, it is taken to have all. */
  readonly columns?: readonly string[];
}

/** Symbols whose coverage is reported, if the core ones are not more: a page of a report shows no more. */
const SYMBOLS = 500;

/** A check and its part of the scan. */
interface RowCheck extends ScanPart {
  readonly check: CheckId;
}

/**
 * All checks of a dataset's rows: one SELECT, with one scan of the table and one row for each session. A check that
 * reads a column which the table lacks is left out and reported, so that the others are made all the same.
 */
export function rowScan(
  dataset: DeclaredDataset,
  stage: string,
  sessions: readonly RowSession[],
  { history = [], columns }: ScanOptions = {},
): RowPlan {
  const table = rowTableOf(dataset, stage);
  if (table === undefined || sessions.length === 0) return NO_PLAN;
  const days = sessions.map(({ session }) => session.day);
  const lacks = (name: string) => columns !== undefined && !columns.includes(name);
  const lacking = ({ columns: read }: RowCheck) =>
    [...new Set([table.day, table.rows.symbol, table.rows.time, ...read])].filter(lacks);
  const wanted = checksOf(table.rows).filter(({ check }) => !isOff(check, dataset));
  const checks = wanted.filter((one) => lacking(one).length === 0);
  const findings = wanted
    .filter((one) => lacking(one).length > 0)
    .flatMap((one): CheckFinding[] => {
      const message = `the table has no column ${lacking(one).join(", ")}, which the check reads; ${PERHAPS_HIDDEN}`;
      return unmeasured([one.check], days, { outcome: "error", reason: "missing_column", message });
    });
  if (checks.length === 0) return { queries: [], findings };
  const own = history.filter((point) => point.dataset === dataset.name);
  return { queries: [scanning(table, sessions, checks, own)], findings };
}

function checksOf(rows: DeclaredRows): readonly RowCheck[] {
  return rowChecksOf(rows).flatMap((check) => {
    const { id, unit } = check;
    const fault = check.rowFault?.(rows);
    const part = check.scan?.(rows) ?? (fault && countOf(fault, id, unit));
    return part === undefined ? [] : [{ check: id, ...part }];
  });
}

/** Parts of it leave the session before alone: what lies there must not keep the others from being judged. */
function scanning(
  table: RowTable,
  sessions: readonly RowSession[],
  checks: readonly RowCheck[],
  history: readonly BaselinePoint[],
): CheckQuery {
  const alone = bySessions(sessions, (some) => scanOf(table, [], some, checks, history));
  // An open session is looked at every half hour: its first bar is compared once, after the close.
  const isWhole = sessions.every(({ session, until }) => until === session.close);
  const looksBack = isWhole && checks.some((one) => one.looksBack === true);
  const before = looksBack ? sessionBefore(table, sessions) : [];
  if (before.length === 0) return alone;
  const parts = () => (sessions.length === 1 ? [alone] : alone.parts());
  return { ...alone, ...scanOf(table, before, sessions, checks, history), parts };
}

function scanOf(
  table: RowTable,
  before: readonly RowSession[],
  sessions: readonly RowSession[],
  checks: readonly RowCheck[],
  history: readonly BaselinePoint[],
): SessionQuery {
  const days = sessions.map(({ session }) => session.day);
  const ids = checks.map(({ check }) => check);
  return {
    label: `${table.dataset.name}: rows of ${days[0]}${days.length > 1 ? ` to ${days.at(-1)}` : ""}`,
    database: table.database,
    sql: scanSql(
      table,
      [...before, ...sessions],
      [...measuresOf(table.rows), ...checks.flatMap(({ measures }) => measures)],
      checks.some((one) => one.tellsKeysApart === true),
    ),
    checks: ids,
    read: (result) => readScan(table, sessions, checks, history, result),
  };
}

/** Those that every scan has. */
function measuresOf(rows: DeclaredRows): readonly Measure[] {
  const isCore = rows.core.length === 0 ? "FALSE" : `symbol IN ${sqlList(rows.core)}`;
  const options = {
    order: `CASE WHEN ${isCore} THEN 0 ELSE 1 END, symbol`,
    where: isPresent("symbol"),
    most: Math.max(SYMBOLS, rows.core.length),
  };
  return [
    { name: "row_count", ofKey: "count(*)", ofSymbol: "sum(row_count)", ofDay: "sum(row_count)" },
    filledSlots(rows),
    listed("symbols", "symbol", options),
    listed("filled", "slots", options),
  ];
}

/** Slots of a symbol that have a row. Bars are counted by their slots; of trades the number is estimated. */
function filledSlots(rows: DeclaredRows): Measure {
  const time = column(rows.time);
  const isReached = isInReach(rows.time);
  if (kindOf(rows).slots === "many rows") {
    const slot = `CASE WHEN ${isReached} THEN ${slotOf(rows.time)} END`;
    return { name: "slots", ofKey: `min(${slot})`, ofSymbol: "approx_distinct(slots)" };
  }
  const isSlot = `${isReached} AND ${isAligned(time)}`;
  return { name: "slots", ofKey: `max(CASE WHEN ${isSlot} THEN 1 ELSE 0 END)`, ofSymbol: "sum(slots)" };
}

/**
 * Rows → keys → symbols → days. Every query of WITH is named once: Trino would scan the table again for every other
 * time. Telling keys apart is what a day of trades costs most memory for, so it is done only if it is asked.
 */
function scanSql(
  table: RowTable,
  sessions: readonly RowSession[],
  measures: readonly Measure[],
  areKeysToldApart: boolean,
): string {
  const { rows } = table;
  const isGrouped = kindOf(rows).slots === "many rows" && !areKeysToldApart;
  const key = isGrouped ? slotOf(rows.time) : column(keysOf(rows)[1]);
  const step = (level: "ofKey" | "ofStep" | "ofSymbol" | "ofDay") =>
    measures.flatMap((one) =>
      one[level] === undefined ? [] : [`${one[level]} AS ${sqlIdentifier(one.name)}`],
    );
  const steps = step("ofStep");
  const stepped =
    steps.length === 0
      ? ""
      : `of_step AS (
  SELECT *,
         ${steps.join(",\n         ")}
  FROM of_key
),
`;
  return `WITH ${sessionsAsSql(table, sessions)},
of_key AS (
  SELECT s.day AS day, ${column(rows.symbol)} AS symbol, ${key} AS row_key,
         ${step("ofKey").join(",\n         ")}
  ${rowsOfSessions(table, sessions)}
  GROUP BY 1, 2, 3
),
${stepped}of_symbol AS (
  SELECT day, symbol,
         ${step("ofSymbol").join(",\n         ")}
  FROM ${steps.length === 0 ? "of_key" : "of_step"}
  GROUP BY day, symbol
)
SELECT day,
       ${step("ofDay").join(",\n       ")}
FROM of_symbol
GROUP BY day
ORDER BY day`;
}

function readScan(
  { dataset, rows: { core } }: RowTable,
  sessions: readonly RowSession[],
  checks: readonly RowCheck[],
  history: readonly BaselinePoint[],
  result: QueryResult,
): Answered {
  const byDay = new Map(cellsOf(result).map((cells) => [cells.day, cells]));
  const answers = sessions.map((rowSession): Answered => {
    const { day } = rowSession.session;
    const cells = byDay.get(day);
    if (cells === undefined) {
      const message = `the partition of ${day} has no rows`;
      const ids = checks.map(({ check }) => check);
      return {
        findings: unmeasured(ids, [day], { outcome: "no_data", reason: "no_rows", message }),
        coverage: coverageOfNothing(dataset.name, core, day),
      };
    }
    const of = dayRowsOf(rowSession, cells, history);
    return {
      findings: checks.map((one): CheckFinding => ({ check: one.check, day, ...one.find(of) })),
      coverage: coverageOf(dataset.name, core, of),
    };
  });
  return {
    findings: answers.flatMap(({ findings }) => findings),
    coverage: answers.flatMap(({ coverage }) => coverage),
  };
}

function dayRowsOf(rowSession: RowSession, cells: Cells, history: readonly BaselinePoint[]): DayRows {
  const slots = listIn(cells, "filled");
  const filled = listIn(cells, "symbols").map(
    (symbol, index) => [String(symbol), Number(slots[index])] as const,
  );
  return {
    rowSession,
    cells,
    rowCount: countIn(cells, "row_count"),
    slots: slotsOf(rowSession),
    filled: new Map(filled),
    history,
  };
}
