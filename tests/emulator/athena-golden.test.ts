import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createLake, type Lake, linesOf } from "./athena-lake.ts";

/** Where Trino and DuckDB mean different things by the same words. Cells are separated by "|", ∅ is NULL. */

let lake: Lake;

beforeAll(async () => {
  lake = await createLake();
  await lake.write(
    "bars/1.parquet",
    `SELECT * FROM (VALUES
      ('A', 1, 1e0, TIMESTAMP '2025-11-28 14:30:00', DATE '2025-11-28'),
      ('A', 2, 'NaN'::DOUBLE, TIMESTAMP '2025-11-29 02:30:00', DATE '2025-11-28'),
      ('B', 3, NULL, TIMESTAMP '2025-07-01 13:30:00', DATE '2025-07-01'),
      (NULL, 5, 4e0, NULL, NULL)) AS v(symbol, n, x, ts, d)`,
  );
  lake.table("bars", { symbol: "string", n: "int", x: "double", ts: "timestamp", d: "date" });
});

afterAll(() => lake.close());

const one = async (sql: string) => linesOf(await lake.query(sql)).join(" / ");

const hasValue = async (expressions: string, expected: string) =>
  expect(await one(`SELECT ${expressions}`)).toBe(expected);

describe("whole numbers", () => {
  test.each([
    ["7 / 2, -7 / 2, 7 / -2, -7 / -2", "3|-3|-3|3"],
    ["7 % 3, -7 % 3, 7 % -3, mod(-7, 3)", "1|-1|1|-1"],
    ["5.5e0 % 2e0, -5.5e0 % 2e0", "1.5|-1.5"],
    ["CAST(2.5e0 AS bigint), CAST(-2.5e0 AS bigint), CAST(0.4e0 AS integer)", "3|-3|0"],
    ["CAST(decimal '2.5' AS bigint), CAST(decimal '-2.5' AS integer)", "3|-3"],
    ["round(2.5e0), round(-2.5e0), round(decimal '2.345', 2)", "3.0|-3.0|2.350"],
    ["decimal '1.5' + decimal '1', decimal '1.5' * decimal '1.25', decimal '1.5' + 1", "2.5|1.875|2.5"],
    [
      "typeof(decimal '1.5' + decimal '1'), typeof(decimal '1.5' * decimal '1.25')",
      "decimal(3,1)|decimal(5,3)",
    ],
  ])("are as Trino has them: %s", hasValue);
});

describe("not a number", () => {
  test.each([
    ["min(x), max(x), sum(x), avg(x) FROM bars", "1.0|4.0|NaN|NaN"],
    ["min(x), max(x) FROM bars WHERE n = 2", "NaN|NaN"],
    ["max(x), max(n), max(symbol), max(d) FROM bars WHERE n = 3", "∅|3|B|2025-07-01"],
    ["max(x) FILTER (WHERE n < 3), min(x) FILTER (WHERE n > 3) FROM bars", "1.0|4.0"],
    ["max(x) OVER (ORDER BY n) FROM bars ORDER BY n", "1.0 / 1.0 / 1.0 / 4.0"],
    ["greatest(1e0, nan()), least(nan(), 1e0), greatest(nan(), nan())", "1.0|1.0|NaN"],
    [
      "nan() = nan(), nan() <> nan(), nan() IS DISTINCT FROM nan(), nan() BETWEEN 0 AND 1",
      "false|true|false|false",
    ],
    ["nullif(nan(), nan()), nullif(1, 1), nullif(3, 3.0)", "NaN|∅|∅"],
    ["count(DISTINCT x), approx_distinct(x), count(x) FROM bars", "3|3|3"],
    ["stddev(x), variance(x), stddev_pop(x) FROM bars", "NaN|NaN|NaN"],
    ["stddev(x), stddev_pop(x) FROM bars WHERE n = 1", "∅|0.0"],
    ["stddev(x) FILTER (WHERE n <> 2) FROM bars", "2.1213203435596424"],
    ["is_nan(x), is_finite(x) FROM bars ORDER BY n", "false|true / true|false / ∅|∅ / false|true"],
    ["x FROM bars ORDER BY x", "1.0 / 4.0 / NaN / ∅"],
    ["x FROM bars ORDER BY x DESC", "NaN / 4.0 / 1.0 / ∅"],
    ["n, x AS y FROM bars ORDER BY 2 DESC", "2|NaN / 5|4.0 / 1|1.0 / 3|∅"],
    ["x AS y FROM bars ORDER BY y DESC NULLS FIRST", "∅ / NaN / 4.0 / 1.0"],
    ["x FROM bars ORDER BY x NULLS FIRST", "∅ / 1.0 / 4.0 / NaN"],
    ["n, -x AS x FROM bars ORDER BY x DESC", "2|NaN / 1|-1.0 / 5|-4.0 / 3|∅"],
    ["n FROM bars ORDER BY abs(x) DESC LIMIT 1", "2"],
    ["symbol, avg(x) FROM bars GROUP BY 1 ORDER BY avg(x) DESC, 1", "A|NaN / ∅|4.0 / B|∅"],
    ["n, row_number() OVER (ORDER BY x DESC) FROM bars ORDER BY n", "1|3 / 2|1 / 3|4 / 5|2"],
    ["array_agg(n ORDER BY x DESC) FROM bars", "[2, 5, 1, 3]"],
    [
      "sum(n) OVER (ORDER BY n DESC RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM bars ORDER BY n",
      "3 / 5 / 3 / 5",
    ],
    ["count_if(x > 0), count_if(NOT (x > 0)), count_if(x <> x) FROM bars", "2|1|1"],
    [
      "approx_percentile(x, 0.5) FILTER (WHERE is_finite(x)), approx_percentile(n, 0.5), approx_percentile(x, ARRAY[0.1, 0.9]) FILTER (WHERE n = 5) FROM bars",
      "4.0|3|[4.0, 4.0]",
    ],
  ])("is as Trino has it: %s", hasValue);

  // TDigest.add
  test.each([
    ["approx_percentile(x, 0.5) FROM bars", "value is NaN"],
    ["approx_percentile(x, ARRAY[0.5]) FROM bars", "value is NaN"],
    ["symbol, approx_percentile(x, 0.5) FROM bars GROUP BY symbol", "value is NaN"],
    ["approx_percentile(1 / x, 0.5) FROM (VALUES 1e0, 0e0) AS v(x)", "value must be finite"],
    ["approx_percentile(ln(x), 0.5) FROM (VALUES 1e0, 0e0) AS v(x)", "value must be finite"],
    ["approx_percentile(CAST(ln(x) AS real), 0.5) FROM (VALUES 1e0, -1e0) AS v(x)", "value is NaN"],
  ])("SELECT %s fails: %s", async (query, message) => {
    await expect(lake.query(`SELECT ${query}`)).rejects.toMatchObject({
      message: `GENERIC_INTERNAL_ERROR: ${message}`,
      category: 1,
    });
  });
});

describe("NULL", () => {
  test.each([
    ["count_if(x > 0), count_if(NULL), sum(x), approx_distinct(x) FROM bars WHERE n = 3", "0|0|∅|0"],
    ["count_if(n > 1) FILTER (WHERE n > 9), count_if(n > 1) FROM bars", "0|3"],
    ["greatest(1, NULL), least(NULL, 'a'), concat('a', NULL), NULL || 'a'", "∅|∅|∅|∅"],
    ["DISTINCT symbol FROM bars ORDER BY symbol DESC", "B / A / ∅"],
    ["symbol FROM bars ORDER BY symbol, n", "A / A / B / ∅"],
    ["symbol FROM bars ORDER BY 1 DESC NULLS FIRST LIMIT 1", "∅"],
    ["symbol, count(*) FROM bars GROUP BY 1 ORDER BY 1", "A|2 / B|1 / ∅|1"],
    ["array_agg(symbol ORDER BY n) FROM bars", "[A, A, B, null]"],
    ["1 IN (2, NULL), 1 NOT IN (2, NULL), NULL = NULL", "∅|∅|∅"],
  ])("is as Trino has it: %s", hasValue);
});

describe("arrays", () => {
  test.each([
    [
      "contains(ARRAY[1, NULL], 1), contains(ARRAY[1, NULL], 2), contains(ARRAY[nan()], nan())",
      "true|∅|false",
    ],
    ["arrays_overlap(ARRAY[1, NULL], ARRAY[1]), arrays_overlap(ARRAY[1, NULL], ARRAY[2])", "true|∅"],
    ["any_match(ARRAY[1, NULL], n -> n > 1), all_match(ARRAY[2, NULL], n -> n > 1)", "∅|∅"],
    ["none_match(ARRAY[1, NULL], n -> n > 1), all_match(ARRAY[0, NULL], n -> n > 1)", "∅|false"],
    ["array_remove(ARRAY[1, NULL], 1), array_intersect(ARRAY[1, NULL], ARRAY[NULL])", "[null]|[null]"],
    ["array_max(ARRAY[1e0, nan()]), array_min(ARRAY[nan(), nan()])", "1.0|NaN"],
    ["array_join(ARRAY['a', NULL], '-', '?'), split('a,b,c', ',', 2)", "a-?|[a, b,c]"],
    [
      "sequence(DATE '2025-01-31', DATE '2025-04-30', INTERVAL '1' MONTH)",
      "[2025-01-31, 2025-02-28, 2025-03-31, 2025-04-30]",
    ],
    ["typeof(ARRAY[1]), typeof(CAST(ROW(1) AS ROW(a array(double))))", "array(integer)|row(a array(double))"],
  ])("are as Trino has them: %s", hasValue);
});

describe("JSON", () => {
  test.each([
    [`json_parse('{"b": 1, "a": [1.50, 1e2], "b": 2}')`, '{"a":[1.5,100.0],"b":2}'],
    ["json_extract_scalar('no json', '$.a'), json_extract('no json', '$'), json_array_length('{}')", "∅|∅|∅"],
    [`json_extract_scalar('{"a b": {"c": [1, 1.50]}}', '$["a b"].c[1]')`, "1.50"],
    [`json_extract('{"b": "\\u00e9", "a": {}}', '$')`, '{"b":"é","a":{}}'],
    [
      "CAST(nan() AS json), CAST(decimal '1.50' AS json), CAST(MAP(ARRAY['b', 'a'], ARRAY[1, 2]) AS json)",
      '"NaN"|1.50|{"a":2,"b":1}',
    ],
  ])("is as Trino has it: %s", hasValue);

  test.each([
    ["json_parse('no json')", /^INVALID_FUNCTION_ARGUMENT: Cannot convert value to JSON: 'no json'/],
    ["json_extract('{}', '$.*')", /^NOT_SUPPORTED: .*JSON path/],
  ])("that is wrong fails: %s", async (expression, message) => {
    await expect(lake.query(`SELECT ${expression}`)).rejects.toThrow(message);
  });
});

describe("what DuckDB would take otherwise", () => {
  test.each([
    ["count(*) FROM bars a JOIN bars b ON a.x = b.x", "2"],
    ["n / 0e0 FROM bars WHERE n = 9 UNION ALL SELECT CAST(NULL AS integer) / 0e0", "∅"],
    ["CAST(TIMESTAMP '1969-12-31 23:59:59.999' AS timestamp)", "1969-12-31 23:59:59.999"],
    ["CAST('1969-12-31 23:59:59.9995' AS timestamp)", "1970-01-01 00:00:00.000"],
    ["DATE '9999-12-31' + INTERVAL '1' DAY", "+10000-01-01"],
    ["round(skewness(n), 12) FROM (VALUES 1, 2, 3, 5, 9) AS t(n)", "0.795495128835"],
    ["upper('aß'), replace('ab', '', '-')", "Aß|-a-b-"],
    [
      "typeof(CAST(1 AS smallint) + 1), floor(7), sign(nan()), CAST(decimal '-0.05' AS varchar)",
      "integer|7|NaN|-0.05",
    ],
    ["CASE WHEN true THEN 1 END, CAST('T' AS boolean)", "1|true"],
  ])("is taken as Trino does: %s", hasValue);

  test.each([
    ["DISTINCT symbol FROM bars ORDER BY n", /^EXPRESSION_NOT_IN_DISTINCT: line 1:1: /],
    ["* FROM bars NATURAL JOIN bars AS more", /^NOT_SUPPORTED: line 1:15: Natural join/],
    ["1 FROM bars WHERE n", /^TYPE_MISMATCH: a condition must evaluate to a boolean, not to integer/],
    ["CASE WHEN symbol THEN 1 END FROM bars", /^TYPE_MISMATCH: a condition/],
    ["CAST('yes' AS boolean)", /^INVALID_CAST_ARGUMENT: Cannot cast 'yes' to boolean/],
    ["1;;", /^SYNTAX_ERROR: Only one sql statement/],
  ])("SELECT %s is refused", async (query, message) => {
    await expect(lake.query(`SELECT ${query}`)).rejects.toThrow(message);
  });

  test("SELECT DISTINCT is sorted by what it selects, however it is said", async () => {
    for (const item of ["symbol", "1", "SYMBOL DESC", "s"]) {
      expect(
        await lake.query(`SELECT DISTINCT symbol AS s, symbol FROM bars ORDER BY ${item}`),
      ).toMatchObject({
        statementType: "DML",
      });
    }
  });
});

describe("date_diff counts complete units", () => {
  test.each([
    ["millisecond", "2025-01-01 00:00:00", "2025-01-01 00:00:01.5", "1500"],
    ["second", "2025-01-01 00:00:00.9", "2025-01-01 00:00:01.8", "0"],
    ["minute", "2025-01-01 10:01:00", "2025-01-01 10:00:30", "0"],
    ["hour", "2025-01-01 10:59:00", "2025-01-01 11:01:00", "0"],
    ["day", "2025-01-01 23:00:00", "2025-01-02 22:59:59", "0"],
    ["day", "2025-01-02 23:00:00", "2025-01-01 23:00:00", "-1"],
    ["week", "2025-01-01 00:00:00", "2025-01-07 23:59:59", "0"],
    ["week", "2025-01-01 00:00:00", "2025-01-08 00:00:00", "1"],
    ["month", "2025-01-31 00:00:00", "2025-02-28 00:00:00", "1"],
    ["month", "2025-01-31 12:00:00", "2025-02-28 11:00:00", "0"],
    ["month", "2025-03-31 00:00:00", "2025-02-28 00:00:00", "-1"],
    ["month", "2025-01-15 00:00:00", "2025-02-14 23:59:59", "0"],
    ["quarter", "2025-01-31 00:00:00", "2025-04-30 00:00:00", "1"],
    ["quarter", "2025-01-31 00:00:00", "2025-04-29 00:00:00", "0"],
    ["year", "2024-02-29 00:00:00", "2025-02-28 00:00:00", "1"],
    ["year", "2024-03-01 00:00:00", "2025-02-28 23:59:59", "0"],
  ])("%s from %s to %s", async (unit, from, to, expected) => {
    expect(await one(`SELECT date_diff('${unit}', TIMESTAMP '${from}', TIMESTAMP '${to}')`)).toBe(expected);
  });
});

describe("times and zones", () => {
  test.each([
    [
      "CAST('2025-11-28 10:00:00.1235' AS timestamp), CAST('2025-11-28' AS timestamp)",
      "2025-11-28 10:00:00.124|2025-11-28 00:00:00.000",
    ],
    [
      "try_cast('2025-02-30' AS date), try_cast('20251128' AS date), try_cast('2025-1-2' AS date)",
      "∅|∅|2025-01-02",
    ],
    [
      "from_unixtime(1764340200.0005), to_unixtime(TIMESTAMP '2025-11-28 14:30:00.5')",
      "2025-11-28 14:30:00.001 UTC|1.7643402005E9",
    ],
    // The days of New York, and not of UTC
    [
      "CAST(ts AT TIME ZONE 'America/New_York' AS date) FROM bars ORDER BY n",
      "2025-11-28 / 2025-11-28 / 2025-07-01 / ∅",
    ],
    ["date(at_timezone(with_timezone(ts, 'UTC'), 'America/New_York')) FROM bars WHERE n = 2", "2025-11-28"],
    [
      "CAST(date_trunc('day', ts AT TIME ZONE 'America/New_York') AS date) FROM bars WHERE n = 2",
      "2025-11-28",
    ],
    [
      "to_unixtime(date_trunc('day', ts AT TIME ZONE 'America/New_York')) FROM bars WHERE n = 2",
      "1.764306E9",
    ],
    ["count_if(CAST(ts AT TIME ZONE 'America/New_York' AS date) <> d) FROM bars", "0"],
    // Half past nine is another instant in summer
    [
      "date_format(ts AT TIME ZONE 'America/New_York', '%Y-%m-%d %H:%i') FROM bars WHERE n IN (1, 3) ORDER BY n",
      "2025-11-28 09:30 / 2025-07-01 09:30",
    ],
    [
      "hour(ts AT TIME ZONE 'America/New_York'), extract(minute FROM ts AT TIME ZONE 'Asia/Kolkata') FROM bars WHERE n = 3",
      "9|0",
    ],
    [
      "ts AT TIME ZONE 'America/New_York' >= TIMESTAMP '2025-11-28 09:30:00 America/New_York' FROM bars WHERE n = 1",
      "true",
    ],
    [
      "with_timezone(TIMESTAMP '2025-11-28 14:30:00', 'America/New_York') = TIMESTAMP '2025-11-28 19:30:00 UTC'",
      "true",
    ],
    [
      "n FROM bars WHERE ts AT TIME ZONE 'America/New_York' BETWEEN TIMESTAMP '2025-07-01 09:00:00 America/New_York' AND TIMESTAMP '2025-07-01 10:00:00 America/New_York'",
      "3",
    ],
    [
      "CAST(ts AT TIME ZONE 'America/New_York' AS varchar), CAST(ts AT TIME ZONE 'America/New_York' AS timestamp) FROM bars WHERE n = 1",
      "2025-11-28 09:30:00.000 America/New_York|2025-11-28 09:30:00.000",
    ],
    [
      "ts AT TIME ZONE 'UTC', TIMESTAMP '2025-11-28 02:30:00 UTC' FROM bars WHERE n = 1",
      "2025-11-28 14:30:00.000 UTC|2025-11-28 02:30:00.000 UTC",
    ],
    // The night of 9 March 2025 lacks an hour, that of 2 November has one twice
    [
      "CAST(with_timezone(TIMESTAMP '2025-03-09 02:30:00', 'America/New_York') AS varchar)",
      "2025-03-09 03:30:00.000 America/New_York",
    ],
    ["to_unixtime(with_timezone(TIMESTAMP '2025-11-02 01:30:00', 'America/New_York'))", "1.7620614E9"],
    [
      "to_unixtime(date_trunc('hour', TIMESTAMP '2025-11-02 06:30:00' AT TIME ZONE 'America/New_York'))",
      "1.7620632E9",
    ],
    [
      "CAST(TIMESTAMP '2025-03-08 12:00:00 America/New_York' + INTERVAL '1' DAY AS varchar)",
      "2025-03-09 13:00:00.000 America/New_York",
    ],
    [
      "CAST(date_add('day', 1, TIMESTAMP '2025-03-08 12:00:00 America/New_York') AS varchar)",
      "2025-03-09 12:00:00.000 America/New_York",
    ],
    [
      "CAST(TIMESTAMP '2025-02-09 12:00:00 America/New_York' + INTERVAL '1' MONTH AS varchar)",
      "2025-03-09 12:00:00.000 America/New_York",
    ],
    [
      "date_diff('day', TIMESTAMP '2025-03-08 12:00:00 America/New_York', TIMESTAMP '2025-03-09 12:00:00 America/New_York')",
      "1",
    ],
    [
      "date_diff('hour', TIMESTAMP '2025-03-08 12:00:00 America/New_York', TIMESTAMP '2025-03-09 12:00:00 America/New_York')",
      "23",
    ],
    ["date_diff('minute', TIMESTAMP '2025-07-01 09:30:00 America/New_York', ts) FROM bars WHERE n = 3", "0"],
  ])("are as Trino has them: %s", hasValue);
});

describe("texts", () => {
  test.each([
    [
      "'50%' LIKE '50!%' ESCAPE '!', '50x' LIKE '50!%' ESCAPE '!', 'a_b' LIKE 'a!_b' ESCAPE '!'",
      "true|false|true",
    ],
    ["'a' || CAST(1 AS varchar), 'x' || CAST(1e0 AS varchar)", "a1|x1.0"],
    ["element_at(ARRAY[1, 2, 3], -1), element_at(ARRAY[1, 2, 3], 4)", "3|∅"],
    ["'a ' = 'a', 'a' < 'B', length('héllo')", "false|false|5"],
  ])("are as Trino has them: %s", hasValue);
});
