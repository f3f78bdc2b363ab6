SELECT count(*), count(1), count(i), sum(i), min(i), max(i) FROM odd WHERE i < 1000000
SELECT avg(i), avg(l), avg(s) FROM odd WHERE id < 4
SELECT sum(s), sum(t) FROM odd WHERE id < 5
SELECT corr(x, x), covar_pop(x, x), regr_slope(x, x) FROM odd WHERE id IN (1, 5, 8)
SELECT approx_percentile(CAST(n AS double), 0.99e0) FROM UNNEST(sequence(1, 1000)) AS t(n)
SELECT sum(dec), min(dec), max(dec) FROM odd
SELECT sum(l) FROM odd WHERE id IN (1, 6, 7)
SELECT sum(i) FROM odd
SELECT min(b), max(b), min(d), max(d), min(ts), max(ts) FROM odd
SELECT bool_and(b), bool_or(b), every(b) FROM odd
SELECT count(DISTINCT name), count(DISTINCT b), sum(DISTINCT i) FROM odd WHERE id < 8
SELECT count_if(b), count_if(i > 0), count_if(NULL) FROM odd
SELECT approx_distinct(id), approx_distinct(name) FROM odd
SELECT arbitrary(day) FROM odd WHERE day = '2025-11-26'
SELECT min_by(name, id), max_by(name, id), max_by(id, d) FROM odd WHERE d IS NOT NULL
SELECT max_by(name, id, 2), min_by(name, id, 2) FROM odd
SELECT max(id, 2), min(id, 3) FROM odd
SELECT array_agg(id ORDER BY id), array_agg(id ORDER BY id DESC) FILTER (WHERE b) FROM odd
SELECT stddev(i), stddev_samp(i), stddev_pop(i), variance(i), var_samp(i), var_pop(i) FROM odd WHERE id < 5
SELECT stddev(id), variance(id) FROM odd WHERE id = 1
SELECT skewness(id), kurtosis(id) FROM odd WHERE id IN (1, 2, 3, 5, 9)
SELECT geometric_mean(id) FROM odd
SELECT bitwise_and_agg(id), bitwise_or_agg(id) FROM odd
SELECT listagg(name, ',') WITHIN GROUP (ORDER BY id) FROM odd WHERE name IS NOT NULL
SELECT histogram(symbol) FROM odd
SELECT approx_percentile(id, 0.5e0), approx_percentile(id, 0e0), approx_percentile(id, 1e0) FROM odd
SELECT approx_percentile(CAST(id AS double), ARRAY[0.25e0, 0.75e0]) FROM odd
SELECT approx_percentile(n, 0.5e0) FROM UNNEST(sequence(1, 1000)) AS t(n)
SELECT approx_percentile(v, 0.5e0) FROM (VALUES 1e0, 4e0) AS t(v)
SELECT approx_percentile(v, ARRAY[0.25e0, 0.5e0]) FROM (VALUES 1e0, 2e0, 3e0, 4e0) AS t(v)
-- Grouping
SELECT symbol, count(*), sum(i) FROM odd WHERE id < 8 GROUP BY symbol
SELECT symbol, b, count(*) FROM odd GROUP BY symbol, b
SELECT symbol, b, count(*) FROM odd GROUP BY 1, 2
SELECT symbol, count(*) FROM odd GROUP BY symbol HAVING count(*) > 2
SELECT symbol FROM odd GROUP BY symbol HAVING max(id) > 5
SELECT count(*) FROM odd HAVING count(*) > 100
SELECT symbol, day, count(*) FROM odd GROUP BY ROLLUP (symbol, day)
SELECT symbol, day, count(*) FROM odd GROUP BY CUBE (symbol, day)
SELECT symbol, day, count(*), grouping(symbol, day) FROM odd GROUP BY GROUPING SETS ((symbol), (day), ())
SELECT length(name), count(*) FROM odd GROUP BY length(name)
SELECT date_trunc('month', d), count(*) FROM odd GROUP BY 1
SELECT id % 3 AS r, array_agg(id ORDER BY id) FROM odd GROUP BY id % 3
SELECT symbol, count(*) FILTER (WHERE b), sum(id) FILTER (WHERE NOT b) FROM odd GROUP BY symbol
SELECT symbol, sum(count(*)) OVER () FROM odd GROUP BY symbol
SELECT DISTINCT symbol, b FROM odd
SELECT count(DISTINCT (symbol, b)) FROM odd
SELECT symbol, count(*) FROM odd GROUP BY symbol ORDER BY symbol LIMIT 1
SELECT max(id) - min(id), count(*) * 2, sum(id) / count(*), avg(id) FROM odd
SELECT sum(id) / 4, sum(id) * 1e0 / count(*) FROM odd
SELECT symbol, max(x) FILTER (WHERE is_finite(x)), min(x) FILTER (WHERE is_finite(x)) FROM odd GROUP BY symbol
SELECT checksum(x) FROM (VALUES 1, 2, NULL) AS t(x)
SELECT checksum(x) FROM (VALUES 'a text that is longer than the thirty-two bytes of a stripe', '', 'é') AS t(x)
SELECT checksum(x) FROM (VALUES 1) AS t(x) WHERE x > 1
SELECT checksum(x) FROM (VALUES 1.5e0, -0e0, 0e0, nan()) AS t(x)
SELECT checksum(x), checksum(y) FROM (VALUES (DATE '2026-11-20', TIMESTAMP '2026-11-20 10:00:00.123'), (DATE '1969-01-01', TIMESTAMP '1960-01-01 00:00:00.000')) AS t(x, y)
SELECT checksum(CAST(x AS bigint)), checksum(CAST(x AS smallint)), checksum(to_utf8('abc')) FROM (VALUES -1, 7) AS t(x)
