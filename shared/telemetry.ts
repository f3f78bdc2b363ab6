import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { METRICS, METRICS_NAMESPACE, type MetricName } from "./metric-names.ts";
import { SERVICE } from "./names.ts";
import { isParked, type OutcomeKind } from "./outcome.ts";
import { chunked } from "./parallel.ts";
import type { Ending, Report } from "./registrar.ts";
import { printable } from "./text.ts";

const METRIC_OF_OUTCOME: Readonly<Record<OutcomeKind, MetricName>> = {
  registered: METRICS.Registered,
  "already there": METRICS.AlreadyThere,
  conflict: METRICS.Conflict,
  ignored: METRICS.Ignored,
  unplaceable: METRICS.Unplaceable,
  malformed: METRICS.Malformed,
  rejected: METRICS.Rejected,
  covered: METRICS.Covered,
  "crawl started": METRICS.CrawlStarted,
  waiting: METRICS.Waiting,
  uncrawlable: METRICS.Uncrawlable,
  failed: METRICS.Failed,
};

/** Distinct reasons that one invocation logs; the parking queue holds every one of them. */
const REASONS_LOGGED = 20;

/** Tells CloudWatch how batches end: one log line for each distinct trouble, one summary, and EMF metrics. */
export function createTelemetry(stage: string): { tell(report: Report): void } {
  const logger = new Logger({ serviceName: SERVICE, persistentKeys: { stage } });
  const metrics = new Metrics({
    namespace: METRICS_NAMESPACE,
    serviceName: SERVICE,
    defaultDimensions: { stage },
  });
  return {
    tell(report) {
      for (const trouble of troublesOf(report.endings))
        logger.warn("messages not registered", { ...trouble });
      logger.info("batch done", { messages: report.endings.length, ...summary(report) });
      measure(metrics, report);
    },
  };
}

interface Trouble {
  readonly outcome: OutcomeKind;
  readonly code?: string;
  readonly dataset?: string;
  readonly reason: string;
  readonly firstMessageId: string;
  messages: number;
}

/** What an operator should read: messages that were parked or returned, alike ones told once. */
function troublesOf(endings: readonly Ending[]): Trouble[] {
  const troubles = new Map<string, Trouble>();
  for (const { id, outcome, dataset } of endings) {
    if (!isParked(outcome) && outcome.kind !== "failed") continue;
    const identity = `${outcome.kind} ${dataset} ${outcome.reason}`;
    const known = troubles.get(identity);
    if (known !== undefined) known.messages++;
    else if (troubles.size < REASONS_LOGGED) {
      const code = "code" in outcome ? { code: outcome.code } : {};
      const where = dataset === undefined ? {} : { dataset };
      const reason = printable(outcome.reason);
      troubles.set(identity, {
        outcome: outcome.kind,
        ...code,
        ...where,
        reason,
        firstMessageId: id,
        messages: 1,
      });
    }
  }
  return [...troubles.values()];
}

function summary({ endings, registered, conflicts, glueCalls }: Report): Record<string, unknown> {
  const outcomes = Object.fromEntries(countBy(endings.map(({ outcome }) => outcome.kind)));
  return { outcomes, partitionsRegistered: registered.length, conflicts: conflicts.length, glueCalls };
}

function measure(metrics: Metrics, { endings, registered, conflicts, glueCalls }: Report): void {
  for (const dataset of new Set(endings.map((ending) => ending.dataset))) {
    if (dataset === undefined) continue;
    const own = ({ dataset: name }: { readonly dataset: string | undefined }) => name === dataset;
    measureMessages(metrics, dataset, endings.filter(own), registered.filter(own));
  }
  measureMessages(metrics, undefined, endings, registered);
  emit(metrics, undefined, [
    [METRICS.BatchSize, MetricUnit.Count, endings.length],
    [METRICS.GlueCalls, MetricUnit.Count, glueCalls],
    [METRICS.ConflictingPartitions, MetricUnit.Count, conflicts.length],
    [METRICS.Parked, MetricUnit.Count, endings.filter(({ outcome }) => isParked(outcome)).length],
  ]);
}

type Measurement = readonly [MetricName, (typeof MetricUnit)[keyof typeof MetricUnit], number];

/** Of one dataset, or of all when it is undefined: outcomes of messages, and latencies of partitions. */
function measureMessages(
  metrics: Metrics,
  dataset: string | undefined,
  endings: readonly Ending[],
  registered: Report["registered"],
): void {
  const outcomes = countBy(endings.map(({ outcome }) => outcome.kind));
  const counts = [...outcomes].map(([kind, count]): Measurement => {
    return [METRIC_OF_OUTCOME[kind], MetricUnit.Count, count];
  });
  const latencies = registered.flatMap(({ latency }): Measurement[] => {
    return latency === undefined ? [] : [[METRICS.PutToRegistered, MetricUnit.Milliseconds, latency]];
  });
  emit(metrics, dataset, counts);
  for (const chunk of chunked(latencies, VALUES_PER_LINE)) emit(metrics, dataset, chunk);
}

/** Below EMF's 100 values a metric, at which Powertools would flush by itself, and forget the dimension. */
const VALUES_PER_LINE = 99;

function emit(metrics: Metrics, dataset: string | undefined, measurements: readonly Measurement[]): void {
  if (measurements.length === 0) return;
  if (dataset !== undefined) metrics.addDimension("dataset", dataset);
  for (const measurement of measurements) metrics.addMetric(...measurement);
  metrics.publishStoredMetrics();
}

function countBy<Key>(keys: readonly Key[]): Map<Key, number> {
  const counts = new Map<Key, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
