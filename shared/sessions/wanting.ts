import type { LookEntry, LookQueue } from "../look-requests/port.ts";
import { RegistrarError } from "../runtime/errors.ts";
import type { SessionRecord } from "./session-record.ts";

/** Has a run said anything of the session that a write takes back? */
export function isWithdrawable(record: SessionRecord | undefined): record is SessionRecord {
  if (record === undefined) return false;
  const { judged, state, reason, wasMissing } = record;
  return judged !== null || state === "missing" || wasMissing === true || reason === "changed_during_scan";
}

/** Is there something that nobody has judged, although somebody judges this session? */
export function wantsVerdict({ state, reason }: Pick<SessionRecord, "state" | "reason">): boolean {
  return state === "changed" || reason === "changed_during_scan" || reason === "not_judged";
}

/**
 * Asks for looks at sessions that a run has left without a verdict about what is there, because they were written while it
 * read them, or before: an event of that may have been heard before the run was.
 */
export function leftByRun(records: readonly SessionRecord[], now: number): LookEntry[] {
  return records
    .filter((record) => isWithdrawable(record) && wantsVerdict(record))
    .map(({ dataset, session }) => ({
      request: { dataset, day: session, purpose: "verdict", since: now, written: undefined },
      delay: 0,
    }));
}

/** Sends them. Throws LOOK_NOT_ASKED, so that the run is tried again. */
export async function askAgain(
  entries: readonly LookEntry[],
  queue: LookQueue,
  signal: AbortSignal,
): Promise<void> {
  const [refused] = await queue.send(entries, signal);
  if (refused === undefined) return;
  const [{ request }, reason] = refused;
  const message = `${request.dataset} ${request.day}: ${reason}`;
  throw new RegistrarError("LOOK_NOT_ASKED", message, { retryable: true });
}
