/** What the functions that read events tell of a batch. */
import { type Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { METRICS, type MetricName } from "../runtime/metric-names.ts";
import { chunked } from "../runtime/parallel.ts";
import {
  createSinks,
  type Dimensions,
  emit,
  type Measurement,
  REASONS_LOGGED,
} from "../runtime/telemetry.ts";
import { printable } from "../runtime/text.ts";
import type { MessageResult } from "./batch.ts";
import { isParked, type Outcome, type OutcomeKind } from "./outcome.ts";

const METRIC_OF_OUTCOME: Readonly<Record<OutcomeKind, MetricName>> = {
  registered: METRICS.Registered,
  "already there": METRICS.AlreadyThere,
  conflict: METRICS.Conflict,
  rejected: METRICS.Rejected,
  covered: METRICS.Covered,
  "crawl started": METRICS.CrawlStarted,
  waiting: METRICS.Waiting,
  uncrawlable: METRICS.Uncrawlable,
  checked: METRICS.Checked,
  reported: METRICS.Reported,
  unfit: METRICS.Unfit,
  removed: METRICS.Removed,
  kept: METRICS.Kept,
  unremovable: METRICS.Unremovable,
  "looked at": METRICS.LookedAt,
  unreadable: METRICS.Unreadable,
  ignored: METRICS.Ignored,
  unplaceable: METRICS.Unplaceable,
  malformed: METRICS.Malformed,
  failed: METRICS.Failed,
};

/** What there is to tell of a batch, whichever function it was. */
export interface BatchSummary {
  readonly results: readonly MessageResult[];
  /** Facts for the summary in the log. */
  readonly facts: Readonly<Record<string, number | string>>;
  /** Of the invocation as a whole. */
  readonly totals: readonly Measurement[];
  /** Milliseconds, of one dataset each. */
  readonly latencies: readonly Latency[];
}

interface Latency {
  readonly metric: MetricName;
  readonly dataset: string;
  readonly milliseconds: number;
}

/** Tells CloudWatch how batches end: one log line for each distinct trouble, one summary, and EMF metrics. */
export function batchTelemetry(stage: string, name: string): { tell(told: BatchSummary): void } {
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

const TROUBLE = "messages in trouble";

interface Trouble {
  readonly outcome: OutcomeKind;
  readonly code?: string;
  readonly dataset?: string;
  readonly reason: string;
  readonly firstMessageId: string;
  messages: number;
}

/** Parked, failed, reported, or waiting because AWS refused. */
function isTrouble(outcome: Outcome): outcome is Extract<Outcome, { reason: string }> {
  return (
    isParked(outcome) ||
    outcome.kind === "failed" ||
    outcome.kind === "reported" ||
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

function measure(metrics: Metrics, { results, totals, latencies }: BatchSummary): void {
  for (const [dataset, own] of byDataset(results)) {
    if (dataset === undefined) continue;
    const ownLatencies = latencies.filter((latency) => latency.dataset === dataset);
    measureMessages(metrics, { dataset }, own, ownLatencies);
  }
  measureMessages(metrics, {}, results, latencies);
  emit(metrics, {}, [
    [METRICS.BatchSize, MetricUnit.Count, results.length],
    [METRICS.Parked, MetricUnit.Count, results.filter(({ outcome }) => isParked(outcome)).length],
    ...totals,
  ]);
}

function byDataset(results: readonly MessageResult[]): Map<string | undefined, MessageResult[]> {
  const groups = new Map<string | undefined, MessageResult[]>();
  for (const result of results) {
    const group = groups.get(result.dataset);
    if (group === undefined) groups.set(result.dataset, [result]);
    else group.push(result);
  }
  return groups;
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

function countBy<Key>(keys: readonly Key[]): Map<Key, number> {
  const counts = new Map<Key, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
