-- NULL without a type
SELECT NULL
SELECT 1 + NULL, NULL || 'a'
SELECT CAST(NULL AS varchar) || 'a'
SELECT concat('a', NULL), concat(CAST(NULL AS varchar), 'b')
SELECT array_max(ARRAY[])
-- casts of floating numbers to varchar
SELECT CAST(x AS varchar) FROM odd
SELECT CAST(r AS varchar) FROM odd
SELECT CAST(1e0 AS varchar) || ''
-- fractions of seconds of a literal
SELECT TIMESTAMP '2025-11-26 10:30:00', TIMESTAMP '2025-11-26 10:30:00.5'
SELECT TIMESTAMP '2025-11-26 00:00', TIMESTAMP '2025-11-26'
SELECT CAST(TIMESTAMP '2025-11-26 10:00:00' AS varchar)
SELECT CAST(TIMESTAMP '2025-11-26 10:00:00 UTC' AS varchar)
SELECT TIMESTAMP '2025-11-26 10:00:00' + INTERVAL '1' MONTH
SELECT date_add('millisecond', 1, TIMESTAMP '2025-11-26 10:00:00')
SELECT to_iso8601(TIMESTAMP '2025-11-26 10:00:00')
SELECT sequence(TIMESTAMP '2025-11-26 10:00:00', TIMESTAMP '2025-11-26 11:00:00', INTERVAL '30' MINUTE)
-- types of results
SELECT 1.5
SELECT sum(r), avg(r) FROM odd WHERE id < 4
SELECT corr(id, i), covar_pop(id, i), regr_slope(i, id) FROM odd WHERE id < 5
SELECT dec * 2 FROM odd
SELECT round(DECIMAL '2.345'), truncate(DECIMAL '2.7'), sign(DECIMAL '-2.5')
SELECT floor(dec) FROM odd
SELECT typeof('a')
SELECT INTERVAL '1' MONTH
-- names of columns and fields
SELECT ID, Name FROM ODD WHERE Id = 1
SELECT CAST(ROW(1, 'x') AS json)
-- NaN where NULL comes first
SELECT x FROM odd ORDER BY x NULLS FIRST
SELECT array_agg(x ORDER BY x NULLS FIRST) FROM odd
SELECT id, rank() OVER (ORDER BY x DESC NULLS FIRST) FROM odd
-- NaN in a list, NULL in an array that is compared
SELECT nan() IN (nan(), 1e0)
SELECT ARRAY[1, NULL] = ARRAY[1, NULL]
-- accepted by the local Athena alone
SELECT 1 UNION SELECT 'a'
SELECT id, count(*) FILTER (WHERE b) OVER (ORDER BY id) FROM odd
