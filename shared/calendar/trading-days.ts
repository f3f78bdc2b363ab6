import { isWeekend } from "./day-number.ts";
import type { Exception } from "./exception.ts";
import { xnysExceptions } from "./xnys.ts";

/** What people call a day of a calendar: a session, where a market opens and closes; where all of it counts, a day. */
export type Period = "session" | "day";

/** The days and hours of one calendar. */
export interface TradingDays {
  readonly period: Period;
  /** IANA name of the zone whose days and times these are. */
  readonly zone: string;
  /** What they are, for who looks for a name. */
  readonly about: string;
  /** The usual hours, HH:MM. */
  readonly open: string;
  readonly close: string;
  /** The first and the last day that somebody compared with what was published. Others are refused. */
  readonly reviewed: { readonly from: string; readonly to: string };
  /** What is not usual in a year, by day number. */
  exceptionsOf(year: number): ReadonlyMap<number, Exception>;
  /** Is this day of the week without a session? */
  isOff(day: number): boolean;
}

const NONE: ReadonlyMap<number, Exception> = new Map();

/** No rule that could change: every year that can be written. */
const EVER = { from: "0001-01-01", to: "9999-12-31" } as const;
const ROUND_THE_CLOCK = {
  period: "day",
  zone: "UTC",
  open: "00:00",
  close: "24:00",
  reviewed: EVER,
} as const;

/** The calendars there are, by name. */
export const TRADING_DAYS = {
  /** New York Stock Exchange, by its ISO 10383 code; Nasdaq keeps the same days. Hours: NYSE Rule 7.34. */
  XNYS: {
    period: "session",
    zone: "America/New_York",
    about: "NYSE and Nasdaq",
    open: "09:30",
    close: "16:00",
    reviewed: { from: "2000-01-01", to: "2027-12-31" },
    exceptionsOf: xnysExceptions,
    isOff: isWeekend,
  },
  /** Monday to Friday, midnight to midnight UTC, no holidays. */
  weekdays: { ...ROUND_THE_CLOCK, about: "Monday to Friday", exceptionsOf: () => NONE, isOff: isWeekend },
  /** Every day, midnight to midnight UTC: markets that never close, as those of crypto. */
  daily: {
    ...ROUND_THE_CLOCK,
    about: "always: every day, midnight to midnight UTC",
    exceptionsOf: () => NONE,
    isOff: () => false,
  },
} as const satisfies Readonly<Record<string, TradingDays>>;

export type CalendarName = keyof typeof TRADING_DAYS;

export const CALENDAR_NAMES = Object.keys(TRADING_DAYS) as readonly CalendarName[];

/** A name that is none, as a document of a later release may have, is that of a market. */
export function periodOf(name: string): Period {
  return isCalendarName(name) ? TRADING_DAYS[name].period : "session";
}

export function isCalendarName(name: unknown): name is CalendarName {
  return typeof name === "string" && Object.hasOwn(TRADING_DAYS, name);
}
