-- Arrays
SELECT ARRAY[1, 2, 3], ARRAY['a', NULL], ARRAY[], ARRAY[ARRAY[1], ARRAY[2, 3]]
SELECT ARRAY[1, 2e0], ARRAY[1, NULL], ARRAY[NULL, 'a']
SELECT ARRAY[1, 2, 3][1], ARRAY['a', 'b'][2], element_at(ARRAY[1, 2, 3], -1), element_at(ARRAY[1, 2], 5)
SELECT cardinality(ARRAY[1, 2]), cardinality(ARRAY[]), cardinality(MAP(ARRAY['a'], ARRAY[1]))
SELECT contains(ARRAY[1, 2], 2), contains(ARRAY[1, NULL], 3), contains(ARRAY['a'], 'b'), contains(ARRAY[1, NULL], 1)
SELECT array_position(ARRAY[5, 6, 5], 5) = 1, array_position(ARRAY[1], 9) = 0
SELECT array_distinct(ARRAY[1, 2, 1, NULL, NULL]), array_distinct(ARRAY['b', 'a', 'b'])
SELECT array_union(ARRAY[1, 2], ARRAY[2, 3]), array_intersect(ARRAY[1, 2, 2], ARRAY[2, 3]), array_except(ARRAY[1, 2, 2, 3], ARRAY[2])
SELECT array_union(ARRAY[1, NULL], ARRAY[NULL, 2]), array_intersect(ARRAY[1, NULL], ARRAY[NULL]), array_except(ARRAY[1, NULL], ARRAY[NULL])
SELECT array_join(ARRAY['a', NULL, 'b'], ','), array_join(ARRAY[1, 2], '-'), array_join(ARRAY[], ',')
SELECT array_join(ARRAY['a', NULL, 'b'], ',', '?')
SELECT array_remove(ARRAY[1, 2, 1], 1), array_remove(ARRAY[1, NULL], 1)
SELECT array_max(ARRAY[1, 3, 2]), array_min(ARRAY['b', 'a']), array_min(ARRAY[1, NULL])
SELECT flatten(ARRAY[ARRAY[1], ARRAY[2, 3], ARRAY[]]), ARRAY[1] || ARRAY[2]
SELECT ARRAY[1, 2] = ARRAY[1, 2], ARRAY[1] <> ARRAY[2], ARRAY[1, 2] = ARRAY[1]
SELECT arrays_overlap(ARRAY[1, 2], ARRAY[2]), arrays_overlap(ARRAY[1], ARRAY[2]), arrays_overlap(ARRAY[1, NULL], ARRAY[2])
SELECT concat(ARRAY[1], ARRAY[2], ARRAY[3])
SELECT slice(ARRAY[1, 2, 3, 4], 2, 2), slice(ARRAY[1, 2, 3], -2, 2), slice(ARRAY[1], 5, 2), slice(ARRAY[1, 2, 3], 2, 10)
SELECT sequence(1, 5), sequence(5, 1), sequence(1, 10, 3), sequence(10, 1, -4)
SELECT transform(ARRAY[1, 2, NULL], n -> n * 2), filter(ARRAY[1, 2, 3, NULL], n -> n > 1), reduce(ARRAY[1, 2, 3], 0, (s, n) -> s + n, s -> s)
SELECT reduce(ARRAY[], 10, (s, n) -> s + n, s -> s * 2), reduce(ARRAY[1, NULL], 0, (s, n) -> s + coalesce(n, 100), s -> s)
SELECT any_match(ARRAY[1, 2], n -> n > 1), all_match(ARRAY[1, 2], n -> n > 1), none_match(ARRAY[1, 2], n -> n > 5), any_match(ARRAY[], n -> n > 1)
SELECT any_match(ARRAY[1, NULL], n -> n > 1), all_match(ARRAY[2, NULL], n -> n > 1), none_match(ARRAY[1, NULL], n -> n > 1)
SELECT arr, cardinality(arr), array_max(arr), contains(arr, 1) FROM odd
SELECT element_at(arr, 1), element_at(arr, -1), element_at(arr, 9) FROM odd
SELECT transform(arr, n -> n + 1), filter(arr, n -> n > 1) FROM odd
SELECT array_join(texts, '|'), array_distinct(texts), array_sort(texts) FROM odd
SELECT id, n FROM odd CROSS JOIN UNNEST(arr) AS t(n)
SELECT id, n, o FROM odd CROSS JOIN UNNEST(arr) WITH ORDINALITY AS t(n, o)
SELECT n FROM UNNEST(ARRAY[1, NULL, 3]) AS t(n)
SELECT sum(n) FROM UNNEST(sequence(1, 100)) AS t(n)
SELECT id FROM odd WHERE contains(texts, 'a')
SELECT id FROM odd WHERE cardinality(arr) = 0
SELECT array_agg(DISTINCT b) FROM odd WHERE b
-- Maps
SELECT MAP(ARRAY['a', 'b'], ARRAY[1, 2]), MAP(), MAP(ARRAY[1], ARRAY['x'])
SELECT MAP(ARRAY['a'], ARRAY[1])['a'], element_at(MAP(ARRAY['a'], ARRAY[1]), 'b')
SELECT array_sort(map_keys(MAP(ARRAY['b', 'a'], ARRAY[1, 2]))), array_sort(map_values(MAP(ARRAY['b', 'a'], ARRAY[1, 2])))
SELECT map_agg(id, name) FROM odd WHERE id < 4
SELECT histogram(b) FROM odd
SELECT m, cardinality(m), element_at(m, 'bid') FROM odd
SELECT array_sort(map_keys(m)) FROM odd
-- Rows
SELECT ROW(1, 'a'), ROW(1, NULL), ROW(ROW(1))
SELECT CAST(ROW(1, 'a') AS ROW(n integer, s varchar)).n, CAST(ROW(1, 'a') AS ROW(n integer, s varchar)).s
SELECT rec, rec.a, rec.b FROM odd
SELECT id FROM odd WHERE rec.a > 1
SELECT rec.b AS b, count(*) FROM odd GROUP BY rec.b
