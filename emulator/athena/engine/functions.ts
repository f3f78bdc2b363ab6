/**
 * The scalar functions a query may use, and how DuckDB is asked for the same. A function that is not in this list or
 * in that of aggregates does not exist: nothing runs that Athena would refuse. `$1 $2` are the arguments, `$*` all of
 * them; several templates differ by the number of arguments. "trino." names a macro of prelude.ts.
 */

export const SCALAR_FUNCTIONS: Readonly<Record<string, string | readonly string[]>> = {
  // Numbers
  abs: "abs($1)",
  ceil: "cast_to_type(ceil($1), round($1))",
  ceiling: "cast_to_type(ceil($1), round($1))",
  degrees: "degrees($1)",
  e: "exp(1e0)",
  exp: "exp($1)",
  floor: "cast_to_type(floor($1), round($1))",
  infinity: "'Infinity'::DOUBLE",
  is_finite: "isfinite(CAST($1 AS DOUBLE))",
  is_infinite: "isinf(CAST($1 AS DOUBLE))",
  is_nan: "isnan(CAST($1 AS DOUBLE))",
  ln: "trino.logarithm($1, ln($1))",
  log: "trino.logarithm($2, ln($2) / ln($1))",
  log10: "trino.logarithm($1, log10($1))",
  log2: "trino.logarithm($1, log2($1))",
  mod: "trino.modulus($1, $2)",
  nan: "'NaN'::DOUBLE",
  pi: "pi()",
  pow: "pow(CAST($1 AS DOUBLE), CAST($2 AS DOUBLE))",
  power: "pow(CAST($1 AS DOUBLE), CAST($2 AS DOUBLE))",
  radians: "radians($1)",
  // A decimal keeps its scale, and has one more digit: as a difference has.
  round: ["round($1)", "cast_to_type(round($1, $2), $1 - $1)"],
  sign: "CASE WHEN trino.nan_key($1) THEN round($1) ELSE cast_to_type(sign($1), round($1)) END",
  sqrt: "trino.square_root($1)",
  truncate: "trunc($1)",
  width_bucket: "trino.width_bucket($1, $2, $3, $4)",
  cos: "cos($1)",
  sin: "sin($1)",
  tan: "tan($1)",
  acos: "acos($1)",
  asin: "asin($1)",
  atan: "atan($1)",
  atan2: "atan2($1, $2)",
  bitwise_and: "(CAST($1 AS BIGINT) & CAST($2 AS BIGINT))",
  bitwise_or: "(CAST($1 AS BIGINT) | CAST($2 AS BIGINT))",
  bitwise_xor: "xor(CAST($1 AS BIGINT), CAST($2 AS BIGINT))",

  // Texts
  chr: "chr(CAST($1 AS INTEGER))",
  codepoint: "ord($1)",
  length: "trino.length($1)",
  lower: "lower(trino.text($1))",
  lpad: "lpad(trino.text($1), CAST($2 AS INTEGER), trino.text($3))",
  ltrim: ["ltrim(trino.text($1))", "ltrim(trino.text($1), trino.text($2))"],
  regexp_count: "len(regexp_extract_all(trino.text($1), $2))",
  regexp_extract: ["trino.regexp_extract($1, $2, 0)", "trino.regexp_extract($1, $2, $3)"],
  regexp_extract_all: [
    "regexp_extract_all(trino.text($1), $2)",
    "regexp_extract_all(trino.text($1), $2, $3)",
  ],
  regexp_like: "regexp_matches(trino.text($1), $2)",
  regexp_split: "regexp_split_to_array(trino.text($1), $2)",
  replace: ["replace(trino.text($1), $2, '')", "trino.replace($1, $2, $3)"],
  reverse: "trino.reverse($1)",
  rpad: "rpad(trino.text($1), CAST($2 AS INTEGER), trino.text($3))",
  rtrim: ["rtrim(trino.text($1))", "rtrim(trino.text($1), trino.text($2))"],
  split: ["string_split(trino.text($1), $2)", "trino.split_at_most($1, $2, $3)"],
  split_part: "trino.split_part($1, $2, $3)",
  starts_with: "starts_with(trino.text($1), trino.text($2))",
  strpos: "strpos(trino.text($1), trino.text($2))",
  substr: ["trino.substr($1, $2)", "trino.substr_for($1, $2, $3)"],
  substring: ["trino.substr($1, $2)", "trino.substr_for($1, $2, $3)"],
  translate: "translate(trino.text($1), $2, $3)",
  upper: "trino.upper($1)",
  from_hex: "unhex(trino.text($1))",
  from_utf8: "decode($1)",
  md5: "unhex(md5($1))",
  sha256: "unhex(sha256($1))",
  to_hex: "hex($1)",
  to_utf8: "encode(trino.text($1))",

  // Dates and times
  current_timezone: "'UTC'",
  date: "CAST($1 AS DATE)",
  day: "day($1)",
  day_of_month: "day($1)",
  day_of_week: "isodow($1)",
  day_of_year: "dayofyear($1)",
  dow: "isodow($1)",
  doy: "dayofyear($1)",
  from_iso8601_date: "CAST($1 AS DATE)",
  from_iso8601_timestamp: "trino.from_iso8601($1)",
  from_unixtime: "trino.from_unixtime($1)",
  hour: "hour($1)",
  last_day_of_month: "last_day($1)",
  millisecond: "(millisecond($1) % 1000)",
  minute: "minute($1)",
  month: "month($1)",
  quarter: "quarter($1)",
  second: "second($1)",
  to_iso8601: "trino.to_iso8601($1)",
  week: "weekofyear($1)",
  week_of_year: "weekofyear($1)",
  year: "year($1)",
  year_of_week: "isoyear($1)",
  yow: "isoyear($1)",

  // Arrays, maps, JSON
  array_distinct: "trino.distinct_of($1)",
  array_except: "trino.distinct_of(list_filter($1, lambda one: NOT list_contains($2, one)))",
  array_intersect: "trino.array_intersect($1, $2)",
  array_join: ["trino.array_join($1, $2)", "trino.array_join_all($1, $2, $3)"],
  array_max: "trino.array_max($1)",
  array_min: "trino.array_min($1)",
  array_position: "trino.position_in($1, $2)",
  array_remove: "trino.array_remove($1, $2)",
  array_sort: "list_sort($1, 'ASC', 'NULLS LAST')",
  array_union: "trino.distinct_of(list_concat($1, $2))",
  arrays_overlap: "trino.arrays_overlap($1, $2)",
  cardinality: "trino.cardinality($1)",
  contains: "trino.contains($1, $2)",
  element_at: "trino.element_at($1, $2)",
  flatten: "flatten($1)",
  json_array_length: "CAST(trino_json_length(CAST($1 AS VARCHAR)) AS BIGINT)",
  json_format: "CAST($1 AS VARCHAR)",
  json_parse: "trino.json_parse($1)",
  map: ["MAP {}", "map($1, $2)"],
  map_entries: "map_entries($1)",
  map_keys: "map_keys($1)",
  map_values: "map_values($1)",
  sequence: ["trino.sequence($1, $2)", "trino.sequence_by($1, $2, $3)"],
  slice: "trino.slice($1, $2, $3)",

  // Anything
  nullif: "CASE WHEN trino.eq($1, $2) THEN NULL ELSE $1 END",
  typeof: "trino.type_name($1)",
  // What AWS answers is not documented.
  version: "'Athena engine version 3'",
};

/** NaN and infinities make it NaN; DuckDB refuses them. */
const deviation = (name: string) => {
  const least = name.endsWith("_pop") ? 1 : 2;
  const finite = "CASE WHEN isfinite(CAST($1 AS DOUBLE)) THEN $1 END";
  return `CASE WHEN {bool_and(isfinite(CAST($1 AS DOUBLE)))} THEN {${name}(${finite})} WHEN {count($1)} >= ${least} THEN 'NaN'::DOUBLE END`;
};

/**
 * What FILTER or OVER may follow: the rows of a group, or of a window, as one value. Where a template is more than the
 * call of one aggregate, each of its aggregates stands in braces: DISTINCT, ORDER BY, FILTER and OVER go to it.
 */
export const AGGREGATE_FUNCTIONS: Readonly<Record<string, string | readonly string[]>> = {
  // Exact, where Trino estimates: within its error, and the same in every run.
  approx_distinct: "count(DISTINCT $1)",
  approx_percentile:
    "trino.percentile({bool_or(trino.nan_key($1))}, {bool_or(trino.infinite_key($1))}, {quantile_disc($1 + 0::BIGINT, trino.above($2))})",
  arbitrary: "any_value($1)",
  array_agg: "array_agg($1)",
  avg: "avg(trino.not_decimal($1))",
  bitwise_and_agg: "bit_and(CAST($1 AS BIGINT))",
  bitwise_or_agg: "bit_or(CAST($1 AS BIGINT))",
  bool_and: "bool_and($1)",
  bool_or: "bool_or($1)",
  checksum: "trino.checksum({sum(trino.checksum_part($1))})",
  corr: "corr($1, $2)",
  count: ["count(*)", "count($1)"],
  // 0 of no rows, where DuckDB's count_if() has NULL.
  count_if: "count(CASE WHEN $1 THEN 1 END)",
  covar_pop: "covar_pop($1, $2)",
  covar_samp: "covar_samp($1, $2)",
  every: "bool_and($1)",
  geometric_mean: "geometric_mean($1)",
  histogram: "histogram($1)",
  kurtosis: "kurtosis($1)",
  map_agg: "trino.map_of({list(row($1, $2))})",
  // NaN is left out unless there is nothing else; DuckDB holds it for the greatest number.
  max: ["coalesce({max(trino.nan_as_null($1))}, {max($1)})", "max($1, $2)"],
  max_by: ["max_by($1, $2)", "max_by($1, $2, $3)"],
  min: ["min($1)", "min($1, $2)"],
  min_by: ["min_by($1, $2)", "min_by($1, $2, $3)"],
  regr_intercept: "regr_intercept($1, $2)",
  regr_slope: "regr_slope($1, $2)",
  // Of the rows as they are; DuckDB estimates that of all of which they are a sample.
  skewness: "({skewness($1)} * ({count($1)} - 2) / sqrt({count($1)} * ({count($1)} - 1)))",
  stddev: deviation("stddev_samp"),
  stddev_pop: deviation("stddev_pop"),
  stddev_samp: deviation("stddev_samp"),
  sum: "trino.bigint_sum({sum($1)})",
  var_pop: deviation("var_pop"),
  var_samp: deviation("var_samp"),
  variance: deviation("var_samp"),
};

/** Only with OVER. */
export const WINDOW_FUNCTIONS: Readonly<Record<string, string | readonly string[]>> = {
  cume_dist: "cume_dist()",
  dense_rank: "dense_rank()",
  first_value: "first_value($1)",
  lag: ["lag($1)", "lag($1, $2)", "lag($1, $2, $3)"],
  last_value: "last_value($1)",
  lead: ["lead($1)", "lead($1, $2)", "lead($1, $2, $3)"],
  nth_value: "nth_value($1, $2)",
  ntile: "ntile($1)",
  percent_rank: "percent_rank()",
  rank: "rank()",
  row_number: "row_number()",
};

/** Functions of Trino, and so of Athena, that are in none of these lists: SHOW FUNCTIONS of Trino 411. */
export const OTHER_FUNCTIONS: ReadonlySet<string> = new Set(
  `approx_most_frequent approx_set at_timezone bar beta_cdf bit_count bitwise_left_shift bitwise_not
  bitwise_right_shift bitwise_right_shift_arithmetic cbrt color combinations concat_ws contains_sequence cosh
  cosine_similarity crc32 create_hll current_groups empty_approx_set format_number from_base from_base32
  from_base64 from_base64url from_big_endian_32 from_big_endian_64 from_ieee754_32 from_ieee754_64
  from_iso8601_timestamp_nanos from_unixtime_nanos hamming_distance hash_counts hmac_md5 hmac_sha1 hmac_sha256
  hmac_sha512 human_readable_seconds intersection_cardinality inverse_beta_cdf inverse_normal_cdf
  is_json_scalar jaccard_index json_array_contains json_array_get json_size levenshtein_distance luhn_check
  make_set_digest map_concat map_filter map_from_entries map_union map_zip_with merge merge_set_digest
  multimap_agg multimap_from_entries murmur3 ngrams normal_cdf numeric_histogram parse_data_size
  parse_duration parse_presto_data_size qdigest_agg quantile_at_value rand random reduce_agg regexp_position
  render repeat rgb sha1 sha512 shuffle sinh soundex split_to_map split_to_multimap spooky_hash_v2_32
  spooky_hash_v2_64 tanh tdigest_agg timezone_hour timezone_minute to_base to_base32 to_base64 to_base64url
  to_big_endian_32 to_big_endian_64 to_ieee754_32 to_ieee754_64 to_milliseconds transform_keys
  transform_values trim_array url_decode url_encode url_extract_fragment url_extract_host
  url_extract_parameter url_extract_path url_extract_port url_extract_protocol url_extract_query uuid
  value_at_quantile values_at_quantiles wilson_interval_lower wilson_interval_upper with_timezone word_stem
  xxhash64 zip zip_with`.split(/\s+/),
);

/** How many arguments a template takes. */
export function arityOf(template: string): number {
  return Math.max(0, ...[...template.matchAll(/\$(\d)/g)].map(([, digit]) => Number(digit)));
}

export const fill = (template: string, values: readonly string[]) =>
  template.replace(/\$(\d)/g, (_, digit: string) => values[Number(digit) - 1] ?? "");
