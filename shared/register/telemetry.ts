import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { batchTelemetry } from "../events/telemetry.ts";
import { METRICS } from "../runtime/metric-names.ts";
import type { Report } from "./report.ts";

/** What the register function tells of its batches. */
export function registerTelemetry(stage: string): { tell(report: Report): void } {
  const telemetry = batchTelemetry(stage, "register");
  return {
    tell({ results, registered, conflicts, glueCalls }) {
      telemetry.tell({
        results,
        facts: { partitionsRegistered: registered.length, conflicts: conflicts.length, glueCalls },
        totals: [
          [METRICS.GlueCalls, MetricUnit.Count, glueCalls],
          [METRICS.ConflictingPartitions, MetricUnit.Count, conflicts.length],
        ],
        latencies: registered.flatMap(({ dataset, latency }) =>
          latency === undefined ? [] : [{ metric: METRICS.PutToRegistered, dataset, milliseconds: latency }],
        ),
      });
    },
  };
}
