import type { Dataset } from "../../dataset.ts";
import type { Answered } from "../asking.ts";
import type { CheckId } from "../checks.ts";
import { isOff } from "../evaluation.ts";
import type { Fact } from "../facts.ts";
import type { Finding } from "../finding.ts";
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
  readonly check: CheckId;
  readonly sql: (sessions: readonly RowSession[]) => string;
  readonly find: (cells: Cells) => Omit<Finding, "check" | "day">;
}

/** A dataset's rows against those that they were computed from: one query with a scan of either table. */
export function reconciliations(
  dataset: Dataset,
  stage: string,
  sessions: readonly RowSession[],
  sources: readonly Source[],
): RowPlan {
  const table = rowTableOf(dataset, stage);
  const from = table === undefined || table.rows.kind === "trades" ? undefined : table.rows.from;
  const source = sources.find((one) => one.dataset.name === from);
  const other = source === undefined ? undefined : rowTableOf(source.dataset, stage);
  if (table === undefined || source === undefined || other === undefined) return NO_PLAN;
  const reconciliation = reconciliationOf(table, other);
  if (reconciliation === undefined || isOff(reconciliation.check, dataset)) return NO_PLAN;
  const { check } = reconciliation;
  const { held } = source;
  if (!("value" in held)) return { queries: [], findings: unmeasured([check], daysOf(sessions), held) };
  const compared = sessions.filter(({ session }) => held.value.has(session.day));
  const lacking = sessions.filter(({ session }) => !held.value.has(session.day));
  const message = `there is nothing to compare with: ${source.dataset.name} has no partition`;
  return {
    queries:
      compared.length === 0 ? [] : [bySessions(compared, (some) => queryOf(table, some, reconciliation))],
    findings: unmeasured([check], daysOf(lacking), {
      outcome: "no_data",
      reason: "missing_partition",
      message,
    }),
  };
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
  { check, sql, find }: Reconciliation,
): SessionQuery {
  const days = daysOf(sessions);
  return {
    label: `${dataset.name}: ${check} of ${days[0]}${days.length > 1 ? ` to ${days.at(-1)}` : ""}`,
    database,
    sql: sql(sessions),
    checks: [check],
    read(result): Answered {
      const byDay = new Map(cellsOf(result).map((cells) => [cells.day, cells]));
      const findings = days.flatMap((day): readonly Finding[] => {
        const cells = byDay.get(day);
        if (cells !== undefined) return [{ check, day, ...find(cells) } as Finding];
        const message = `neither table has rows in the session of ${day}`;
        return unmeasured([check], [day], { outcome: "no_data", reason: "no_rows", message });
      });
      return { findings, coverage: [] };
    },
  };
}
