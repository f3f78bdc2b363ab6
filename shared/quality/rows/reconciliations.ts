import type { Dataset } from "../../datasets/dataset.ts";
import type { Answered } from "../asking.ts";
import type { CheckId } from "../checks.ts";
import { isOff } from "../evaluation.ts";
import type { Fact } from "../facts.ts";
import type { Finding, Measured } from "../finding.ts";
import type { TradeRows } from "../quality.ts";
import type { RowSession } from "../windows.ts";
import { type Cells, cellsOf } from "./cells.ts";
import { bySessions, NO_PLAN, type RowPlan, type SessionQuery, unmeasured } from "./query.ts";
import { barsAgainstTrades } from "./reconcile-bars.ts";
import { featuresAgainstBars } from "./reconcile-features.ts";
import { type RowTable, rowTableOf } from "./row-table.ts";

/** A dataset that another is computed from. */
export interface Source {
  readonly dataset: Dataset;
  /** The days of which it has rows to compare with, as far as its partitions tell, or why that is not known. */
  readonly held: Fact<Pick<ReadonlySet<string>, "has">>;
}

/** The comparison of two tables: the query, and what one session of its answer says. */
export interface Reconciliation {
  /** What it answers. The scan of the one table may answer some of them, too, from what that table alone can tell. */
  readonly checks: readonly CheckId[];
  readonly sql: (sessions: readonly RowSession[]) => string;
  readonly find: (cells: Cells) => readonly Omit<Measured, "day">[];
}

/**
 * A dataset's rows against those that they were computed from: one query with a scan of either table. Where it answers
 * a check that the scan does as well, its answer counts: it knows more.
 */
export function reconciliations(
  dataset: Dataset,
  stage: string,
  sessions: readonly RowSession[],
  sources: readonly Source[],
): RowPlan {
  const table = rowTableOf(dataset, stage);
  const source = table === undefined ? undefined : sourceOf(table, sources);
  const other = source === undefined ? undefined : rowTableOf(source.dataset, stage);
  if (table === undefined || source === undefined || other === undefined) return NO_PLAN;
  const reconciliation = reconciliationOf(table, other);
  const checks = (reconciliation?.checks ?? []).filter((check) => !isOff(check, dataset));
  if (reconciliation === undefined || checks.length === 0) return NO_PLAN;
  // The others are answered by the scan, as if there were no source.
  const own = checks.filter((check) => check.startsWith("reconcile."));
  const { held } = source;
  if (!("value" in held)) return { queries: [], findings: unmeasured(own, daysOf(sessions), held) };
  const compared = sessions.filter(({ session }) => held.value.has(session.day));
  const lacking = sessions.filter(({ session }) => !held.value.has(session.day));
  const message = `there is nothing to compare with: ${source.dataset.name} has no partition`;
  return {
    queries:
      compared.length === 0
        ? []
        : [bySessions(compared, (some) => queryOf(table, some, { ...reconciliation, checks }, own))],
    findings: unmeasured(own, daysOf(lacking), {
      outcome: "no_data",
      reason: "missing_partition",
      message,
    }),
  };
}

/** The trades that bars are made of, and those of the sessions of which there are some. */
export function tradedSessions(
  table: RowTable,
  sessions: readonly RowSession[],
  sources: readonly Source[],
): { readonly trades: RowTable<TradeRows>; readonly sessions: readonly RowSession[] } | undefined {
  const source = sourceOf(table, sources);
  const other = source === undefined ? undefined : rowTableOf(source.dataset, table.stage);
  if (source === undefined || other?.rows.kind !== "trades" || !("value" in source.held)) return undefined;
  const { value: held } = source.held;
  return {
    trades: { ...other, rows: other.rows },
    sessions: sessions.filter(({ session }) => held.has(session.day)),
  };
}

function sourceOf({ rows }: RowTable, sources: readonly Source[]): Source | undefined {
  const from = rows.kind === "trades" ? undefined : rows.from;
  return sources.find(({ dataset }) => dataset.name === from);
}

function daysOf(sessions: readonly RowSession[]): string[] {
  return sessions.map(({ session }) => session.day);
}

function reconciliationOf(table: RowTable, other: RowTable): Reconciliation | undefined {
  const [rows, source] = [table.rows, other.rows];
  if (rows.kind === "bars" && source.kind === "trades") {
    return barsAgainstTrades({ ...table, rows }, { ...other, rows: source });
  }
  if (rows.kind === "features" && source.kind === "bars") {
    return featuresAgainstBars({ ...table, rows }, { ...other, rows: source });
  }
  return undefined;
}

function queryOf(
  { dataset, database }: RowTable,
  sessions: readonly RowSession[],
  { checks, sql, find }: Reconciliation,
  own: readonly CheckId[],
): SessionQuery {
  const days = daysOf(sessions);
  return {
    label: `${dataset.name}: ${checks[0]} of ${days[0]}${days.length > 1 ? ` to ${days.at(-1)}` : ""}`,
    database,
    sql: sql(sessions),
    checks,
    read(result): Answered {
      const byDay = new Map(cellsOf(result).map((cells) => [cells.day, cells]));
      const findings = days.flatMap((day): readonly Finding[] => {
        const cells = byDay.get(day);
        if (cells !== undefined) {
          return find(cells).flatMap((one) => (checks.includes(one.check) ? [{ ...one, day }] : []));
        }
        const message = `neither table has rows in the session of ${day}`;
        return unmeasured(own, [day], { outcome: "no_data", reason: "no_rows", message });
      });
      return { findings, coverage: [] };
    },
  };
}
