import type { Session } from "../calendar/calendar.ts";
import { calendarOf } from "../calendar/declaration.ts";
import { messageOf, RegistrarError } from "../runtime/errors.ts";
import type { SessionRecord } from "../sessions/session-record.ts";
import { nextRecord, withdrawn } from "../sessions/session-state.ts";
import { type SessionPorts, updateSession } from "../sessions/update-session.ts";
import type { SessionClaim } from "./plan.ts";
import type { Seeing } from "./port.ts";

/** A session as a look left it. */
export interface LookedSession {
  readonly record: SessionRecord | undefined;
  readonly hasChanged: boolean;
  /** What is there, if it was listed. */
  readonly seen:
    | { readonly version: string; readonly lastWrite: string | null; readonly bytes: number }
    | undefined;
  /** Why it was not compared, for people. */
  readonly unseen: string | undefined;
}

export interface LookingPorts extends SessionPorts {
  readonly see: Seeing;
  readonly clock: { now(): number };
}

/** Why a session may not be listed, or why nobody knows whether it may; undefined if it may. */
export type LookRefusal = string | RegistrarError | undefined;

/** Asked before each listing. */
export type Granting = () => Promise<LookRefusal>;

/**
 * Compares a session with its verdict, and writes what that makes of it. One that is too large to be listed, or that may not
 * be, is not compared: if it was written, its verdict is withdrawn all the same. Throws RegistrarError.
 */
export async function lookAt(
  claim: SessionClaim,
  grant: Granting,
  bucket: string,
  ports: LookingPorts,
  signal: AbortSignal,
): Promise<LookedSession> {
  const { dataset, day, isWritten } = claim;
  const session = sessionOf(claim);
  let seen: LookedSession["seen"];
  let unseen: string | undefined;
  const next = async (old: SessionRecord | undefined) => {
    const refusal = await grant();
    // To compare can wait until it is known whether there are looks.
    if (refusal instanceof RegistrarError && !isWritten) throw refusal;
    seen = undefined;
    unseen = refusal && messageOf(refusal);
    if (refusal === undefined) {
      const look = await ports.see(dataset, session, signal).catch(orTooLarge);
      if (!(look instanceof RegistrarError)) {
        const { hash, lastWrite, bytes } = look.objects.version;
        seen = { version: hash, lastWrite, bytes };
        return nextRecord(old, { ...look, now: ports.clock.now() });
      }
      unseen = look.message;
    }
    return old === undefined || !isWritten ? untold(old) : (withdrawn(old, ports.clock.now()) ?? untold(old));
  };
  const { record, hasChanged } = await updateSession(
    { dataset: dataset.name, day },
    bucket,
    next,
    ports,
    signal,
  );
  return { record, hasChanged, seen, unseen };
}

/** What was not told yet is told when it is written again. */
const untold = (old: SessionRecord | undefined) =>
  old === undefined || old.untold.length === 0 ? undefined : { ...old, looks: old.looks + 1 };

function orTooLarge(thrown: unknown): RegistrarError {
  if (thrown instanceof RegistrarError && thrown.code === "SESSION_TOO_LARGE") return thrown;
  throw thrown;
}

function sessionOf({ dataset, day }: SessionClaim): Session {
  const session = calendarOf(dataset.quality.calendar).session(day);
  if (session !== undefined) return session;
  throw new RegistrarError(
    "SESSION_UNREADABLE",
    `${dataset.name} has no session on ${day}, and a state of one`,
  );
}
