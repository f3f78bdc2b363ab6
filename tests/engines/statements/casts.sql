-- To varchar
SELECT CAST(1 AS varchar)
SELECT CAST(-9223372036854775808 AS varchar)
SELECT CAST(DECIMAL '1.50' AS varchar)
SELECT CAST(DECIMAL '-0.05' AS varchar)
SELECT CAST(true AS varchar), CAST(false AS varchar)
SELECT CAST(DATE '2025-11-26' AS varchar)
SELECT CAST(CAST(NULL AS bigint) AS varchar)
SELECT CAST(l AS varchar) FROM odd
SELECT CAST(i AS varchar) FROM odd
SELECT CAST(dec AS varchar) FROM odd
SELECT CAST(d AS varchar) FROM odd
SELECT CAST(b AS varchar) FROM odd
SELECT CAST(ts AS varchar) FROM odd
SELECT CAST(1.5e300 AS varchar), CAST(-2.5e-10 AS varchar), CAST(REAL '1e10' AS varchar)
SELECT CAST(TIMESTAMP '2025-11-26 10:00:00.000' AS varchar), CAST(TIMESTAMP '2025-11-26 10:00:00.000 UTC' AS varchar)
SELECT CAST(nan() AS varchar), CAST(infinity() AS varchar), CAST(-infinity() AS varchar)
SELECT CAST(TIMESTAMP '2025-11-26 10:00:00.120' AS varchar)
SELECT CAST(json_parse('"a"') AS varchar), CAST(json_parse('12') AS varchar)
SELECT 'x' || CAST(7 AS varchar)
-- To whole numbers
SELECT CAST('12' AS bigint), CAST('-12' AS integer), CAST('+12' AS smallint), CAST('7' AS tinyint)
SELECT CAST('9223372036854775807' AS bigint)
SELECT CAST(2.5e0 AS bigint), CAST(3.5e0 AS bigint), CAST(-2.5e0 AS bigint), CAST(-0.4e0 AS bigint)
SELECT CAST(DECIMAL '2.5' AS integer), CAST(DECIMAL '-2.5' AS integer), CAST(DECIMAL '2.49' AS bigint)
SELECT CAST(true AS integer), CAST(false AS bigint)
SELECT CAST(REAL '2.5' AS integer)
SELECT TRY_CAST('abc' AS integer), TRY_CAST('12' AS integer), TRY_CAST(nan() AS bigint)
SELECT TRY_CAST(300 AS tinyint)
SELECT id, TRY_CAST(name AS integer) FROM odd
SELECT CAST(x AS bigint) FROM odd WHERE is_finite(x) AND abs(x) < 1e10
-- To double, real, decimal
SELECT CAST('1.5' AS double), CAST('1e3' AS double), CAST('NaN' AS double), CAST('Infinity' AS double), CAST('-Infinity' AS double)
SELECT CAST(1 AS double), CAST(9007199254740993 AS double)
SELECT CAST(DECIMAL '1.5' AS double), CAST(true AS double)
SELECT CAST(1 AS real), CAST(0.1e0 AS real), CAST('2.5' AS real)
SELECT CAST('1.5' AS decimal(5,2)), CAST('-1.555' AS decimal(5,2)), CAST('1.545' AS decimal(5,2))
SELECT CAST(1.555e0 AS decimal(5,2)), CAST(-1.555e0 AS decimal(5,2))
SELECT CAST(7 AS decimal(10,3)), CAST(7 AS decimal)
SELECT CAST(DECIMAL '1.55' AS decimal(2,1)), CAST(DECIMAL '1.45' AS decimal(2,1))
SELECT TRY_CAST('abc' AS double), TRY_CAST('abc' AS decimal(5,2)), TRY_CAST(1000 AS decimal(3,0))
SELECT CAST(l AS double) FROM odd
SELECT CAST(i AS double) FROM odd
SELECT CAST(x AS real) FROM odd WHERE id <> 9
-- To boolean
SELECT CAST('true' AS boolean), CAST('FALSE' AS boolean), CAST('t' AS boolean), CAST('0' AS boolean)
SELECT CAST(1 AS boolean), CAST(0 AS boolean), CAST(2 AS boolean)
SELECT CAST(1e0 AS boolean), CAST(0e0 AS boolean)
SELECT TRY_CAST('maybe' AS boolean)
-- To dates and times
SELECT CAST('2025-11-26' AS date), CAST(' 2025-11-26 ' AS date), CAST('2025-1-2' AS date)
SELECT CAST(TIMESTAMP '2025-11-26 23:59:59.999' AS date)
SELECT CAST('2025-11-26 10:00:00' AS timestamp), CAST('2025-11-26' AS timestamp), CAST('2025-11-26 10:00' AS timestamp)
SELECT CAST('2025-11-26 10:00:00.1234' AS timestamp), CAST('2025-11-26 10:00:00.9996' AS timestamp)
SELECT CAST(DATE '2025-11-26' AS timestamp)
SELECT CAST('2025-11-26 10:00:00 UTC' AS timestamp with time zone)
SELECT CAST(TIMESTAMP '2025-11-26 10:00:00' AS timestamp with time zone)
SELECT CAST(TIMESTAMP '2025-11-26 10:00:00 UTC' AS timestamp)
SELECT TRY_CAST('2025-02-30' AS date), TRY_CAST('x' AS timestamp)
SELECT CAST('10:30:00' AS time)
-- Between collections
SELECT CAST(ARRAY[1, 2] AS array(varchar))
SELECT CAST(ARRAY['1', '2'] AS array(bigint))
SELECT CAST(ROW(1, 'a') AS ROW(n bigint, s varchar))
SELECT CAST(MAP(ARRAY['a'], ARRAY[1]) AS map(varchar, double))
-- Types are told
SELECT typeof(1), typeof(1e0), typeof(true), typeof(DATE '2025-11-26')
SELECT typeof(TIMESTAMP '2025-11-26 10:00:00.000'), typeof(ARRAY[1]), typeof(ARRAY[ARRAY[1e0]])
SELECT typeof(count(*)), typeof(sum(i)), typeof(avg(i)), typeof(sum(x)) FROM odd
SELECT typeof(json_parse('1')), typeof(json_extract('{"a":1}', '$.a'))
SELECT typeof(DECIMAL '1.50'), typeof(CAST(1 AS decimal(10,2))), typeof(REAL '1')
SELECT typeof(1 + 1), typeof(1 + 1e0), typeof(CAST(1 AS smallint) + 1), typeof(CAST(1 AS tinyint) + CAST(1 AS tinyint))
SELECT typeof(7 / 2), typeof(7 % 2), typeof(-7)
SELECT typeof(9223372036854775807), typeof(2147483647), typeof(2147483648)
SELECT typeof(sum(s)), typeof(min(s)), typeof(max(d)), typeof(count_if(b)) FROM odd
SELECT typeof(array_agg(i)), typeof(approx_distinct(i)) FROM odd
SELECT typeof(length('a')), typeof(strpos('a', 'a')), typeof(cardinality(ARRAY[1])), typeof(year(DATE '2025-11-26'))
SELECT typeof(round(1.5e0)), typeof(floor(1)), typeof(abs(CAST(-1 AS smallint))), typeof(sqrt(4)), typeof(sign(2)), typeof(sign(2e0))
SELECT typeof(date_diff('day', DATE '2025-11-26', DATE '2025-11-27')), typeof(day_of_week(DATE '2025-11-26'))
SELECT typeof(l), typeof(i), typeof(s), typeof(t), typeof(r), typeof(x), typeof(dec), typeof(d), typeof(b), typeof(ts) FROM odd LIMIT 1
SELECT typeof(coalesce(NULL, 1)), typeof(if(true, 1, 2e0)), typeof(CASE WHEN true THEN 1 ELSE 2147483648 END)
SELECT typeof(greatest(1, 2e0)), typeof(least(1, 2147483648))
