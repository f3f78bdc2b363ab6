import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { METRICS, METRICS_NAMESPACE, type MetricName } from "./metric-names.ts";
import { SERVICE } from "./names.ts";
import { isParked, type OutcomeKind } from "./outcome.ts";
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
  const datasets = new Set(endings.flatMap(({ dataset }) => dataset ?? []));
  for (const dataset of datasets) {
    const own = ({ dataset: name }: { dataset: string | undefined }) => name === dataset;
    metrics.addDimension("dataset", dataset);
    measureOutcomes(metrics, endings.filter(own));
    measureLatency(metrics, registered.filter(own));
    metrics.publishStoredMetrics();
  }
  measureOutcomes(metrics, endings);
  measureLatency(metrics, registered);
  metrics.addMetric(METRICS.BatchSize, MetricUnit.Count, endings.length);
  metrics.addMetric(METRICS.GlueCalls, MetricUnit.Count, glueCalls);
  metrics.addMetric(METRICS.ConflictingPartitions, MetricUnit.Count, conflicts.length);
  metrics.addMetric(
    METRICS.Parked,
    MetricUnit.Count,
    endings.filter(({ outcome }) => isParked(outcome)).length,
  );
  metrics.publishStoredMetrics();
}

function measureOutcomes(metrics: Metrics, endings: readonly Ending[]): void {
  for (const [kind, count] of countBy(endings.map(({ outcome }) => outcome.kind))) {
    metrics.addMetric(METRIC_OF_OUTCOME[kind], MetricUnit.Count, count);
  }
}

function measureLatency(metrics: Metrics, registered: Report["registered"]): void {
  for (const { latency } of registered) {
    if (latency !== undefined) metrics.addMetric(METRICS.PutToRegistered, MetricUnit.Milliseconds, latency);
  }
}

function countBy<Key>(keys: readonly Key[]): Map<Key, number> {
  const counts = new Map<Key, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
