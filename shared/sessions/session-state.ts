import { isDeepStrictEqual } from "node:util";
import type { DataVersion } from "./data-version.ts";
import { isUntouched } from "./data-version.ts";
import { type ObjectChange, seenAfter } from "./object-changes.ts";
import type { SessionObjects } from "./session-objects.ts";
import {
  type DataState,
  type PendingReason,
  SESSION_SCHEMA,
  type SessionChange,
  type SessionRecord,
} from "./session-record.ts";
import type { Findings, Verdict } from "./session-verdict.ts";

/** What a writer sees of a session, all of it after the record was read that it is going to write over. */
export interface SessionLook {
  readonly dataset: string;
  /** YYYY-MM-DD */
  readonly day: string;
  readonly objects: SessionObjects;
  readonly isDue: boolean;
  /** Its data may come at any time, so that the run that would have read them has been. */
  readonly isUndated?: boolean;
  /** Nothing was written within the dataset's correction window. */
  readonly isFinal: boolean;
  /** The writer's clock, milliseconds since 1970. */
  readonly now: number;
  /** What a run has found; undefined if no run looks, but somebody else. */
  readonly run?: RunFindings;
}

export interface RunFindings {
  /** The moment that the run judged from, ISO 8601. */
  readonly asOf: string;
  readonly runId: string;
  /** What was there before the run read the rows; undefined if it read none. */
  readonly before: DataVersion | undefined;
  readonly findings: Findings;
}

/** Milliseconds by which the clocks of two writers may differ. */
export const CLOCKS_MS = 5 * 60_000;

/** The record to write over the old one; undefined if there is none, and nothing to keep. Pure. */
export function nextRecord(old: SessionRecord | undefined, look: SessionLook): SessionRecord | undefined {
  const judged = judgedAfter(old?.judged ?? null, look);
  const found = stateOf(judged, look);
  if (old === undefined && found === undefined) return undefined;
  const { state, reason, verdict } = found ?? pending("not_judged", null);
  const { version, digests } = look.objects;
  const isBase = judged === null || judged.version.hash === version.hash;
  const seen = seenAfter(old?.seen, { version, digests, isBase, now: look.now });
  if (old !== undefined && isSame(old, { state, reason, verdict })) {
    // Written although nothing is new: a look that began before this one must not write over what this one saw.
    return { ...old, verdict, judged, seen, looks: old.looks + 1 };
  }
  const { dataset, day: session, now } = look;
  const isLate =
    old?.state === "missing" || (look.isUndated === true && look.run?.findings.isWhole === false);
  const { wasMissing = isLate || undefined, ...before } = old ?? { ...EMPTY, dataset, session };
  const isOwed = wasMissing === true && judged === null && state === "pending";
  const next = changedTo(before, { state, reason, verdict }, seen.change, now);
  return { ...next, judged, seen, looks: before.looks + 1, ...(isOwed && { wasMissing }) };
}

const EMPTY = {
  schemaVersion: SESSION_SCHEMA,
  sequence: 0,
  since: null,
  judged: null,
  wasMissing: undefined,
  looks: 0,
  untold: [],
} as const;

/** What a record becomes by a change, which is still to be told. */
function changedTo<Old extends Before>(old: Old, found: Found, objects: ObjectChange | null, now: number) {
  const since = Math.max(now, old.since === null ? 0 : Date.parse(old.since) + 1);
  const change: SessionChange = {
    sequence: old.sequence + 1,
    ...found,
    since: new Date(since).toISOString(),
    change: objects,
  };
  return { ...old, ...change, untold: [...old.untold, change] };
}

interface Before {
  readonly sequence: number;
  readonly since: string | null;
  readonly untold: readonly SessionChange[];
}

/**
 * A record whose verdict is withdrawn without a look: something was written, and it is not known whether that changed
 * anything. Undefined if there is none that anybody may rely on. Pure.
 */
export function withdrawn(old: SessionRecord, now: number): SessionRecord | undefined {
  if (old.judged === null || old.state === "changed") return undefined;
  const found = { state: "changed", reason: null, verdict: old.judged } as const;
  // What was written nobody has seen.
  return { ...changedTo(old, found, null, now), looks: old.looks + 1 };
}

/** A record of which the changes up to one of them were told. */
export function toldUpTo(record: SessionRecord, sequence: number): SessionRecord {
  return { ...record, untold: record.untold.filter((change) => change.sequence > sequence) };
}

type Found = Pick<SessionChange, "state" | "reason" | "verdict">;

function isSame(old: SessionRecord, { state, reason, verdict }: Found): boolean {
  return old.state === state && old.reason === reason && old.verdict?.version.hash === verdict?.version.hash;
}

/** The last verdict that there is, once a run has been heard. */
function judgedAfter(old: Verdict | null, { objects, isDue, run, now }: SessionLook): Verdict | null {
  if (run === undefined) return old;
  const { asOf, runId, before, findings } = run;
  const same = old !== null && old.version.hash === objects.version.hash ? old : undefined;
  // Of the same bytes the run that judged last is right, whichever is written last. One from the future is no run.
  if (same !== undefined && isLater(same, run) && Date.parse(same.asOf) <= now + CLOCKS_MS) return old;
  if (findings.isWhole) {
    const isEmpty = findings.passed.length === 0 && Object.keys(findings.marks).length === 0;
    // Where nothing is, nor has to be, there is nothing to judge: what comes later would be a change of it.
    const isOfNothing = objects.version.objects === 0 && !isDue;
    if (isEmpty || isOfNothing || before === undefined || !isUntouched(before, objects.version)) return old;
    return { version: objects.version, asOf, runId, checks: findings.marks };
  }
  // Some of the checks, and none of rows: what others have found of these bytes stands.
  if (same === undefined) return old;
  const kept = Object.entries(same.checks).filter(([check]) => !findings.passed.includes(check));
  const checks = { ...Object.fromEntries(kept), ...findings.marks };
  return isDeepStrictEqual(checks, same.checks) ? same : { ...same, asOf, runId, checks };
}

function isLater(one: Pick<Verdict, "asOf" | "runId">, other: Pick<Verdict, "asOf" | "runId">): boolean {
  const [time, otherTime] = [Date.parse(one.asOf), Date.parse(other.asOf)];
  return time > otherTime || (time === otherTime && one.runId > other.runId);
}

/** What can be said of the objects that are there; undefined if there are none, nor any that should be. */
function stateOf(judged: Verdict | null, look: SessionLook): Found | undefined {
  const { objects, isDue, isFinal, run } = look;
  const { version } = objects;
  const hidden = hiddenBy(objects);
  if (version.objects === 0) {
    if (hidden !== undefined) return pending(hidden, null);
    if (isDue) return { state: "missing", reason: null, verdict: null };
    return judged === null ? undefined : { state: "changed", reason: null, verdict: judged };
  }
  if (judged === null) {
    const wasRead = run?.findings.isWhole === true && run.before !== undefined;
    const isMoving = wasRead && !isUntouched(run.before!, version);
    return pending(isMoving ? "changed_during_scan" : "not_judged", null);
  }
  if (judged.version.hash !== version.hash) return { state: "changed", reason: null, verdict: judged };
  const marks = Object.values(judged.checks);
  if (marks.includes("fail")) return pending("checks_failed", judged);
  if (marks.includes("unknown")) return pending("not_evaluated", judged);
  if (hidden !== undefined) return pending(hidden, judged);
  return { state: usable(marks.includes("warn"), isFinal), reason: null, verdict: judged };
}

function usable(warns: boolean, isFinal: boolean): DataState {
  if (warns) return "degraded";
  return isFinal ? "available" : "provisional";
}

/** What a verdict does not cover, because Athena or the listing does not see it. */
function hiddenBy({ uncovered, elsewhere }: SessionObjects): PendingReason | undefined {
  if (elsewhere > 0) return "located_elsewhere";
  return uncovered > 0 ? "uncovered_objects" : undefined;
}

function pending(reason: PendingReason, verdict: Verdict | null): Found {
  return { state: "pending", reason, verdict };
}
