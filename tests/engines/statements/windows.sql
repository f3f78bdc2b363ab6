SELECT id, row_number() OVER (ORDER BY id) FROM odd
SELECT id, row_number() OVER (PARTITION BY symbol ORDER BY id) FROM odd
SELECT id, rank() OVER (ORDER BY symbol), dense_rank() OVER (ORDER BY symbol) FROM odd
SELECT id, percent_rank() OVER (ORDER BY id), cume_dist() OVER (ORDER BY id), ntile(3) OVER (ORDER BY id) FROM odd
SELECT id, lag(id) OVER (ORDER BY id), lead(id) OVER (ORDER BY id) FROM odd
SELECT id, lag(id, 2) OVER (ORDER BY id), lead(id, 2, -1) OVER (ORDER BY id) FROM odd
SELECT id, lag(name) IGNORE NULLS OVER (ORDER BY id) FROM odd
SELECT id, lag(x) OVER (PARTITION BY symbol ORDER BY id) FROM odd
SELECT id, first_value(id) OVER (ORDER BY id), last_value(id) OVER (ORDER BY id) FROM odd
SELECT id, first_value(name) IGNORE NULLS OVER (ORDER BY id), nth_value(id, 2) OVER (ORDER BY id) FROM odd
SELECT id, last_value(id) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM odd
SELECT id, sum(id) OVER (ORDER BY id) FROM odd
SELECT id, sum(id) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM odd
SELECT id, sum(id) OVER (ORDER BY id ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING) FROM odd
SELECT id, sum(id) OVER (ORDER BY id ROWS 2 PRECEDING) FROM odd
SELECT id, avg(id) OVER (PARTITION BY symbol) FROM odd
SELECT id, count(*) OVER (), count(*) OVER (PARTITION BY b) FROM odd
SELECT id, min(x) OVER (PARTITION BY symbol), max(x) OVER (PARTITION BY symbol) FROM odd
SELECT id, max(x) OVER (ORDER BY id) FROM odd
SELECT id, sum(i) OVER (PARTITION BY symbol ORDER BY id) FROM odd WHERE id < 8
SELECT id, sum(id) OVER (ORDER BY symbol) FROM odd
SELECT id, sum(id) OVER (ORDER BY symbol RANGE UNBOUNDED PRECEDING) FROM odd
SELECT id, sum(id) OVER (ORDER BY id RANGE BETWEEN 2 PRECEDING AND 1 FOLLOWING) FROM odd
SELECT id, sum(id) OVER (ORDER BY symbol GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM odd
SELECT id, array_agg(id) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM odd
SELECT id, stddev(id) OVER (ORDER BY id), variance(id) OVER (ORDER BY id ROWS 3 PRECEDING) FROM odd
SELECT id, bool_or(b) OVER (ORDER BY id), count_if(b) OVER (ORDER BY id) FROM odd
SELECT id, count(name) OVER (ORDER BY id) FROM odd
SELECT id, approx_distinct(symbol) OVER (ORDER BY id) FROM odd
SELECT id, max_by(id, x) OVER (PARTITION BY symbol) FROM odd WHERE id NOT IN (2, 4, 6, 7)
SELECT id, sum(id) OVER w, avg(id) OVER w FROM odd WINDOW w AS (PARTITION BY symbol ORDER BY id)
SELECT symbol, sum(id), rank() OVER (ORDER BY sum(id) DESC) FROM odd GROUP BY symbol
SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY symbol ORDER BY id DESC) AS n FROM odd) WHERE n = 1
SELECT id, id - lag(id, 1, 0) OVER (ORDER BY id) AS step FROM odd
SELECT id, x - avg(x) OVER (PARTITION BY symbol) FROM odd WHERE is_finite(x) AND abs(x) < 1e10
SELECT id, row_number() OVER () > 0 FROM odd
SELECT id, date_diff('day', lag(d) OVER (ORDER BY id), d) FROM odd
SELECT id, sum(CASE WHEN b THEN 1 ELSE 0 END) OVER (ORDER BY id) FROM odd
SELECT id, first_value(id) OVER (PARTITION BY b ORDER BY x DESC, id) FROM odd
SELECT id, ntile(4) OVER (PARTITION BY symbol ORDER BY id) FROM odd
SELECT id, lead(ts) OVER (ORDER BY ts, id) FROM odd
SELECT id, sum(x) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM odd WHERE is_finite(x) AND abs(x) < 1e10
