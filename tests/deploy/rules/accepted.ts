/** Conditions over a row, one a line, that a rule may be, and what they read. tests/engines asks a real Trino the same. */

const lines = (text: string) => text.split("\n").filter(Boolean);

/** Column → its type as Hive calls it, and a value in Trino's SQL. */
export const COLUMNS: Readonly<Record<string, readonly [type: string, value: string]>> = {
  amount: ["double", "CAST(1.5 AS double)"],
  rate: ["float", "CAST(1.5 AS real)"],
  pieces: ["bigint", "CAST(7 AS bigint)"],
  channel: ["int", "7"],
  small: ["smallint", "CAST(1 AS smallint)"],
  price: ["decimal(10,2)", "CAST(1.5 AS decimal(10,2))"],
  state: ["string", "CAST('1' AS varchar)"],
  code: ["varchar(4)", "CAST('ab' AS varchar(4))"],
  fixed: ["char(4)", "CAST('ab' AS char(4))"],
  paid: ["boolean", "TRUE"],
  placed_at: ["timestamp", "TIMESTAMP '2026-01-01 10:00:00.000'"],
  due: ["date", "DATE '2026-01-01'"],
  tags: ["array<string>", "ARRAY[CAST('a' AS varchar)]"],
  day: ["string", "CAST('2026-01-01' AS varchar)"],
};

/** Taken by Trino, and so here: its conversions from narrow to wide are made by itself. */
export const ACCEPTED = lines(String.raw`
lower(code) IS NULL
lower(fixed) IS NULL
length(fixed) IS NULL
coalesce(amount, pieces) IS NULL
coalesce(due, placed_at) IS NULL
case when paid then due else placed_at end IS NULL
case pieces when 1.5 then 1 end IS NULL
concat(state, code) IS NULL
state || code IS NULL
tags || 'x' IS NULL
tags || tags IS NULL
amount / 0 IS NULL
amount / 0.0 IS NULL
substr(state, small) IS NULL
cast(state as integer) IS NULL
cast(paid as integer) IS NULL
cast(due as timestamp) IS NULL
cast(placed_at as date) IS NULL
cast(state as decimal) IS NULL
cast(state as varchar(0)) IS NULL
due + interval '1' day IS NULL
placed_at + interval '1' hour IS NULL
due - due IS NULL
placed_at - due IS NULL
interval '1' day + due IS NULL
(interval '1' day * pieces) IS NULL
2 * interval '1' day + (due - due) IS NULL
(placed_at - due) / 2 IS NULL
amount * interval '1' day IS NULL
due + interval '1' month IS NULL
truncate(pieces) IS NULL
truncate(price, 1) IS NULL
round(amount, 2) IS NULL
round(price, 1) IS NULL
round(rate) IS NULL
mod(pieces, 2.5) IS NULL
mod(amount, 2) IS NULL
power(pieces, 2) IS NULL
sign(price) IS NULL
ceil(pieces) IS NULL
contains(tags, 'a') IS NULL
nullif(pieces, 0) IS NULL
nullif(pieces, 1.5) IS NULL
if(paid, 1) IS NULL
if(paid, due, placed_at) IS NULL
greatest(pieces, amount) IS NULL
greatest(due, placed_at) IS NULL
greatest(tags, tags) IS NULL
greatest(state) IS NULL
least(paid, false) IS NULL
try(pieces / channel) IS NULL
hour(due) IS NULL
hour(placed_at) IS NULL
month(due) IS NULL
to_unixtime(due) IS NULL
to_unixtime(placed_at) IS NULL
from_iso8601_date(day) IS NULL
date(day) IS NULL
date(due) IS NULL
date(placed_at) IS NULL
date_format(placed_at, '%H:%i') > '09:30'
date_format(due, '%a') = 'Sun'
from_unixtime(pieces) > placed_at
date(from_unixtime(amount)) = due
date_diff('hour', from_unixtime(channel), placed_at) > 1
from_iso8601_timestamp(day) < placed_at
regexp_count(state, 'a') > 1
bitwise_and(channel, 1) = 1
array_join(tags, ',') = 'a'
url_extract_host(state) = 'example.com'
date_parse(day, '%Y-%m-%d') IS NULL
date_diff('day', due, placed_at) IS NULL
date_diff('hour', due, placed_at) IS NULL
date_diff('month', placed_at, placed_at) IS NULL
date_add('day', 1, due) IS NULL
date_add('day', 1, placed_at) IS NULL
date_trunc('month', due) IS NULL
chr(pieces) IS NULL
concat_ws('-', state, code) IS NULL
concat_ws('-', tags) IS NULL
width_bucket(amount, 1, 2, 3) IS NULL
split(state, ',') IS NULL
split(state, ',', 2) IS NULL
split_part(state, ',', 1) IS NULL
normalize(state) IS NULL
json_extract_scalar(state, '$.a') IS NULL
json_array_contains(state, 1) IS NULL
json_array_length(state) IS NULL
extract(year from due) IS NULL
extract(hour from placed_at) IS NULL
extract(day from placed_at - placed_at) IS NULL
trim(fixed) IS NULL
ltrim(fixed) IS NULL
is_nan(price) IS NULL
is_nan(pieces) IS NULL
is_finite(pieces) IS NULL
is_infinite(rate) IS NULL
reverse(tags) IS NULL
starts_with(state, 'p') IS NULL
levenshtein_distance(state, code) IS NULL
lpad(state, 5, '0') IS NULL
translate(state, 'a', 'b') IS NULL
regexp_extract(state, '(a)', 1) IS NULL
regexp_replace(state, 'a', 'b') IS NULL
regexp_replace(state, 'a', '$1') IS NULL
element_at(tags, 1) IS NULL
last_day_of_month(placed_at) IS NULL
day_of_week(due) IS NULL
millisecond(due) IS NULL
log(2, amount) IS NULL
sqrt(price) IS NULL
pieces + price IS NULL
channel + small IS NULL
rate + price IS NULL
price * 2 IS NULL
pieces % 2 IS NULL
concat(fixed, code) IS NULL
fixed || 'x' IS NULL
substr(state, NULL) IS NULL
cardinality(split(state, ',')) IS NULL
element_at(split(state, ','), 1) IS NULL
day(placed_at - placed_at) IS NULL
cast(state as int) IS NULL
cast(placed_at as timestamp(6)) IS NULL
regexp_replace(state, 'a') IS NULL
regexp_like(state, fixed) IS NULL
substring(state from 2) IS NULL
position('a' in state) IS NULL
case when amount > 1 then 'a' when amount > 2 then NULL else state end IS NULL
case state when code then 1 when fixed then 2 end IS NULL
cast(amount as decimal(10,2)) + pieces IS NULL
cast(pieces as varchar) || state IS NULL
date(day) + interval '1' day IS NULL
date_diff('second', placed_at, cast(due as timestamp)) IS NULL
regexp_like(state, '(?<=a)b')
pieces between 1 and 2.5
pieces not between NULL and 3
due between date '2026-01-01' and timestamp '2026-01-01 00:00:00'
pieces in (1, 2.5)
pieces in (1, NULL)
due in (timestamp '2026-01-01 00:00:00')
fixed like 'a%'
state like 'a!%b' escape '!'
placed_at - placed_at > interval '1' hour
paid > false
fixed = state
fixed = code
tags = tags
price = 1.5
rate = 1.5
pieces is distinct from NULL
due is not distinct from placed_at
state between 'a' and fixed
fixed between code and state
contains(split(state, ','), 'a')
date(day) between date '2026-01-01' and date '2026-02-01'
lower(day) = 'x'
if(paid, true, NULL)
coalesce(paid, false)
NULL and paid
paid is null or not (paid)
case when paid then amount > 1 else NULL end
try(paid)
nullif(paid, true)
is_nan(amount) or is_infinite(amount)
cast(state as boolean)
json_array_contains(state, 'a')
regexp_like(state, ']')
regexp_like(state, 'a**')
regexp_like(state, 'a++')
regexp_like(state, 'a{2')
regexp_like(state, 'a{2}')
regexp_like(state, 'a{,2}')
regexp_like(state, '\Q[\E')
regexp_like(state, '[]a]')
regexp_like(state, '[a[b]]')
regexp_like(state, '[a&&b]')
regexp_like(state, '(?<n>a)')
regexp_like(state, '(?i)a')
regexp_like(state, '|')
regexp_like(state, '()')
regexp_like(state, '^*')
regexp_like(state, '\p{L}')
regexp_like(state, '[[:alpha:]]')
regexp_like(state, '[\]]')
regexp_like(state, '(?x)# (')
regexp_like(state, '[a-]')
regexp_like(state, '[-a]')
regexp_like(state, '[\w-z]')
regexp_like(state, '^o-[0-9]+$')
regexp_like(state, 'a{')
regexp_like(state, 'x{a}')
regexp_like(state, '(?<!a)b')
regexp_like(state, '(?=a)*')
regexp_like(state, 'a{2}{3}')
`);
