import { RegistrarError } from "../runtime/errors.ts";
import type { RecordStore } from "../store/port.ts";
import { type SessionName, sessionRecordKey } from "./keys.ts";
import {
  parseSessionRecord,
  type SessionChange,
  type SessionRecord,
  sessionRecordText,
} from "./session-record.ts";
import { toldUpTo } from "./session-state.ts";

/** Where the states of sessions are kept, and who is told of their changes. */
export interface SessionPorts {
  readonly records: RecordStore;
  /** Tells a change; may be called again with one that was told. Throws RegistrarError. */
  readonly tell: (name: SessionName, change: SessionChange, signal: AbortSignal) => Promise<void>;
}

/** Tells each of them, one after the other. Throws what the first throws that refuses. */
export function tellAll(...tellers: readonly SessionPorts["tell"][]): SessionPorts["tell"] {
  return async (name, change, signal) => {
    for (const tell of tellers) await tell(name, change, signal);
  };
}

export interface UpdatedSession {
  /** As it is now; undefined if there is nothing to keep. */
  readonly record: SessionRecord | undefined;
  /** Did this call change the state? */
  readonly hasChanged: boolean;
}

/** Writers that may come in between before one of them gives up. */
const ATTEMPTS = 5;

/**
 * Brings the state of a session up to date, and tells what changed. `next` is called with the record that was read, looks
 * after that, and answers what is written over that one alone: so what was seen is never older than what it is written over,
 * whoever else writes and whatever the clocks say. Undefined leaves things as they are. Throws RegistrarError.
 */
export async function updateSession(
  name: SessionName,
  bucket: string,
  next: (old: SessionRecord | undefined) => Promise<SessionRecord | undefined>,
  ports: SessionPorts,
  signal: AbortSignal,
): Promise<UpdatedSession> {
  const key = sessionRecordKey(name);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const stored = await ports.records.read(bucket, key, signal);
    const old = stored && parseSessionRecord(stored.text, key);
    const record = await next(old);
    if (record === undefined) return { record: old, hasChanged: false };
    const over = stored?.version ?? "nothing";
    const written = await ports.records.write(bucket, key, sessionRecordText(record), over, signal);
    if (written === "outdated") continue;
    const told = await tellChanges(record, written.version, bucket, ports, signal);
    return { record: told, hasChanged: record.sequence !== old?.sequence };
  }
  const message = `${key} was written by others ${ATTEMPTS} times while it was looked at`;
  throw new RegistrarError("STORE_REFUSED", message, { retryable: true });
}

/**
 * Tells what was not told yet, in order, and remembers that it was. Who dies in between leaves it to the next writer, who
 * tells it again.
 */
export async function tellChanges(
  record: SessionRecord,
  version: string,
  bucket: string,
  { records, tell }: SessionPorts,
  signal: AbortSignal,
): Promise<SessionRecord> {
  const last = record.untold.at(-1)?.sequence;
  if (last === undefined) return record;
  const name = { dataset: record.dataset, day: record.session };
  for (const change of record.untold) await tell(name, change, signal);
  const key = sessionRecordKey(name);
  let [latest, over] = [record, version];
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const told = toldUpTo(latest, last);
    const written = await records.write(bucket, key, sessionRecordText(told), over, signal);
    if (written !== "outdated") return told;
    const stored = await records.read(bucket, key, signal);
    if (stored === undefined) return told;
    [latest, over] = [parseSessionRecord(stored.text, key), stored.version];
  }
  // Others write all the time: one of them tells it again, and remembers.
  return latest;
}
