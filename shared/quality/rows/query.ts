import { halves } from "../../athena/parts.ts";
import type { CheckQuery } from "../ask.ts";
import type { CheckId } from "../checks/index.ts";
import type { CheckFinding, UnmeasuredFinding } from "../finding.ts";
import type { RowSession } from "../windows.ts";

/** What is to be asked about rows, and what can be said without asking. */
export interface RowPlan {
  readonly queries: readonly CheckQuery[];
  readonly findings: readonly CheckFinding[];
}

export const NO_PLAN: RowPlan = { queries: [], findings: [] };

/** A query of some sessions, not divided yet. */
export type SessionQuery = Omit<CheckQuery, "parts" | "reworded" | "days">;

/**
 * A query of some sessions, and of any part of them. It goes no further than a session, whose checks count all of its
 * partitions: without one of them its symbols would seem to be missing. What else a session can be divided by, the
 * caller may know.
 */
export function bySessions(
  sessions: readonly RowSession[],
  queryOf: (sessions: readonly RowSession[]) => SessionQuery,
  ofOneSession: (sessions: readonly RowSession[]) => readonly CheckQuery[] = () => [],
): CheckQuery {
  return {
    ...queryOf(sessions),
    days: sessions.map(({ session }) => session.day),
    parts: () =>
      sessions.length === 1
        ? ofOneSession(sessions)
        : halves(sessions).map((half) => bySessions(half, queryOf, ofOneSession)),
  };
}

/** The findings that a query of some sessions is to look up. */
export function findingsOf(
  sessions: readonly RowSession[],
  findings: readonly CheckFinding[],
): CheckFinding[] {
  const days = sessions.map(({ session }) => session.day);
  return findings.filter(({ day }) => day !== null && days.includes(day));
}

/** What could not be measured, for every check of every day. */
export function unmeasured(
  checks: readonly CheckId[],
  days: readonly string[],
  why: Pick<UnmeasuredFinding, "outcome" | "reason" | "message">,
): UnmeasuredFinding[] {
  return days.flatMap((day) => checks.map((check) => ({ check, day, ...why })));
}
