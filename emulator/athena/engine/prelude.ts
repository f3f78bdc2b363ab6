/**
 * Macros that give DuckDB what Trino has and DuckDB has not, or has with another meaning. They live in a schema of
 * their own, so that no name of Trino's is ever taken for a function of DuckDB's.
 *
 * A macro knows the types of its arguments only by typeof(), which DuckDB folds away when it plans: of the branches of
 * a CASE just one is left. Where the branches must have the type of an argument, a message takes the place of a value:
 * a text is converted to the type of the CASE, which fails with the message in it (see failures.ts). Unlike error(),
 * that is allowed inside TRY.
 */

import { CASTS, FAIL, IS_DECIMAL, IS_FLOAT, TEXTS } from "./prelude-casts.ts";
import { CHECKSUM_OF_NULL } from "./xx-hash.ts";

const EITHER_IS = (kind: (value: string) => string) => `(${kind("a")} OR ${kind("b")})`;

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
