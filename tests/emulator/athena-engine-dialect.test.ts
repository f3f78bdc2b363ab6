import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createLake, type Lake, linesOf } from "./athena-lake.ts";

/** What Trino and Athena answer, by their documentation; cells are separated by "|", ∅ is NULL. */

let lake: Lake;

beforeAll(async () => {
  lake = await createLake();
  await lake.write(
    "ticks/1.parquet",
    `SELECT * FROM (VALUES
      ('A', 1, 1.0e0, TIMESTAMP '2025-11-28 14:30:00', DATE '2025-11-28'),
      ('A', 2, 'NaN'::DOUBLE, TIMESTAMP '2025-11-28 14:35:00', DATE '2025-11-28'),
      ('B', 3, NULL, TIMESTAMP '2025-11-28 14:40:00', DATE '2025-11-29'),
      ('B', 5, 4.0e0, NULL, DATE '2025-11-29')) AS v(symbol, n, x, ts, d)`,
  );
  lake.table("ticks", { symbol: "string", n: "int", x: "double", ts: "timestamp", d: "date" });
});

afterAll(() => lake.close());

const one = async (sql: string) => linesOf(await lake.query(sql)).join(" / ");

describe("an expression", () => {
  test.each([
    // Numbers
    ["5 / 2", "2"],
    ["-5 / 2", "-2"],
    ["5e0 / 2", "2.5"],
    ["5 % 3, -5 % 3, mod(7, 4)", "2|-2|3"],
    ["1e0 / 0, -1e0 / 0, 0e0 / 0", "Infinity|-Infinity|NaN"],
    ["1.5, 1e10, 0.1, 1e-5, 123456789e0", "1.5|1.0E10|0.1|1.0E-5|1.23456789E8"],
    ["real '0.1', real '3'", "0.1|3.0"],
    ["current_user, version()", "local|Athena engine version 3"],
    ["decimal '1.50', decimal '1.50' * 2", "1.50|3.00"],
    ["is_nan(nan()), is_infinite(infinity()), is_finite(1e0)", "true|true|true"],
    ["nan() = nan(), nan() > 1, nan() < 1, nan() <> 1", "false|false|false|true"],
    ["CAST(NULL AS double) > nan()", "∅"],
    ["abs(-2), ceil(1.2), floor(-1.2), sign(-3)", "2|2.0|-2.0|-1"],
    ["round(2.5), round(-2.5), round(2.345, 2)", "3.0|-3.0|2.35"],
    ["sqrt(-1), ln(0), log2(8), log10(100), log(2, 8)", "NaN|-Infinity|3.0|2.0|3.0"],
    ["power(2, 10), exp(0)", "1024.0|1.0"],
    ["greatest(1, 3, 2), greatest(1, NULL), least(2, 1)", "3|∅|1"],
    ["typeof(1), typeof(1.5), typeof('a'), typeof(5 / 2)", "integer|double|varchar|integer"],
    // Texts
    ["'a' || 'b', concat('a', 'b', 'c'), concat('a', NULL)", "ab|abc|∅"],
    ["length('héllo'), upper('a'), lower('B'), trim('  x ')", "5|A|b|x"],
    ["substr('hello', 2), substr('hello', -3, 2), substr('hello', 0)", "ello|ll|"],
    ["substring('hello' FROM 2 FOR 3), position('l' IN 'hello')", "ell|3"],
    ["strpos('hello', 'l'), strpos('hello', 'z'), replace('aXa', 'X')", "3|0|aa"],
    ["split('a,b', ','), split_part('a,b', ',', 2), split_part('a,b', ',', 3)", "[a, b]|b|∅"],
    ["regexp_like('abc', 'b.'), regexp_extract('abc', 'b(.)', 1), regexp_extract('abc', 'z')", "true|c|∅"],
    ["regexp_replace('banana', 'a', 'o'), regexp_replace('ab', '(a)(b)', '$2$1')", "bonono|ba"],
    ["'abc' LIKE 'a%', 'a_c' LIKE 'a!_c' ESCAPE '!', 'A' LIKE 'a'", "true|true|false"],
    ["lpad('7', 3, '0'), rpad('7', 3, '0'), reverse('abc'), starts_with('abc', 'ab')", "007|700|cba|true"],
    ["'it''s', ''", "it's|"],
    ["X'6869', to_utf8('hi'), from_utf8(X'6869'), to_hex(X'ff')", "68 69|68 69|hi|FF"],
    ["json_extract_scalar('{\"a\":{\"b\":1}}', '$.a.b'), json_extract_scalar('{\"a\":[1]}', '$.a')", "1|∅"],
    [
      "json_format(CAST(ARRAY[1.5e7, 9999999e0, -1e-4, 0.001e0, 0e0, power(2e0, 64)] AS json))",
      "[1.5E7,9999999.0,-1.0E-4,0.001,0.0,1.8446744073709552E19]",
    ],
    ["json_format(CAST('12345678.5' AS json)), json_format(CAST(12345678 AS json))", '"12345678.5"|12345678'],
    // Dates and times
    ["DATE '2025-11-28', TIMESTAMP '2025-11-28 14:30:00.1'", "2025-11-28|2025-11-28 14:30:00.100"],
    ["DATE '2025-11-30' + INTERVAL '1' DAY, DATE '2025-01-31' + INTERVAL '1' MONTH", "2025-12-01|2025-02-28"],
    ["TIMESTAMP '2025-11-28 23:00:00' + INTERVAL '2' HOUR", "2025-11-29 01:00:00.000"],
    ["TIMESTAMP '2025-11-28 14:30:00' - TIMESTAMP '2025-11-26 14:00:00'", "2 00:30:00.000"],
    [
      "DATE '2025-11-28' - INTERVAL '1' DAY + 2 * INTERVAL '1' DAY, INTERVAL '1' DAY + DATE '2025-11-28'",
      "2025-11-29|2025-11-29",
    ],
    ["INTERVAL '90' MINUTE, INTERVAL '18' MONTH, INTERVAL -'1' DAY", "0 01:30:00.000|1-6|-1 00:00:00.000"],
    [
      "date_add('day', -1, DATE '2025-03-01'), date_add('month', 1, DATE '2025-01-31')",
      "2025-02-28|2025-02-28",
    ],
    ["date_add('minute', 5, TIMESTAMP '2025-11-28 14:58:00')", "2025-11-28 15:03:00.000"],
    ["date_diff('hour', TIMESTAMP '2025-01-01 10:59:00', TIMESTAMP '2025-01-01 11:01:00')", "0"],
    ["date_diff('day', TIMESTAMP '2025-01-01 23:00:00', TIMESTAMP '2025-01-02 01:00:00')", "0"],
    [
      "date_diff('day', DATE '2025-01-03', DATE '2025-01-01'), date_diff('month', DATE '2025-01-31', DATE '2025-02-28')",
      "-2|1",
    ],
    ["date_diff('minute', TIMESTAMP '2025-01-01 10:01:00', TIMESTAMP '2025-01-01 10:00:30')", "0"],
    [
      "date_trunc('month', DATE '2025-11-28'), date_trunc('hour', TIMESTAMP '2025-11-28 14:31:05')",
      "2025-11-01|2025-11-28 14:00:00.000",
    ],
    ["date_trunc('week', DATE '2025-11-28')", "2025-11-24"],
    [
      "year(DATE '2025-11-28'), month(DATE '2025-11-28'), day(DATE '2025-11-28'), quarter(DATE '2025-11-28')",
      "2025|11|28|4",
    ],
    [
      "day_of_week(DATE '2025-11-30'), day_of_year(DATE '2025-02-01'), week(DATE '2021-01-03'), year_of_week(DATE '2021-01-03')",
      "7|32|53|2020",
    ],
    ["extract(hour FROM TIMESTAMP '2025-11-28 14:30:00'), hour(TIMESTAMP '2025-11-28 14:30:00')", "14|14"],
    [
      "date_parse('2025-11-28 14:05', '%Y-%m-%d %H:%i'), date_format(TIMESTAMP '2025-11-28 14:05:09', '%d/%m/%y %H:%i:%s')",
      "2025-11-28 14:05:00.000|28/11/25 14:05:09",
    ],
    [
      "format_datetime(TIMESTAMP '2025-11-28 14:05:09', 'yyyy-MM-dd''T''HH:mm'), parse_datetime('2025-11-28', 'yyyy-MM-dd')",
      "2025-11-28T14:05|2025-11-28 00:00:00.000 UTC",
    ],
    ["from_unixtime(0), to_unixtime(TIMESTAMP '1970-01-01 00:01:00')", "1970-01-01 00:00:00.000 UTC|60.0"],
    [
      "date('2025-11-28'), from_iso8601_date('2025-11-28'), to_iso8601(DATE '2025-11-28'), last_day_of_month(DATE '2025-02-03')",
      "2025-11-28|2025-11-28|2025-11-28|2025-02-28",
    ],
    [
      "date_format(TIMESTAMP '2025-11-28 02:00:00' AT TIME ZONE 'America/New_York', '%Y-%m-%d %H')",
      "2025-11-27 21",
    ],
    [
      "CAST(at_timezone(with_timezone(TIMESTAMP '2025-11-28 02:00:00', 'UTC'), 'America/New_York') AS date)",
      "2025-11-27",
    ],
    ["hour(at_timezone(with_timezone(TIMESTAMP '2025-11-28 09:30:00', 'America/New_York'), 'UTC'))", "14"],
    ["current_date <= current_date, now() >= current_timestamp - INTERVAL '1' MINUTE", "true|true"],
    // Casts
    ["CAST(2.5 AS bigint), CAST(-2.5 AS bigint), CAST('12' AS integer)", "3|-3|12"],
    [
      "CAST(1e10 AS varchar), CAST(1.0 AS varchar), CAST(7 AS varchar), CAST(true AS varchar)",
      "1.0E10|1.0|7|true",
    ],
    [
      "CAST(TIMESTAMP '2025-11-28 14:30:00' AS varchar), CAST(DATE '2025-11-28' AS varchar)",
      "2025-11-28 14:30:00.000|2025-11-28",
    ],
    ["CAST('2025-11-28' AS date), CAST(TIMESTAMP '2025-11-28 14:30:00' AS date)", "2025-11-28|2025-11-28"],
    ["try_cast('x' AS integer), try_cast('1.5' AS bigint), try_cast('x' AS date)", "∅|∅|∅"],
    ["try(upper('a')), try(CAST(1 AS varchar)), try(DATE '2025-11-28' + INTERVAL '1' DAY)", "A|1|2025-11-29"],
    ["try(1 / 0), try(CAST('x' AS integer)), try(2)", "∅|∅|2"],
    ["CAST(ROW(1, 'x') AS ROW(a integer, b varchar)), ROW(1, 'x')", "{a=1, b=x}|{field0=1, field1=x}"],
    [
      "CAST(json_extract('{\"a\":\"x\"}', '$.a') AS varchar), CAST('[1]' AS json), CAST(ARRAY[1, 2] AS json), JSON '[1]'",
      'x|"[1]"|[1,2]|[1]',
    ],
    ["TIME '10:00:00', CAST('10:00:00' AS time)", "10:00:00.000|10:00:00.000"],
    // Conditions
    ["CASE 2 WHEN 1 THEN 'a' WHEN 2 THEN 'b' END, CASE WHEN false THEN 1 END", "b|∅"],
    ["if(true, 1, 2), if(false, 1), coalesce(NULL, 3), nullif(1, 1)", "1|∅|3|∅"],
    ["NULL IS NULL, 1 IS DISTINCT FROM NULL, NOT true", "true|true|false"],
    [
      "2 BETWEEN 1 AND 3, 2 NOT BETWEEN 1 AND 3, 2 IN (1, 2), 2 NOT IN (1, 3), 2 IN (1, NULL)",
      "true|false|true|true|∅",
    ],
    ["(1, 'a') = (1, 'a'), (1, 2) IN ((1, 2), (3, 4))", "true|true"],
    // Arrays and maps
    [
      "ARRAY[1, NULL, 3], cardinality(ARRAY[1, 2]), ARRAY[1, 2][2], element_at(ARRAY[1, 2], 5)",
      "[1, null, 3]|2|2|∅",
    ],
    ["contains(ARRAY[1, 2], 2), array_position(ARRAY[1, 2], 3), array_distinct(ARRAY[1, 1])", "true|0|[1]"],
    [
      "array_sort(ARRAY[3, NULL, 1]), array_join(ARRAY[1, 2], '-'), array_max(ARRAY[1, 3]), array_min(ARRAY[1, NULL])",
      "[1, 3, null]|1-2|3|∅",
    ],
    [
      "slice(ARRAY[1, 2, 3], 2, 2), slice(ARRAY[1, 2, 3], -2, 1), flatten(ARRAY[ARRAY[1], ARRAY[2]])",
      "[2, 3]|[2]|[1, 2]",
    ],
    [
      "array_distinct(ARRAY[3, 1, 3, NULL]), array_union(ARRAY[3, 1], ARRAY[2, 1]), array_intersect(ARRAY[2, 1], ARRAY[1, 2])",
      "[3, 1, null]|[3, 1, 2]|[2, 1]",
    ],
    ["ARRAY[1] = ARRAY[1], ARRAY['a'] || ARRAY['b']", "true|[a, b]"],
    ["sequence(1, 3), sequence(3, 1), sequence(1, 5, 2)", "[1, 2, 3]|[3, 2, 1]|[1, 3, 5]"],
    [
      "sequence(TIMESTAMP '2025-11-28 14:30:00', TIMESTAMP '2025-11-28 14:40:00', INTERVAL '5' MINUTE)",
      "[2025-11-28 14:30:00.000, 2025-11-28 14:35:00.000, 2025-11-28 14:40:00.000]",
    ],
    [
      "sequence(DATE '2025-11-28', DATE '2025-11-30', INTERVAL '1' DAY)",
      "[2025-11-28, 2025-11-29, 2025-11-30]",
    ],
    [
      "transform(ARRAY[1, 2], x -> x * 2), filter(ARRAY[1, 2, 3], x -> x > 1), reduce(ARRAY[1, 2], 0, (s, x) -> s + x, s -> s)",
      "[2, 4]|[2, 3]|3",
    ],
    [
      "any_match(ARRAY[1, 2], x -> x = 2), all_match(ARRAY[1, 2], x -> x > 0), none_match(ARRAY[1], x -> x > 1)",
      "true|true|true",
    ],
    [
      "MAP(ARRAY['a', 'b'], ARRAY[1, 2]), MAP(ARRAY['a'], ARRAY[1])['a'], element_at(MAP(ARRAY['a'], ARRAY[1]), 'b')",
      "{a=1, b=2}|1|∅",
    ],
    [
      "map_keys(MAP(ARRAY['a'], ARRAY[1])), map_values(MAP(ARRAY['a'], ARRAY[1])), cardinality(MAP(ARRAY['a'], ARRAY[1]))",
      "[a]|[1]|1",
    ],
  ])("has Trino's value: %s", async (expressions, expected) => {
    expect(await one(`SELECT ${expressions}`)).toBe(expected);
  });
});

describe("a query", () => {
  test.each([
    ["VALUES 1, 2", "1 / 2"],
    ["SELECT * FROM (VALUES (2, 'b'), (1, 'a')) AS t (k, v) ORDER BY k", "1|a / 2|b"],
    [
      "SELECT count(*), count(x), count_if(x > 0), sum(n), avg(n), min(n), max(n) FROM ticks",
      "4|3|2|11|2.75|1|5",
    ],
    ["SELECT sum(n) / count(*), sum(n) / 2e0 FROM ticks", "2|5.5"],
    ["SELECT count(*) FROM ticks WHERE x >= 0", "2"],
    ["SELECT count(*) FROM ticks WHERE NOT (x >= 0)", "1"],
    ["SELECT count(*) FROM ticks WHERE x = x", "2"],
    ["SELECT n FROM ticks ORDER BY ts DESC, n", "3 / 2 / 1 / 5"],
    ["SELECT n FROM ticks ORDER BY ts NULLS FIRST LIMIT 1", "5"],
    ["SELECT n FROM ticks ORDER BY n OFFSET 1 LIMIT 2", "2 / 3"],
    ["SELECT n FROM ticks ORDER BY n FETCH FIRST 1 ROW ONLY", "1"],
    ["SELECT symbol, count(*) FROM ticks GROUP BY symbol HAVING sum(n) > 3 ORDER BY 1", "B|2"],
    ["SELECT symbol, count(*) FROM ticks GROUP BY ROLLUP (symbol) ORDER BY 1", "A|2 / B|2 / ∅|4"],
    [
      "SELECT sum(n) FILTER (WHERE symbol = 'A'), approx_percentile(n, 0.5) FILTER (WHERE n > 1) FROM ticks",
      "3|3",
    ],
    [
      "SELECT approx_distinct(symbol), count(DISTINCT symbol), count(DISTINCT ROW(symbol, n)) FROM ticks",
      "2|2|4",
    ],
    ["SELECT approx_percentile(n, 0.99), approx_percentile(n, ARRAY[0.25, 0.75]) FROM ticks", "5|[2, 5]"],
    [
      "SELECT max_by(symbol, n), min_by(symbol, n), array_agg(n ORDER BY n DESC) FROM ticks",
      "B|A|[5, 3, 2, 1]",
    ],
    ["SELECT max_by(n, n, 2), max(n, 2) FROM ticks", "[5, 3]|[5, 3]"],
    ["SELECT map_agg(n, symbol) FROM ticks WHERE n = 1", "{1=A}"],
    ["SELECT map_agg(symbol, n ORDER BY n) FROM ticks", "{A=1, B=3}"],
    ["SELECT map_agg(symbol, n ORDER BY n DESC) FILTER (WHERE n < 5) FROM ticks", "{B=3, A=2}"],
    ["SELECT map_agg(nullif(symbol, 'A'), nullif(n, 3) ORDER BY n) FROM ticks", "{B=null}"],
    ["SELECT map_agg(CAST(NULL AS varchar), n), map_agg(symbol, n) FILTER (WHERE n > 9) FROM ticks", "∅|∅"],
    ["SELECT listagg(symbol, ',') WITHIN GROUP (ORDER BY n DESC) FROM ticks", "B,B,A,A"],
    [
      "SELECT bool_and(n > 0), bool_or(n > 4), arbitrary(symbol) FROM ticks WHERE symbol = 'B'",
      "true|true|B",
    ],
    ["SELECT stddev(n), variance(n), corr(n, n) FROM ticks WHERE n < 4", "1.0|1.0|1.0"],
    [
      "SELECT n, lag(n) OVER (PARTITION BY symbol ORDER BY n), lead(n, 1, 0) OVER (ORDER BY n) FROM ticks ORDER BY n",
      "1|∅|2 / 2|1|3 / 3|∅|5 / 5|3|0",
    ],
    [
      "SELECT n, row_number() OVER (ORDER BY n DESC), sum(n) OVER (ORDER BY n ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM ticks ORDER BY n",
      "1|4|1 / 2|3|3 / 3|2|5 / 5|1|8",
    ],
    [
      "SELECT n, last_value(ts) IGNORE NULLS OVER (ORDER BY n) FROM ticks WHERE n > 2 ORDER BY n",
      "3|2025-11-28 14:40:00.000 / 5|2025-11-28 14:40:00.000",
    ],
    ["SELECT d + INTERVAL '1' DAY, date_trunc('month', d) FROM ticks WHERE n = 1", "2025-11-29|2025-11-01"],
    [
      "SELECT max(d) + INTERVAL '1' DAY, date_add('day', 1, max(d)), date_trunc('month', max(d)) FROM ticks",
      "2025-11-30|2025-11-30|2025-11-01",
    ],
    [
      "SELECT u.s FROM ticks t CROSS JOIN UNNEST(sequence(t.ts, t.ts + INTERVAL '5' MINUTE, INTERVAL '5' MINUTE)) AS u (s) WHERE n = 1 ORDER BY 1",
      "2025-11-28 14:30:00.000 / 2025-11-28 14:35:00.000",
    ],
    [
      "SELECT u.s FROM ticks t CROSS JOIN UNNEST(sequence(t.d, t.d + INTERVAL '1' DAY, INTERVAL '1' DAY)) AS u (s) WHERE n = 1 ORDER BY 1",
      "2025-11-28 / 2025-11-29",
    ],
    [
      "SELECT transform(array_agg(d ORDER BY n), x -> x + INTERVAL '1' DAY) FROM ticks WHERE n < 3",
      "[2025-11-29, 2025-11-29]",
    ],
    ["SELECT filter(array_agg(n ORDER BY n), x -> x > 2 AND x <> 3) FROM ticks", "[5]"],
    [
      "SELECT n FROM ticks t WHERE EXISTS (SELECT 1 FROM ticks u WHERE u.n = t.n + 1 AND u.symbol = t.symbol)",
      "1",
    ],
    ["SELECT n FROM ticks t WHERE x < (SELECT avg(u.x) FROM ticks u WHERE u.n <> 2 AND u.n >= t.n)", "1"],
    ["SELECT x FROM UNNEST(ARRAY[1, 2]) AS t (x)", "1 / 2"],
    [
      "SELECT * FROM UNNEST(ARRAY['a', 'b'], ARRAY[1]) WITH ORDINALITY AS t (v, w, o) ORDER BY o",
      "a|1|1 / b|∅|2",
    ],
    [
      "SELECT t.n, u.v FROM ticks t CROSS JOIN UNNEST(ARRAY[t.n, 10]) AS u (v) WHERE t.n = 1 ORDER BY v",
      "1|1 / 1|10",
    ],
    ["WITH a AS (SELECT 1 AS x), b (y) AS (SELECT x + 1 FROM a) SELECT x, y FROM a CROSS JOIN b", "1|2"],
    [
      "SELECT a.n, b.n FROM ticks a FULL JOIN (SELECT n FROM ticks WHERE n > 2) b ON a.n = b.n + 1 WHERE a.n IS NULL",
      "∅|3 / ∅|5",
    ],
    [
      "SELECT n FROM ticks WHERE n IN (SELECT max(n) FROM ticks) OR EXISTS (SELECT 1 WHERE n = 1) ORDER BY n",
      "1 / 5",
    ],
    ["SELECT n FROM ticks WHERE n = (SELECT min(n) FROM ticks)", "1"],
    ["SELECT 1 UNION ALL SELECT 1", "1 / 1"],
    ["SELECT 1 UNION SELECT 1 EXCEPT SELECT 2", "1"],
    ["SELECT DISTINCT symbol FROM ticks ORDER BY symbol", "A / B"],
    ["SELECT t.* FROM ticks AS t WHERE n = 1", "A|1|1.0|2025-11-28 14:30:00.000|2025-11-28"],
    ["TABLE ticks LIMIT 0", ""],
    ["SELECT n AS m FROM ticks WHERE n > 2 ORDER BY m DESC, abs(m)", "5 / 3"],
    ["SELECT upper(symbol) AS symbol, count(*) FROM ticks GROUP BY symbol ORDER BY symbol", "A|2 / B|2"],
    ["SELECT n FROM ticks WHERE n > ALL (SELECT 3) OR n = ANY (VALUES 1) ORDER BY n", "1 / 5"],
    [
      "WITH RECURSIVE r (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM r WHERE k < 3) SELECT sum(k) FROM r",
      "6",
    ],
    ['SELECT count(*) AS "end" FROM ticks -- comment', "4"],
  ])("has Trino's result: %s", async (sql, expected) => {
    expect(await one(sql)).toBe(expected);
  });
});

describe("what Trino refuses", () => {
  test.each([
    ["SELEC 1", /^SYNTAX_ERROR: line 1:1: mismatched input 'SELEC' expecting/],
    ["SELECT 1 FROM", /^SYNTAX_ERROR: line 1:14: mismatched input '<EOF>'/],
    ["SELECT 1 SELECT 2", /^SYNTAX_ERROR: line 1:10: mismatched input 'SELECT'. Expecting: <EOF>/],
    ["SELECT 1; SELECT 2", /^SYNTAX_ERROR: line 1:11: Only one sql statement is allowed/],
    ["SELECT `a` FROM ticks", /^SYNTAX_ERROR: line 1:8: backquoted identifiers are not supported/],
    ["SELECT foo(1)", /^FUNCTION_NOT_FOUND: line 1:8: Function 'foo' not registered/],
    ["SELECT constructor(1)", /^FUNCTION_NOT_FOUND: line 1:8: Function 'constructor' not registered/],
    ["SELECT date_trunc('day', d, d) FROM ticks", /^FUNCTION_NOT_FOUND: .* date_trunc: 3 given/],
    ["SELECT abs(1, 2)", /^FUNCTION_NOT_FOUND: line 1:8: Unexpected parameters for function abs/],
    ["SELECT y FROM ticks", /^COLUMN_NOT_FOUND: line 1:8: Column 'y' cannot be resolved/],
    ["SELECT t.y FROM ticks t", /^COLUMN_NOT_FOUND: line 1:10: Column 't.y' cannot be resolved/],
    [
      "SELECT * FROM nothing",
      /^TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.db.nothing' does not exist/,
    ],
    ["SELECT * FROM no.ticks", /^SCHEMA_NOT_FOUND: line 1:15: Schema 'no' does not exist/],
    ["SELECT * FROM other.db.ticks", /^CATALOG_NOT_FOUND: line 1:15: Catalog 'other' does not exist/],
    [
      "SELECT symbol, count(*) FROM ticks",
      /^EXPRESSION_NOT_AGGREGATE: line 1:8: 'symbol' must be an aggregate/,
    ],
    ["SELECT 1 / 0", /^DIVISION_BY_ZERO: Division by zero$/],
    ["SELECT 1 % 0", /^DIVISION_BY_ZERO: Division by zero$/],
    ["SELECT n / (n - n) FROM ticks", /^DIVISION_BY_ZERO: Division by zero$/],
    ["SELECT CAST('x' AS integer)", /^INVALID_CAST_ARGUMENT: Cannot cast 'x' to integer$/],
    ["SELECT CAST('1.5' AS bigint)", /^INVALID_CAST_ARGUMENT: Cannot cast '1.5' to bigint$/],
    ["SELECT * FROM ticks WHERE symbol = 1", /^TYPE_MISMATCH: line 1:27: .* symbol = 1 differ/],
    ["SELECT * FROM ticks WHERE symbol = DATE '2025-11-28'", /^TYPE_MISMATCH: line 1:27: /],
    ["SELECT * FROM ticks WHERE d = '2025-11-28'", /^TYPE_MISMATCH: line 1:27: .* d = '2025-11-28' differ/],
    ["SELECT * FROM ticks WHERE n IN ('1')", /^TYPE_MISMATCH: line 1:27: /],
    ["SELECT * FROM ticks WHERE d BETWEEN '2025-11-01' AND '2025-11-30'", /^TYPE_MISMATCH: line 1:27: /],
    ["SELECT * FROM ticks a JOIN ticks b ON a.n = b.symbol", /^TYPE_MISMATCH: line 1:39: /],
    ["SELECT d + INTERVAL '1' HOUR FROM ticks", /^INVALID_FUNCTION_ARGUMENT: Cannot add hour/],
    ["SELECT date_trunc('hour', d) FROM ticks", /^INVALID_FUNCTION_ARGUMENT: a part of a day/],
    ["SELECT date_diff('hour', d, d) FROM ticks", /^INVALID_FUNCTION_ARGUMENT: a part of a day/],
    ["SELECT 'a' || 1", /^TYPE_MISMATCH: /],
    ["SELECT upper(1)", /^TYPE_MISMATCH: /],
    ["SELECT 'a' + 1", /^TYPE_MISMATCH: /],
    ["SELECT ARRAY[1][3]", /^INVALID_FUNCTION_ARGUMENT: Array subscript/],
    ["SELECT row_number()", /^MISSING_OVER: line 1:8: /],
    ["SELECT abs(1) OVER ()", /^FUNCTION_NOT_AGGREGATE: /],
    ["SELECT CAST(1 AS string)", /^TYPE_NOT_FOUND: line 1:18: Unknown type: string/],
    ["SELECT DATE 'yesterday'", /^INVALID_LITERAL: line 1:8: /],
    ["SELECT DATE '2025-11-28 10:00'", /^INVALID_LITERAL: line 1:8: /],
    ["SELECT TIMESTAMP '2025-11-28T10:00:00'", /^INVALID_LITERAL: line 1:8: /],
    [
      "SELECT CAST('2025-11-28 10:00' AS date)",
      /^INVALID_CAST_ARGUMENT: Value cannot be cast to date: 2025-11-28 10:00$/,
    ],
    [
      "SELECT CAST('2025-11-28T10:00' AS timestamp)",
      /^INVALID_CAST_ARGUMENT: Value cannot be cast to timestamp: /,
    ],
    [
      "SELECT date_format(ts AT TIME ZONE 'Mars/Base', '%H') FROM ticks",
      /^INVALID_FUNCTION_ARGUMENT: 'Mars\/Base' is not a valid time zone$/,
    ],
    ["SELECT element_at(ARRAY[1], 0)", /^INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1/],
    [
      "SELECT sum(b) FROM (VALUES 9223372036854775807, 1) AS t (b)",
      /^NUMERIC_VALUE_OUT_OF_RANGE: bigint addition overflow$/,
    ],
    [
      "SELECT sum(b) / 2 FROM (VALUES 9223372036854775807, 1) AS t (b)",
      /^NUMERIC_VALUE_OUT_OF_RANGE: bigint addition overflow$/,
    ],
    [
      "SELECT date_add('fortnight', 1, DATE '2025-11-28')",
      /^INVALID_FUNCTION_ARGUMENT: .*'fortnight' is not a valid/,
    ],
  ])("is refused: %s", async (sql, message) => {
    await expect(lake.query(sql)).rejects.toThrow(message);
  });
});

describe("what is DuckDB's alone", () => {
  test.each([
    "SELECT read_text('/etc/hostname')",
    "SELECT * FROM read_parquet('x')",
    "SELECT * FROM '/etc/hostname'",
    'SELECT * FROM "/etc/hostname"',
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM TABLE(read_text('/etc/hostname'))",
    "SELECT getenv('HOME')",
    "SELECT trino.eq(1, 1)",
    "SELECT trino_number_text(1e0, true)",
    "COPY (SELECT 1) TO '/tmp/x'",
    "ATTACH ':memory:' AS x",
    "SET threads = 1",
    "PRAGMA version",
    "INSTALL httpfs",
    "SELECT 1::varchar",
    "SELECT [1, 2]",
    "SELECT * EXCLUDE (n) FROM ticks",
    "FROM ticks",
    "SELECT n FROM ticks QUALIFY true",
    "SELECT 1 // 2",
    "SELECT dayname(d) FROM ticks",
    "SELECT strftime(d, '%Y') FROM ticks",
    "SELECT sum(n) FROM ticks GROUP BY ALL",
    "SELECT 'a' ILIKE 'A'",
  ])("does not run: %s", async (sql) => {
    await expect(lake.query(sql)).rejects.toThrow(
      /^(SYNTAX_ERROR|FUNCTION_NOT_FOUND|TABLE_NOT_FOUND|NOT_SUPPORTED): /,
    );
  });
});

describe("what would have another meaning here", () => {
  test.each([
    "SELECT TIMESTAMP '2025-11-28 14:30:00' AT TIME ZONE 'America/New_York'",
    "SELECT with_timezone(TIMESTAMP '2025-11-28 14:30:00', 'America/New_York')",
    "SELECT TIMESTAMP '2025-11-28 14:30:00 America/New_York'",
    "SELECT TIMESTAMP '2025-11-28 14:30:00 -05:00'",
    "SELECT date_format(ts AT TIME ZONE '-05:00', '%H') FROM ticks",
    "SELECT max(ts AT TIME ZONE 'America/New_York') FROM ticks",
    "SELECT CAST('2025-11-28 14:30:00 America/New_York' AS timestamp with time zone)",
    "SELECT from_iso8601_timestamp('2025-11-28T14:30:00-05:00')",
    "SELECT TIMESTAMP '2025-11-28 14:30:00.123456'",
    "SELECT CAST(ts AS timestamp(6)) FROM ticks",
    "SELECT decimal '1.5' / decimal '2'",
    "SELECT avg(CAST(n AS decimal(10, 2))) FROM ticks",
    "SELECT -n AS n FROM ticks ORDER BY n + 0",
    "SELECT d - d FROM ticks",
    "SELECT d + 1 FROM ticks",
    "SELECT d + step FROM ticks CROSS JOIN (SELECT INTERVAL '1' DAY AS step)",
    "SELECT date_format(ts, symbol) FROM ticks",
    "SELECT date_format(ts, '%D') FROM ticks",
    "SELECT CAST('a' AS char(3))",
    "SELECT INTERVAL '1-6' YEAR TO MONTH",
    "SELECT * FROM ticks TABLESAMPLE BERNOULLI (10)",
    "EXPLAIN ANALYZE SELECT 1",
    "EXPLAIN (FORMAT JSON) SELECT 1",
    "EXPLAIN INSERT INTO t SELECT 1",
  ])("is refused by name: %s", async (sql) => {
    await expect(lake.query(sql)).rejects.toThrow(/^NOT_SUPPORTED: /);
  });
});

test("columns have Athena's types, precisions and scales", async () => {
  const { columns } = await lake.query(
    `SELECT true, 1, CAST(1 AS bigint), CAST(1 AS smallint), 1e0, real '1', decimal '1.50', 'a', X'61',
      DATE '2025-11-28', now(), TIMESTAMP '2025-11-28 14:30:00', ARRAY[1], ROW(1), MAP(ARRAY[1], ARRAY[1]), sum(n) AS total
      FROM ticks`,
  );
  expect(columns.map(({ type, precision, scale }) => [type, precision, scale].join(" "))).toEqual([
    "boolean 0 0",
    "integer 10 0",
    "bigint 19 0",
    "smallint 5 0",
    "double 17 0",
    "float 17 0",
    "decimal 3 2",
    "varchar 2147483647 0",
    "varbinary 1073741824 0",
    "date 0 0",
    "timestamp with time zone 3 0",
    "timestamp 3 0",
    "array 0 0",
    "row 0 0",
    "map 0 0",
    "bigint 19 0",
  ]);
  expect(columns.map(({ name }) => name)).toEqual([
    ...Array.from({ length: 15 }, (_, at) => `_col${at}`),
    "total",
  ]);
});

test("a column without a name is called after its place, those of a star counted", async () => {
  const { columns } = await lake.query("SELECT t.*, n + 1, t.n FROM ticks t");
  expect(columns.map(({ name }) => name)).toEqual(["symbol", "n", "x", "ts", "d", "_col5", "n"]);
});

describe("parameters", () => {
  test("are expressions, or else texts; those too many are passed over", async () => {
    const result = await lake.query("SELECT n, ? FROM ticks WHERE symbol = ? AND d >= ? ORDER BY n", [
      "1 + 1",
      "A",
      "DATE '2025-11-28'",
      "unused",
    ]);
    expect(linesOf(result)).toEqual(["1|2", "2|2"]);
  });

  test.each([
    ["'quoted'", "quoted"],
    ["O'Neil", "O'Neil"],
    ["1) FROM ticks; SELECT (2", "1) FROM ticks; SELECT (2"],
    ["(SELECT max(n) FROM ticks)", "(SELECT max(n) FROM ticks)"],
    ["NULL", "∅"],
  ])("are taken as values, whatever they hold: %s", async (value, cell) => {
    expect(linesOf(await lake.query("SELECT ?", [value]))).toEqual([cell]);
  });

  test("that are missing fail the query", async () => {
    await expect(lake.query("SELECT ?, ?", ["1"])).rejects.toThrow(
      /^INVALID_PARAMETER_USAGE: line 1:11: .* expected 2 but found 1/,
    );
  });
});

describe("checksum()", () => {
  /** As Trino 411 answers. */
  test.each([
    ["checksum(x) FROM (VALUES 1, 2, NULL) AS t(x)", "ea 51 bc 7b 38 d9 08 d5"],
    ["checksum(x) FROM (VALUES 2, NULL, 1) AS t(x)", "ea 51 bc 7b 38 d9 08 d5"],
    ["checksum(x) FROM (VALUES 'a', 'b', 'b') AS t(x)", "77 f1 0f c6 49 82 0a 04"],
    [
      "checksum(DISTINCT x) FILTER (WHERE x <> 'a') FROM (VALUES 'a', 'b', 'b') AS t(x)",
      "bd 78 b2 7c f3 86 2f 92",
    ],
    ["checksum(x) FROM (VALUES DATE '2026-11-20', DATE '1969-01-01') AS t(x)", "87 bc 65 32 8d 84 26 56"],
    [
      "checksum(x) FROM (VALUES TIMESTAMP '2026-11-20 10:00:00.123', TIMESTAMP '1960-01-01 00:00:00') AS t(x)",
      "37 74 a0 8a 49 76 75 2f",
    ],
    ["checksum(x) FROM (VALUES true, false) AS t(x)", "30 bd d9 83 21 7e 76 bf"],
    ["checksum(to_utf8('abc'))", "af c9 cb b3 79 98 10 54"],
    ["checksum(x) FROM (VALUES 1) AS t(x) WHERE x > 1", "∅"],
    ["checksum(0e0) = checksum(-0e0), checksum(1e0) = checksum(2e0)", "true|false"],
  ])("is Trino's: %s", async (query, expected) => {
    expect(await one(`SELECT ${query}`)).toBe(expected);
  });

  test.each(["ARRAY[1]", "CAST(1 AS real)", "decimal '1.5'", "now()"])("is refused of %s", async (value) => {
    await expect(one(`SELECT checksum(${value})`)).rejects.toThrow(/^NOT_SUPPORTED: checksum of /);
  });
});
