/**
 * Macros that give DuckDB what Trino has and DuckDB has not, or has with another meaning. They live in a schema of
 * their own, so that no name of Trino's is ever taken for a function of DuckDB's.
 *
 * A macro knows the types of its arguments only by typeof(), which DuckDB folds away when it plans: of the branches of
 * a CASE just one is left. Where the branches must have the type of an argument, a message takes the place of a value:
 * a text is converted to the type of the CASE, which fails with the message in it (see failures.ts). Unlike error(),
 * that is allowed inside TRY.
 */

import { CHECKSUM_OF_NULL } from "./xx-hash.ts";

const IS_FLOAT = (value: string) => `typeof(${value}) IN ('DOUBLE', 'FLOAT')`;
const EITHER_IS = (kind: (value: string) => string) => `(${kind("a")} OR ${kind("b")})`;
const IS_DECIMAL = (value: string) => `typeof(${value}) LIKE 'DECIMAL%'`;

/** NaN is equal to nothing and neither less nor greater; DuckDB holds it for the greatest number of all. */
const compare = (name: string, operator: string, nan: string) => `
  CREATE MACRO trino.${name}(a, b) AS CASE
    WHEN ${EITHER_IS(IS_FLOAT)} THEN a ${operator} b ${nan}
    ELSE a ${operator} b END`;

const isNaN_ = (value: string) => `isnan(TRY_CAST(${value} AS DOUBLE))`;
const notNaN = (value: string, other: string) => `AND (NOT ${isNaN_(value)} OR ${other} IS NULL)`;

const COMPARISONS = [
  compare("eq", "=", notNaN("a", "b")),
  compare("ne", "<>", `OR ${isNaN_("a")} AND b IS NOT NULL`),
  compare("lt", "<", notNaN("b", "a")),
  compare("le", "<=", notNaN("b", "a")),
  compare("gt", ">", notNaN("a", "b")),
  compare("ge", ">=", notNaN("a", "b")),
];

/** Binds only when the two can be compared in Trino. DuckDB would convert one to the other's type. */
const SAME = `CREATE MACRO trino.same${[
  "DOUBLE",
  "VARCHAR",
  "DATE",
  "TIMESTAMP",
  "TIMESTAMPTZ",
  "TIME",
  "BOOLEAN",
  "BLOB",
  "INTERVAL",
  "DOUBLE[]",
  "VARCHAR[]",
  "DATE[]",
  "TIMESTAMP[]",
]
  .map((type) => `(a ${type}, b ${type}) AS TRUE`)
  .join(", ")}`;

const ARITHMETIC = [
  // `//` is division in the type of its operands, so that 5 // 2 is 2 and 5e0 // 2 is 2.5.
  `CREATE MACRO trino.divide(a, b) AS CASE
    WHEN ${EITHER_IS(IS_DECIMAL)} AND NOT ${EITHER_IS(IS_FLOAT)}
      THEN 'NOT_SUPPORTED: division of decimals is not supported here: cast to double'
    WHEN b = 0 AND NOT ${EITHER_IS(IS_FLOAT)} THEN 'DIVISION_BY_ZERO: Division by zero'
    WHEN b = 0 AND a > 0 AND NOT ${isNaN_("a")} THEN 'Infinity'
    WHEN b = 0 AND a < 0 THEN '-Infinity'
    WHEN b = 0 AND a IS NOT NULL THEN 'NaN'
    ELSE a // b END`,
  `CREATE MACRO trino.modulus(a, b) AS CASE
    WHEN b = 0 AND NOT ${EITHER_IS(IS_FLOAT)} THEN 'DIVISION_BY_ZERO: Division by zero'
    ELSE a % b END`,
  // The type of DATE + INTERVAL is DATE in Trino, TIMESTAMP in DuckDB.
  `CREATE MACRO trino.shift(a, by_interval) AS cast_to_type(a + by_interval, a)`,
  `CREATE MACRO trino.shift_time(a, by_interval) AS CASE WHEN typeof(a) = 'DATE'
    THEN 'INVALID_FUNCTION_ARGUMENT: Cannot add hour, minutes or seconds to a date'
    ELSE cast_to_type(a + by_interval, a) END`,
  ...["+", "-"].map(
    (operator, at) => `CREATE MACRO trino.${["plus", "minus"][at]}(a, b) AS CASE
    WHEN 'DATE' IN (typeof(a), typeof(b))
      THEN 'NOT_SUPPORTED: date ${operator} is supported here only with an interval that is written out'
    ELSE a ${operator} b END`,
  ),
  `CREATE MACRO trino.date_trunc(unit, x) AS cast_to_type(date_trunc(unit, x), x)`,
  `CREATE MACRO trino.date_trunc_time(unit, x) AS CASE WHEN typeof(x) = 'DATE'
    THEN 'INVALID_FUNCTION_ARGUMENT: a part of a day is not a valid DATE field'
    ELSE date_trunc(unit, x) END`,
  // DuckDB's date_diff counts the boundaries between the two, its date_sub the complete units as Trino does.
  `CREATE MACRO trino.date_diff(unit, a, b) AS date_sub(unit, a, b)`,
  `CREATE MACRO trino.date_diff_time(unit, a, b) AS CASE WHEN typeof(a) = 'DATE' AND typeof(b) = 'DATE'
    THEN 'INVALID_FUNCTION_ARGUMENT: a part of a day is not a valid DATE field'
    ELSE date_sub(unit, a, b) END`,
  `CREATE MACRO trino.nan_key(a) AS CASE WHEN ${IS_FLOAT("a")} THEN ${isNaN_("a")} ELSE FALSE END`,
  `CREATE MACRO trino.is_number(a) AS CASE WHEN ${IS_FLOAT("a")} THEN NOT ${isNaN_("a")} ELSE TRUE END`,
  `CREATE MACRO trino.infinite_key(a) AS CASE WHEN ${IS_FLOAT("a")} THEN isinf(TRY_CAST(a AS DOUBLE)) ELSE FALSE END`,
  // TDigest of Trino takes finite numbers only, and one other fails the query. Aggregates come in, so that FILTER is heeded.
  `CREATE MACRO trino.percentile(has_nan, has_infinity, value) AS CASE
    WHEN has_nan THEN 'GENERIC_INTERNAL_ERROR: value is NaN'
    WHEN has_infinity THEN 'GENERIC_INTERNAL_ERROR: value must be finite'
    ELSE value END`,
  // Of values of which so many are as small as asked, Trino takes the next one.
  `CREATE MACRO trino.above(share DOUBLE) AS least(1e0, share + 1e-9),
    (share DOUBLE[]) AS list_transform(share, lambda one: least(1e0, one + 1e-9))`,
  `CREATE MACRO trino.nan_as_null(a) AS CASE WHEN ${IS_FLOAT("a")} AND ${isNaN_("a")} THEN NULL ELSE a END`,
  // DuckDB takes numbers and texts for conditions, too.
  `CREATE MACRO trino.condition(a) AS CASE WHEN typeof(a) NOT IN ('BOOLEAN', '"NULL"')
    THEN CAST('TYPE_MISMATCH: a condition must evaluate to a boolean, not to ' || lower(typeof(a)) AS BOOLEAN)
    ELSE CAST(a AS BOOLEAN) END`,
  // sum() of DuckDB is wider than bigint, and so does not overflow where Trino's does.
  `CREATE MACRO trino.bigint_sum(a) AS CASE WHEN typeof(a) = 'HUGEINT' THEN CAST(a AS BIGINT) ELSE a END`,
  `CREATE MACRO trino.not_decimal(a) AS CASE WHEN ${IS_DECIMAL("a")}
    THEN 'NOT_SUPPORTED: avg of a decimal is not supported here: cast it to double' ELSE a END`,
  // Trino gives NaN and infinities where DuckDB refuses.
  `CREATE MACRO trino.logarithm(a, value) AS CASE
    WHEN a < 0 THEN 'NaN'::DOUBLE WHEN a = 0 THEN '-Infinity'::DOUBLE ELSE value END`,
  `CREATE MACRO trino.square_root(a) AS CASE WHEN a < 0 THEN 'NaN'::DOUBLE ELSE sqrt(a) END`,
  `CREATE MACRO trino.width_bucket(x, low, high, buckets) AS CASE
    WHEN x < low THEN 0 WHEN x >= high THEN buckets + 1
    ELSE CAST(floor(buckets * (x - low) / CAST(high - low AS DOUBLE)) AS BIGINT) + 1 END`,
];

/** Fails like error(), but is allowed inside TRY. */
const FAIL = (message: string) => `CAST(CAST(${message} AS TINYINT) AS VARCHAR)`;

/** DateTimeUtils and DateTimes of Trino: the texts that are a date, and what may follow in that of a timestamp. */
export const DATE_TEXT = "[-+]?[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2}";
export const TIME_TEXT = "( +[0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}([.][0-9]+)?)?)?";

/** Floating-point numbers from 10^7 on and below 10^-3, which Java writes with an exponent. */
const OTHER_NOTATION = "[0-9]{8}[.]|[^0-9]0[.]000|^-?0[.]000|[0-9][eE][-+]?[0-9]|(?i:nan|inf)";

const ROUNDED = (value: string) => `(epoch_us(CAST(${value} AS TIMESTAMP)) + 500)`;

/** Before 1970 too, where `//` would go towards zero. */
export const TO_MILLISECONDS = (value: string) =>
  `make_timestamp(${ROUNDED(value)} - (${ROUNDED(value)} % 1000 + 1000) % 1000)`;

/** What Trino writes when it makes a text of a value, and which texts it makes a value of. */
const CASTS = [
  `CREATE MACRO trino.to_json(a) AS CASE
    WHEN ${IS_DECIMAL("a")} THEN CAST(regexp_replace(CAST(a AS VARCHAR), '^(-?)[.]', '\\10.') AS JSON)
    WHEN typeof(a) LIKE 'MAP%' THEN CAST(trino_json_parse(trino_json_text(CAST(to_json(a) AS VARCHAR))) AS JSON)
    WHEN regexp_matches(CAST(to_json(a) AS VARCHAR), '${OTHER_NOTATION}')
      THEN CAST(trino_json_text(CAST(to_json(a) AS VARCHAR)) AS JSON)
    ELSE to_json(a) END`,
  `CREATE MACRO trino.json_parse(a) AS CASE
    WHEN a IS NOT NULL AND trino_json_parse(trino.text(a)) IS NULL
      THEN CAST(${FAIL("'INVALID_FUNCTION_ARGUMENT: Cannot convert value to JSON: ''' || a || ''''")} AS JSON)
    ELSE CAST(trino_json_parse(trino.text(a)) AS JSON) END`,
  `CREATE MACRO trino.to_text(a) AS CASE
    WHEN ${IS_FLOAT("a")} THEN trino_number_text(TRY_CAST(a AS DOUBLE), typeof(a) = 'FLOAT')
    WHEN typeof(a) = 'TIMESTAMP' THEN strftime(TRY_CAST(a AS TIMESTAMP), '%Y-%m-%d %H:%M:%S.%g')
    WHEN typeof(a) = 'TIMESTAMP WITH TIME ZONE'
      THEN strftime(TRY_CAST(a AS TIMESTAMP), '%Y-%m-%d %H:%M:%S.%g') || ' UTC'
    WHEN ${IS_DECIMAL("a")} THEN regexp_replace(CAST(a AS VARCHAR), '^(-?)[.]', '\\10.')
    WHEN typeof(a) = 'JSON' THEN json_extract_string(CAST(a AS VARCHAR), '$')
    WHEN typeof(a) = 'BLOB' OR typeof(a) LIKE '%[]' OR typeof(a) LIKE 'STRUCT%' OR typeof(a) LIKE 'MAP%'
      THEN ${FAIL("'TYPE_MISMATCH: Cannot cast ' || lower(typeof(a)) || ' to varchar'")}
    ELSE CAST(a AS VARCHAR) END`,
  ...["TINYINT", "SMALLINT", "INTEGER", "BIGINT"].map(
    (type) => `CREATE MACRO trino.to_${type.toLowerCase()}(a) AS CASE
    WHEN ${IS_FLOAT("a")} AND NOT isfinite(TRY_CAST(a AS DOUBLE)) THEN CAST('INVALID_CAST_ARGUMENT: Cannot cast ' || CAST(a AS VARCHAR) || ' to ${type.toLowerCase()}' AS ${type})
    WHEN ${IS_FLOAT("a")} THEN CAST(round(TRY_CAST(a AS DOUBLE)) AS ${type})
    WHEN typeof(a) = 'VARCHAR' AND NOT regexp_full_match(CAST(a AS VARCHAR), '[+-]?[0-9]+')
      THEN CAST('INVALID_CAST_ARGUMENT: Cannot cast ''' || CAST(a AS VARCHAR) || ''' to ${type.toLowerCase()}' AS ${type})
    WHEN typeof(a) IN ('DATE', 'TIMESTAMP', 'TIMESTAMP WITH TIME ZONE')
      THEN CAST('TYPE_MISMATCH: Cannot cast ' || lower(typeof(a)) || ' to ${type.toLowerCase()}' AS ${type})
    ELSE CAST(a AS ${type}) END`,
  ),
  // Less is a date or a time for Trino than for DuckDB: nothing follows a date, and no T stands between the two.
  `CREATE MACRO trino.to_date(a) AS CASE
    WHEN typeof(a) = 'VARCHAR' AND NOT regexp_full_match(trim(CAST(a AS VARCHAR)), '${DATE_TEXT}')
      THEN CAST('INVALID_CAST_ARGUMENT: Value cannot be cast to date: ' || CAST(a AS VARCHAR) AS DATE)
    ELSE CAST(a AS DATE) END`,
  // To the millisecond, rounded.
  `CREATE MACRO trino.to_timestamp(a) AS CASE
    WHEN typeof(a) = 'VARCHAR' AND NOT regexp_full_match(trim(CAST(a AS VARCHAR)), '${DATE_TEXT}${TIME_TEXT}')
      THEN CAST('INVALID_CAST_ARGUMENT: Value cannot be cast to timestamp: ' || CAST(a AS VARCHAR) AS TIMESTAMP)
    ELSE ${TO_MILLISECONDS("a")} END`,
  `CREATE MACRO trino.to_timestamp_with_time_zone(a) AS CASE
    WHEN typeof(a) = 'TIMESTAMP WITH TIME ZONE' THEN CAST(a AS TIMESTAMPTZ)
    WHEN typeof(a) = 'VARCHAR' AND NOT regexp_full_match(trim(CAST(a AS VARCHAR)), '${DATE_TEXT}${TIME_TEXT}( *(UTC|Z))?')
      THEN CAST('NOT_SUPPORTED: a zone other than UTC is not supported in a cast here: ' || CAST(a AS VARCHAR) AS TIMESTAMPTZ)
    WHEN typeof(a) = 'VARCHAR' THEN timezone('UTC', trino.to_timestamp(regexp_replace(CAST(a AS VARCHAR), ' *(UTC|Z) *$', '')))
    ELSE timezone('UTC', trino.to_timestamp(a)) END`,
  `CREATE MACRO trino.from_iso8601(a) AS CASE
    WHEN regexp_matches(trino.text(a), 'T.*[-+][0-9:]+$') AND NOT regexp_matches(trino.text(a), '[-+]00:?00$')
      THEN CAST('NOT_SUPPORTED: a zone other than UTC is not supported in from_iso8601_timestamp here: ' || a AS TIMESTAMPTZ)
    ELSE CAST(date_trunc('millisecond', CAST(trino.text(a) AS TIMESTAMPTZ)) AS TIMESTAMPTZ) END`,
  `CREATE MACRO trino.from_unixtime(a) AS
    timezone('UTC', make_timestamp(CAST(floor(CAST(a AS DOUBLE) * 1000 + 0.5) AS BIGINT) * 1000))`,
  // A local time that clocks show twice is the first of the two, in Trino; the second, in DuckDB.
  `CREATE MACRO trino.with_zone(zone, a) AS CASE
    WHEN timezone(zone, timezone(zone, a) - INTERVAL 1 HOUR) = a THEN timezone(zone, a) - INTERVAL 1 HOUR
    ELSE timezone(zone, a) END`,
  `CREATE MACRO trino.to_boolean(a) AS CASE
    WHEN typeof(a) = 'VARCHAR' AND lower(CAST(a AS VARCHAR)) NOT IN ('true', 'false', 't', 'f', '1', '0')
      THEN CAST('INVALID_CAST_ARGUMENT: Cannot cast ''' || CAST(a AS VARCHAR) || ''' to boolean' AS BOOLEAN)
    ELSE CAST(a AS BOOLEAN) END`,
  "CREATE MACRO trino.type_name(a) AS trino_type_text(typeof(a))",
];

const TEXTS = [
  `CREATE MACRO trino.text(a) AS CASE WHEN typeof(a) NOT IN ('VARCHAR', '"NULL"')
    THEN ${FAIL("'TYPE_MISMATCH: Unexpected parameters (' || lower(typeof(a)) || ') where varchar is expected'")}
    ELSE CAST(a AS VARCHAR) END`,
  `CREATE MACRO trino.concat(a, b) AS CASE
    WHEN typeof(a) IN ('VARCHAR', 'BLOB', '"NULL"') AND typeof(b) IN ('VARCHAR', 'BLOB', '"NULL"') THEN a || b
    WHEN typeof(a) LIKE '%[]' OR typeof(b) LIKE '%[]' THEN a || b
    ELSE error('TYPE_MISMATCH: Cannot concatenate ' || lower(typeof(a)) || ' and ' || lower(typeof(b))) END`,
  `CREATE MACRO trino.length(a) AS CASE WHEN typeof(a) = 'BLOB' THEN octet_length(TRY_CAST(a AS BLOB))
    ELSE length(trino.text(a)) END`,
  // ß has no upper case in Java.
  `CREATE MACRO trino.upper(a) AS CASE WHEN contains(trino.text(a), 'ß')
    THEN array_to_string(list_transform(string_split(trino.text(a), 'ß'), lambda one: upper(one)), 'ß')
    ELSE upper(trino.text(a)) END`,
  `CREATE MACRO trino.replace(a, what, by_text) AS CASE WHEN what = ''
    THEN by_text || array_to_string(list_transform(string_split(trino.text(a), ''), lambda one: one || by_text), '')
    ELSE replace(trino.text(a), what, by_text) END`,
  `CREATE MACRO trino.split_at_most(a, separator, most) AS CASE
    WHEN len(string_split(trino.text(a), separator)) <= most THEN string_split(trino.text(a), separator)
    ELSE string_split(trino.text(a), separator)[: most - 1]
      || [array_to_string(string_split(trino.text(a), separator)[most :], separator)] END`,
  `CREATE MACRO trino.reverse(a) AS CASE WHEN typeof(a) LIKE '%[]'
    THEN ${FAIL("'NOT_SUPPORTED: reverse of an array is not supported here'")} ELSE reverse(trino.text(a)) END`,
  // No match is NULL in Trino, the empty text in DuckDB.
  `CREATE MACRO trino.regexp_extract(a, pattern, part) AS
    CASE WHEN regexp_matches(trino.text(a), pattern) THEN regexp_extract(trino.text(a), pattern, part) END`,
  // A part beyond the last is NULL in Trino, the empty text in DuckDB.
  `CREATE MACRO trino.split_part(a, separator, part) AS CASE
    WHEN part < 1 THEN ${FAIL("'INVALID_FUNCTION_ARGUMENT: Index must be greater than zero'")}
    ELSE string_split(trino.text(a), separator)[part] END`,
  // Trino: position 0 and positions before the beginning give the empty text; -1 is the last character.
  `CREATE MACRO trino.substr(a, start) AS CASE
    WHEN start = 0 OR -start > length(a) THEN '' ELSE substr(trino.text(a), start) END`,
  `CREATE MACRO trino.substr_for(a, start, size) AS CASE
    WHEN start = 0 OR -start > length(a) OR size <= 0 THEN '' ELSE substr(trino.text(a), start, size) END`,
  `CREATE MACRO trino.to_iso8601(a) AS CASE typeof(a)
    WHEN 'DATE' THEN CAST(a AS VARCHAR)
    WHEN 'TIMESTAMP' THEN strftime(TRY_CAST(a AS TIMESTAMP), '%Y-%m-%dT%H:%M:%S.%g')
    ELSE strftime(TRY_CAST(a AS TIMESTAMP), '%Y-%m-%dT%H:%M:%S.%gZ') END`,
];

const COLLECTIONS = [
  "CREATE MACRO trino.has_null(a) AS list_aggregate(a, 'count') < len(a)",
  // len() is of lists alone, and DuckDB looks at every branch: JSON has one word for both.
  `CREATE MACRO trino.cardinality(a) AS CASE WHEN typeof(a) LIKE 'MAP%'
    THEN CAST(len(json_keys(to_json(a))) AS BIGINT) ELSE CAST(json_array_length(to_json(a)) AS BIGINT) END`,
  // In the order of the first of each, which list_distinct() does not keep.
  `CREATE MACRO trino.distinct_of(a) AS list_filter(a, lambda one, place: list_position(a, one) = place)`,
  // Of a key that is there twice Trino keeps the first value; a NULL is no key, and without keys there is no map.
  `CREATE MACRO trino.with_key(entries) AS list_filter(entries, lambda one: one[1] IS NOT NULL)`,
  `CREATE MACRO trino.keys_of(entries) AS list_transform(entries, lambda one: one[1])`,
  `CREATE MACRO trino.first_of_each(entries, keys) AS CASE
    WHEN len(entries) = 0 THEN NULL
    WHEN list_unique(keys) = len(keys) THEN entries
    ELSE list_filter(entries, lambda one, place: list_position(keys, one[1]) = place) END`,
  `CREATE MACRO trino.map_of(entries) AS map_from_entries(
    trino.first_of_each(trino.with_key(entries), trino.keys_of(trino.with_key(entries))))`,
  `CREATE MACRO trino.element_at(a, i) AS CASE
    WHEN typeof(a) LIKE '%[]' AND TRY_CAST(i AS BIGINT) = 0
      THEN error('INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1')
    ELSE a[i] END`,
  `CREATE MACRO trino.subscript(a, i) AS CASE
    WHEN a[i] IS NULL AND a IS NOT NULL AND i IS NOT NULL AND typeof(a) LIKE '%[]' AND TRY_CAST(i AS BIGINT) NOT BETWEEN 1 AND json_array_length(to_json(a))
      THEN error('INVALID_FUNCTION_ARGUMENT: Array subscript must be less than or equal to array length')
    WHEN a[i] IS NULL AND a IS NOT NULL AND typeof(a) LIKE 'MAP%'
      THEN error('INVALID_FUNCTION_ARGUMENT: Key not present in map: ' || CAST(i AS VARCHAR))
    ELSE a[i] END`,
  `CREATE MACRO trino.sequence(a, b) AS generate_series(a, b, CASE WHEN a <= b THEN 1 ELSE -1 END)`,
  // Each from the first: months differ in length, and a step from the one before would forget the day.
  `CREATE MACRO trino.sequence_by(a, b, step) AS cast_to_type(list_filter(
    list_transform(range(0, len(generate_series(a, b, step)) + 1), lambda place: a + place * step),
    lambda one: one BETWEEN least(a, b) AND greatest(a, b)), [a])`,
  `CREATE MACRO trino.array_join(a, separator) AS
    array_to_string(list_transform(a, lambda one: trino.to_text(one)), separator)`,
  `CREATE MACRO trino.array_join_all(a, separator, missing) AS
    array_to_string(list_transform(a, lambda one: coalesce(trino.to_text(one), missing)), separator)`,
  // NaN is passed over unless there is nothing else.
  ...["max", "min"].map(
    (name) => `CREATE MACRO trino.array_${name}(a) AS CASE WHEN NOT trino.has_null(a)
    THEN coalesce(list_${name}(list_transform(a, lambda one: trino.nan_as_null(one))), list_${name}(a)) END`,
  ),
  `CREATE MACRO trino.slice(a, start, size) AS CASE
    WHEN start = 0 THEN error('INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1')
    WHEN start > 0 THEN a[start : start + size - 1]
    ELSE a[len(a) + start + 1 : len(a) + start + size] END`,
  `CREATE MACRO trino.contains(a, x) AS CASE
    WHEN a IS NULL OR x IS NULL THEN NULL
    WHEN list_contains(a, x) AND NOT trino.nan_key(x) THEN TRUE
    WHEN trino.has_null(a) THEN NULL ELSE FALSE END`,
  `CREATE MACRO trino.position_in(a, x) AS CAST(CASE
    WHEN a IS NULL OR x IS NULL THEN NULL WHEN trino.nan_key(x) THEN 0
    ELSE coalesce(list_position(a, x), 0) END AS BIGINT)`,
  `CREATE MACRO trino.array_remove(a, x) AS
    CASE WHEN x IS NOT NULL THEN list_filter(a, lambda one: one IS NULL OR one <> x) END`,
  `CREATE MACRO trino.array_intersect(a, b) AS trino.distinct_of(
    list_filter(a, lambda one: list_contains(b, one) OR (one IS NULL AND trino.has_null(b))))`,
  `CREATE MACRO trino.arrays_overlap(a, b) AS CASE
    WHEN list_has_any(a, b) THEN TRUE
    WHEN len(a) > 0 AND len(b) > 0 AND (trino.has_null(a) OR trino.has_null(b)) THEN NULL
    ELSE list_has_any(a, b) END`,
  // What a lambda says of each element, joined as AND and OR do it.
  `CREATE MACRO trino.any_true(a) AS CASE
    WHEN list_contains(a, TRUE) THEN TRUE WHEN trino.has_null(a) THEN NULL WHEN a IS NOT NULL THEN FALSE END`,
  `CREATE MACRO trino.all_true(a) AS CASE
    WHEN list_contains(a, FALSE) THEN FALSE WHEN trino.has_null(a) THEN NULL WHEN a IS NOT NULL THEN TRUE END`,
];

/** Each value is hashed as Trino keeps it: whole numbers, days and microseconds as 64 bits. */
const CHECKSUMS = [
  `CREATE MACRO trino.checksum_part(a) AS CASE
    WHEN a IS NULL THEN CAST(${CHECKSUM_OF_NULL} AS UBIGINT)
    WHEN typeof(a) IN ('TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'BOOLEAN')
      THEN trino_checksum_long(TRY_CAST(a AS BIGINT))
    WHEN typeof(a) = 'DATE' THEN trino_checksum_long(date_diff('day', DATE '1970-01-01', TRY_CAST(a AS DATE)))
    WHEN typeof(a) = 'TIMESTAMP' THEN trino_checksum_long(epoch_us(TRY_CAST(a AS TIMESTAMP)))
    WHEN typeof(a) = 'DOUBLE' THEN trino_checksum_double(TRY_CAST(a AS DOUBLE))
    WHEN typeof(a) = 'VARCHAR' THEN trino_checksum_text(CAST(a AS VARCHAR))
    WHEN typeof(a) = 'BLOB' THEN trino_checksum_bytes(TRY_CAST(a AS BLOB))
    ELSE CAST(${FAIL("'NOT_SUPPORTED: checksum of ' || lower(typeof(a)) || ' is not supported here'")} AS UBIGINT) END`,
  // Eight bytes, the lowest first.
  `CREATE MACRO trino.checksum(total) AS unhex(array_to_string(list_transform(
    range(8), lambda place: lpad(hex((total % 18446744073709551616::HUGEINT) // (256 ** place)::HUGEINT % 256), 2, '0')), ''))`,
];

export const PRELUDE: readonly string[] = [
  "CREATE SCHEMA trino",
  ...COMPARISONS,
  SAME,
  ...ARITHMETIC,
  ...TEXTS,
  ...CASTS,
  ...COLLECTIONS,
  ...CHECKSUMS,
];
