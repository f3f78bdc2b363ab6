/**
 * Every check there is. The value of each is a number that is better the smaller it is, and nothing is wrong with 0;
 * `warn` and `fail` are the greatest values that do not warn and do not fail, null if the check never does.
 */
export const CHECKS = {
  // from Glue, for nothing
  "partition.present": check(
    "freshness",
    "sessions",
    "a partition exists for every session that is due",
    0,
    0,
  ),
  "partition.nonsession": check(
    "quality",
    "partitions",
    "no partition lies on a day without a session",
    0,
    null,
  ),
  "partition.format": check(
    "quality",
    "partitions",
    "every partition's values are what the keys allow",
    0,
    0,
  ),
  "partition.drift": check(
    "completeness",
    "partitions",
    "S3 and Glue hold the same partitions, in the same places",
    0,
    0,
  ),
  // 1: queries read them all the same; 2: queries fail, or read other values than the files hold
  "partition.schema": check("quality", "grade", "partitions have their table's columns and SerDe", 0, 1),
  // 1: columns besides the declared ones; 2: declared ones are missing or have other types
  "schema.contract": check("quality", "grade", "the table has the declared columns and types", 0, 1),
  // 0.5: half of the time for the next session is over
  "freshness.session": check("freshness", "sessions", "the newest session that is due is there", 0, 0.5),
  "freshness.pipeline": check(
    "freshness",
    "sessions",
    "derived data exist for every session of their source",
    0,
    1,
  ),
  "files.small": check("quality", "partitions", "partitions are few files of a megabyte or more", 0, null),
  // from one scan of the table's rows
  "freshness.event": check("freshness", "minutes", "the newest row is as new as it can be", 10, 30),
  "complete.rows": check("completeness", "ratio", "rows are as many as in the sessions before", 0.4, 0.7),
  "complete.symbols": check("completeness", "symbols", "every core symbol is there", 0, 0),
  "complete.bars": check(
    "completeness",
    "bars",
    "every core symbol has a bar for every five minutes, or for those in which its source has trades",
    0,
    0,
  ),
  "complete.gaps": check(
    "completeness",
    "slots",
    "which slots are missing: looked up when complete.bars fails",
    null,
    null,
  ),
  "unique.key": check("quality", "ratio", "no key occurs twice", 0, 0.0001),
  "null.key": check("quality", "rows", "keys are never NULL", 0, 0),
  "null.value": check("quality", "ratio", "values are hardly ever NULL", 0.001, 0.01),
  "ohlc.invariant": check(
    "quality",
    "bars",
    "high and low enclose open and close; prices are finite and above 0",
    0,
    0,
  ),
  "value.domain": check(
    "quality",
    "rows",
    "numbers are finite: prices and sizes above 0, volumes and trades of bars 0 or more",
    0,
    0,
  ),
  "session.bounds": check("quality", "ratio", "rows lie within the session's hours", 0, 0.01),
  "bar.alignment": check("quality", "bars", "bars begin at multiples of five minutes", 0, 0),
  "day.misfiled": check("quality", "rows", "rows lie in the partition of their day in New York", 0, 0),
  "outlier.return": check(
    "quality",
    "bars",
    "no price jumps by a tenth and by twenty times its usual move, or by a third since the session before",
    0,
    null,
  ),
  "feature.health": check(
    "quality",
    "ratio",
    "features are finite, vary, keep their bounds and do not look ahead",
    0,
    0.001,
  ),
  // from a scan of two tables
  "reconcile.bars_trades": check(
    "completeness",
    "ratio",
    "volume and trades of the bars are those of the trades",
    0,
    0.005,
  ),
  "reconcile.features_bars": check("completeness", "keys", "features and bars have the same keys", 0, 0),
  // of the run itself
  "cost.budget": check("operation", "ratio", "the run scans no more than its budget", 0.8, 1),
} as const satisfies Readonly<Record<string, Check>>;

export type CheckId = keyof typeof CHECKS;

export interface Check {
  readonly dimension: "freshness" | "completeness" | "quality" | "operation";
  readonly unit: string;
  /** What holds when it passes. */
  readonly states: string;
  readonly thresholds: Thresholds;
}

/** The greatest values that do not warn and do not fail; null never does. */
export interface Thresholds {
  readonly warn: number | null;
  readonly fail: number | null;
}

export const CHECK_IDS = Object.keys(CHECKS) as readonly CheckId[];

function check(
  dimension: Check["dimension"],
  unit: string,
  states: string,
  warn: number | null,
  fail: number | null,
): Check {
  return { dimension, unit, states, thresholds: { warn, fail } };
}
