import type { Dataset } from "../../datasets/dataset.ts";
import type { CheckValue, OfDay } from "../finding.ts";
import { named, SAMPLES, since } from "../sample-limits.ts";
import { registeredOf } from "../sessions.ts";
import type { CatalogSnapshot, RegisteredPartition } from "../snapshot.ts";
import { defineCheck } from "./check.ts";

/** A grade: 0, as their table; 1, other in ways that queries read all the same; 2, queries fail or read other values. */
export const partitionSchema = defineCheck({
  id: "partition.schema",
  dimension: "quality",
  unit: "grade",
  thresholds: { warn: 0, fail: 1 },
  passesWhen: "partitions have their table's columns and SerDe",
  problem: "partitions differ from their table",
  about: ["table"],
  metadata: (snapshot) => [schema(snapshot)],
});

function schema(snapshot: CatalogSnapshot): CheckValue & OfDay {
  const held = registeredOf(snapshot);
  if (!("value" in held)) return { day: null, ...held };
  const { listed } = held.value;
  const isBroken = ({ deviations }: RegisteredPartition) => deviations.some(({ breaks }) => breaks);
  const offending = listed.filter(({ deviations }) => deviations.length > 0);
  const broken = offending.filter(isBroken);
  const worstFirst = [...broken, ...offending.filter((one) => !isBroken(one))];
  const { name } = snapshot.dataset;
  return {
    day: null,
    value: broken.length > 0 ? 2 : offending.length > 0 ? 1 : 0,
    measured: offending.length,
    message:
      offending.length === 0
        ? `all ${listed.length} partitions of ${name}${since(snapshot.span)} have the columns and the SerDe of their table`
        : `${offending.length} of ${listed.length} partitions of ${name} differ from their table: ` +
          `${differencesOf(worstFirst[0]!)}${broken.length === 0 ? "" : `; ${consequenceOf(broken.length, snapshot.dataset)}`}`,
    samples: worstFirst
      .slice(0, SAMPLES)
      .map((one) => ({ ...named(snapshot, one.values), differs: differencesOf(one) })),
  };
}

function differencesOf({ deviations }: RegisteredPartition): string {
  return deviations
    .toSorted((one, other) => Number(other.breaks) - Number(one.breaks))
    .map(({ what }) => what)
    .join(", ");
}

function consequenceOf(partitions: number, dataset: Dataset): string {
  return `queries of ${partitions} of them fail or read other values: if the files hold the table's types, ${repairOf(dataset)}`;
}

/** A new partition copies its table's descriptor; a crawl gives the table's to those in the folders that it looks at. */
function repairOf({ strategy, crawl }: Dataset): string {
  if (strategy !== "crawl") return "delete these partitions in Glue, then run registrar backfill";
  return crawl?.newFoldersOnly === true ? "let its crawler crawl all folders once" : "run its crawler";
}
