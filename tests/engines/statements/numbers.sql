-- Arithmetic
SELECT 1 + 2, 5 - 7, 3 * -4, 7 / 2, -7 / 2, 7 % 3, -7 % 3
SELECT 7e0 / 0, -7e0 / 0, 0e0 / 0
SELECT CAST(2147483647 AS bigint) + 1
SELECT 1e0 + 2, 0.1e0 + 0.2e0, 1e300 * 1e300, -1e300 * 1e300
SELECT 5e0 % 3, -5e0 % 3, 5e0 % 0
SELECT DECIMAL '1.10' + DECIMAL '2.205', DECIMAL '1.10' - 3, DECIMAL '1.5' * DECIMAL '1.5'
SELECT DECIMAL '1.5' + 1e0, DECIMAL '1.5' * 2
SELECT DECIMAL '7.5' % DECIMAL '2'
SELECT REAL '1.5' + REAL '1', REAL '0.1' + 0.2e0, REAL '1' / 3
SELECT -(-5), +5, - 5
SELECT 1 - -1, 2 * (3 + 4), 2 + 3 * 4, (2 + 3) * 4
SELECT i * 2, i - 1, i % 7 FROM odd WHERE i BETWEEN -1000000 AND 1000000
SELECT x + 1, x - x, x * 0, x / 2 FROM odd
SELECT r + 1, r * 2 FROM odd
SELECT i / 0e0 FROM odd
-- Rounding
SELECT round(DECIMAL '2.345', 2), round(DECIMAL '-2.345', 2), truncate(2.7e0), truncate(-2.7e0)
SELECT sign(-5), sign(0), sign(5e0), sign(-0e0), sign(nan())
SELECT dec + 1, dec - dec, round(dec, 1) FROM odd
SELECT round(2.5e0), round(-2.5e0), round(3.5e0), round(0.5e0), round(-0.5e0)
SELECT round(2.345e0, 2), round(-2.345e0, 2), round(1234.5e0, -2), round(1e300, 2)
SELECT round(5), round(15, -1), round(-15, -1), round(14, -1)
SELECT round(nan()), round(infinity()), round(nan(), 2)
SELECT round(REAL '2.5'), round(REAL '2.345', 2)
SELECT floor(2.7e0), floor(-2.7e0), floor(5), floor(DECIMAL '-2.7')
SELECT ceil(2.1e0), ceiling(-2.1e0), ceil(5), ceil(DECIMAL '2.1')
SELECT floor(nan()), ceil(infinity()), truncate(-infinity())
SELECT abs(-5), abs(-5e0), abs(DECIMAL '-5.5'), abs(0), abs(-infinity()), abs(nan())
SELECT round(x, 2), floor(x), ceil(x), sign(x) FROM odd
-- Functions
SELECT power(2, 10), pow(2e0, 0.5e0), power(-8, 1e0 / 3), power(0, 0), power(10, -2)
SELECT exp(0), exp(1e0), ln(1), ln(0), ln(-1), log10(1000), log2(8), log(3, 81)
SELECT e(), pi()
SELECT sin(0), cos(0), tan(0), asin(1), acos(1), atan(1), atan2(1, -1)
SELECT degrees(pi()), radians(180)
SELECT mod(7, 3), mod(-7, 3), mod(7.5e0, 2)
SELECT width_bucket(5, 0, 10, 5), width_bucket(-1e0, 0, 10, 5), width_bucket(10, 0, 10, 5)
SELECT is_nan(nan()), is_nan(1e0), is_finite(infinity()), is_finite(1e0), is_infinite(-infinity())
SELECT is_nan(x), is_finite(x), is_infinite(x) FROM odd
SELECT greatest(1, 3, 2), least(1, 3, 2), greatest('a', 'b'), least(DATE '2025-11-26', DATE '2025-11-25')
SELECT greatest(1, NULL), least(NULL, 2)
SELECT greatest(1, 2e0), least(1, 0.5e0), greatest(nan(), 1e0), least(nan(), 1e0)
SELECT sqrt(x), ln(x), exp(x) FROM odd WHERE abs(x) < 100
-- Literals
SELECT 1e0, 1E5, 1.5E-3, 12345678e0, 0.001e0, 0.0001e0, 1e7, 123456789012345680e0
SELECT 9223372036854775807, -9223372036854775808, 2147483648
SELECT 0e0, -0e0, 1e-320, 1.7976931348623157E308
SELECT DECIMAL '1.50', DECIMAL '-0.001', DECIMAL '12345678901234567890.123456789'
SELECT REAL '1.1', REAL '16777217', REAL '1e-5', REAL '3.4028235e38'
SELECT BIGINT '12', SMALLINT '3', TINYINT '-1', INTEGER '7', DOUBLE '1.5'
SELECT x'00ff', X'AbCd'
SELECT true, false, TRUE
-- Comparisons
SELECT 1 = 1, 1 <> 2, 1 != 1, 1 < 2, 2 <= 2, 3 > 2, 3 >= 4
SELECT 1 = 1e0, 1 = DECIMAL '1.0', 1e0 = REAL '1', 2147483648 > 1
SELECT 0.1e0 + 0.2e0 = 0.3e0, 0e0 = -0e0
SELECT 1 BETWEEN 0 AND 2, 1 NOT BETWEEN 0 AND 2, 1 BETWEEN 2 AND 0
SELECT 1 IN (1, 2), 3 IN (1, 2), 3 NOT IN (1, 2), 1 IN (1e0, 2)
SELECT 9007199254740993 = 9007199254740992e0
SELECT true > false, true = (1 = 1)
SELECT id FROM odd WHERE l > 9007199254740992
SELECT id FROM odd WHERE x > 0
SELECT id FROM odd WHERE NOT (x > 0)
SELECT id FROM odd WHERE x = 0
SELECT id FROM odd WHERE x <> 1.5e0
SELECT id FROM odd WHERE r = REAL '0.1'
SELECT id FROM odd WHERE r = 0.1e0
SELECT id FROM odd WHERE dec = DECIMAL '1.10'
SELECT id FROM odd WHERE dec > 1
SELECT id FROM odd WHERE i IN (1, -1, 2147483647)
SELECT id FROM odd WHERE x BETWEEN -1 AND 2
