/** Where a function's log lines and metrics go, whichever function it is. */
import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, type MetricUnit } from "@aws-lambda-powertools/metrics";
import { METRICS_NAMESPACE, type MetricName } from "./metric-names.ts";
import { SERVICE } from "./names.ts";

/** Distinct reasons that one invocation logs; the parking queue holds every one of them. */
export const REASONS_LOGGED = 20;

export type Measurement = readonly [MetricName, (typeof MetricUnit)[keyof typeof MetricUnit], number];

export function createSinks(
  stage: string,
  name: string,
): { readonly logger: Logger; readonly metrics: Metrics } {
  return {
    logger: new Logger({ serviceName: SERVICE, persistentKeys: { stage, function: name } }),
    metrics: new Metrics({
      namespace: METRICS_NAMESPACE,
      serviceName: SERVICE,
      defaultDimensions: { stage, function: name },
    }),
  };
}

/** Besides service, stage and function. */
export type Dimensions = Readonly<Record<string, string>>;

export function emit(metrics: Metrics, dimensions: Dimensions, measurements: readonly Measurement[]): void {
  if (measurements.length === 0) return;
  for (const [name, value] of Object.entries(dimensions)) metrics.addDimension(name, value);
  for (const measurement of measurements) metrics.addMetric(...measurement);
  metrics.publishStoredMetrics();
}
