import { dayOfNumber, numberOfDay } from "../shared/calendar/day-number.ts";

/** Days, YYYY-MM-DD, both inclusive. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/**
 * The fewest beginnings of days that all days of the range have and no other real day has: 2026-11-01..2026-11-20 is
 * "2026-11-0", "2026-11-1", "2026-11-20". A policy has room for 2,048 characters, and so not for a pattern a day.
 *
 * The days of a beginning follow one another. So they all lie in the range if one of them does, and neither the day
 * before the range nor the day after it is among them.
 */
export function dayPrefixes({ from, to }: DayRange): readonly string[] {
  const [first, last] = [numberOfDay(from), numberOfDay(to)];
  const [before, after] = [dayOfNumber(first - 1), dayOfNumber(last + 1)];
  const prefixes: string[] = [];
  for (let number = first; number <= last; ) {
    const day = dayOfNumber(number);
    let length = 1;
    while (before.startsWith(day.slice(0, length)) || after.startsWith(day.slice(0, length))) length += 1;
    const prefix = day.slice(0, length);
    prefixes.push(prefix);
    number = lastWith(prefix, number, last) + 1;
  }
  return prefixes;
}

/** The last number up to `most` whose day begins so, as that of `least` does. Found by halving: they are neighbours. */
function lastWith(prefix: string, least: number, most: number): number {
  if (least === most) return least;
  const middle = Math.ceil((least + most) / 2);
  return dayOfNumber(middle).startsWith(prefix)
    ? lastWith(prefix, middle, most)
    : lastWith(prefix, least, middle - 1);
}
