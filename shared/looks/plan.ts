import type { Message, PlannedMessage, PlannedRecord } from "../events/batch.ts";
import type { Outcome } from "../events/outcome.ts";
import type { PlanContext } from "../events/routing.ts";
import { type LookRequest, readLookRequest } from "../look-requests/look-request.ts";
import { isValidated, type ValidatedDataset } from "../quality/snapshot.ts";
import { quoted } from "../runtime/text.ts";
import { isNightly } from "./nightly-message.ts";

/** What came to the look function, decided as far as it can be without asking S3. A value. */
export interface LookPlan {
  /** Every message of the batch, in its order. */
  readonly messages: readonly PlannedMessage<LookClaim>[];
  /** What to look at, each session once. */
  readonly sessions: readonly SessionClaim[];
  /** The schedule's message, if it is in the batch. */
  readonly nightly: NightlyClaim | undefined;
}

export type LookClaim = SessionClaim | NightlyClaim;

/** All that the batch's messages say of one session. */
export interface SessionClaim {
  readonly kind: "session";
  readonly dataset: ValidatedDataset;
  /** YYYY-MM-DD */
  readonly day: string;
  /** Was it written, as far as the one who asks knows? */
  readonly isWritten: boolean;
  /** Is its verdict due, or is it to be compared whether it was written or not? */
  readonly isForVerdict: boolean;
  /** Milliseconds since 1970, not after now. */
  readonly since: number;
  /** The newest write that somebody heard of, not after now. */
  readonly written: number | undefined;
  /** Of the messages: one that SQS delivers again has the id that it had. */
  readonly ids: readonly string[];
}

export interface NightlyClaim {
  readonly kind: "nightly";
}

/** Bytes to facts to decisions: pure and total. `now` is in milliseconds since 1970. */
export function planLooks(messages: readonly Message[], context: PlanContext, now: number): LookPlan {
  const sessions = new Map<string, Growing>();
  const validated = context.datasets.filter(isValidated);
  let nightly: NightlyClaim | undefined;
  const recordOf = (message: Message): PlannedRecord<LookClaim> => {
    if (isNightly(message.body)) {
      nightly ??= { kind: "nightly" };
      return resolvedBy(validated, nightly);
    }
    const request = readLookRequest(message.body);
    if (request === undefined || request === "broken") return { dataset: undefined, resolved: MALFORMED };
    const dataset = validated.find(({ name }) => name === request.dataset);
    if (dataset === undefined) return { dataset, resolved: unpromised(request) };
    const claim = claimIn(sessions, dataset, request, now);
    claim.ids.push(message.id);
    return { dataset, claim };
  };
  const planned = messages.map((message) => ({ message, records: [recordOf(message)] }));
  return { messages: planned, sessions: [...sessions.values()], nightly };
}

type Growing = { -readonly [K in keyof SessionClaim]: SessionClaim[K] } & { readonly ids: string[] };

function claimIn(
  sessions: Map<string, Growing>,
  dataset: ValidatedDataset,
  { day, purpose, ...request }: LookRequest,
  now: number,
): Growing {
  // A clock that is ahead must not put anything off.
  const since = Math.min(request.since, now);
  const written = request.written === undefined ? undefined : Math.min(request.written, now);
  const identity = `${dataset.name} ${day}`;
  const known = sessions.get(identity);
  const claim = known ?? {
    kind: "session",
    dataset,
    day,
    isWritten: false,
    isForVerdict: false,
    since,
    written,
    ids: [],
  };
  claim.isWritten ||= purpose === "write";
  claim.isForVerdict ||= purpose === "verdict";
  claim.since = Math.min(claim.since, since);
  if (written !== undefined) claim.written = Math.max(claim.written ?? written, written);
  sessions.set(identity, claim);
  return claim;
}

function resolvedBy(validated: readonly ValidatedDataset[], nightly: NightlyClaim): PlannedRecord<LookClaim> {
  const [dataset] = validated;
  if (dataset !== undefined) return { dataset, claim: nightly };
  return { dataset: undefined, resolved: { kind: "ignored", reason: "no dataset promises anything" } };
}

const MALFORMED: Outcome = {
  kind: "malformed",
  reason:
    "no look request, or one whose members are missing or odd; only functions of the stage send to this queue",
};

const unpromised = ({ dataset }: LookRequest): Outcome => ({
  kind: "ignored",
  reason: `${quoted(dataset)} is no dataset that promises anything`,
});
