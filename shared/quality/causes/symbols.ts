import type { CheckId } from "../checks/index.ts";
import type { CheckResult } from "../result.ts";

/** Slots of five minutes in the longest day that there can be. */
const MOST_BARS = 288;

/**
 * Do the samples of a result name every symbol that it is about? By check, because each counts something else. Of other
 * checks that is not known.
 */
const NAMES_ALL: Partial<Record<CheckId, (result: CheckResult) => boolean>> = {
  "partition.drift": ({ value, samples }) => samples.length === value,
  "complete.symbols": ({ value, samples }) => samples.length === value,
  "complete.bars": ({ value, samples }) => sum(samples, "missing", 0) === value,
  "unique.key": ({ measured, samples }) => sum(samples, "copies", 1) === measured,
  "reconcile.bars_trades": ({ measured, samples }) => samples.length === measured,
  // Its samples are the first in time, so that a second symbol would be among them if it lacked a whole session.
  "reconcile.features_bars": ({ value, samples }) =>
    samples.length === value || (value !== null && value <= MOST_BARS && namesOne(samples)),
};

/** All symbols that a result is about; undefined if they are not known. */
export function symbolsIn(result: CheckResult, column: string): ReadonlySet<string> | undefined {
  const { samples, checkId, value } = result;
  if (value === null || samples.length === 0 || NAMES_ALL[checkId]?.(result) !== true) return undefined;
  const names = samples.map((sample) => sample.symbol ?? sample[column]);
  return names.every((name) => typeof name === "string") ? new Set(names) : undefined;
}

function sum(samples: CheckResult["samples"], column: string, less: number): number {
  return samples.reduce((total, sample) => total + Number(sample[column]) - less, 0);
}

function namesOne(samples: CheckResult["samples"]): boolean {
  return new Set(samples.map(({ symbol }) => symbol)).size === 1;
}
