import { METRICS, type MetricName } from "../../shared/runtime/metric-names.ts";

/** Milliseconds. */
export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

/** Messages of one dataset that a batch ended alike. */
export interface DatasetCount {
  readonly dataset: string;
  readonly metric: string;
  readonly messages: number;
}

/** What the functions logged, read as CloudWatch would: their EMF lines are metrics. */
export interface FunctionLog {
  /** Takes a line of the function's output. */
  read(line: string): void;
  /** Calls back after every batch with the messages dealt with so far. */
  onBatch(listener: (batch: { readonly total: number }) => void): void;
  /** Calls back with every count of messages by dataset and outcome. */
  onCount(listener: (count: DatasetCount) => void): void;
  /** Percentiles of a metric of milliseconds; undefined if it was never logged. */
  latency(metric: MetricName): Percentiles | undefined;
}

export function createFunctionLog(): FunctionLog {
  const latencies = new Map<string, number[]>();
  let total = 0;
  let batchListener: (batch: { readonly total: number }) => void = () => {};
  let countListener: (count: DatasetCount) => void = () => {};
  const readTotals = (entry: Entry) => {
    for (const metric of LATENCIES) {
      latencies.set(metric, [...(latencies.get(metric) ?? []), ...numbers(entry[metric])]);
    }
    for (const size of numbers(entry[METRICS.BatchSize])) {
      total += size;
      batchListener({ total });
    }
  };
  return {
    read(line) {
      const entry = parse(line);
      if (entry._aws === undefined) return;
      // The same values come as totals, and once more by dataset.
      if (typeof entry.dataset !== "string") return readTotals(entry);
      for (const metric of OUTCOMES) {
        for (const messages of numbers(entry[metric])) {
          countListener({ dataset: entry.dataset, metric, messages });
        }
      }
    },
    onBatch(next) {
      batchListener = next;
    },
    onCount(next) {
      countListener = next;
    },
    latency(metric) {
      const found = latencies.get(metric) ?? [];
      return found.length === 0 ? undefined : { p50: percentile(found, 0.5), p99: percentile(found, 0.99) };
    },
  };
}

const LATENCIES: readonly MetricName[] = [METRICS.PutToRegistered, METRICS.EventToCovered];
const OUTCOMES: readonly MetricName[] = [METRICS.Waiting, METRICS.CrawlStarted, METRICS.Covered];

type Entry = Readonly<Record<string, unknown>>;

function parse(line: string): Entry {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return {}; // a line that is no JSON is no metric
  }
}

function numbers(value: unknown): number[] {
  return (Array.isArray(value) ? value : [value]).filter((one): one is number => typeof one === "number");
}

/** The smallest value that is at least as large as this share of all (nearest rank). */
function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
