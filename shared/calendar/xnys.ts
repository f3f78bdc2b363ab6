import { dayNumber, isWeekend, numberOfDay, weekdayOf } from "./day-number.ts";
import type { Exception } from "./exception.ts";

/**
 * When the New York Stock Exchange is closed on a weekday, closes early or opens late.
 *
 * The rules are NYSE Rule 7.2 and the calendars that NYSE Group announces each year, those of the next years at
 * https://www.nyse.com/markets/hours-calendars. They hold from 1998 on, when the exchange began to observe Martin
 * Luther King Jr. Day. What follows no rule is in AD_HOC.
 *
 * Openings a few minutes late (moments of silence: 2001-09-17, 2001-10-08, 2003-03-20, 2004-06-07, 2006-12-27) and the
 * close of 2005-06-01 at 15:56 are left out: they take no five-minute bar away.
 */

const EARLY_CLOSE = "13:00";

/** Days without a rule, each as the exchange announced it. */
const AD_HOC: Readonly<Record<string, Exception>> = {
  "2001-09-11": { closed: "attacks of September 11" },
  "2001-09-12": { closed: "attacks of September 11" },
  "2001-09-13": { closed: "attacks of September 11" },
  "2001-09-14": { closed: "attacks of September 11" },
  "2002-09-11": { open: "12:00", why: "anniversary of September 11" },
  "2003-12-26": { close: EARLY_CLOSE, why: "day after Christmas Day" },
  "2004-06-11": { closed: "national day of mourning for Ronald Reagan" },
  "2007-01-02": { closed: "national day of mourning for Gerald Ford" },
  "2012-10-29": { closed: "Hurricane Sandy" },
  "2012-10-30": { closed: "Hurricane Sandy" },
  "2018-12-05": { closed: "national day of mourning for George H. W. Bush" },
  "2025-01-09": { closed: "national day of mourning for Jimmy Carter" },
};

const [MONDAY, THURSDAY, FRIDAY] = [1, 4, 5];

/** What is not usual in a year, by day number. Closing wins over closing early. */
export function xnysExceptions(year: number): ReadonlyMap<number, Exception> {
  const exceptions = new Map<number, Exception>();
  for (const [day, why] of earlyCloses(year)) exceptions.set(day, { close: EARLY_CLOSE, why });
  for (const [day, exception] of Object.entries(AD_HOC)) {
    if (day.startsWith(`${year}-`)) exceptions.set(numberOfDay(day), exception);
  }
  for (const [day, name] of holidays(year)) exceptions.set(day, { closed: name });
  return exceptions;
}

function* holidays(year: number): Generator<readonly [day: number, name: string]> {
  yield* newYearsDay(year);
  yield [nthWeekday(year, 1, MONDAY, 3), "Martin Luther King Jr. Day"];
  yield [nthWeekday(year, 2, MONDAY, 3), "Washington's Birthday"];
  yield [easterSunday(year) - 2, "Good Friday"];
  yield [nthWeekday(year, 6, MONDAY, 1) - 7, "Memorial Day"]; // the last Monday of May
  if (year >= 2022) yield nearestWeekday(dayNumber(year, 6, 19), "Juneteenth");
  yield nearestWeekday(dayNumber(year, 7, 4), "Independence Day");
  yield [nthWeekday(year, 9, MONDAY, 1), "Labor Day"];
  yield [thanksgiving(year), "Thanksgiving Day"];
  yield nearestWeekday(dayNumber(year, 12, 25), "Christmas Day");
}

function* earlyCloses(year: number): Generator<readonly [day: number, why: string]> {
  const july3 = dayNumber(year, 7, 3);
  // A Wednesday before the holiday counted as a usual day until 2013; a Friday after it closed early instead.
  const isDayBefore = year >= 2013 ? [1, 2, 3, 4] : [1, 2, 4];
  if (isDayBefore.includes(weekdayOf(july3))) yield [july3, "day before Independence Day"];
  if (year < 2013 && weekdayOf(july3 + 2) === FRIDAY) yield [july3 + 2, "day after Independence Day"];
  yield [thanksgiving(year) + 1, "day after Thanksgiving Day"];
  const christmasEve = dayNumber(year, 12, 24);
  if ([1, 2, 3, 4].includes(weekdayOf(christmasEve))) yield [christmasEve, "Christmas Eve"];
}

/** A Saturday's is not made up for: the Friday before ends the books of the old year (NYSE Rule 7.2). */
function* newYearsDay(year: number): Generator<readonly [day: number, name: string]> {
  const day = dayNumber(year, 1, 1);
  if (!isWeekend(day)) yield [day, "New Year's Day"];
  else if (weekdayOf(day) === 0) yield [day + 1, "New Year's Day (observed)"];
}

/** A Saturday's holiday is kept on Friday, a Sunday's on Monday. */
function nearestWeekday(day: number, name: string): readonly [day: number, name: string] {
  if (!isWeekend(day)) return [day, name];
  return [weekdayOf(day) === 0 ? day + 1 : day - 1, `${name} (observed)`];
}

function nthWeekday(year: number, month: number, weekday: number, nth: number): number {
  const first = dayNumber(year, month, 1);
  return first + ((weekday - weekdayOf(first) + 7) % 7) + 7 * (nth - 1);
}

function thanksgiving(year: number): number {
  return nthWeekday(year, 11, THURSDAY, 4);
}

/**
 * The Sunday after the first ecclesiastical full moon on or after March 21. The moon returns to its day every 19 years
 * (the golden number), shifted by the leap days and the lunar correction of each century: Gauss's Easter algorithm.
 */
function easterSunday(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const leapDays = century - Math.floor(century / 4);
  const lunar = Math.floor((8 * century + 13) / 25);
  const wait = (19 * golden + leapDays - lunar + 15) % 30;
  // The table of full moons ends on April 18, and names no day twice in a cycle.
  const earlier = wait === 29 || (wait === 28 && golden > 10) ? 1 : 0;
  const fullMoon = dayNumber(year, 3, 21) + wait - earlier;
  return fullMoon + 7 - weekdayOf(fullMoon);
}
