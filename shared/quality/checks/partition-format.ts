import { folderOf, placeFolder } from "../../datasets/partition.ts";
import { type Facts, positionOfDay, todayOf } from "../facts.ts";
import type { Found, OfDay } from "../finding.ts";
import { named, SAMPLES, since } from "../samples.ts";
import { registeredOf } from "../sessions.ts";
import { defineCheck } from "./check.ts";

export const partitionFormat = defineCheck({
  id: "partition.format",
  dimension: "quality",
  unit: "partitions",
  thresholds: { warn: 0, fail: 0 },
  passesWhen: "every partition's values are what the keys allow",
  problem: "partitions have values that their keys do not allow",
  about: ["table"],
  metadata: (facts) => [format(facts)],
});

function format(facts: Facts): Found & OfDay {
  const { dataset } = facts;
  const held = registeredOf(facts);
  if (!("value" in held)) return { day: null, ...held };
  const { listed } = held.value;
  const offending = listed.flatMap(({ values }) => {
    const problem = problemOfValues(facts, values);
    return problem === undefined ? [] : [{ values, problem }];
  });
  return {
    day: null,
    value: offending.length,
    message:
      offending.length === 0
        ? `all ${listed.length} partitions of ${dataset.name}${since(facts.span)} have values that its keys allow`
        : `${offending.length} of ${listed.length} partitions of ${dataset.name} have impossible values: ` +
          `${offending[0]!.problem}`,
    samples: offending.slice(0, SAMPLES).map(({ values, problem }) => ({ ...named(facts, values), problem })),
  };
}

/** Why a partition of these values cannot be one, by the rules by which objects are placed. */
function problemOfValues(facts: Facts, values: readonly string[]): string | undefined {
  const { dataset, bucket } = facts;
  const placement = placeFolder(dataset, bucket, folderOf(dataset, values));
  if (placement.kind !== "partition") return placement.reason;
  const day = values[positionOfDay(dataset)]!;
  const today = todayOf(facts);
  return day > today ? `${day} is in the future: today is ${today}` : undefined;
}
