import type { Dataset } from "../datasets/dataset.ts";

/** Where a session is among the values of a partition, of a dataset that promises something; -1 of any other. */
export function positionOfSession({ keys, quality }: Pick<Dataset, "keys" | "quality">): number {
  return quality === undefined ? -1 : keys.findIndex(({ kind }) => kind === "day");
}

/** The sessions of partitions that were written, YYYY-MM-DD, each once; none of a dataset that promises nothing. */
export function daysWritten(
  dataset: Pick<Dataset, "keys" | "quality">,
  partitions: readonly { readonly values: readonly string[] }[],
): ReadonlySet<string> {
  const days = new Set<string>();
  const position = positionOfSession(dataset);
  if (position < 0) return days;
  let last: string | undefined;
  for (const { values } of partitions) {
    const day = values[position]!;
    // Of a thousand partitions nearly all are of the same day as their neighbour.
    if (day === last) continue;
    days.add(day);
    last = day;
  }
  return days;
}
