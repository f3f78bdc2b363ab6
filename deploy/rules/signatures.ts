/**
 * Functions that a rule may call: of one row's values alone, and always of the same answer; and what each takes and
 * answers, so that what Athena would refuse is refused when datasets are checked. tests/engines asks a real Trino.
 * https://trino.io/docs/current/functions.html
 */

/** One way to call a function. */
export interface CallSignature {
  readonly takes: readonly string[];
  /** The last of `takes` may be there so often: 0 or once, or any number of times more. */
  readonly least: number;
  readonly most: number;
  /** A type; or that of an argument: the first, the last, or what those called "same" have in common. */
  readonly answers: string;
}

const DECLARED = `
abs ceil ceiling floor sign (number) first
round (number, integer?) first
truncate (decimal, integer?) decimal | (double) first
sqrt cbrt exp ln log10 log2 (double) double
log pow power (double, double) double
mod (number same, number same) same
width_bucket (double, double, double, bigint) bigint | (double, list) bigint
bitwise_and bitwise_or (bigint, bigint) bigint
is_finite is_infinite is_nan (double) boolean

lower upper (text) first
trim ltrim rtrim (text) varchar
length (text) bigint
reverse (varchar) first | (list) first
substr substring (text, bigint, bigint?) varchar
replace (varchar, varchar, varchar?) varchar
translate (varchar, varchar, varchar) varchar
lpad rpad (varchar, bigint, varchar) varchar
split (varchar, varchar, bigint?) list
split_part (varchar, varchar, bigint) varchar
starts_with (varchar, varchar) boolean
strpos (varchar, varchar, bigint?) bigint
levenshtein_distance (varchar, varchar) bigint
normalize (varchar) varchar
chr (bigint) varchar
concat || (text same, text same, text same...) same | (list, any, any...) list | (any, list, list...) list
concat_ws (varchar, varchar, varchar...) varchar | (varchar, list) varchar
regexp_count (varchar, pattern) bigint
regexp_like (varchar, pattern) boolean
regexp_extract (varchar, pattern, bigint?) varchar
regexp_replace (varchar, pattern, varchar?) varchar
url_extract_host (varchar) varchar
json_extract_scalar (varchar, path) varchar
json_array_length (varchar) bigint
json_array_contains (varchar, scalar) boolean

date (timestamp) date | (varchar) date
from_iso8601_date (varchar) date
from_iso8601_timestamp (varchar) timestamp
from_unixtime (double) timestamp
date_format (timestamp, varchar) varchar
date_parse (varchar, varchar) timestamp
last_day_of_month (timestamp) date
to_unixtime (timestamp) double
date_add (unit, bigint, timestamp) last
date_diff (unit, timestamp, timestamp) bigint
date_trunc (unit, timestamp) last
year month (timestamp) bigint | (interval year to month) bigint
day day_of_month hour minute second millisecond (timestamp) bigint | (interval day to second) bigint
quarter week day_of_week dow day_of_year doy year_of_week yow (timestamp) bigint

array_join (list, varchar, varchar?) varchar
cardinality (list) bigint
contains (list, any) boolean
element_at (list, any) unknown
if (boolean, same, same?) same
coalesce (same, same, same...) same
greatest least (same, same...) same
nullif (same, same) first
try (any) first
`;

const LINE = /^([\w| ]+?) \((.*)$/;
const ONE = /^\(?(.*)\) (\w+)$/;

function signatureOf(text: string): CallSignature {
  const [, list = "", answers = ""] = ONE.exec(text.trim()) ?? [];
  const takes = list.split(", ");
  const last = takes.at(-1) ?? "";
  const plain = takes.map((one) => one.replace(/\?$|\.{3}$/, ""));
  const most = last.endsWith("...") ? Number.POSITIVE_INFINITY : plain.length;
  return { takes: plain, least: /[?.]$/.test(last) ? plain.length - 1 : plain.length, most, answers };
}

/** By the name of the function, in lower case; `||` is one, too. */
export const SIGNATURES: ReadonlyMap<string, readonly CallSignature[]> = new Map(
  DECLARED.split("\n")
    .filter(Boolean)
    .flatMap((line) => {
      const [, names = "", ways = ""] = LINE.exec(line) ?? [];
      const signatures = ways.split(" | ").map(signatureOf);
      return names.split(" ").map((name) => [name, signatures] as const);
    }),
);
