import { createHash } from "node:crypto";
import type { Dataset } from "../shared/datasets/dataset.ts";
import type { EventPipeline, Named } from "./event-pipelines.ts";
import { EVENT_PATTERN } from "./limits/numbers.ts";

/** A rule of EventBridge that brings the events of some of a pipeline's datasets. */
export interface EventRule extends Named {
  readonly datasets: readonly Dataset[];
}

/** Rules among which the datasets of a pipeline are divided that do not fit into one pattern. */
const RULES = 8;

/**
 * The rules of a pipeline: one as long as its pattern takes all datasets, whatever the bucket's name. Beyond, a dataset's
 * own name says in which rule it is, so that adding or removing another never moves it: between the update of the rule
 * that loses a dataset and that of the rule that gains it, an event would be lost. EventBridge charges nothing for a rule.
 */
export function rulesOf({ events, datasets, rule }: EventPipeline): readonly EventRule[] {
  if (datasets.length === 0) return [];
  if (patternLength(patternOf(events, datasets, LONGEST_BUCKET)) <= EVENT_PATTERN)
    return [{ ...rule, datasets }];
  return Array.from({ length: RULES }, (_, index) => ({
    ...numbered(rule, index + 1),
    datasets: datasets.filter(({ name }) => placeOf(name) === index),
  })).filter((one) => one.datasets.length > 0);
}

const numbered = ({ id, name }: Named, number: number): Named =>
  number === 1 ? { id, name } : { id: `${id}${number}`, name: `${name}-${number}` };

/** Equal for ever. */
const placeOf = (dataset: string) => createHash("sha256").update(dataset).digest()[0]! % RULES;

/** "Object Deleted" includes what lifecycle rules expire. */
export const DETAIL_TYPES = { creations: "Object Created", removals: "Object Deleted" } as const;

/** What a rule of S3's events matches. */
export const patternOf = (events: EventPipeline["events"], datasets: readonly Dataset[], bucket: string) => ({
  source: ["aws.s3"],
  "detail-type": [DETAIL_TYPES[events]],
  detail: {
    bucket: { name: [bucket] },
    object: { key: datasets.map(({ prefix }) => ({ prefix })) },
  },
});

export const patternLength = (pattern: unknown): number => JSON.stringify(pattern).length;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const LONGEST_BUCKET = "b".repeat(63);
