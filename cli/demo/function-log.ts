import { METRICS } from "../../shared/metric-names.ts";

/** What the register function logged, read as CloudWatch would: its EMF lines are metrics. */
export interface FunctionLog {
  /** Takes a line of the function's output. */
  read(line: string): void;
  /** Calls back after every batch with the messages dealt with so far. */
  onBatch(listener: (batch: { readonly total: number }) => void): void;
  /** Percentiles of the metric PutToRegistered, milliseconds. */
  putToRegistered(): { readonly p50: number; readonly p99: number };
}

export function createFunctionLog(): FunctionLog {
  const latencies: number[] = [];
  let total = 0;
  let listener: (batch: { readonly total: number }) => void = () => {};
  return {
    read(line) {
      const entry = parse(line);
      // Totals only: the same values come once more by dataset.
      if (entry._aws === undefined || entry.dataset !== undefined) return;
      latencies.push(...numbers(entry[METRICS.PutToRegistered]));
      for (const size of numbers(entry[METRICS.BatchSize])) {
        total += size;
        listener({ total });
      }
    },
    onBatch(next) {
      listener = next;
    },
    putToRegistered: () => ({ p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) }),
  };
}

function parse(line: string): Readonly<Record<string, unknown>> {
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
