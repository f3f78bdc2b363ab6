import type { Answered } from "../ask.ts";
import { type CheckId, checkOf, rowChecksOf } from "../checks/index.ts";
import type { CheckFinding, MeasuredFinding } from "../finding.ts";
import { type DeclaredDataset, isOff } from "../quality.ts";
import type { RowSession } from "../windows.ts";
import { type Cells, cellsOf } from "./cells.ts";
import { bySessions, NO_PLAN, type RowPlan, type SessionQuery, unmeasured } from "./query.ts";
import { type RowTable, rowTableOf, withoutAnyRows } from "./row-table.ts";
import { heldSessions, type OriginTable, originIn, type Source } from "./sources.ts";

/** The comparison of two tables: the query, and what one session of its answer says. */
export interface TableComparison {
  /** What it answers. The scan of the one table may answer some of them, too, from what that table alone can tell. */
  readonly checks: readonly CheckId[];
  readonly sql: (sessions: readonly RowSession[]) => string;
  readonly find: (cells: Cells) => readonly Omit<MeasuredFinding, "day">[];
}

/**
 * A dataset's rows against those that they were computed from: one query with a scan of either table. Where it answers
 * a check that the scan does as well, its answer counts: it knows more.
 */
export function comparisons(
  dataset: DeclaredDataset,
  stage: string,
  sessions: readonly RowSession[],
  sources: readonly Source[],
): RowPlan {
  const table = rowTableOf(dataset, stage);
  const origin = table && originIn(sources, table);
  if (table === undefined || origin === undefined) return NO_PLAN;
  const plans = rowChecksOf(table).flatMap((check) => {
    const comparison = check.comparison?.(table, origin.table);
    const checks = (comparison?.checks ?? []).filter((one) => !isOff(one, dataset));
    return comparison === undefined || checks.length === 0
      ? []
      : [planOf(table, origin, sessions, { ...comparison, checks })];
  });
  return {
    queries: plans.flatMap(({ queries }) => queries),
    findings: plans.flatMap(({ findings }) => findings),
  };
}

function planOf(
  table: RowTable,
  origin: OriginTable,
  sessions: readonly RowSession[],
  comparison: TableComparison,
): RowPlan {
  // The others are answered by the scan, as if there were no origin.
  const own = comparison.checks.filter((check) => checkOf(check).scan === undefined);
  const { held } = origin;
  if (!("value" in held)) return { queries: [], findings: unmeasured(own, daysOf(sessions), held) };
  const compared = heldSessions(origin, sessions);
  const lacking = sessions.filter((session) => !compared.includes(session));
  const message = `there is nothing to compare with: ${origin.dataset.name} has no partition`;
  return {
    queries:
      compared.length === 0 ? [] : [bySessions(compared, (some) => queryOf(table, some, comparison, own))],
    findings: unmeasured(own, daysOf(lacking), {
      outcome: "no_data",
      reason: "missing_partition",
      message,
    }),
  };
}

function daysOf(sessions: readonly RowSession[]): string[] {
  return sessions.map(({ session }) => session.day);
}

function queryOf(
  table: RowTable,
  sessions: readonly RowSession[],
  { checks, sql, find }: TableComparison,
  own: readonly CheckId[],
): SessionQuery {
  const { dataset, database } = table;
  const days = daysOf(sessions);
  return {
    label: `${dataset.name}: ${checks[0]} of ${days[0]}${days.length > 1 ? ` to ${days.at(-1)}` : ""}`,
    database,
    sql: sql(sessions),
    checks,
    read(result): Answered {
      const byDay = new Map(cellsOf(result).map((cells) => [cells.day, cells]));
      const findings = days.flatMap((day): readonly CheckFinding[] => {
        const cells = byDay.get(day);
        if (cells !== undefined) {
          return find(cells).flatMap((one) => (checks.includes(one.check) ? [{ ...one, day }] : []));
        }
        const message = `neither table has rows in the session of ${day}`;
        return unmeasured(own, [day], withoutAnyRows(table, day, message));
      });
      return { findings, coverage: [] };
    },
  };
}
