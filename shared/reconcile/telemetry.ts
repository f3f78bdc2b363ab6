import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { METRICS, RECONCILE_METRICS } from "../runtime/metric-names.ts";
import { createSinks, emit } from "../runtime/telemetry.ts";
import { printable } from "../runtime/text.ts";
import type { DatasetRunReport } from "./dataset-run.ts";
import type { DatasetMessage } from "./run-message.ts";

/** What the reconcile function tells of its runs. */
export function reconcileTelemetry(stage: string): {
  started(datasets: readonly string[]): void;
  ended(message: DatasetMessage, report: DatasetRunReport): void;
  ignored(body: string): void;
} {
  const { logger, metrics } = createSinks(stage, "reconcile");
  return {
    started: (datasets) => logger.info("run started", { datasets }),
    ended({ dataset, cadence, part }, { found, calls, undo, checkpointDefect, end }) {
      const { partitions, objects, matched, counts, repaired } = found;
      logger.info("dataset compared", {
        ...{ dataset, cadence, part, end, calls, partitions, objects, matched },
        ...{ ...counts, registered: repaired?.registered, removed: repaired?.removed, undo },
      });
      if (checkpointDefect !== null)
        logger.warn("began anew", { dataset, reason: printable(checkpointDefect) });
      for (const line of repaired?.lines ?? [])
        logger.warn("left for a person", { dataset, detail: printable(line) });
      // One that goes on tells at its end, of all that was found.
      if (end === "goes on" || end === "elsewhere") return;
      const left = (repaired?.left ?? 0) + (repaired?.capped ?? 0) + counts.differing;
      const drift = counts.missing + counts.orphaned + counts.elsewhere;
      const measured = [
        [RECONCILE_METRICS.Drift, MetricUnit.Count, drift],
        [RECONCILE_METRICS.DriftLeft, MetricUnit.Count, left],
        [RECONCILE_METRICS.ReconcileCutShort, MetricUnit.Count, end === "whole" ? 0 : 1],
      ] as const;
      emit(metrics, { dataset }, measured);
      emit(metrics, {}, [...measured, [METRICS.PartitionsRemoved, MetricUnit.Count, repaired?.removed ?? 0]]);
    },
    ignored: (body) => logger.warn("not a message of ours", { body: printable(body.slice(0, 300)) }),
  };
}
