SELECT avg(dec) FROM odd
SELECT listagg(DISTINCT symbol, '-') WITHIN GROUP (ORDER BY symbol) FROM odd
SELECT numeric_histogram(2, id) FROM odd
SELECT approx_most_frequent(2, symbol, 10) FROM odd
SELECT reduce_agg(id, 0, (s, n) -> s + n, (a, b) -> a + b) FROM odd
SELECT array_sort(ARRAY[3, 1, 2]), reverse(ARRAY[1, 2, 3])
SELECT repeat('a', 3), repeat(0, 0)
SELECT zip(ARRAY[1, 2], ARRAY['a'])
SELECT zip_with(ARRAY[1, 2], ARRAY[10, 20], (a, b) -> a + b)
SELECT combinations(ARRAY[1, 2, 3], 2), ngrams(ARRAY['a', 'b', 'c'], 2), shuffle(ARRAY[1])
SELECT k, v FROM UNNEST(MAP(ARRAY['a', 'b'], ARRAY[1, 2])) AS t(k, v)
SELECT map_entries(MAP(ARRAY['a'], ARRAY[1])), map_from_entries(ARRAY[ROW('a', 1)])
SELECT map_filter(MAP(ARRAY['a', 'b'], ARRAY[1, 2]), (k, v) -> v > 1), transform_values(MAP(ARRAY['a'], ARRAY[1]), (k, v) -> v + 1), transform_keys(MAP(ARRAY['a'], ARRAY[1]), (k, v) -> upper(k))
SELECT map_concat(MAP(ARRAY['a'], ARRAY[1]), MAP(ARRAY['a', 'b'], ARRAY[3, 4]))
SELECT multimap_agg(b, id) FROM odd WHERE id < 3
SELECT split_to_map('a=1,b=2', ',', '=')
SELECT ROW(1, 2)[1], ROW(1, 'x')[2]
SELECT TIMESTAMP '2025-11-26 10:30:00 America/New_York'
SELECT TIMESTAMP '2025-11-26 14:30:00 UTC' AT TIME ZONE 'America/New_York'
SELECT with_timezone(TIMESTAMP '2025-11-26 09:30:00', 'America/New_York')
SELECT human_readable_seconds(96)
SELECT parse_duration('42.0ms')
SELECT json_array_contains('[1, 2]', 2), json_array_contains('["a"]', 'a')
SELECT json_array_get('["a", "b"]', 1)
SELECT json_size('{"a": {"b": 1, "c": 2}}', '$.a')
SELECT is_json_scalar('1'), is_json_scalar('[1]')
SELECT json_object('a': 1), json_array(1, 2)
SELECT json_value('{"a": 1}', 'strict $.a'), json_exists('{"a": 1}', 'lax $.b')
SELECT json_query('{"a": [1]}', 'lax $.a')
SELECT sqrt(16), sqrt(2e0), sqrt(-1), cbrt(27)
SELECT sinh(1), cosh(1), tanh(1)
SELECT asin(2), acos(2)
SELECT bitwise_and(12, 10), bitwise_or(12, 10), bitwise_xor(12, 10), bitwise_not(5)
SELECT bitwise_left_shift(1, 4), bitwise_right_shift(-16, 2), bit_count(255, 64)
SELECT from_base('ff', 16), to_base(255, 16), from_base('1010', 2)
SELECT id FROM odd WHERE (symbol, day) IN (SELECT symbol, day FROM odd WHERE id = 1)
SELECT count(*) FROM odd TABLESAMPLE BERNOULLI (100)
SELECT concat_ws('-', 'a', 'b', NULL, 'c')
SELECT levenshtein_distance('kitten', 'rowSession'), hamming_distance('abc', 'abd')
SELECT normalize('é'), length(normalize('é', NFD))
SELECT repeat('ab', 3)
SELECT soundex('Robert')
SELECT word_stem('running')
SELECT regexp_count('1a2b3', '\d'), regexp_count('abc', '\d'), regexp_position('abc1', '\d')
SELECT sha1(to_utf8('a')), crc32(to_utf8('a')), xxhash64(to_utf8('a'))
SELECT to_base64(to_utf8('hello')), from_base64('aGVsbG8=')
SELECT to_big_endian_64(1)
SELECT url_extract_host('https://example.com:8080/a?b=c'), url_extract_path('https://example.com/a/b?c=d'), url_extract_parameter('https://example.com/?b=c', 'b')
SELECT url_encode('a b/ü'), url_decode('a%20b')
SELECT 'it''s', '', ' ', 'a"b', 'line\n', U&'\00e9'
SELECT format('%s is %d', 'x', 5)
SELECT approx_distinct(id, 0.1e0) FROM odd
SELECT approx_percentile(v, w, 0.5e0) FROM (VALUES (1e0, 1), (2e0, 5)) AS t(v, w)
SELECT ARRAY[1] || 2, 0 || ARRAY[1]
SELECT array_sort(ARRAY[3, 1, 2], (a, b) -> IF(a < b, 1, IF(a = b, 0, -1)))
