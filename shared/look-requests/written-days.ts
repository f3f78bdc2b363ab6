import type { Dataset } from "../datasets/dataset.ts";
import { type DayReader, dayReaderOf } from "../datasets/partition-day.ts";

/** Reads the session of a partition, of a dataset that promises something; none of any other. */
export function sessionReaderOf(dataset: Pick<Dataset, "keys" | "quality">): DayReader {
  return dataset.quality === undefined ? () => undefined : dayReaderOf(dataset);
}

/** The sessions of partitions that were written, YYYY-MM-DD, each once; none of a dataset that promises nothing. */
export function daysWritten(
  dataset: Pick<Dataset, "keys" | "quality">,
  partitions: readonly { readonly values: readonly string[] }[],
): ReadonlySet<string> {
  const days = new Set<string>();
  const sessionOf = sessionReaderOf(dataset);
  let last: string | undefined;
  for (const { values } of partitions) {
    const day = sessionOf(values);
    // Of a thousand partitions nearly all are of the same day as their neighbour.
    if (day === last || day === undefined) continue;
    days.add(day);
    last = day;
  }
  return days;
}
