import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { CrawlReport } from "../crawl/apply.ts";
import type { MessageResult } from "../events/batch-results.ts";
import { isParked, type Outcome, type OutcomeKind } from "../events/outcome.ts";
import { seriesOf } from "../quality/notifications/metrics.ts";
import type { CheckResult, RunDocument } from "../quality/result.ts";
import type { Report } from "../register/apply.ts";
import { METRICS, METRICS_NAMESPACE, type MetricName } from "./metric-names.ts";
import { SERVICE } from "./names.ts";
import { chunked } from "./parallel.ts";
import { printable } from "./text.ts";

const METRIC_OF_OUTCOME: Readonly<Record<OutcomeKind, MetricName>> = {
  registered: METRICS.Registered,
  "already there": METRICS.AlreadyThere,
  conflict: METRICS.Conflict,
  rejected: METRICS.Rejected,
  covered: METRICS.Covered,
  "crawl started": METRICS.CrawlStarted,
  waiting: METRICS.Waiting,
  uncrawlable: METRICS.Uncrawlable,
  ignored: METRICS.Ignored,
  unplaceable: METRICS.Unplaceable,
  malformed: METRICS.Malformed,
  failed: METRICS.Failed,
};

/** Distinct reasons that one invocation logs; the parking queue holds every one of them. */
const REASONS_LOGGED = 20;

/** What there is to tell of a batch, whichever function it was. */
interface Told {
  readonly results: readonly MessageResult[];
  /** Facts for the summary in the log. */
  readonly facts: Readonly<Record<string, number>>;
  /** Of the invocation as a whole. */
  readonly totals: readonly Measurement[];
  /** Milliseconds, of one dataset each. */
  readonly latencies: readonly Latency[];
}

type Measurement = readonly [MetricName, (typeof MetricUnit)[keyof typeof MetricUnit], number];
interface Latency {
  readonly metric: MetricName;
  readonly dataset: string;
  readonly milliseconds: number;
}

/** What the register function tells of its batches. */
export function registerTelemetry(stage: string): { tell(report: Report): void } {
  const telemetry = createTelemetry(stage, "register");
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

/** What the crawl function tells of its batches. */
export function crawlTelemetry(stage: string): { tell(report: CrawlReport): void } {
  const telemetry = createTelemetry(stage, "crawl");
  return {
    tell({ results, crawlsStarted, covered, ages, glueCalls }) {
      telemetry.tell({
        results,
        facts: { crawlsStarted, duesCovered: covered.length, duesWaiting: ages.length, glueCalls },
        totals: [[METRICS.GlueCalls, MetricUnit.Count, glueCalls], ...oldestDue(ages)],
        latencies: covered.flatMap(({ dataset, latency }) =>
          latency === undefined ? [] : [{ metric: METRICS.EventToCovered, dataset, milliseconds: latency }],
        ),
      });
    },
  };
}

/** What the validate function tells of its runs. */
export function validateTelemetry(stage: string): {
  /** `durationMs`: how long the run took. */
  tell(document: RunDocument, durationMs: number): void;
} {
  const { logger, metrics } = createSinks(stage, "validate");
  return {
    tell(document, durationMs) {
      const { runId, suite, asOf, notes, summary, results } = document;
      const bad = results.filter(isBad);
      for (const result of bad.slice(0, REASONS_LOGGED))
        logger.warn("check in trouble", { ...lineOf(result) });
      logger.info("run done", { runId, suite, asOf, notes, ...summary, durationMs });
      for (const { dimensions, values } of seriesOf(document, durationMs)) emit(metrics, dimensions, values);
    },
  };
}

function isBad({ outcome }: CheckResult): boolean {
  return outcome === "fail" || outcome === "no_data" || outcome === "error";
}

/** A result without its samples and its SQL, which are in the document. */
function lineOf({
  checkId,
  dataset,
  day,
  symbol,
  outcome,
  reason,
  message,
  queryId,
  reproduce,
}: CheckResult) {
  return { checkId, dataset, day, symbol, outcome, reason, detail: printable(message), queryId, reproduce };
}

function oldestDue(ages: readonly number[]): Measurement[] {
  return ages.length === 0 ? [] : [[METRICS.DueAge, MetricUnit.Milliseconds, Math.max(...ages)]];
}

/** Tells CloudWatch how batches end: one log line for each distinct trouble, one summary, and EMF metrics. */
function createTelemetry(stage: string, name: string): { tell(told: Told): void } {
  const { logger, metrics } = createSinks(stage, name);
  return {
    tell(told) {
      for (const trouble of troublesOf(told.results)) logger.warn(TROUBLE, { ...trouble });
      const outcomes = Object.fromEntries(countBy(told.results.map(({ outcome }) => outcome.kind)));
      logger.info("batch done", { messages: told.results.length, outcomes, ...told.facts });
      measure(metrics, told);
    },
  };
}

function createSinks(stage: string, name: string): { readonly logger: Logger; readonly metrics: Metrics } {
  return {
    logger: new Logger({ serviceName: SERVICE, persistentKeys: { stage, function: name } }),
    metrics: new Metrics({
      namespace: METRICS_NAMESPACE,
      serviceName: SERVICE,
      defaultDimensions: { stage, function: name },
    }),
  };
}

const TROUBLE = "messages in trouble";

interface Trouble {
  readonly outcome: OutcomeKind;
  readonly code?: string;
  readonly dataset?: string;
  readonly reason: string;
  readonly firstMessageId: string;
  messages: number;
}

/** Parked, failed, or waiting because AWS refused. */
function isTrouble(outcome: Outcome): outcome is Extract<Outcome, { reason: string }> {
  return (
    isParked(outcome) ||
    outcome.kind === "failed" ||
    (outcome.kind === "waiting" && outcome.code !== undefined)
  );
}

/** What an operator should read: messages in trouble, alike ones told once. */
function troublesOf(results: readonly MessageResult[]): Trouble[] {
  const troubles = new Map<string, Trouble>();
  for (const { id, outcome, dataset } of results) {
    if (!isTrouble(outcome)) continue;
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

function measure(metrics: Metrics, { results, totals, latencies }: Told): void {
  for (const dataset of new Set(results.map((ending) => ending.dataset))) {
    if (dataset === undefined) continue;
    const own = ({ dataset: name }: { readonly dataset: string | undefined }) => name === dataset;
    measureMessages(metrics, { dataset }, results.filter(own), latencies.filter(own));
  }
  measureMessages(metrics, {}, results, latencies);
  emit(metrics, {}, [
    [METRICS.BatchSize, MetricUnit.Count, results.length],
    [METRICS.Parked, MetricUnit.Count, results.filter(({ outcome }) => isParked(outcome)).length],
    ...totals,
  ]);
}

/** Of one dataset, or of all without dimensions: outcomes of messages, and latencies. */
function measureMessages(
  metrics: Metrics,
  dimensions: Dimensions,
  results: readonly MessageResult[],
  latencies: readonly Latency[],
): void {
  const outcomes = countBy(results.map(({ outcome }) => outcome.kind));
  const counts = [...outcomes].map(([kind, count]): Measurement => {
    return [METRIC_OF_OUTCOME[kind], MetricUnit.Count, count];
  });
  emit(metrics, dimensions, counts);
  for (const chunk of chunked(latencies, VALUES_PER_LINE)) {
    const values = chunk.map(({ metric, milliseconds }): Measurement => {
      return [metric, MetricUnit.Milliseconds, milliseconds];
    });
    emit(metrics, dimensions, values);
  }
}

/** Below EMF's 100 values a metric, at which Powertools would flush by itself, and forget the dimension. */
const VALUES_PER_LINE = 99;

/** Besides service, stage and function. */
type Dimensions = Readonly<Record<string, string>>;

function emit(metrics: Metrics, dimensions: Dimensions, measurements: readonly Measurement[]): void {
  if (measurements.length === 0) return;
  for (const [name, value] of Object.entries(dimensions)) metrics.addDimension(name, value);
  for (const measurement of measurements) metrics.addMetric(...measurement);
  metrics.publishStoredMetrics();
}

function countBy<Key>(keys: readonly Key[]): Map<Key, number> {
  const counts = new Map<Key, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
