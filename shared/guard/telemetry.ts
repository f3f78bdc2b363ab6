import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { batchTelemetry } from "../events/telemetry.ts";
import { METRICS } from "../runtime/metric-names.ts";
import type { GuardReport } from "./apply.ts";

/** What the guard function tells of its batches. */
export function guardTelemetry(stage: string): { tell(report: GuardReport): void } {
  const telemetry = batchTelemetry(stage, "guard");
  return {
    tell({ results, registered, conflicts, glueCalls, filesRead, unfitFiles }) {
      const partitionsRegistered = registered.length;
      telemetry.tell({
        results,
        facts: { filesRead, unfitFiles, partitionsRegistered, conflicts: conflicts.length, glueCalls },
        totals: [
          [METRICS.GlueCalls, MetricUnit.Count, glueCalls],
          [METRICS.FilesRead, MetricUnit.Count, filesRead],
          [METRICS.UnfitFiles, MetricUnit.Count, unfitFiles],
          [METRICS.ConflictingPartitions, MetricUnit.Count, conflicts.length],
        ],
        latencies: registered.flatMap(({ dataset, latency }) =>
          latency === undefined ? [] : [{ metric: METRICS.PutToRegistered, dataset, milliseconds: latency }],
        ),
      });
    },
  };
}
