/** Ranges of projected days: `2020-01-01,NOW+1DAYS`. NOW is in UTC, whatever the calendar of the data. */

export interface DayRange {
  /** Days since 1970-01-01; both are in the range. */
  readonly first: number;
  readonly last: number;
}

const MS_PER_DAY = 86_400_000;

/** Undefined when the text is no range. `now` in milliseconds. */
export function dayRange(text: string, now: number): DayRange | undefined {
  const [first, last, ...more] = text.split(",").map((bound) => dayOf(bound.trim(), now));
  return first === undefined || last === undefined || more.length > 0 ? undefined : { first, last };
}

/** Days since 1970-01-01 of a text YYYY-MM-DD; undefined for any other, and for a day that no calendar has. */
export function calendarDay(text: string): number | undefined {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  // Of "2026-02-30" a Date makes March 2.
  const isThere = !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
  return isThere ? time / MS_PER_DAY : undefined;
}

const RELATIVE = /^NOW(?:\s*([+-])\s*(\d+)\s*(YEAR|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND)S?)?$/;

function dayOf(bound: string, now: number): number | undefined {
  const day = calendarDay(bound);
  if (day !== undefined) return day;
  const [whole, sign, digits = "0", unit = "DAY"] = RELATIVE.exec(bound) ?? [];
  if (whole === undefined) return undefined;
  return Math.floor(shifted(now, sign === "-" ? -Number(digits) : Number(digits), unit) / MS_PER_DAY);
}

const LENGTHS: Readonly<Record<string, number>> = {
  WEEK: 7 * MS_PER_DAY,
  DAY: MS_PER_DAY,
  HOUR: 3_600_000,
  MINUTE: 60_000,
  SECOND: 1000,
};

function shifted(now: number, amount: number, unit: string): number {
  const length = LENGTHS[unit];
  if (length !== undefined) return now + amount * length;
  const time = new Date(now);
  const day = time.getUTCDate();
  time.setUTCDate(1);
  time.setUTCMonth(time.getUTCMonth() + amount * (unit === "YEAR" ? 12 : 1));
  // The 31st of a shorter month is its last day.
  const longest = new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth() + 1, 0)).getUTCDate();
  time.setUTCDate(Math.min(day, longest));
  return time.getTime();
}
