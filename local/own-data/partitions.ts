/** Which partitions the files of a dataset make, by the rule by which the register function places objects. */
import type { Dataset } from "../../shared/datasets/dataset.ts";
import { dayReaderOf } from "../../shared/datasets/partition-day.ts";
import { identityOf, place } from "../../shared/datasets/placing.ts";

export interface PartitionSurvey {
  readonly partitions: number;
  /** In the table's order. */
  readonly keys: readonly KeyValues[];
  /** YYYY-MM-DD, in order; empty if no key tells the day. */
  readonly days: readonly string[];
  /** What the register function would park, with its reason. */
  readonly refused: readonly { readonly key: string; readonly reason: string }[];
}

/** The values that a partition key has. */
export interface KeyValues {
  readonly name: string;
  readonly kind: Dataset["keys"][number]["kind"];
  readonly values: number;
  /** By the order of their characters; undefined if there is no partition. */
  readonly least: string | undefined;
  readonly greatest: string | undefined;
}

export function surveyPartitions(dataset: Dataset, keys: readonly string[]): PartitionSurvey {
  const partitions = new Map<string, readonly string[]>();
  const refused: { key: string; reason: string }[] = [];
  for (const key of keys) {
    const placement = place(dataset, "bucket", key, undefined);
    if (placement.kind === "unplaceable") refused.push({ key, reason: placement.reason });
    if (placement.kind === "partition") {
      const { values } = placement.partition;
      partitions.set(identityOf(values), values);
    }
  }
  const found = [...partitions.values()];
  const dayOf = dayReaderOf(dataset);
  return {
    partitions: partitions.size,
    keys: dataset.keys.map(({ name, kind }, index) => {
      const values = [...new Set(found.map((one) => one[index]!))].sort();
      return { name, kind, values: values.length, least: values[0], greatest: values.at(-1) };
    }),
    days: [...new Set(found.map(dayOf))].filter((day) => day !== undefined).sort(),
    refused,
  };
}
