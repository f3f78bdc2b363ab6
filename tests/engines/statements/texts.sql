-- Parts
SELECT length('abc'), length(''), length('äöü'), length('日本'), length('👍')
SELECT substr('hello', 2), substr('hello', 2, 3), substr('hello', -3), substr('hello', -3, 2), substr('hello', 0), substr('hello', 10), substring('hello' FROM 2 FOR 2)
SELECT substr('hello', 1, 0), substr('hello', 1, -1), substr('äöü', 2, 1), substr('', 1)
SELECT upper('aß'), lower('ÄB'), upper(''), reverse('abc'), reverse('äb')
SELECT trim('  a b '), ltrim('  a '), rtrim(' a  '), trim(BOTH 'x' FROM 'xxaxx'), trim(LEADING 'x' FROM 'xxaxx'), trim(TRAILING 'x' FROM 'xxaxx')
SELECT lpad('7', 3, '0'), rpad('7', 3, 'ab'), lpad('12345', 3, '0'), rpad('12345', 3, 'x'), lpad('7', 0, '0')
SELECT replace('a-b-c', '-'), replace('a-b-c', '-', '+'), replace('abc', '', 'x'), replace('aaa', 'aa', 'b')
SELECT split('a,b,,c', ','), split('', ','), split('abc', ',')
SELECT split('a,b,c', ',', 2)
SELECT split_part('a,b,c', ',', 2), split_part('a,b,c', ',', 4), split_part('a,b,c', ',', 1)
SELECT strpos('hello', 'l'), strpos('hello', 'x'), strpos('hello', ''), position('l' IN 'hello')
SELECT concat('a', 'b', 'c'), concat('a', ''), 'a' || 'b' || 'c'
SELECT translate('abcd', 'ab', 'xy'), translate('abcd', 'ab', 'x'), translate('abcd', '', 'x')
SELECT chr(65), chr(8364), codepoint('A'), codepoint('€')
SELECT substr(name, 1, 2), length(name), upper(name), reverse(name), trim(name) FROM odd
SELECT lpad(name, 5, '*'), rpad(name, 5, '*'), strpos(name, 'a') FROM odd
-- Matching
SELECT 'abc' LIKE 'a%', 'abc' LIKE '_b_', 'abc' LIKE 'abc', 'abc' LIKE '%', '' LIKE '%', 'abc' LIKE ''
SELECT 'a%c' LIKE 'a!%c' ESCAPE '!', 'abc' LIKE 'a!%c' ESCAPE '!', 'a_c' NOT LIKE 'a$_c' ESCAPE '$'
SELECT 'ABC' LIKE 'abc', 'aäc' LIKE 'a_c'
SELECT regexp_like('abc', 'b'), regexp_like('abc', '^b'), regexp_like('abc', '[a-c]+'), regexp_like('', 'x*'), regexp_like('ABC', '(?i)abc')
SELECT regexp_extract('2025-11-26', '\d+'), regexp_extract('2025-11-26', '(\d+)-(\d+)', 2), regexp_extract('abc', '\d')
SELECT regexp_extract_all('1a2b3', '\d'), regexp_extract_all('1a2b3', '(\d)([a-z])', 2), regexp_extract_all('abc', '\d')
SELECT regexp_replace('1a2b3', '\d'), regexp_replace('1a2b3', '\d', 'x'), regexp_replace('1a2b', '(\d)([a-z])', '$2$1'), regexp_replace('abc', 'x', 'y')
SELECT regexp_split('1a2b3', '[a-z]'), regexp_split('abc', 'x'), regexp_split('a,,b', ',')
SELECT id FROM odd WHERE name LIKE 'a%'
SELECT id FROM odd WHERE name LIKE '%\_%' ESCAPE '\'
SELECT id FROM odd WHERE name NOT LIKE '%a%'
SELECT id FROM odd WHERE regexp_like(name, '^[a-z]+$')
SELECT id FROM odd WHERE name = ''
SELECT id FROM odd WHERE name > 'a'
SELECT id FROM odd WHERE name IN ('alpha', 'ä', '')
-- Comparing and ordering
SELECT 'a' < 'b', 'a' < 'B', 'a' = 'a ', 'Z' < 'a', 'é' > 'z', '10' < '9'
SELECT max(name), min(name) FROM odd
SELECT name FROM odd ORDER BY name
SELECT name FROM odd ORDER BY name DESC
SELECT greatest('a', 'B', 'é'), least('a', 'B', '')
-- Bytes
SELECT to_utf8('aé'), from_utf8(X'61c3a9'), length(to_utf8('é'))
SELECT to_hex(X'00ff'), from_hex('00FF'), to_hex(to_utf8('a'))
SELECT md5(to_utf8('a')), sha256(to_utf8('a'))
SELECT to_hex(md5(to_utf8('')))
SELECT X'01' || X'02'
-- Literals
SELECT 'tab	in it'
SELECT "name" FROM odd WHERE id = 1
SELECT name AS "Other Name" FROM odd WHERE id = 1
SELECT name AS Mixed FROM odd WHERE id = 1
