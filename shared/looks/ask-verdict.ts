import { bytesOfVerdict, takeFrom, takeVerdict } from "./budget.ts";
import type { LookedSession } from "./look-at.ts";
import type { SessionClaim } from "./plan.ts";
import { type LookPorts, reported, type Work } from "./work.ts";

/** Ids of messages that are kept with a verdict. */
const IDS_KEPT = 50;

/** Takes what a verdict may cost from the day's budget, and has it asked for; or says why not. Throws RegistrarError. */
export async function askVerdict(
  claim: SessionClaim,
  { record, seen }: LookedSession,
  work: Work,
  bucket: string,
  { clock, records, daily }: LookPorts,
  signal: AbortSignal,
): Promise<void> {
  const now = clock.now();
  const { dataset, day, ids, written } = claim;
  const wanted = {
    // The same bytes that were written anew are judged anew: a run that saw them come has said nothing of them.
    written: seen === undefined ? `${written}` : `${seen.version} ${seen.lastWrite}`,
    at: Math.floor(now / 1000) * 1000,
    mostBytes: bytesOfVerdict(seen?.bytes ?? record?.judged?.version.bytes ?? 0),
    by: ids.slice(0, IDS_KEPT),
  };
  const taken = await takeFrom(
    new Date(now).toISOString().slice(0, 10),
    (count) => takeVerdict(count, `${dataset.name} ${day}`, wanted, daily),
    { bucket, records },
    signal,
  );
  if (taken === "spent") {
    work.heldBack += 1;
    const why = `its verdict waits for tomorrow, as the bytes that verdicts may scan today are spent`;
    work.outcomes.set(claim, reported(claim, why));
  } else if (taken === "asked already") {
    work.outcomes.set(claim, { kind: "waiting", reason: "its verdict was asked for already" });
  } else {
    work.asks.set({ dataset: dataset.name, day, at: taken.at, mostBytes: taken.mostBytes }, claim);
    work.outcomes.set(claim, { kind: "waiting", reason: "its verdict is asked for" });
  }
}
