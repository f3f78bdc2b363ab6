import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { batchTelemetry } from "../events/telemetry.ts";
import { METRICS } from "../runtime/metric-names.ts";
import { createSinks, type Measurement } from "../runtime/telemetry.ts";
import type { LookReport } from "./apply.ts";

/** What the look function tells of its batches: a line for each session whose state changed, and what came of the messages. */
export function lookTelemetry(stage: string): { tell(report: LookReport): void } {
  const { logger } = createSinks(stage, "look");
  const telemetry = batchTelemetry(stage, "look");
  return {
    tell({ results, looks, changed, verdictsAsked, heldBack, withdrawnAfter }) {
      for (const { dataset, session, sequence, state, reason, verdict } of changed) {
        const version = verdict?.version.hash ?? null;
        logger.info("session changed", { dataset, session, sequence, state, reason, version });
      }
      telemetry.tell({
        results,
        facts: { looks, changed: changed.length, verdictsAsked, heldBack },
        totals: [
          [METRICS.Looks, MetricUnit.Count, looks],
          [METRICS.VerdictsAsked, MetricUnit.Count, verdictsAsked],
          [METRICS.HeldBack, MetricUnit.Count, heldBack],
          ...withdrawnAfter.map(
            (milliseconds): Measurement => [METRICS.WriteToWithdrawn, MetricUnit.Milliseconds, milliseconds],
          ),
        ],
        latencies: [],
      });
    },
  };
}
