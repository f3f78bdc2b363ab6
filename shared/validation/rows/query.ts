import type { QueryResult, Value } from "../../query/port.ts";
import type { CheckQuery } from "../asking.ts";
import type { CheckId } from "../checks.ts";
import type { Finding, Unmeasured } from "../finding.ts";

/** What is to be asked, and what can be said without asking. */
export interface RowPlan {
  readonly queries: readonly CheckQuery[];
  readonly findings: readonly Finding[];
}

export const NO_PLAN: RowPlan = { queries: [], findings: [] };

/** A row of a result by the names of its columns. */
export type Cells = Readonly<Record<string, Value>>;

export function cellsOf({ columns, rows }: QueryResult): Cells[] {
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index]!])));
}

/** What could not be measured, for every check of every day. */
export function unmeasured(
  checks: readonly CheckId[],
  days: readonly string[],
  why: Pick<Unmeasured, "outcome" | "reason" | "message">,
): Unmeasured[] {
  return days.flatMap((day) => checks.map((check) => ({ check, day, ...why })));
}
