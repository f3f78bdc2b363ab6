import type { Session } from "../calendar/calendar.ts";
import type { RunDocument } from "../quality/result.ts";
import { registeredOf } from "../quality/sessions.ts";
import type { CatalogSnapshot } from "../quality/snapshot.ts";
import type { ValidationRequest } from "../quality/validation-request.ts";
import { messageOf, RegistrarError } from "../runtime/errors.ts";
import { inParallel } from "../runtime/parallel.ts";
import type { ObjectStore } from "../store/port.ts";
import type { DataVersion } from "./data-version.ts";
import { lookAtSession } from "./look-at-session.ts";
import { listLocated, type SeeingPorts } from "./see-session.ts";
import type { SessionRecord } from "./session-record.ts";
import { nextRecord, type SessionLook } from "./session-state.ts";
import { findingsOf } from "./session-verdict.ts";
import { type SessionPorts, updateSession } from "./update-session.ts";

/** Sessions listed at once. Each is a stream of calls, one after another. */
const AT_ONCE = 8;

export interface RunSessionPorts extends SessionPorts, SeeingPorts {}

/** A session that a run looks at. */
export interface RunSession {
  readonly snapshot: CatalogSnapshot;
  readonly session: Session;
  /** What was there before its rows were read; undefined if they are not read, or it could not be listed. */
  readonly before: DataVersion | undefined;
  readonly isRead: boolean;
}

/** The sessions of a run after the close; those whose rows it is going to read are listed. */
export async function listBeforeScan(
  datasets: readonly CatalogSnapshot[],
  store: ObjectStore,
  signal: AbortSignal,
): Promise<readonly RunSession[]> {
  return inParallel(datasets.flatMap(sessionsOf), AT_ONCE, async (one) => {
    if (!one.isRead) return { ...one, before: undefined };
    // One that cannot be listed is read all the same, and gets no verdict of this run.
    return { ...one, before: await versionOf(one, store, signal) };
  });
}

async function versionOf(
  { snapshot, session }: Omit<RunSession, "before">,
  store: ObjectStore,
  signal: AbortSignal,
): Promise<DataVersion | undefined> {
  try {
    return (await listLocated(snapshot, session.day, store, signal)).version;
  } catch (thrown) {
    if (thrown instanceof RegistrarError) return undefined;
    throw thrown;
  }
}

function sessionsOf(snapshot: CatalogSnapshot): Omit<RunSession, "before">[] {
  const { window, days, now } = snapshot;
  const read = new Set(window.rows.map(({ session }) => session.day));
  const held = registeredOf(snapshot);
  const isEmpty = !("value" in held) && held.outcome === "no_data";
  const closed = window.expected.filter(({ close }) => close <= now);
  // Of a table that has nothing yet, the sessions before it began are not missing.
  const looked = isEmpty && days === undefined ? closed.slice(-1) : closed;
  return looked.map((session) => ({ snapshot, session, isRead: read.has(session.day) }));
}

/** What a run does to the states of sessions. */
export interface KeptSessions {
  /** All of which there is a state, as they are now. */
  readonly records: readonly SessionRecord[];
  /** Those that changed in this run. */
  readonly changed: readonly SessionRecord[];
  /** Why the state of a session could not be brought up to date, one sentence each. */
  readonly problems: readonly string[];
}

/**
 * Brings the states of a run's sessions up to date. Each is looked at once more, Glue and S3 alike; what cannot be is a
 * problem of that session alone. `clock` is the writer's.
 */
export async function keepSessions(
  sessions: readonly RunSession[],
  request: ValidationRequest,
  document: RunDocument,
  ports: RunSessionPorts,
  signal: AbortSignal,
  clock: () => number = Date.now,
): Promise<KeptSessions> {
  const changed: SessionRecord[] = [];
  const problems: string[] = [];
  const kept = await inParallel(sessions, AT_ONCE, async (one) => {
    const name = { dataset: one.snapshot.dataset.name, day: one.session.day };
    try {
      const next = async (old: SessionRecord | undefined) =>
        nextRecord(old, await lookAt(one, request, document, ports, signal, clock));
      const { record, hasChanged } = await updateSession(name, request.bucket, next, ports, signal);
      if (record !== undefined && hasChanged) changed.push(record);
      return record;
    } catch (thrown) {
      if (!(thrown instanceof RegistrarError)) throw thrown;
      problems.push(`${name.dataset} ${name.day}: ${thrown.code}: ${messageOf(thrown)}`);
      return undefined;
    }
  });
  return { records: kept.filter((record) => record !== undefined), changed, problems };
}

/** Throws SESSION_NOT_KEPT, once everything else is done, so that the run is tried again and an alarm tells of it. */
export function refuseProblems({ problems }: KeptSessions): void {
  if (problems.length === 0) return;
  const shown = problems.slice(0, PROBLEMS_SHOWN).join("; ");
  const others = problems.length > PROBLEMS_SHOWN ? ` … and ${problems.length - PROBLEMS_SHOWN} more` : "";
  throw new RegistrarError("SESSION_NOT_KEPT", `${shown}${others}`, { retryable: true });
}

const PROBLEMS_SHOWN = 10;

async function lookAt(
  { snapshot: { dataset }, session, before, isRead }: RunSession,
  { stage, bucket, asOf }: ValidationRequest,
  document: RunDocument,
  ports: RunSessionPorts,
  signal: AbortSignal,
  clock: () => number,
): Promise<SessionLook> {
  const look = await lookAtSession(dataset, session, { stage, bucket, asOf }, ports, signal);
  const findings = findingsOf(document, dataset.name, session.day, isRead);
  return { ...look, now: clock(), run: { asOf: document.asOf, runId: document.runId, before, findings } };
}
