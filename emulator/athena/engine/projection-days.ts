/** Ranges of projected days and hours: `2020-01-01,NOW+1DAYS`. NOW is in UTC, whatever the calendar of the data. */

export interface DateRange {
  /** Days or hours, as the format has them, since 1970-01-01; both are in the range. */
  readonly first: number;
  readonly last: number;
}

const MS_PER_HOUR = 3_600_000;
const MS_PER_DAY = 24 * MS_PER_HOUR;

/** How days or hours are written: from the year down, with something between them, or nothing. */
export interface DateFormat {
  readonly unit: "DAYS" | "HOURS";
  readonly pattern: RegExp;
}

/** `yyyy/MM/dd`, `yyyyMMddHH` and the like, year first; undefined of any other format of Java's. */
export function dateFormat(text: string): DateFormat | undefined {
  const [, between, hour] = /^yyyy([-_./]?)MM\1dd(\1HH)?$/.exec(text) ?? [];
  if (between === undefined) return undefined;
  const parts = ["(\\d{4})", "(\\d{2})", "(\\d{2})", ...(hour === undefined ? [] : ["([01]\\d|2[0-3])"])];
  return {
    unit: hour === undefined ? "DAYS" : "HOURS",
    pattern: new RegExp(`^${parts.join(between && `[${between}]`)}$`),
  };
}

/** Undefined when the text is no range. `now` in milliseconds. */
export function dateRange(text: string, now: number, format: DateFormat): DateRange | undefined {
  const [first, last, ...more] = text.split(",").map((bound) => boundOf(bound.trim(), now, format));
  return first === undefined || last === undefined || more.length > 0 ? undefined : { first, last };
}

/** Days or hours since 1970-01-01 of a text in the format; undefined for any other, and for a day that no calendar has. */
export function numberOfDate(text: string, { pattern, unit }: DateFormat): number | undefined {
  const parts = pattern.exec(text)?.slice(1) ?? [];
  const day = parts.slice(0, 3).join("-");
  const time = Date.parse(day);
  // Of "2026-02-30" a Date makes March 2.
  const isThere = !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
  if (!isThere) return undefined;
  return unit === "DAYS" ? time / MS_PER_DAY : time / MS_PER_HOUR + Number(parts[3]);
}

const RELATIVE = /^NOW(?:\s*([+-])\s*(\d+)\s*(YEAR|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND)S?)?$/;

function boundOf(bound: string, now: number, format: DateFormat): number | undefined {
  const date = numberOfDate(bound, format);
  if (date !== undefined) return date;
  const [whole, sign, digits = "0", unit = "DAY"] = RELATIVE.exec(bound) ?? [];
  if (whole === undefined) return undefined;
  const time = shifted(now, sign === "-" ? -Number(digits) : Number(digits), unit);
  return Math.floor(time / (format.unit === "DAYS" ? MS_PER_DAY : MS_PER_HOUR));
}

const LENGTHS: Readonly<Record<string, number>> = {
  WEEK: 7 * MS_PER_DAY,
  DAY: MS_PER_DAY,
  HOUR: MS_PER_HOUR,
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
