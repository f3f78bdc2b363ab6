import type { Sample } from "./finding.ts";
import type { CatalogSnapshot, Span } from "./snapshot.ts";

/** Samples that a finding about partitions carries at most. */
export const SAMPLES = 20;

/** The days looked at, as the end of a phrase. */
export function since({ from, to }: Span): string {
  return to === undefined ? ` since ${from}` : ` from ${from} to ${to}`;
}

/** Values by the names of their keys. */
export function named({ dataset }: Pick<CatalogSnapshot, "dataset">, values: readonly string[]): Sample {
  return Object.fromEntries(dataset.keys.map(({ name }, index) => [name, values[index] ?? null]));
}
