import type { Dataset } from "../../shared/datasets/dataset.ts";
import { type Partition, place } from "../../shared/datasets/placing.ts";
import { readArrivals } from "../../shared/events/arrivals.ts";
import { datasetOf } from "../../shared/events/routing.ts";

/** The partitions that the created objects of a message's body belong to: of this bucket, and placeable. */
export function placedIn(
  body: string,
  bucket: string,
  datasets: readonly Dataset[],
): ({ readonly dataset: Dataset } & Partition)[] {
  return readArrivals(body).flatMap((arrival) => {
    if (arrival.kind !== "created" || arrival.bucket !== bucket) return [];
    const dataset = datasetOf(arrival.key, datasets);
    const placement = dataset && place(dataset, arrival.bucket, arrival.key, arrival.size);
    return dataset === undefined || placement?.kind !== "partition"
      ? []
      : [{ dataset, ...placement.partition }];
  });
}
