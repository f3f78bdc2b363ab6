SELECT sum(l) FROM odd WHERE l > 100
SELECT any_value(symbol) FROM odd WHERE symbol = 'AAPL'
SELECT bitwise_xor_agg(id) FROM odd
SELECT entropy(id) FROM odd
SELECT set_agg(symbol) FROM odd
SELECT symbol, name FROM odd GROUP BY symbol
SELECT count(*) AS n, n + 1 FROM odd
SELECT sum(sum(id)) FROM odd
SELECT symbol FROM odd WHERE count(*) > 1
SELECT CAST(' 12' AS bigint)
SELECT CAST('12.5' AS bigint)
SELECT CAST('' AS bigint)
SELECT CAST('abc' AS integer)
SELECT CAST('9223372036854775808' AS bigint)
SELECT CAST(128 AS tinyint)
SELECT CAST(32768 AS smallint)
SELECT CAST(2147483648 AS integer)
SELECT CAST(1e19 AS bigint)
SELECT CAST(nan() AS bigint)
SELECT CAST(infinity() AS integer)
SELECT CAST(DATE '2025-11-26' AS bigint)
SELECT CAST('abc' AS double)
SELECT CAST('' AS double)
SELECT CAST(1000 AS decimal(3,0))
SELECT CAST('abc' AS decimal(5,2))
SELECT CAST('yes' AS boolean)
SELECT CAST('2025-02-30' AS date)
SELECT CAST('20251126' AS date)
SELECT CAST('2025-11-26 10:00:00' AS date)
SELECT CAST('2025-11-26T10:00:00' AS timestamp)
SELECT CAST(ARRAY['1', 'x'] AS array(bigint))
SELECT CAST(ARRAY[1, 2] AS varchar)
SELECT ARRAY[1, 2][3]
SELECT ARRAY[1, 2][0]
SELECT element_at(ARRAY[1, 2], 0)
SELECT id, n, s FROM odd CROSS JOIN UNNEST(arr, texts) AS t(n, s)
SELECT MAP(ARRAY['a', 'a'], ARRAY[1, 2])
SELECT MAP(ARRAY['a'], ARRAY[1])['b']
SELECT rec.nothing FROM odd
SELECT DATE '2025-02-29'
SELECT date_trunc('hour', DATE '2025-11-26')
SELECT date_trunc('decade', DATE '2025-11-26')
SELECT date_add('hour', 1, DATE '2025-11-26')
SELECT DATE '2025-11-26' + INTERVAL '1' HOUR
SELECT DATE '2025-11-26' + 1
SELECT date_diff('hour', DATE '2025-11-26', DATE '2025-11-27')
SELECT date_parse('2025-13-01', '%Y-%m-%d')
SELECT date_parse('x', '%Y')
SELECT from_iso8601_timestamp('nonsense')
SELECT DATE '2025-11-26' = '2025-11-26'
SELECT id FROM odd WHERE d = '2025-11-26'
SELECT json_parse('nonsense')
SELECT CAST(json_parse('[1, "x"]') AS array(bigint))
SELECT approx_percentile(x, 0.5e0) FROM odd
SELECT 7 / 0
SELECT 7 % 0
SELECT 9223372036854775807 + 1
SELECT -9223372036854775808 - 1
SELECT 2147483647 + 1
SELECT CAST(127 AS tinyint) + CAST(1 AS tinyint)
SELECT CAST(32767 AS smallint) + CAST(1 AS smallint)
SELECT 65536 * 65536
SELECT 4294967296 * 4294967296
SELECT i + l FROM odd WHERE id < 4
SELECT abs(CAST(-128 AS tinyint))
SELECT mod(7, 0)
SELECT factorial(5)
SELECT gcd(12, 18)
SELECT 0x1F
SELECT 1 = '1'
SELECT name FROM odd ORDER BY nothing
SELECT DISTINCT b FROM odd ORDER BY id
SELECT * FROM (VALUES (1, 'a')) AS t(k, v) NATURAL JOIN (VALUES (1, 'b')) AS u(k, w)
SELECT 1, 2 UNION SELECT 1
SELECT (SELECT id FROM odd)
SELECT id AS a, a FROM odd
SELECT id AS a FROM odd WHERE a = 1
SELECT * FROM nothing
SELECT nothing FROM odd
SELECT nothing.id FROM odd
SELECT id FROM odd o WHERE odd.id = 1
SELECT id FROM odd a, odd c
SELECT foo(1)
SELECT length()
SELECT length(1)
SELECT id FROM odd WHERE 'x'
SELECT CASE WHEN 1 THEN 2 END
SELECT 'a' + 1
SELECT true + 1
SELECT upper(1)
SELECT
SELECT id FROM odd WHERE day = DATE '2025-11-26'
SELECT id FROM
SELEC id FROM odd
SELECT split_part('a,b,c', ',', 0)
SELECT starts_with('hello', 'he'), starts_with('hello', ''), ends_with('hello', 'lo')
SELECT regexp_replace('hello', 'l+', x -> upper(x[0]))
SELECT id, rank() FROM odd
SELECT id FROM odd WHERE row_number() OVER (ORDER BY id) = 1
SELECT id FROM odd;;
