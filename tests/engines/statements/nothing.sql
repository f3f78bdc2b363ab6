-- NULL
SELECT 1 + CAST(NULL AS integer), length(NULL), abs(CAST(NULL AS bigint))
SELECT NULL = NULL, NULL <> 1, NULL AND false, NULL OR true, NOT CAST(NULL AS boolean)
SELECT NULL IS NULL, 1 IS NULL, NULL IS NOT NULL, 1 IS DISTINCT FROM NULL, NULL IS DISTINCT FROM NULL, 1 IS NOT DISTINCT FROM 1
SELECT coalesce(NULL, 2), coalesce(NULL, NULL, 'a'), coalesce(1, 2), nullif(1, 1), nullif(1, 2), nullif('a', NULL)
SELECT if(true, 1), if(false, 1), if(NULL, 1, 2), CASE WHEN NULL THEN 1 ELSE 2 END, CASE 1 WHEN 2 THEN 'a' END, CASE NULL WHEN NULL THEN 1 ELSE 0 END
SELECT 1 IN (NULL, 1), 1 IN (NULL, 2), 1 NOT IN (NULL, 2), NULL IN (1, 2)
SELECT NULL BETWEEN 1 AND 2, 1 BETWEEN NULL AND 2, 3 BETWEEN NULL AND 2
SELECT NULL LIKE 'a', 'a' LIKE CAST(NULL AS varchar)
SELECT count(*), count(x), count(name), count(i), count(NULL) FROM odd
SELECT sum(i), avg(i), min(i), max(i) FROM odd WHERE i IS NULL
SELECT sum(i), count(*), array_agg(i) FROM odd WHERE false
SELECT id FROM odd WHERE x IS NULL
SELECT id FROM odd WHERE x IS NOT NULL AND name IS NULL
SELECT id FROM odd WHERE name IS DISTINCT FROM 'alpha'
SELECT id FROM odd WHERE i NOT IN (1, 2)
SELECT id FROM odd WHERE i NOT IN (1, NULL)
SELECT id, coalesce(name, '-'), coalesce(x, 0e0), coalesce(i, -1) FROM odd
SELECT i IS NULL, count(*) FROM odd GROUP BY 1
SELECT name, count(*) FROM odd GROUP BY name
SELECT DISTINCT b FROM odd
SELECT a.id, c.id FROM odd a JOIN odd c ON a.name = c.name
SELECT a.id, c.id FROM odd a LEFT JOIN odd c ON a.name = c.name AND c.id < 3
SELECT try(1 / 0), try(CAST('x' AS integer)), try(7)
SELECT try(json_parse('{')), try(date_parse('x', '%Y'))
SELECT array_agg(name ORDER BY id) FILTER (WHERE name IS NOT NULL) FROM odd WHERE id < 4
SELECT max(CASE WHEN id > 3 THEN name END), count(CASE WHEN b THEN 1 END) FROM odd
SELECT EXISTS (SELECT 1 FROM odd WHERE id = 99), EXISTS (SELECT NULL FROM odd)
SELECT (SELECT name FROM odd WHERE id = 99)
SELECT 1 = ANY (SELECT i FROM odd), 5 > ALL (SELECT i FROM odd WHERE i IS NOT NULL)
-- NaN
SELECT nan() = nan(), nan() <> nan(), nan() < 1, nan() > 1, nan() IS DISTINCT FROM nan(), 1e0 IN (nan(), 1e0)
SELECT nan() + 1, nan() * 0, -nan(), infinity() - infinity(), infinity() * 0, 0 * -infinity()
SELECT nan() BETWEEN 0 AND 1, NOT (nan() > 1), nullif(nan(), nan()), coalesce(nan(), 1e0)
SELECT count(x), count(DISTINCT x) FROM odd
SELECT sum(x) FROM odd WHERE is_finite(x)
SELECT sum(x), avg(x) FROM odd
SELECT min(x), max(x) FROM odd
SELECT min(x), max(x) FROM odd WHERE is_nan(x)
SELECT min(r), max(r) FROM odd
SELECT x, count(*) FROM odd GROUP BY x
SELECT DISTINCT x FROM odd
SELECT a.id, c.id FROM odd a JOIN odd c ON a.x = c.x
SELECT id FROM odd WHERE x = x
SELECT id FROM odd WHERE x <> x
SELECT id FROM odd WHERE x IS NOT DISTINCT FROM nan()
SELECT stddev(x), variance(x) FROM odd
SELECT stddev(x), variance(x), stddev_pop(x), var_pop(x) FROM odd WHERE is_finite(x) AND abs(x) < 1e10
SELECT max_by(id, x), min_by(id, x) FROM odd WHERE is_finite(x) AND abs(x) > 0
SELECT array_max(ARRAY[1e0, nan()]), array_min(ARRAY[1e0, nan()]), array_max(ARRAY[1, NULL])
SELECT array_sort(ARRAY[nan(), 1e0, NULL, infinity()]), array_distinct(ARRAY[nan(), nan(), 1e0])
SELECT contains(ARRAY[nan()], nan()), array_position(ARRAY[nan()], nan()) > 0
SELECT CASE nan() WHEN nan() THEN 'same' ELSE 'other' END
SELECT count_if(x > 0), count_if(x IS NULL), count_if(is_nan(x)) FROM odd
SELECT x + i FROM odd WHERE id < 6
