/** Ranges of projected days: `2020-01-01,NOW+1DAYS`. NOW is in UTC, whatever the calendar of the data. */

export interface DayRange {
  /** Days since 1970-01-01; both are in the range. */
  readonly first: number;
  readonly last: number;
}

const MS_PER_DAY = 86_400_000;

/** How days are written: the year, the month and the day, with something between them, or nothing. */
export interface DayFormat {
  readonly pattern: RegExp;
}

/** `yyyy/MM/dd` and the like, year first; undefined of any other format of Java's. */
export function dayFormat(text: string): DayFormat | undefined {
  const [, between] = /^yyyy([-_./]?)MM\1dd$/.exec(text) ?? [];
  if (between === undefined) return undefined;
  return {
    pattern: new RegExp(`^(\\d{4})${between && `[${between}]`}(\\d{2})${between && `[${between}]`}(\\d{2})$`),
  };
}

/** Undefined when the text is no range. `now` in milliseconds. */
export function dayRange(text: string, now: number, format: DayFormat): DayRange | undefined {
  const [first, last, ...more] = text.split(",").map((bound) => dayOf(bound.trim(), now, format));
  return first === undefined || last === undefined || more.length > 0 ? undefined : { first, last };
}

/** Days since 1970-01-01 of a text in the format; undefined for any other, and for a day that no calendar has. */
export function calendarDay(text: string, { pattern }: DayFormat): number | undefined {
  const day = pattern.exec(text)?.slice(1).join("-") ?? "";
  const time = Date.parse(day);
  // Of "2026-02-30" a Date makes March 2.
  const isThere = !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
  return isThere ? time / MS_PER_DAY : undefined;
}

const RELATIVE = /^NOW(?:\s*([+-])\s*(\d+)\s*(YEAR|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND)S?)?$/;

function dayOf(bound: string, now: number, format: DayFormat): number | undefined {
  const day = calendarDay(bound, format);
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
