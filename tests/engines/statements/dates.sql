-- Literals and parts
SELECT DATE '2025-11-26', DATE '2000-02-29', DATE '1969-12-31', DATE '0001-01-01', DATE '9999-12-31'
SELECT year(DATE '2025-11-26'), quarter(DATE '2025-11-26'), month(DATE '2025-11-26'), day(DATE '2025-11-26')
SELECT week(DATE '2024-12-30'), week(DATE '2025-01-01'), year_of_week(DATE '2024-12-30'), yow(DATE '2021-01-03')
SELECT day_of_week(DATE '2025-11-30'), dow(DATE '2025-12-01'), day_of_year(DATE '2024-12-31'), doy(DATE '2025-03-01'), day_of_month(DATE '2025-11-26')
SELECT hour(TIMESTAMP '2025-11-26 13:14:15.678'), minute(TIMESTAMP '2025-11-26 13:14:15.678'), second(TIMESTAMP '2025-11-26 13:14:15.678'), millisecond(TIMESTAMP '2025-11-26 13:14:15.678')
SELECT extract(year FROM DATE '2025-11-26'), extract(dow FROM DATE '2025-11-30'), extract(doy FROM DATE '2025-11-30'), extract(hour FROM TIMESTAMP '2025-11-26 13:00:00')
SELECT year(d), month(d), day_of_week(d), week(d) FROM odd
SELECT hour(ts), minute(ts), second(ts), millisecond(ts), day(ts) FROM odd
SELECT last_day_of_month(DATE '2024-02-10'), last_day_of_month(TIMESTAMP '2025-02-10 10:00:00')
SELECT date('2025-11-26'), date(TIMESTAMP '2025-11-26 10:00:00')
SELECT hour(DATE '2025-11-26')
-- Truncating
SELECT date_trunc('day', TIMESTAMP '2025-11-26 13:14:15.678'), date_trunc('hour', TIMESTAMP '2025-11-26 13:14:15.678'), date_trunc('minute', TIMESTAMP '2025-11-26 13:14:15.678'), date_trunc('second', TIMESTAMP '2025-11-26 13:14:15.678')
SELECT date_trunc('week', DATE '2025-11-30'), date_trunc('month', DATE '2025-11-30'), date_trunc('quarter', DATE '2025-11-30'), date_trunc('year', DATE '2025-11-30')
SELECT date_trunc('week', TIMESTAMP '2025-11-30 10:00:00.000'), date_trunc('month', TIMESTAMP '2025-11-30 10:00:00.000')
SELECT date_trunc('day', ts), date_trunc('hour', ts) FROM odd
SELECT date_trunc('month', d) FROM odd
-- Adding
SELECT date_add('day', 1, DATE '2025-12-31'), date_add('month', 1, DATE '2025-01-31'), date_add('year', -1, DATE '2024-02-29'), date_add('week', 2, DATE '2025-11-26'), date_add('quarter', 1, DATE '2025-11-30')
SELECT date_add('hour', 25, TIMESTAMP '2025-11-26 10:00:00.000'), date_add('minute', -1, TIMESTAMP '2025-11-26 00:00:00.000'), date_add('second', 1, TIMESTAMP '2025-11-26 10:00:00.500'), date_add('millisecond', 1, TIMESTAMP '2025-11-26 10:00:00.000')
SELECT TIMESTAMP '2025-11-26 10:00:00.000' + INTERVAL '1' MONTH
SELECT TIMESTAMP '2025-11-26 10:30:00.000', TIMESTAMP '1969-12-31 23:59:59.999', TIMESTAMP '0001-01-01 00:00:00.000'
SELECT DATE '2025-11-26' + INTERVAL '1' DAY, DATE '2025-01-31' + INTERVAL '1' MONTH, DATE '2024-02-29' + INTERVAL '1' YEAR
SELECT DATE '2025-11-26' - INTERVAL '1' DAY, DATE '2025-03-31' - INTERVAL '1' MONTH
SELECT TIMESTAMP '2025-11-26 10:00:00' + INTERVAL '90' MINUTE, TIMESTAMP '2025-11-26 10:00:00' - INTERVAL '1' SECOND
SELECT INTERVAL '2' DAY + DATE '2025-11-26'
SELECT d + INTERVAL '1' DAY, d - INTERVAL '1' MONTH FROM odd
SELECT ts + INTERVAL '1' HOUR, ts - INTERVAL '30' SECOND FROM odd
SELECT date_add('day', CAST(id AS integer), d) FROM odd
-- Differences
SELECT date_diff('day', DATE '2025-11-26', DATE '2025-12-26'), date_diff('month', DATE '2025-01-31', DATE '2025-02-28'), date_diff('year', DATE '2024-02-29', DATE '2025-02-28'), date_diff('week', DATE '2025-11-26', DATE '2025-12-03'), date_diff('quarter', DATE '2025-01-01', DATE '2025-12-31')
SELECT date_diff('hour', TIMESTAMP '2025-11-26 10:59:00', TIMESTAMP '2025-11-26 12:00:00'), date_diff('minute', TIMESTAMP '2025-11-26 10:00:59', TIMESTAMP '2025-11-26 10:02:00'), date_diff('second', TIMESTAMP '2025-11-26 10:00:00.9', TIMESTAMP '2025-11-26 10:00:02'), date_diff('millisecond', TIMESTAMP '2025-11-26 10:00:00', TIMESTAMP '2025-11-26 10:00:02.5')
SELECT date_diff('day', DATE '2025-12-26', DATE '2025-11-26'), date_diff('day', TIMESTAMP '2025-11-26 23:00:00', TIMESTAMP '2025-11-27 22:00:00')
SELECT date_diff('month', DATE '2025-03-31', DATE '2025-02-28'), date_diff('month', DATE '2025-02-28', DATE '2025-03-31')
SELECT TIMESTAMP '2025-11-26 10:00:00' - TIMESTAMP '2025-11-25 09:00:00'
SELECT date_diff('day', d, DATE '2025-11-26') FROM odd
SELECT date_diff('minute', ts, TIMESTAMP '2025-11-26 00:00:00') FROM odd
SELECT INTERVAL '1' DAY, INTERVAL '25' HOUR, INTERVAL '-90' SECOND
SELECT INTERVAL '1' DAY + INTERVAL '1' HOUR, INTERVAL '2' DAY * 3
-- Formatting and parsing
SELECT date_format(TIMESTAMP '2025-11-06 13:04:05.678', '%Y-%m-%d %H:%i:%s'), date_format(TIMESTAMP '2025-11-06 13:04:05.678', '%y %c %e %k %l %p')
SELECT date_format(TIMESTAMP '2025-11-06 13:04:05.678', '%a %W %b %M %j %f %T %r %%')
SELECT date_format(DATE '2025-11-06', '%Y%m%d')
SELECT date_format(TIMESTAMP '2025-11-06 00:04:05', '%h %I'), date_format(TIMESTAMP '2025-11-06 12:04:05', '%h %I %p')
SELECT format_datetime(TIMESTAMP '2025-11-06 13:04:05.678', 'yyyy-MM-dd HH:mm:ss'), format_datetime(TIMESTAMP '2025-11-06 13:04:05.678', 'EEE d MMM yy h:mm a')
SELECT format_datetime(TIMESTAMP '2025-11-06 13:04:05.678', 'yyyy-MM-dd''T''HH:mm:ss.SSS')
SELECT date_parse('2025-11-26 13:14:15', '%Y-%m-%d %H:%i:%s'), date_parse('20251126', '%Y%m%d'), date_parse('26/11/2025', '%d/%m/%Y')
SELECT try(date_parse('x', '%Y'))
SELECT parse_datetime('2025-11-26 13:14:15', 'yyyy-MM-dd HH:mm:ss')
SELECT from_iso8601_date('2025-11-26'), from_iso8601_timestamp('2025-11-26T10:00:00Z'), from_iso8601_timestamp('2025-11-26T10:00:00.123Z')
SELECT to_iso8601(DATE '2025-11-26'), to_iso8601(TIMESTAMP '2025-11-26 10:00:00.500')
SELECT sequence(TIMESTAMP '2025-11-26 10:00:00.000', TIMESTAMP '2025-11-26 11:00:00.000', INTERVAL '30' MINUTE)
SELECT date_format(ts, '%Y-%m-%d %H:%i:%s') FROM odd
SELECT date_format(d, '%d.%m.%Y') FROM odd
-- Unix time and zones
SELECT from_unixtime(1764158400), from_unixtime(1764158400.5e0), from_unixtime(0), from_unixtime(-1)
SELECT to_unixtime(TIMESTAMP '2025-11-26 12:00:00'), to_unixtime(TIMESTAMP '2025-11-26 12:00:00.5'), to_unixtime(TIMESTAMP '2025-11-26 12:00:00 UTC')
SELECT to_unixtime(ts) FROM odd
SELECT CAST(TIMESTAMP '2025-11-26 14:30:00 UTC' AT TIME ZONE 'America/New_York' AS timestamp)
SELECT CAST(TIMESTAMP '2025-07-01 14:30:00 UTC' AT TIME ZONE 'America/New_York' AS date)
SELECT date_format(TIMESTAMP '2025-11-26 14:30:00 UTC' AT TIME ZONE 'America/New_York', '%H:%i')
SELECT hour(TIMESTAMP '2025-11-26 14:30:00 UTC' AT TIME ZONE 'America/New_York'), day(TIMESTAMP '2025-11-26 02:30:00 UTC' AT TIME ZONE 'America/New_York')
SELECT to_unixtime(with_timezone(TIMESTAMP '2025-11-02 01:30:00', 'America/New_York'))
SELECT hour(CAST(ts AS timestamp with time zone) AT TIME ZONE 'America/New_York') FROM odd
SELECT current_timezone()
SELECT current_date = CAST(current_timestamp AS date), now() = current_timestamp, localtimestamp > TIMESTAMP '2020-01-01 00:00:00'
-- Comparing
SELECT DATE '2025-11-26' < DATE '2025-11-27', DATE '2025-11-26' = TIMESTAMP '2025-11-26 00:00:00', TIMESTAMP '2025-11-26 10:00:00' > DATE '2025-11-26'
SELECT id FROM odd WHERE d = DATE '2025-11-26'
SELECT id FROM odd WHERE d >= DATE '2000-01-01' AND d < DATE '2026-01-01'
SELECT id FROM odd WHERE ts BETWEEN TIMESTAMP '2025-11-26 00:00:00' AND TIMESTAMP '2025-11-26 23:59:59.999'
SELECT id FROM odd WHERE d IN (DATE '2025-11-26', DATE '1969-12-31')
SELECT id FROM odd WHERE CAST(ts AS date) = d
SELECT sequence(DATE '2025-11-26', DATE '2025-11-28', INTERVAL '1' DAY)
SELECT sequence(DATE '2025-01-31', DATE '2025-04-30', INTERVAL '1' MONTH)
