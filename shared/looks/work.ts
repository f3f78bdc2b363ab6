import type { ClaimOutcomes, Parking } from "../events/batch.ts";
import type { Outcome } from "../events/outcome.ts";
import type { LookEntry, LookQueue } from "../look-requests/port.ts";
import { messageOf, RegistrarError } from "../runtime/errors.ts";
import type { SessionRecord } from "../sessions/session-record.ts";
import type { DailyBudget } from "./budget.ts";
import type { LookedSession, LookingPorts } from "./look-at.ts";
import type { LookClaim, SessionClaim } from "./plan.ts";
import type { VerdictQueue, VerdictRequest } from "./port.ts";

export interface LookPorts extends LookingPorts {
  readonly looks: LookQueue;
  readonly verdicts: VerdictQueue;
  readonly parking: Parking;
  readonly daily: DailyBudget;
  /** Sessions to be compared whether somebody told of a write or not. Throws RegistrarError. */
  readonly nightly: (now: number, signal: AbortSignal) => Promise<readonly LookEntry[]>;
}

/** What became of the sessions of a batch, as far as it is known. */
export class Work {
  readonly outcomes: ClaimOutcomes<LookClaim> = new Map();
  readonly again = new Map<LookEntry, SessionClaim>();
  readonly asks = new Map<VerdictRequest, SessionClaim>();
  readonly changed: SessionRecord[] = [];
  readonly withdrawnAfter: number[] = [];
  /** Whose verdict is due. */
  readonly due = new Map<SessionClaim, LookedSession>();
  looks = 0;
  heldBack = 0;
}

/** Does a step for a session; what goes wrong is the outcome of that one alone. */
export async function each<Answer>(
  claim: SessionClaim,
  work: Work,
  step: () => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await step();
  } catch (thrown) {
    work.outcomes.set(claim, failureOf(thrown));
    return undefined;
  }
}

/** What only a person can put right is parked. Throws what is a defect. */
export function failureOf(thrown: unknown): Outcome {
  if (!(thrown instanceof RegistrarError)) throw thrown;
  const { code, retryable } = thrown;
  const reason = messageOf(thrown);
  if (code === "SESSION_UNREADABLE" || code === "CALENDAR_OUT_OF_RANGE") {
    return { kind: "unreadable", code, reason };
  }
  return { kind: "failed", code, retryable, reason };
}

export const notSent = (reason: string): Outcome => ({
  kind: "failed",
  code: "LOOK_NOT_ASKED",
  retryable: true,
  reason,
});

export const reported = ({ dataset, day }: SessionClaim, why: string): Outcome => ({
  kind: "reported",
  reason: `${dataset.name} ${day}: ${why}`,
});
