import type { DatasetInBucket } from "../datasets/dataset-folders.ts";
import type { Arrival } from "../events/arrivals.ts";
import { planArrivals, type RegistrationPlan } from "../register/plan.ts";

/** The plan that the register function would make of what a listing found. The message id is the object's key. */
export function planListed(
  arrivals: readonly Arrival[],
  { dataset, bucket }: DatasetInBucket,
): RegistrationPlan {
  const batch = arrivals.map((arrival) => {
    const id = "key" in arrival ? arrival.key : "";
    return { message: { id, body: "", firstSeen: 0, replayed: true }, arrivals: [arrival] };
  });
  return planArrivals(batch, { datasets: [dataset], bucket });
}
