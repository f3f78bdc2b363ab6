import type { LookEntry } from "../look-requests/port.ts";
import type { SessionRecord } from "../sessions/session-record.ts";
import { CLOCKS_MS } from "../sessions/session-state.ts";
import { isWithdrawable, wantsVerdict } from "../sessions/wanting.ts";
import type { SessionClaim } from "./plan.ts";

/**
 * When a session is looked at, and when a verdict is asked for. Pure. Times are milliseconds since 1970, durations
 * milliseconds.
 */

/** How long a session is left alone after a write before it is judged: a job writes more than one file. */
export const SETTLE_MS = 3 * 60_000;
/** Requests for verdicts come at multiples of it, so that those of one session meet and become one. */
const TOGETHER_MS = 60_000;
/** For how long objects may lie without a partition before they are left to the nightly comparison. */
export const UNCOVERED_MS = 60 * 60_000;
/** SQS API, SendMessageBatch: DelaySeconds is 0 to 900. */
const LONGEST_DELAY = 900;

/**
 * What to do about a session before anybody looks. "follow": it was withdrawn already, so that its verdict is all that
 * is left to ask for.
 */
export function firstStep(
  claim: SessionClaim,
  record: SessionRecord | undefined,
): "drop" | "follow" | "look" {
  const { isForVerdict } = claim;
  if (record === undefined) return "drop";
  if (record.untold.length > 0) return "look";
  if (!isWithdrawable(record) && !(isForVerdict && wantsVerdict(record))) return "drop";
  return record.state === "changed" && !isForVerdict ? "follow" : "look";
}

/** What to do once a session was looked at, and its record brought up to date. */
export type NextStep =
  | { readonly kind: "done" }
  | { readonly kind: "again"; readonly entry: LookEntry; readonly due: number }
  | { readonly kind: "ask" };

/** `lastWrite` is what the listing tells, ISO 8601; undefined if it was not listed. */
export function nextStep(
  claim: SessionClaim,
  record: Pick<SessionRecord, "state" | "reason">,
  lastWrite: string | null | undefined,
  now: number,
): NextStep {
  if (record.reason === "uncovered_objects" && now - claim.since < UNCOVERED_MS) {
    return again(claim, now + SETTLE_MS, now);
  }
  if (!wantsVerdict(record)) return { kind: "done" };
  const due = quietSince(claim, lastWrite, now) + SETTLE_MS;
  return claim.isForVerdict && due <= now ? { kind: "ask" } : again(claim, due, now);
}

/** The newest write that is known. A time that lies too far ahead is of a clock that is off, and counts for nothing. */
function quietSince({ written, since }: SessionClaim, lastWrite: string | null | undefined, now: number) {
  const listed = Date.parse(lastWrite ?? "") || 0;
  const known = Math.max(written ?? 0, listed <= now + CLOCKS_MS ? listed : 0);
  return known === 0 ? since : known;
}

function again({ dataset, day, since, written }: SessionClaim, due: number, now: number): NextStep {
  const at = Math.ceil(Math.max(due, now + 1) / TOGETHER_MS) * TOGETHER_MS;
  const delay = Math.min(LONGEST_DELAY, Math.ceil((at - now) / 1000));
  return {
    kind: "again",
    entry: { request: { dataset: dataset.name, day, purpose: "verdict", since, written }, delay },
    due: at,
  };
}
