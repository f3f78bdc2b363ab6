-- Joins
SELECT a.id, c.id FROM odd a JOIN odd c ON a.id = c.id + 1
SELECT a.id, c.id FROM odd a LEFT JOIN odd c ON a.id = c.id + 1 AND c.b
SELECT a.id, c.id FROM odd a RIGHT JOIN odd c ON a.id = c.id + 8
SELECT a.id, c.id FROM odd a FULL JOIN odd c ON a.id = c.id + 8
SELECT count(*) FROM odd CROSS JOIN odd AS other
SELECT count(*) FROM odd, odd AS other WHERE odd.id = other.id
SELECT id, a.name, c.name FROM odd a JOIN odd c USING (id)
SELECT * FROM (VALUES (1, 'a')) AS t(k, v) JOIN (VALUES (1, 'b')) AS u(k, w) USING (k)
SELECT a.symbol, count(*) FROM odd a JOIN (SELECT DISTINCT symbol FROM odd) c ON a.symbol = c.symbol GROUP BY a.symbol
SELECT a.id FROM odd a JOIN odd c ON a.x < c.x AND c.id = 1
-- Set operations
SELECT symbol FROM odd UNION SELECT 'ZZZ'
SELECT symbol FROM odd UNION ALL SELECT symbol FROM odd
SELECT symbol FROM odd INTERSECT SELECT 'AAPL'
SELECT symbol FROM odd EXCEPT SELECT 'AAPL'
SELECT x FROM odd INTERSECT SELECT x FROM odd
SELECT name FROM odd EXCEPT SELECT name FROM odd WHERE id > 2
SELECT 1 UNION SELECT 1e0
(SELECT 1) UNION ALL (SELECT 2 UNION SELECT 2)
SELECT 1 AS a UNION ALL SELECT 2 AS b
-- WITH
WITH t AS (SELECT id FROM odd WHERE b) SELECT count(*) FROM t
WITH t AS (SELECT 1 AS n), u AS (SELECT n + 1 AS m FROM t) SELECT n, m FROM t, u
WITH t(a, b) AS (VALUES (1, 'x'), (2, 'y')) SELECT b, a FROM t
WITH t AS (SELECT id FROM odd) SELECT a.id FROM t a JOIN t c ON a.id = c.id
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT n FROM t
-- Subqueries
SELECT id FROM odd WHERE id IN (SELECT max(id) FROM odd)
SELECT id FROM odd WHERE i NOT IN (SELECT i FROM odd WHERE i IS NULL)
SELECT id FROM odd WHERE EXISTS (SELECT 1 FROM odd AS other WHERE other.id = odd.id + 1)
SELECT id FROM odd a WHERE NOT EXISTS (SELECT 1 FROM odd c WHERE c.id > a.id)
SELECT id, (SELECT max(id) FROM odd c WHERE c.symbol = a.symbol) FROM odd a
SELECT id FROM odd WHERE x > (SELECT avg(x) FROM odd WHERE is_finite(x))
SELECT t.n FROM (SELECT id AS n FROM odd) AS t WHERE t.n > 5
SELECT n FROM (SELECT id AS n FROM odd) WHERE n > 5
SELECT id > ALL (SELECT id FROM odd WHERE id < 3), id = SOME (SELECT 5) FROM odd
-- Names
SELECT ID AS id, "id" AS other FROM ODD WHERE Id = 1
SELECT * FROM odd WHERE id = 1
SELECT o.* FROM odd o WHERE o.id = 1
SELECT odd.id, db.odd.id FROM db.odd WHERE id = 1
SELECT id a, name "b c" FROM odd WHERE id = 1
SELECT id, id FROM odd WHERE id = 1
SELECT 1, 'a', 1 + 1, count(*) FROM odd
SELECT 1 AS "select"
-- Values
VALUES 1, 2, 3
VALUES (1, 'a'), (2, NULL)
SELECT * FROM (VALUES (1, 'a'), (NULL, 'b')) AS t(n, s)
SELECT * FROM (VALUES 1, 2e0) AS t(v)
SELECT count(*) FROM (VALUES 1, 2, 3) AS t
TABLE odd
-- Partitions and hidden columns
SELECT day, symbol, count(*) FROM odd GROUP BY day, symbol
SELECT id FROM odd WHERE day = '2025-11-26'
SELECT id FROM odd WHERE day > '2025-11-26' AND symbol IN ('AAPL', 'MSFT')
SELECT id FROM odd WHERE day LIKE '2025-11-2%'
SELECT id FROM odd WHERE symbol IS NULL
SELECT DISTINCT day FROM odd
SELECT max(day) FROM odd
SELECT count(DISTINCT "$path") FROM odd
SELECT id FROM odd WHERE "$path" LIKE '%symbol=AAPL%'
SELECT * FROM "odd$partitions" ORDER BY 1, 2
SELECT regexp_extract("$path", '[^/]+$') FROM odd WHERE id = 1
SELECT count(*) FROM odd WHERE day = '1999-01-01'
SELECT id FROM odd WHERE CAST(day AS date) = DATE '2025-11-26'
-- Conditions
SELECT id FROM odd WHERE b
SELECT id FROM odd WHERE NOT b
SELECT id FROM odd WHERE b = false OR b IS NULL
SELECT id FROM odd WHERE b AND x > 0 OR NOT b AND i < 0
SELECT id FROM odd WHERE NOT (b AND x > 0)
SELECT id FROM odd WHERE true
SELECT id FROM odd WHERE 1 = 0
SELECT id FROM odd WHERE id IN (1, 2) AND id NOT IN (2)
SELECT id, b AND i > 0, b OR i > 0, NOT b FROM odd
SELECT id, CASE WHEN i > 0 THEN 'up' WHEN i < 0 THEN 'down' ELSE 'flat' END FROM odd
SELECT id, CASE symbol WHEN 'AAPL' THEN 1 WHEN 'MSFT' THEN 2 END FROM odd
SELECT id, if(b, 'yes', 'no') FROM odd
SELECT id FROM odd ORDER BY id OFFSET 3 ROWS
SELECT id FROM odd -- and a remark
SELECT /* a remark */ id FROM odd
