import type { CheckOutcome, ReasonCode } from "../quality/outcome.ts";
import type { CheckResult, RunDocument } from "../quality/result.ts";
import { dayOfRun } from "../quality/results/keys.ts";
import type { DataVersion } from "./data-version.ts";

/** What a check that did not pass says of a session: it could not be evaluated, or not yet, if it is "unknown". */
export type CheckMark = "warn" | "unknown" | "fail";

/** What runs have found in one version of a session's data. */
export interface Verdict {
  readonly version: DataVersion;
  /** The moment that the newest of those runs judged from, ISO 8601. */
  readonly asOf: string;
  readonly runId: string;
  /** The checks that did not pass, by their ids. */
  readonly checks: Readonly<Record<string, CheckMark>>;
}

/** What one run found in a session, whatever version it was. */
export interface Findings {
  /** Every check of the session was made, that of its rows too: what earlier runs found counts no longer. */
  readonly isWhole: boolean;
  readonly passed: readonly string[];
  readonly marks: Readonly<Record<string, CheckMark>>;
}

/** A check that was skipped for one of these reasons says nothing against a session. The others do: it is too early to tell. */
export const HARMLESS: readonly ReasonCode[] = ["insufficient_history", "not_applicable", "market_closed"];

/** What a run found in a session. Results about the table as a whole count for the run's newest session. */
export function findingsOf(
  document: Pick<RunDocument, "results" | "sessions" | "asOf">,
  dataset: string,
  day: string,
  isWhole: boolean,
): Findings {
  const isOfRun = day === dayOfRun(document);
  const marks = new Map<string, CheckMark | "pass">();
  for (const result of document.results) {
    const isOurs = result.dataset === dataset && (result.day === day || (result.day === null && isOfRun));
    const mark = isOurs ? markOf(result) : undefined;
    const before = marks.get(result.checkId);
    if (mark !== undefined && (before === undefined || WEIGHT[mark] > WEIGHT[before])) {
      marks.set(result.checkId, mark);
    }
  }
  return {
    isWhole,
    passed: [...marks].flatMap(([check, mark]) => (mark === "pass" ? [check] : [])),
    marks: Object.fromEntries(
      [...marks].filter((entry): entry is [string, CheckMark] => entry[1] !== "pass"),
    ),
  };
}

const WEIGHT = { pass: 0, warn: 1, unknown: 2, fail: 3 } as const;

/** Undefined: the check says nothing of the session. */
function markOf({
  outcome,
  reason,
}: Pick<CheckResult, "outcome" | "reason">): CheckMark | "pass" | undefined {
  if (outcome === "skipped") return reason !== null && HARMLESS.includes(reason) ? undefined : "unknown";
  return MARKS[outcome];
}

const MARKS: Readonly<Record<Exclude<CheckOutcome, "skipped">, CheckMark | "pass">> = {
  pass: "pass",
  warn: "warn",
  fail: "fail",
  no_data: "fail",
  error: "unknown",
};
