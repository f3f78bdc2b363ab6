import { METRICS_NAMESPACE, type MetricName } from "../shared/runtime/metric-names.ts";
import { SERVICE } from "../shared/runtime/names.ts";
import type { EventPipeline } from "./event-pipelines.ts";

export interface Widget {
  readonly type: "text" | "alarm" | "metric";
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A metric of ours as a graph wants it: namespace, name, then dimensions. */
export const own = (
  stage: string,
  consumer: EventPipeline["consumer"] | "validate" | "reconcile",
  name: MetricName,
  more: Readonly<Record<string, string>> = {},
): readonly unknown[] => [
  METRICS_NAMESPACE,
  name,
  ...Object.entries({ service: SERVICE, stage, function: consumer, ...more }).flat(),
];

export const ofQueue = (queue: string, name: string): readonly unknown[] => [
  "AWS/SQS",
  name,
  "QueueName",
  queue,
];

export const graph = (title: string, metrics: readonly unknown[], options: object): Widget => ({
  type: "metric",
  properties: { title, region: `\${AWS::Region}`, view: "timeSeries", metrics, ...options },
});
