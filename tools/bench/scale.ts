/** How much is measured. */
export interface Scale {
  readonly mode: "full" | "quick";
  /** Of one warm batch; 3,000 are what fits into an invocation. */
  readonly messages: number;
  /** Of the warm batch; the median counts. */
  readonly repetitions: number;
  /** Of the imports, which vary more; the median counts. */
  readonly processes: number;
  /** Of each command; the median counts. */
  readonly starts: number;
  /** Of the burst into new partitions. */
  readonly objects: number;
  readonly partitions: number;
  /** Events that the baseline really handles; its figures are scaled to `objects`. */
  readonly baselineEvents: number;
  /** Of the tables that are reconciled. */
  readonly reconciled: readonly number[];
  /** Partitions of the table with a partition index. */
  readonly indexed: number;
  /** Objects of the sessions that are looked at. */
  readonly listed: readonly number[];
  /** Partitions of the folders that are tried. */
  readonly tried: readonly number[];
  /** How often each of two trees is measured, if they are compared; the median counts. */
  readonly rounds: number;
}

export const FULL: Scale = {
  mode: "full",
  messages: 3000,
  repetitions: 15,
  processes: 15,
  starts: 5,
  objects: 10_000,
  partitions: 1000,
  baselineEvents: 500,
  reconciled: [15_000, 300_000, 1_000_000],
  indexed: 125_000,
  listed: [500, 2500, 10_000],
  tried: [2000],
  rounds: 3,
};

/** For CI. The batch keeps its size, because the ratio depends on it. */
export const QUICK: Scale = {
  mode: "quick",
  messages: 3000,
  repetitions: 11,
  processes: 11,
  starts: 3,
  objects: 2000,
  partitions: 200,
  baselineEvents: 100,
  reconciled: [15_000],
  indexed: 25_000,
  listed: [2500],
  tried: [],
  rounds: 2,
};
