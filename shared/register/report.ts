import type { ClaimOutcomes, MessageResult } from "../events/batch.ts";
import type { Claim, RegistrationPlan } from "./plan.ts";

/** What a batch came to. */
export interface Report {
  /** One per message, in the batch's order. */
  readonly results: readonly MessageResult[];
  /** What was registered now: by dataset, with the time from the object's event to Glue's acceptance. */
  readonly registered: readonly { readonly dataset: string; readonly latency: number | undefined }[];
  /** Partitions in conflict, each counted once however many objects claim it. */
  readonly conflicts: readonly { readonly dataset: string; readonly reason: string }[];
  /** Calls made of the Data Catalog, retries of the SDK not included. */
  readonly glueCalls: number;
}

/** By what was planned, and what each claim came to until `acceptedAt`, in milliseconds since 1970. */
export function registrations(
  plan: RegistrationPlan,
  outcomes: ClaimOutcomes<Claim>,
  acceptedAt: number,
): Report["registered"] {
  const registered: Report["registered"][number][] = [];
  for (const { dataset, partitions } of plan.tables) {
    for (const claim of partitions.flatMap(({ claims }) => claims)) {
      if (outcomes.get(claim)!.kind !== "registered") continue;
      const { time, replayed } = claim.earliest;
      const elapsed = acceptedAt - Date.parse(time ?? "");
      // A replayed message waited for a person, which says nothing of us.
      const isTelling = !replayed && !Number.isNaN(elapsed);
      // S3's clock may be ahead of ours.
      registered.push({ dataset: dataset.name, latency: isTelling ? Math.max(0, elapsed) : undefined });
    }
  }
  return registered;
}

export function conflicts(plan: RegistrationPlan, outcomes: ClaimOutcomes<Claim>): Report["conflicts"] {
  const found: Report["conflicts"][number][] = [];
  for (const { dataset, partitions } of plan.tables) {
    for (const { claims } of partitions) {
      const conflict = claims
        .map((claim) => outcomes.get(claim)!)
        .find((outcome) => outcome.kind === "conflict");
      if (conflict !== undefined) found.push({ dataset: dataset.name, reason: conflict.reason });
    }
  }
  return found;
}
