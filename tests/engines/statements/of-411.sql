-- What 411 answers, and so perhaps Athena; later versions answer otherwise, or answer.
SELECT json_parse('[1, 2.50, 1e2, "x", null, true]')
SELECT typeof(arr), typeof(texts), typeof(m), typeof(rec) FROM odd LIMIT 1
