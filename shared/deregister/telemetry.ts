import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { batchTelemetry } from "../events/telemetry.ts";
import { METRICS } from "../runtime/metric-names.ts";
import type { DeregisterReport } from "./apply.ts";

/** What the deregister function tells of its batches. */
export function deregisterTelemetry(stage: string): { tell(report: DeregisterReport): void } {
  const telemetry = batchTelemetry(stage, "deregister");
  return {
    tell({ results, nominated, examined, removed, undo }) {
      telemetry.tell({
        results,
        facts: { nominated, examined, removed, ...(undo === undefined ? {} : { undo }) },
        totals: removed === 0 ? [] : [[METRICS.PartitionsRemoved, MetricUnit.Count, removed]],
        latencies: [],
      });
    },
  };
}
