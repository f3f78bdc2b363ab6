import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { batchTelemetry } from "../events/telemetry.ts";
import { METRICS } from "../runtime/metric-names.ts";
import type { Measurement } from "../runtime/telemetry.ts";
import type { CrawlReport } from "./apply.ts";

/** What the crawl function tells of its batches. */
export function crawlTelemetry(stage: string): { tell(report: CrawlReport): void } {
  const telemetry = batchTelemetry(stage, "crawl");
  return {
    tell({ results, crawlsStarted, covered, ages, glueCalls }) {
      telemetry.tell({
        results,
        facts: { crawlsStarted, requestsCovered: covered.length, requestsWaiting: ages.length, glueCalls },
        totals: [[METRICS.GlueCalls, MetricUnit.Count, glueCalls], ...oldestRequest(ages)],
        latencies: covered.flatMap(({ dataset, latency }) =>
          latency === undefined ? [] : [{ metric: METRICS.EventToCovered, dataset, milliseconds: latency }],
        ),
      });
    },
  };
}

function oldestRequest(ages: readonly number[]): Measurement[] {
  return ages.length === 0 ? [] : [[METRICS.CrawlRequestAge, MetricUnit.Milliseconds, Math.max(...ages)]];
}
