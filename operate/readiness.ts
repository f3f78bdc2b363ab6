/** May a session be used now? By the state that is kept of it, and by what Glue and S3 hold at this moment. */

import { calendarOf } from "../shared/calendar/declaration.ts";
import { NO_DEADLINE } from "../shared/calendar/sla.ts";
import type { ValidatedDataset } from "../shared/quality/snapshot.ts";
import { RegistrarError } from "../shared/runtime/errors.ts";
import { isDue } from "../shared/sessions/correction-window.ts";
import { sessionRecordKey } from "../shared/sessions/keys.ts";
import { type SeeingOptions, type SeeingPorts, seeSession } from "../shared/sessions/see-session.ts";
import {
  type DataState,
  PENDING_REASONS,
  type PendingReason,
  parseSessionRecord,
  type SessionRecord,
} from "../shared/sessions/session-record.ts";
import type { RecordStore } from "../shared/store/port.ts";

/** States that a caller can be content with; a session that is available is always good enough. */
export const ACCEPTABLE = ["available", "provisional", "degraded"] as const satisfies readonly DataState[];
export type Acceptable = (typeof ACCEPTABLE)[number];

export interface Readiness {
  readonly dataset: string;
  /** YYYY-MM-DD */
  readonly session: string;
  readonly answer: "ready" | "not ready" | "unknown";
  /** As it is now: changed, if objects differ from those of a verdict that was kept. Null if nothing is kept. */
  readonly state: DataState | null;
  readonly reason: PendingReason | null;
  /** Of the objects that are there now. */
  readonly version: string;
  /** Of the changes of its state; null if nothing is kept. */
  readonly sequence: number | null;
  /** Checks that did not pass, with what they say. */
  readonly checks: Readonly<Record<string, string>>;
  /** One sentence. */
  readonly message: string;
}

export interface ReadinessPorts extends SeeingPorts {
  readonly records: Pick<RecordStore, "read">;
}

/** Throws RegistrarError. */
export async function readReadiness(
  dataset: ValidatedDataset,
  day: string,
  accepted: readonly Acceptable[],
  options: SeeingOptions,
  ports: ReadinessPorts,
  signal: AbortSignal,
): Promise<Readiness> {
  const name = { dataset: dataset.name, day };
  const key = sessionRecordKey(name);
  const stored = await ports.records.read(options.bucket, key, signal);
  const record = stored && parseSessionRecord(stored.text, key);
  // After the record: what is seen now is never older than what was written about it.
  const { objects } = await seeSession(dataset, day, options, ports, signal);
  const { hash } = objects.version;
  const about = { dataset: dataset.name, session: day, version: hash, checks: record?.verdict?.checks ?? {} };
  if (record === undefined) {
    const message = `no run has told of ${dataset.name} on ${day} yet${dueOf(dataset, day, options.asOf)}`;
    return { ...about, answer: "unknown", state: null, reason: null, sequence: null, message };
  }
  const { sequence } = record;
  const hidden = objects.uncovered + objects.elsewhere;
  if (isUsable(record) && (record.verdict?.version.hash !== hash || hidden > 0)) {
    const message = `objects of ${dataset.name} on ${day} were written, replaced or removed since the verdict of ${record.verdict?.asOf}`;
    return { ...about, answer: "not ready", state: "changed", reason: null, sequence, message };
  }
  const { state, reason } = record;
  const isAccepted = accepted.some((one) => one === state);
  const answer = isAccepted ? "ready" : "not ready";
  return { ...about, answer, state, reason, sequence, message: messageOf(record) };
}

const isUsable = ({ state }: SessionRecord) => ACCEPTABLE.some((one) => one === state);

function messageOf({ dataset, session, state, reason, since, verdict }: SessionRecord): string {
  const checks = Object.entries(verdict?.checks ?? {}).map(([check, mark]) => `${check} ${mark}`);
  const why = reason === null ? "" : `: ${PENDING_REASONS[reason]}`;
  const shown = checks.length === 0 ? "" : ` (${checks.join(", ")})`;
  return `${dataset} on ${session} is ${state} since ${since}${why}${shown}`;
}

function dueOf({ quality }: ValidatedDataset, day: string, now: number): string {
  const calendar = calendarOf(quality.calendar);
  const session = calendar.session(day);
  if (session === undefined) return `: ${calendar.name} has no session on that day`;
  if (quality.sla === NO_DEADLINE) return `; nothing has to be there: its sla is "${NO_DEADLINE}"`;
  return isDue(calendar, session, quality, now) ? "" : "; it is not due yet";
}

/** How somebody waits. */
export interface Waiting {
  /** Milliseconds, from now on. */
  readonly upTo: number;
  /** Milliseconds between two looks. */
  readonly between: number;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Hears of every answer but the last, and of what a look threw. */
  readonly tell: (message: string, leftMs: number) => void;
}

/**
 * Looks until the answer is "ready", or the time is over. What the first look throws is thrown at once: it would throw for
 * ever. Later ones may fail in between.
 */
export async function waitUntilReady(
  look: () => Promise<Readiness>,
  { upTo, between, now, sleep, tell }: Waiting,
): Promise<Readiness> {
  const end = now() + upTo;
  let found = await look();
  let failed: RegistrarError | undefined;
  while ((found.answer !== "ready" || failed !== undefined) && now() < end) {
    tell(failed?.message ?? found.message, end - now());
    await sleep(Math.min(between, end - now()));
    try {
      found = await look();
      failed = undefined;
    } catch (thrown) {
      if (!(thrown instanceof RegistrarError)) throw thrown;
      failed = thrown;
    }
  }
  if (failed !== undefined) throw failed;
  return found;
}
