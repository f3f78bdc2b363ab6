/**
 * Functions that a rule may call: of one row's values alone, and always of the same answer. What they answer is told
 * as far as it is known, so that a comparison which Athena would refuse is refused here.
 * https://trino.io/docs/current/functions.html
 */

import type { ValueType } from "./value-type.ts";

const OF_TYPE: Readonly<Record<ValueType, string>> = {
  boolean: "contains is_finite is_infinite is_nan json_array_contains regexp_like starts_with",
  number: `abs ceil ceiling floor sign sqrt cbrt exp ln log log2 log10 mod power pow round truncate
    cardinality date_diff day day_of_month day_of_week day_of_year dow doy hour json_array_length length levenshtein_distance
    millisecond minute month quarter second strpos to_unixtime week width_bucket year year_of_week yow`,
  text: `chr concat_ws json_extract_scalar lower lpad ltrim normalize regexp_extract regexp_replace replace reverse
    rpad rtrim split_part substr substring translate trim upper`,
  date: "date last_day_of_month from_iso8601_date",
  timestamp: "date_parse",
  null: "",
  unknown: `coalesce concat date_add date_trunc element_at greatest if least nullif split try`,
};

export const FUNCTIONS: ReadonlyMap<string, ValueType> = new Map(
  Object.entries(OF_TYPE).flatMap(([type, names]) =>
    names
      .split(/\s+/)
      .filter(Boolean)
      .map((name) => [name, type as ValueType] as const),
  ),
);

/** Why others are none, where people are likely to try. */
const AGGREGATES =
  "any_value approx_distinct approx_percentile arbitrary array_agg avg bool_and bool_or checksum corr count count_if every max max_by min min_by stddev sum variance";
const CHANGING = "current_timezone now rand random shuffle uuid";
const WINDOWS =
  "cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number";

const REFUSED: readonly (readonly [names: ReadonlySet<string>, why: string])[] = [
  [new Set(AGGREGATES.split(" ")), "is an aggregate of many rows, and a rule is about one"],
  [new Set(WINDOWS.split(" ")), "looks at other rows, and a rule is about one"],
  [
    new Set(CHANGING.split(" ")),
    "answers something else at every run: what was right would be wrong tomorrow",
  ],
];

export function whyRefused(name: string): string | undefined {
  return REFUSED.find(([names]) => names.has(name))?.[1];
}
