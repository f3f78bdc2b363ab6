SELECT json_extract('{"a": {"b": [1, 2, {"c": "x"}]}}', '$.a.b[2].c')
SELECT json_extract('{"f": 1.50, "g": 1e3, "h": 0.00001, "i": 12345678901234567890, "b": 1, "a": 2}', '$')
SELECT json_extract('{"a": 1}', '$.b'), json_extract('{"a": null}', '$.a')
SELECT json_extract_scalar('{"a": "x", "b": 1, "c": true, "d": null, "e": [1], "f": 1.50}', '$.a')
SELECT json_extract_scalar('{"b": 1}', '$.b'), json_extract_scalar('{"c": true}', '$.c'), json_extract_scalar('{"d": null}', '$.d'), json_extract_scalar('{"e": [1]}', '$.e')
SELECT json_extract_scalar('{"f": 1.50}', '$.f'), json_extract_scalar('{"g": 1e3}', '$.g'), json_extract_scalar('{"h": 12345678901234567890}', '$.h')
SELECT json_extract_scalar('[1, 2, 3]', '$[1]'), json_extract_scalar('[1, 2, 3]', '$[9]')
SELECT json_extract_scalar('not json', '$.a'), json_extract('not json', '$.a')
SELECT json_extract_scalar('{"a b": 1}', '$["a b"]'), json_extract_scalar('{"a": {"b": 2}}', '$["a"]["b"]')
SELECT json_extract('{"a": "x"}', '$.a'), json_extract('[1, "a", null]', '$')
SELECT json_parse('{"b": 1, "a": 2}')
SELECT json_format(json_parse('{ "a" : [ 1 , 2 ] }')), json_format(JSON '"x"')
SELECT json_array_length('[1, 2, 3]'), json_array_length('[]'), json_array_length('{"a": 1}')
SELECT CAST(1 AS json), CAST('a' AS json), CAST(true AS json), CAST(1.5e0 AS json), CAST(NULL AS json)
SELECT CAST(ARRAY[1, NULL, 2] AS json), CAST(MAP(ARRAY['a'], ARRAY[1]) AS json)
SELECT CAST(CAST(ROW(1, 'x') AS ROW(n bigint, s varchar)) AS json)
SELECT CAST(DATE '2025-11-26' AS json), CAST(TIMESTAMP '2025-11-26 10:00:00' AS json), CAST(DECIMAL '1.50' AS json)
SELECT CAST(18446744073709551616e0 AS json), CAST(1e-5 AS json), CAST(1e7 AS json)
SELECT CAST(nan() AS json)
SELECT CAST(json_parse('[1, 2]') AS array(bigint)), CAST(json_parse('{"a": 1}') AS map(varchar, bigint))
SELECT CAST(json_parse('{"n": 1, "s": "x"}') AS ROW(n bigint, s varchar))
SELECT CAST(json_parse('1.7') AS bigint), CAST(json_parse('"12"') AS bigint), CAST(json_parse('true') AS boolean), CAST(json_parse('1.5') AS double)
SELECT json_extract_scalar(j, '$.symbol'), json_extract_scalar(j, '$.size') FROM odd
SELECT json_extract(j, '$.legs[0]') FROM odd
SELECT id FROM odd WHERE json_extract_scalar(j, '$.symbol') = 'AAPL'
SELECT CAST(json_extract_scalar(j, '$.size') AS double) FROM odd
SELECT json_array_length(json_extract(j, '$.legs')) FROM odd
SELECT json_extract_scalar(json_extract(j, '$.legs[1]'), '$') FROM odd
SELECT CAST(arr AS json), CAST(m AS json) FROM odd
SELECT CAST(rec AS json) FROM odd
SELECT JSON '{"a": 1}' = JSON '{"a": 1}'
SELECT json_parse('{"a": 1, "a": 2}')
SELECT json_extract('{"a": "\u00e9\n"}', '$.a'), json_extract_scalar('{"a": "\u00e9\"q\""}', '$.a')
SELECT json_parse('12345678901234567890'), json_parse('0.1'), json_parse('1.0')
SELECT json_parse('{"a": {}}'), json_parse('[]'), json_parse('""')
