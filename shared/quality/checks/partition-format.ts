import { dayReaderOf } from "../../datasets/partition-day.ts";
import { folderOf, placeFolder } from "../../datasets/placing.ts";
import type { CheckValue, OfDay } from "../finding.ts";
import { named, SAMPLES, since } from "../sample-limits.ts";
import { registeredOf } from "../sessions.ts";
import { type CatalogSnapshot, todayOf } from "../snapshot.ts";
import { defineCheck } from "./check.ts";

export const partitionFormat = defineCheck({
  id: "partition.format",
  dimension: "quality",
  unit: "partitions",
  thresholds: { warn: 0, fail: 0 },
  passesWhen: "every partition's values are what the keys allow",
  problem: "partitions have values that their keys do not allow",
  about: ["table"],
  metadata: (snapshot) => [format(snapshot)],
});

function format(snapshot: CatalogSnapshot): CheckValue & OfDay {
  const { dataset } = snapshot;
  const held = registeredOf(snapshot);
  if (!("value" in held)) return { day: null, ...held };
  const { listed } = held.value;
  const offending = listed.flatMap(({ values }) => {
    const problem = problemOfValues(snapshot, values);
    return problem === undefined ? [] : [{ values, problem }];
  });
  return {
    day: null,
    value: offending.length,
    message:
      offending.length === 0
        ? `all ${listed.length} partitions of ${dataset.name}${since(snapshot.span)} have values that its keys allow`
        : `${offending.length} of ${listed.length} partitions of ${dataset.name} have impossible values: ` +
          `${offending[0]!.problem}`,
    samples: offending
      .slice(0, SAMPLES)
      .map(({ values, problem }) => ({ ...named(snapshot, values), problem })),
  };
}

/** Why a partition of these values cannot be one, by the rules by which objects are placed. */
function problemOfValues(snapshot: CatalogSnapshot, values: readonly string[]): string | undefined {
  const { dataset, bucket } = snapshot;
  const placement = placeFolder(dataset, bucket, folderOf(dataset, values));
  if (placement.kind !== "partition") return placement.reason;
  const day = dayReaderOf(dataset)(values)!;
  const today = todayOf(snapshot);
  return day > today ? `${day} is in the future: today is ${today}` : undefined;
}
