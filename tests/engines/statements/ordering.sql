SELECT x FROM odd ORDER BY x
SELECT x FROM odd ORDER BY x DESC
SELECT x FROM odd ORDER BY x DESC NULLS LAST
SELECT r FROM odd ORDER BY r
SELECT r FROM odd ORDER BY r DESC
SELECT i FROM odd ORDER BY i DESC NULLS FIRST
SELECT id, b FROM odd ORDER BY b, id
SELECT id, d FROM odd ORDER BY d DESC, id
SELECT id, ts FROM odd ORDER BY ts, id
SELECT id, dec FROM odd ORDER BY dec, id DESC
SELECT id FROM odd ORDER BY abs(x), id
SELECT id FROM odd ORDER BY -x DESC, id
SELECT id, x AS y FROM odd ORDER BY y, id
SELECT id, x FROM odd ORDER BY 2, 1
SELECT id FROM odd ORDER BY id OFFSET 2 LIMIT 3
SELECT id FROM odd ORDER BY id LIMIT 3
SELECT id FROM odd ORDER BY id DESC FETCH FIRST 2 ROWS ONLY
SELECT id FROM odd ORDER BY id LIMIT 0
SELECT id FROM odd ORDER BY id LIMIT ALL
SELECT id FROM odd ORDER BY id OFFSET 100
SELECT id FROM odd ORDER BY length(name), id
SELECT id FROM odd ORDER BY name IS NULL, id
SELECT id FROM odd ORDER BY CASE WHEN b THEN 0 ELSE 1 END, id
SELECT b, count(*) FROM odd GROUP BY b ORDER BY count(*) DESC, b
SELECT b, avg(x) FROM odd GROUP BY b ORDER BY 2, 1
SELECT day, count(*) AS n FROM odd GROUP BY day ORDER BY n DESC, day
SELECT array_agg(id ORDER BY x, id) FROM odd
SELECT array_agg(id ORDER BY x DESC, id) FROM odd
SELECT array_agg(name ORDER BY name DESC) FROM odd
SELECT id, row_number() OVER (ORDER BY x, id) FROM odd
SELECT id, row_number() OVER (ORDER BY x DESC, id) FROM odd
SELECT id, rank() OVER (ORDER BY x) FROM odd
SELECT array_sort(ARRAY[3, 1, NULL, 2]), array_sort(ARRAY['b', 'a', '']), array_sort(ARRAY[true, false])
SELECT ARRAY[1, 2] < ARRAY[1, 3], ARRAY[1] < ARRAY[1, 0], ARRAY[2] > ARRAY[1, 9]
SELECT ROW(1, 'a') = ROW(1, 'a'), ROW(1, 'a') < ROW(1, 'b')
SELECT v FROM (VALUES 'b', 'A', 'a', 'Ä', '', 'é', '日') AS t(v) ORDER BY v
SELECT v FROM (VALUES 1e0, nan(), NULL, -infinity(), infinity(), -0e0) AS t(v) ORDER BY v
SELECT v FROM (VALUES 1e0, nan(), NULL, -infinity(), infinity()) AS t(v) ORDER BY v DESC
SELECT v FROM (VALUES true, false, NULL) AS t(v) ORDER BY v
SELECT v FROM (VALUES DECIMAL '1.5', DECIMAL '-2.5', NULL) AS t(v) ORDER BY v DESC
SELECT DISTINCT b FROM odd ORDER BY b
SELECT id FROM odd UNION SELECT id + 100 FROM odd ORDER BY 1 LIMIT 4
SELECT id FROM (SELECT id FROM odd ORDER BY id DESC LIMIT 3) ORDER BY id
