/** An alarm, before it is written for CloudFormation. */
export interface AlarmDefinition {
  readonly id: string;
  readonly name: string;
  readonly meaning: string;
  /** One metric, or a sum of several. */
  readonly metrics: readonly Metric[];
  readonly statistic: "Sum" | "Maximum";
  /** Seconds. */
  readonly period: number;
  /** How many periods in a row. */
  readonly periods: number;
  readonly above: number;
  /**
   * Does the last value count until the next one comes? Otherwise nothing is nothing wrong. For what is judged once a
   * day, and does not heal because nobody looks.
   */
  readonly lasting?: boolean;
}

export interface Metric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
}

export const MINUTE = 60;
export const HOUR = 3600;
export const DAY = 86_400;

export const once = { statistic: "Sum", period: 5 * MINUTE, periods: 1, above: 0 } as const;

export const ofQueue = (queue: string, name: string) => metric("AWS/SQS", name, { QueueName: queue });

export const ofLambda = (functionName: string, name: string) =>
  metric("AWS/Lambda", name, { FunctionName: functionName });

export function metric(
  Namespace: string,
  MetricName: string,
  dimensions: Readonly<Record<string, string>>,
): Metric {
  return {
    Namespace,
    MetricName,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  };
}
