/** Conditions over a row, one a line, that no rule can be. tests/engines asks a real Trino the same. */

const lines = (text: string) => text.split("\n").filter(Boolean);

/** Refused by Trino, before it reads a row or in every row, and so here. */
export const REFUSED = lines(String.raw`
concat(state, NULL) IS NULL
amount * NULL IS NULL
- NULL IS NULL and paid
extract(year from NULL) IS NULL and paid
lower(amount) IS NULL
coalesce(amount, 'x') IS NULL
coalesce(amount) IS NULL
case when paid then 1 else 'x' end IS NULL
case pieces when 'a' then 1 end IS NULL
concat('a') IS NULL
concat(state, pieces) IS NULL
state || pieces IS NULL
1 || 2 IS NULL
pieces / 0 IS NULL
price / 0 IS NULL
pieces % 0 IS NULL
mod(pieces, 0) IS NULL
substr('a','b') IS NULL
substr(state, 1.5) IS NULL
substr(state, amount) IS NULL
cast(state as foo) IS NULL
cast(amount as date) IS NULL
cast(pieces as date) IS NULL
cast(due as bigint) IS NULL
cast(paid as date) IS NULL
cast(tags as varchar) IS NULL
try_cast(due as boolean) IS NULL
cast(fixed as double) IS NULL
cast(pieces as timestamp) IS NULL
cast(due as char(10)) IS NULL
cast(amount as char(10)) IS NULL
cast(state as decimal(40,2)) IS NULL
cast(state as decimal(5,7)) IS NULL
cast(state as char(70000)) IS NULL
cast(state as timestamp(13)) IS NULL
cast(state as string) IS NULL
cast(state as float) IS NULL
cast(state as text) IS NULL
paid + 1 IS NULL
- state IS NULL
- due IS NULL
+ paid IS NULL
due + 1 IS NULL
due + interval '1' hour IS NULL
interval '1' day - due IS NULL
(placed_at - due) / interval '1' day IS NULL
(placed_at - due) + interval '1' month IS NULL
truncate(amount, 1) IS NULL
round(amount, pieces) IS NULL
abs(state) IS NULL
contains(state, 'a') IS NULL
cardinality(state) IS NULL
nullif(pieces, 'x') IS NULL
if(paid, 1, 'x') IS NULL
if(pieces, 1, 2) IS NULL
greatest() IS NULL
least(pieces, 'x') IS NULL
try(pieces, 1) IS NULL
week(state) IS NULL
year(day) IS NULL
to_unixtime(day) IS NULL
from_iso8601_date(due) IS NULL
date(pieces) IS NULL
date_diff('day', due, day) IS NULL
date_diff('days', due, due) IS NULL
date_diff('hour', due, due) IS NULL
date_format(day, '%H:%i') > '09:30'
from_unixtime(state) > placed_at
bitwise_and(pieces, 1.5) = 1
array_join(state, ',') = 'a'
date_diff(due, due) IS NULL
date_add('hour', 1, due) IS NULL
date_add('day', amount, placed_at) IS NULL
date_add('day', 1, day) IS NULL
date_trunc('hour', due) IS NULL
date_trunc('months', placed_at) IS NULL
date_trunc('month', day) IS NULL
chr(state) IS NULL
concat_ws('-', state, pieces) IS NULL
concat_ws(state) IS NULL
width_bucket(amount, 1, 2, 3.5) IS NULL
split(pieces, ',') IS NULL
split_part(state, ',', 0) IS NULL
normalize(state, 'NFC') IS NULL
json_extract_scalar(state, 'a') IS NULL
json_extract_scalar(state, pieces) IS NULL
json_array_contains(state, due) IS NULL
extract(hour from due) IS NULL
extract(year from day) IS NULL
trim(pieces) IS NULL
rtrim(pieces) IS NULL
is_finite(state) IS NULL
reverse(fixed) IS NULL
reverse(pieces) IS NULL
replace(fixed, 'a') IS NULL
replace(state, 'a', 1) IS NULL
strpos(fixed, 'a') IS NULL
starts_with(fixed, 'p') IS NULL
lpad(pieces, 5, '0') IS NULL
lpad(state, 5) IS NULL
length(pieces) IS NULL
length(tags) IS NULL
lower(state, 'x') IS NULL
regexp_extract(state, 'a', 1.5) IS NULL
element_at(state, 1) IS NULL
element_at(tags, 0) IS NULL
last_day_of_month(day) IS NULL
log(amount) IS NULL
sqrt(state) IS NULL
round(amount, 3000000000) IS NULL
quarter(placed_at - placed_at) IS NULL
extract(timezone_hour from placed_at) IS NULL
cast(state as time) IS NULL
replace(state, fixed) IS NULL
case when pieces then 1 end IS NULL
regexp_like(state, '[')
regexp_like(fixed, 'a')
pieces between 1 and 'x'
pieces in (1, 'x')
pieces like '1%'
state like pieces
state like fixed
state like 'a' escape 'bb'
state like 'a%' escape ''
state like 'a!b' escape '!'
not amount
paid and pieces
placed_at - placed_at > 5
placed_at - placed_at > interval '1' month
state < 5
paid = 1
tags = 'a'
paid = 'true'
day = due
placed_at = '2026-01-01'
placed_at = '2026-01-01 10:00:00'
day = 20260101
pieces is distinct from 'a'
split(state, ',') = 'a'
pieces = '1'
day between date '2026-01-01' and date '2026-02-01'
coalesce(paid, 0)
amount
state
due
case when paid then amount > 1 else 0 end
pieces
starts_with(state, 1)
amount > all_of
pieces > '5'
regexp_like(state, '(')
regexp_like(state, ')')
regexp_like(state, 'a)')
regexp_like(state, '*')
regexp_like(state, '*a')
regexp_like(state, '?')
regexp_like(state, '{2}')
regexp_like(state, 'a{3,2}')
regexp_like(state, 'a\')
regexp_like(state, '[]')
regexp_like(state, '[^]')
regexp_like(state, '[a[b]')
regexp_like(state, '[z-a]')
regexp_like(state, '(?P<n>a)')
regexp_like(state, '(?:a')
regexp_like(state, 'a|*')
regexp_like(state, '(*a)')
regexp_like(state, '[a\]')
`);

/** Taken by Trino, and refused here: what is never true or always NULL, and types that no table has. */
export const REFUSED_HERE_ALONE = lines(`
amount = NULL
amount <> NULL and paid
pieces between NULL and 3
pieces + NULL IS NULL
NULL - due IS NULL
due - NULL IS NULL
pieces || NULL IS NULL
pieces in (NULL)
pieces not in (1, NULL)
state like NULL
cast(state as json) IS NULL
cast(state as varbinary) IS NULL
cast(state as double precision) IS NULL
cast(placed_at as timestamp with time zone) IS NULL
`);

/**
 * Refused by Trino, and taken here: what is in a list, how long a char is, and the finer
 * points of regular expressions.
 */
export const REFUSED_BY_TRINO_ALONE = lines(String.raw`
element_at(tags, 'a') IS NULL
concat(fixed, state) IS NULL
width_bucket(amount, tags) IS NULL
contains(tags, 1)
regexp_extract(state, '(a)', 2) IS NULL
regexp_like(state, '(?a)')
regexp_like(state, '\p{Foo}')
regexp_like(state, '\k<n>')
regexp_like(state, '(a)\2')
regexp_like(state, '[a-\d]')
regexp_like(state, '(?<=a+)b')
`);
