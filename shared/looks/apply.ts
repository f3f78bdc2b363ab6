import { completeBatch, type MessageResult } from "../events/batch.ts";
import type { Outcome } from "../events/outcome.ts";
import type { Deadlines } from "../runtime/deadlines.ts";
import { RegistrarError } from "../runtime/errors.ts";
import { inParallel } from "../runtime/parallel.ts";
import { sessionRecordKey } from "../sessions/keys.ts";
import { parseSessionRecord, type SessionRecord } from "../sessions/session-record.ts";
import { askVerdict } from "./ask-verdict.ts";
import { takeFrom, takeLooks } from "./budget.ts";
import { firstStep, nextStep } from "./decision.ts";
import { type Granting, type LookedSession, type LookRefusal, lookAt } from "./look-at.ts";
import type { LookPlan, SessionClaim } from "./plan.ts";
import { each, failureOf, type LookPorts, notSent, reported, Work } from "./work.ts";

/** What a batch of the look function came to. */
export interface LookReport {
  /** One per message, in the batch's order. */
  readonly results: readonly MessageResult[];
  /** Sessions that were listed. */
  readonly looks: number;
  /** Sessions whose state this batch has changed. */
  readonly changed: readonly SessionRecord[];
  readonly verdictsAsked: number;
  /** Sessions that stay as they are because a budget is spent. */
  readonly heldBack: number;
  /** From the newest write that was heard of to the withdrawn verdict, milliseconds each. */
  readonly withdrawnAfter: readonly number[];
}

/** Reads of states at once. */
const READS_AT_ONCE = 16;
/** Sessions listed at once. */
const LOOKS_AT_ONCE = 8;
/**
 * Carries a plan out. A message is done with when its session was looked at, and what follows from that is durably asked
 * for. What goes wrong with one session is the outcome of that one alone.
 */
export async function applyLooks(
  plan: LookPlan,
  bucket: string,
  ports: LookPorts,
  deadlines: Deadlines,
): Promise<LookReport> {
  const work = new Work();
  const done = lookAtAll(plan, work, bucket, ports, deadlines).then(() => work.outcomes);
  const results = await completeBatch(plan.messages, done, ports.parking, deadlines.parking);
  const { looks, changed, asks, heldBack, withdrawnAfter } = work;
  return { results, looks, changed, verdictsAsked: asks.size, heldBack, withdrawnAfter };
}

async function lookAtAll(
  plan: LookPlan,
  work: Work,
  bucket: string,
  ports: LookPorts,
  { catalog: signal, parking }: Deadlines,
): Promise<void> {
  const open = await inParallel(plan.sessions, READS_AT_ONCE, (claim) =>
    each(claim, work, () => begin(claim, work, bucket, ports, signal)),
  );
  const wanted = open.filter((claim) => claim !== undefined);
  const granted = await looksGranted(wanted.length, bucket, ports, signal);
  await inParallel([...wanted.entries()], LOOKS_AT_ONCE, ([index, claim]) =>
    each(claim, work, () => {
      const first = refusalOf(index, granted);
      return look(claim, grants(first, work, bucket, ports, signal), work, bucket, ports, signal);
    }),
  );
  // One after the other: they take from one count.
  for (const [claim, looked] of work.due) {
    await each(claim, work, () => askVerdict(claim, looked, work, bucket, ports, signal));
  }
  returnUnsent(work, work.again, await ports.looks.send([...work.again.keys()], parking));
  returnUnsent(work, work.asks, await ports.verdicts.send([...work.asks.keys()], parking));
  if (plan.nightly !== undefined) work.outcomes.set(plan.nightly, await askNightly(ports, signal, parking));
}

function returnUnsent<Sent>(
  work: Work,
  sent: ReadonlyMap<Sent, SessionClaim>,
  unsent: ReadonlyMap<Sent, string>,
): void {
  for (const [one, reason] of unsent) work.outcomes.set(sent.get(one)!, notSent(reason));
}

/** Answers the claim if its session is to be listed. */
async function begin(
  claim: SessionClaim,
  work: Work,
  bucket: string,
  { records, clock }: LookPorts,
  signal: AbortSignal,
): Promise<SessionClaim | undefined> {
  const key = sessionRecordKey({ dataset: claim.dataset.name, day: claim.day });
  const stored = await records.read(bucket, key, signal);
  const record = stored && parseSessionRecord(stored.text, key);
  const step = firstStep(claim, record);
  if (step === "look") return claim;
  if (step === "drop") work.outcomes.set(claim, UNJUDGED);
  else follow(claim, { record, hasChanged: false, seen: undefined, unseen: undefined }, work, clock.now());
  return undefined;
}

const UNJUDGED: Outcome = {
  kind: "ignored",
  reason: "no run has judged the session: there is nothing to withdraw",
};

const SPENT = "the looks of the day are spent";

function refusalOf(index: number, granted: number | RegistrarError): LookRefusal {
  if (granted instanceof RegistrarError) return granted;
  return index < granted ? undefined : SPENT;
}

/** Whoever writes in between makes a session be listed once more: each listing but the first takes one more of the budget. */
function grants(
  first: LookRefusal,
  work: Work,
  bucket: string,
  ports: LookPorts,
  signal: AbortSignal,
): Granting {
  let isFirst = true;
  return async () => {
    const refusal = isFirst ? first : refusalOf(0, await looksGranted(1, bucket, ports, signal));
    isFirst = false;
    if (refusal === undefined) work.looks += 1;
    return refusal;
  };
}

async function look(
  claim: SessionClaim,
  grant: Granting,
  work: Work,
  bucket: string,
  ports: LookPorts,
  signal: AbortSignal,
): Promise<void> {
  const looked = await lookAt(claim, grant, bucket, ports, signal);
  const { record, hasChanged, unseen } = looked;
  if (unseen === SPENT) work.heldBack += 1;
  const now = ports.clock.now();
  if (record !== undefined && hasChanged) {
    work.changed.push(record);
    if (claim.isWritten && claim.written !== undefined) work.withdrawnAfter.push(now - claim.written);
  }
  // Without a look nobody knows what to judge: it is left to the nightly comparison, which has another day's budget.
  if (unseen === SPENT && !claim.isWritten) work.outcomes.set(claim, reported(claim, SPENT));
  else follow(claim, looked, work, now);
}

/** Says what comes next of a session. */
function follow(claim: SessionClaim, looked: LookedSession, work: Work, now: number): void {
  const { record, seen, unseen } = looked;
  const step =
    record === undefined ? { kind: "done" as const } : nextStep(claim, record, seen?.lastWrite, now);
  if (step.kind === "ask") work.due.set(claim, looked);
  if (step.kind === "again") work.again.set(step.entry, claim);
  const outcome: Outcome =
    step.kind === "again"
      ? { kind: "waiting", reason: `its verdict is asked for at ${new Date(step.due).toISOString()}` }
      : { kind: "looked at" };
  work.outcomes.set(claim, unseen === undefined ? outcome : reported(claim, unseen));
}

/** How many of the sessions may be listed, or why that is not known. */
async function looksGranted(
  wanted: number,
  bucket: string,
  { clock, records, daily }: LookPorts,
  signal: AbortSignal,
): Promise<number | RegistrarError> {
  if (wanted === 0) return 0;
  const today = new Date(clock.now()).toISOString().slice(0, 10);
  try {
    return await takeFrom(today, (count) => takeLooks(count, wanted, daily), { bucket, records }, signal);
  } catch (thrown) {
    if (thrown instanceof RegistrarError) return thrown;
    throw thrown;
  }
}

async function askNightly(
  { nightly, looks, clock }: LookPorts,
  signal: AbortSignal,
  parking: AbortSignal,
): Promise<Outcome> {
  try {
    const unsent = await looks.send(await nightly(clock.now(), signal), parking);
    const [reason] = unsent.values();
    return reason === undefined ? { kind: "looked at" } : notSent(reason);
  } catch (thrown) {
    return failureOf(thrown);
  }
}
