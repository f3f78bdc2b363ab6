/** Names of functions that a rule may not call, where people are likely to try, and why. */

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
