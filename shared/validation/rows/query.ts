import type { CheckQuery } from "../asking.ts";
import type { CheckId } from "../checks.ts";
import type { Finding, Unmeasured } from "../finding.ts";

/** What is to be asked about rows, and what can be said without asking. */
export interface RowPlan {
  readonly queries: readonly CheckQuery[];
  readonly findings: readonly Finding[];
}

export const NO_PLAN: RowPlan = { queries: [], findings: [] };

/** What could not be measured, for every check of every day. */
export function unmeasured(
  checks: readonly CheckId[],
  days: readonly string[],
  why: Pick<Unmeasured, "outcome" | "reason" | "message">,
): Unmeasured[] {
  return days.flatMap((day) => checks.map((check) => ({ check, day, ...why })));
}
