/** The macros of casts and of functions of texts; prelude.ts has the others, and what holds of all. */

export const IS_FLOAT = (value: string) => `typeof(${value}) IN ('DOUBLE', 'FLOAT')`;
export const IS_DECIMAL = (value: string) => `typeof(${value}) LIKE 'DECIMAL%'`;

/** Fails like error(), but is allowed inside TRY. */
export const FAIL = (message: string) => `CAST(CAST(${message} AS TINYINT) AS VARCHAR)`;

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
export const CASTS = [
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

export const TEXTS = [
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
