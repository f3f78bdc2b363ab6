import type { Provenance } from "../catalog/port.ts";
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
    for (const { claims } of partitions) {
      for (const claim of claims) {
        if (outcomes.get(claim)!.kind !== "registered") continue;
        registered.push({ dataset: dataset.name, latency: latencyOf(claim.earliest, acceptedAt) });
      }
    }
  }
  return registered;
}

function latencyOf({ time, replayed }: Provenance, acceptedAt: number): number | undefined {
  const elapsed = acceptedAt - Date.parse(time ?? "");
  // A replayed message waited for a person, which says nothing of us.
  if (replayed || Number.isNaN(elapsed)) return undefined;
  // S3's clock may be ahead of ours.
  return Math.max(0, elapsed);
}

export function conflicts(plan: RegistrationPlan, outcomes: ClaimOutcomes<Claim>): Report["conflicts"] {
  const found: Report["conflicts"][number][] = [];
  for (const { dataset, partitions } of plan.tables) {
    for (const { claims } of partitions) {
      for (const claim of claims) {
        const outcome = outcomes.get(claim)!;
        if (outcome.kind !== "conflict") continue;
        found.push({ dataset: dataset.name, reason: outcome.reason });
        break;
      }
    }
  }
  return found;
}
