import { halves } from "../../athena/parts.ts";
import type { QueryResult } from "../../athena/port.ts";
import { dayKeysOf } from "../../datasets/partition-day.ts";
import type { Answered, CheckQuery } from "../ask.ts";
import { type CheckId, rowChecksOf } from "../checks/index.ts";
import type { CheckFinding } from "../finding.ts";
import { coreOf, type DeclaredRows, isOfMarket } from "../kinds/index.ts";
import { type DeclaredDataset, isOff } from "../quality.ts";
import { isRuleId } from "../rules/rule.ts";
import { PERHAPS_HIDDEN } from "../table-format.ts";
import type { RowSession } from "../windows.ts";
import type { BaselinePoint } from "./baseline.ts";
import { type Cells, cellsOf, countIn, listIn } from "./cells.ts";
import { countOf } from "./conditions.ts";
import { bySessions, NO_PLAN, type RowPlan, type SessionQuery, unmeasured } from "./query.ts";
import { coverageOf, coverageOfNothing } from "./row-coverage.ts";
import { type RowTable, rowTableOf, sessionBefore, slotsOf, withoutAnyRows } from "./row-table.ts";
import type { DayRows, ScanPart } from "./scan-part.ts";
import { scanSql } from "./scan-sql.ts";

export interface ScanOptions {
  /** Of any datasets and days, for complete.rows. */
  readonly history?: readonly BaselinePoint[];
  /** Names of the columns and keys that the live table has; without it, it is taken to have all. */
  readonly columns?: readonly string[];
}

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
  const dayKeys = dayKeysOf(dataset).map(({ name }) => name);
  const lacks = (name: string) => columns !== undefined && !columns.includes(name);
  const lacking = ({ columns: read }: RowCheck) =>
    [...new Set([...dayKeys, ...readByEvery(table.rows), ...read])].filter(lacks);
  const wanted = checksOf(table).filter(({ check }) => !isOff(check, dataset));
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

/** What a scan is grouped by, whatever its checks are. */
function readByEvery(rows: DeclaredRows): readonly string[] {
  return isOfMarket(rows) ? [rows.symbol, rows.time] : [];
}

function checksOf(table: RowTable): readonly RowCheck[] {
  const { rows } = table;
  return rowChecksOf(table).flatMap((check) => {
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
  const alone: CheckQuery = {
    ...bySessions(
      sessions,
      (some) => scanOf(table, [], some, checks, history),
      (one) => rulesApart(checks).map((some) => scanning(table, one, some, history)),
    ),
    reworded: () => rulesApart(checks).map((some) => scanning(table, sessions, some, history)),
  };
  // An open session is looked at every half hour: its first bar is compared once, after the close.
  const isWhole = sessions.every(({ session, until }) => until === session.close);
  const looksBack = isWhole && checks.some((one) => one.looksBack === true);
  const before = looksBack ? sessionBefore(table, sessions) : [];
  if (before.length === 0) return alone;
  const parts = () => (sessions.length === 1 ? [alone] : alone.parts());
  return { ...alone, ...scanOf(table, before, sessions, checks, history), parts };
}

/** A rule that Athena refuses, or that fails on a row's values, keeps no other check from being judged. */
function rulesApart(checks: readonly RowCheck[]): readonly (readonly RowCheck[])[] {
  const rules = checks.filter(({ check }) => isRuleId(check));
  const others = checks.filter(({ check }) => !isRuleId(check));
  return rules.length > 0 && others.length > 0 ? [others, rules] : halves(rules);
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
      checks.flatMap(({ measures }) => measures),
      checks.some((one) => one.tellsKeysApart === true),
    ),
    checks: ids,
    read: (result) => readScan(table, sessions, checks, history, result),
  };
}

function readScan(
  table: RowTable,
  sessions: readonly RowSession[],
  checks: readonly RowCheck[],
  history: readonly BaselinePoint[],
  result: QueryResult,
): Answered {
  const { dataset, rows } = table;
  const byDay = new Map(cellsOf(result).map((cells) => [cells.day, cells]));
  const answers = sessions.map((rowSession): Answered => {
    const { day } = rowSession.session;
    const cells = byDay.get(day);
    if (cells === undefined) {
      const why = withoutAnyRows(table, day, `the partition of ${day} has no rows`);
      const ids = checks.map(({ check }) => check);
      return {
        findings: unmeasured(ids, [day], why),
        coverage: why.outcome === "skipped" ? [] : coverageOfNothing(dataset.name, coreOf(rows), day),
      };
    }
    const of = dayRowsOf(rowSession, cells, history);
    return {
      findings: checks.map((one): CheckFinding => ({ check: one.check, day, ...one.find(of) })),
      coverage: coverageOf(dataset.name, rows, of),
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
