import { RegistrarError } from "../runtime/errors.ts";
import { quoted } from "../runtime/text.ts";
import type { DataVersion } from "./data-version.ts";
import { isSeenObjects, type ObjectChange, type SeenObjects } from "./object-changes.ts";
import type { Verdict } from "./session-verdict.ts";

/** What can be said of a session's data. docs/results.md has the same table. */
export const DATA_STATES = {
  pending: "there is no verdict yet by which it may be used; the reason says why",
  missing: "its data were due, and there are none",
  provisional: "all checks passed, and it was written within the dataset's correction window",
  available:
    "all checks passed on the objects that are there, and nothing was written within the correction window",
  degraded: "no check failed, and some warned; failures that are acknowledged warn",
  changed: "an object was written, replaced or removed since the verdict",
} as const;

export type DataState = keyof typeof DATA_STATES;

/** Why a session is pending. */
export const PENDING_REASONS = {
  not_judged: "no run has made its checks, or only one from before there were versions",
  changed_during_scan: "objects were written while a run read it",
  checks_failed: "a check failed, or found no data",
  not_evaluated: "a check could not be evaluated, or not yet",
  uncovered_objects:
    "objects lie in its folders that no registered partition covers, so that Athena does not see them",
  located_elsewhere: "a partition points out of the dataset's folder, where nobody sees when it changes",
} as const;

export type PendingReason = keyof typeof PENDING_REASONS;

/** One change of a session's state: what is told of it, and a row of the table session_changes. */
export interface SessionChange {
  readonly sequence: number;
  readonly state: DataState;
  /** Only of pending sessions. */
  readonly reason: PendingReason | null;
  /** When it was noticed, ISO 8601. Later than that of the change before, whatever the clocks of the writers say. */
  readonly since: string;
  /** The verdict that it rests on, or that no longer holds if it changed; null if there is none, or no data. */
  readonly verdict: Verdict | null;
  /** How the objects differed then from those that were judged before; null if nobody knows. Earlier versions told none. */
  readonly change?: ObjectChange | null | undefined;
}

/** The state of one session of one dataset: one object in S3, and the only truth. */
export interface SessionRecord extends SessionChange {
  readonly schemaVersion: 1;
  readonly dataset: string;
  /** YYYY-MM-DD */
  readonly session: string;
  /** The last verdict that there was, which holds again if the same bytes come back. */
  readonly judged: Verdict | null;
  /** The objects at the last look, and what had changed. Records that were written by earlier versions have none. */
  readonly seen?: SeenObjects | undefined;
  /** It was missing or may come at any time, and nobody has judged yet what came: the run that would have has been. */
  readonly wasMissing?: true | undefined;
  /** How often it was looked at. Each look writes, so that none which began earlier can write over it. */
  readonly looks: number;
  /** Changes that were not told yet, oldest first. The last one that was is the one before them. */
  readonly untold: readonly SessionChange[];
}

export const SESSION_SCHEMA = 1;

/** Throws SESSION_UNREADABLE for another schema version, and for what is no record of this session. */
export function parseSessionRecord(text: string, key: string): SessionRecord {
  const record = parsed(text, key);
  const { schemaVersion, sequence, state, since, untold, judged, looks } = record;
  if (schemaVersion !== SESSION_SCHEMA) {
    const found = schemaVersion === undefined ? "no schemaVersion" : `schemaVersion ${quoted(schemaVersion)}`;
    throw unreadable(key, `it has ${found}, and this version of the registrar reads ${SESSION_SCHEMA}`);
  }
  const isRecord =
    Number.isSafeInteger(sequence) &&
    Number.isSafeInteger(looks) &&
    Object.hasOwn(DATA_STATES, String(state)) &&
    isTime(since) &&
    (judged === null || isVerdict(judged)) &&
    Array.isArray(untold) &&
    untold.every((change) => Number.isSafeInteger(change?.sequence) && isTime(change?.since));
  if (!isRecord) throw unreadable(key, `it begins ${quoted(text.slice(0, 80))}`);
  const { seen, ...rest } = record;
  return { ...rest, ...(isSeenObjects(seen) && { seen }) } as unknown as SessionRecord;
}

export function sessionRecordText(record: SessionRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

function parsed(text: string, key: string): Readonly<Record<string, unknown>> {
  try {
    return (JSON.parse(text) ?? {}) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw unreadable(key, "it is not JSON", cause);
  }
}

function isVerdict(value: unknown): boolean {
  const { version, asOf, checks } = (value ?? {}) as Partial<Record<keyof Verdict, unknown>>;
  const { hash } = (version ?? {}) as Partial<Record<keyof DataVersion, unknown>>;
  return typeof hash === "string" && isTime(asOf) && typeof checks === "object" && checks !== null;
}

const isTime = (value: unknown) => typeof value === "string" && !Number.isNaN(Date.parse(value));

function unreadable(key: string, why: string, cause?: unknown): RegistrarError {
  const message = `${key} is not the state of a session: ${why}. Delete it to have the session judged anew`;
  return new RegistrarError("SESSION_UNREADABLE", message, { cause });
}
