import { didYouMean } from "../datasets/suggestion.ts";
import { ConfigurationError, RegistrarError } from "../runtime/errors.ts";
import { isObject } from "../runtime/json.ts";
import { quoted } from "../runtime/text.ts";
import { BAR_MINUTES, type Calendar, createCalendar, problemOfDay } from "./calendar.ts";
import { numberOfDay } from "./day-number.ts";
import type { Exception } from "./exception.ts";
import {
  CALENDAR_NAMES,
  type CalendarName,
  isCalendarName,
  TRADING_DAYS,
  type TradingDays,
} from "./trading-days.ts";
import { minuteOf, WALL_TIME } from "./wall-clock.ts";

/** The calendar of a dataset: one by name, or one with days of the dataset's own. */
export type CalendarDeclaration =
  | CalendarName
  | {
      readonly name: CalendarName;
      /** Sessions that do not take place, YYYY-MM-DD. */
      readonly closed?: readonly string[];
      /** When sessions close before their usual time: HH:MM in the calendar's zone, by day. */
      readonly early?: Readonly<Record<string, string>>;
      /** When sessions open after their usual time: HH:MM in the calendar's zone, by day. */
      readonly late?: Readonly<Record<string, string>>;
    };

const PLAIN = new Map<CalendarName, Calendar>();

/** The calendar of a name, shared by all who ask. Throws UNKNOWN_CALENDAR. */
export function calendarNamed(name: string): Calendar {
  if (!isCalendarName(name)) throw new RegistrarError("UNKNOWN_CALENDAR", noSuchCalendar(name));
  let calendar = PLAIN.get(name);
  if (calendar === undefined) {
    calendar = createCalendar(name, TRADING_DAYS[name]);
    PLAIN.set(name, calendar);
  }
  return calendar;
}

/** The calendar that is declared. Throws UNKNOWN_CALENDAR, or INVALID_DATASETS with every other problem. */
export function calendarOf(declaration: CalendarDeclaration): Calendar {
  if (typeof declaration === "string") return calendarNamed(declaration);
  const { name } = calendarNamed(declaration.name);
  const problems = [...problemsOfCalendar(declaration)];
  if (problems.length > 0) {
    throw new ConfigurationError("INVALID_DATASETS", `The calendar ${name} is declared wrongly:`, problems);
  }
  return createCalendar(name, withOverrides(TRADING_DAYS[declaration.name], declaration));
}

function withOverrides(
  days: TradingDays,
  { closed = [], early = {}, late = {} }: Exclude<CalendarDeclaration, CalendarName>,
): TradingDays {
  const closures = new Map<number, Exception>(
    closed.map((day) => [numberOfDay(day), { closed: "closed by the dataset" }]),
  );
  const times = new Map<number, { open?: string; close?: string }>();
  for (const [day, close] of Object.entries(early)) times.set(numberOfDay(day), { close });
  for (const [day, open] of Object.entries(late)) {
    times.set(numberOfDay(day), { ...times.get(numberOfDay(day)), open });
  }
  return {
    ...days,
    exceptionsOf(year) {
      const exceptions = new Map([...days.exceptionsOf(year), ...closures]);
      for (const [day, changed] of times) {
        exceptions.set(day, { ...exceptions.get(day), ...changed, why: "changed by the dataset" });
      }
      return exceptions;
    },
  };
}

/** Everything that is wrong with a declared calendar, one sentence each. Takes anything, as the file may hold anything. */
export function* problemsOfCalendar(value: unknown): Generator<string> {
  if (isCalendarName(value)) return;
  if (typeof value === "string") {
    yield noSuchCalendar(value);
    return;
  }
  if (!isObject(value)) {
    yield `calendar ${quoted(value)} must be a name or { name, closed, early, late }`;
    return;
  }
  const { name, closed = [], early = {}, late = {}, ...others } = value;
  for (const field of Object.keys(others)) {
    yield `calendar has no field ${quoted(field)}${didYouMean(field, ["name", "closed", "early", "late"])}`;
  }
  if (!isCalendarName(name)) yield noSuchCalendar(name);
  // The days and times beside an unknown name are checked all the same, against the calendar that excludes nothing.
  const base = calendarNamed(isCalendarName(name) ? name : "daily");
  const days = listOf(closed);
  if (days === undefined) yield `calendar closed ${quoted(closed)} must be a list of days`;
  for (const [index, day] of days?.entries() ?? []) {
    yield* problemsOfDay("closed", day, base);
    if (days!.indexOf(day) < index) yield `calendar closed ${quoted(day)} is listed twice`;
  }
  for (const [field, times] of Object.entries({ early, late })) {
    if (!isObject(times))
      yield `calendar ${field} ${quoted(times)} must be times by day, as in { "2026-12-24": "13:00" }`;
    for (const [day, time] of isObject(times) ? Object.entries(times) : []) {
      yield* problemsOfDay(field, day, base);
      yield* problemsOfTime(`calendar ${field} ${quoted(day)}:`, time, base);
      if (days?.includes(day)) yield `calendar ${field} ${quoted(day)} is also closed`;
    }
  }
  if (base !== undefined)
    yield* problemsOfHours(base, isObject(early) ? early : {}, isObject(late) ? late : {});
}

function* problemsOfDay(field: string, day: unknown, base: Calendar): Generator<string> {
  const problem = problemOfDay(base, day);
  if (problem !== undefined) {
    yield `calendar ${field} ${problem}`;
    return;
  }
  const found = base.on(day as string);
  if (found.kind === "closed") {
    yield `calendar ${field} ${quoted(day)} has no session anyway (${found.reason})`;
  }
}

function* problemsOfTime(shown: string, time: unknown, base: Calendar): Generator<string> {
  if (!isTime(time)) {
    yield `${shown} ${quoted(time)} is not a time HH:MM`;
    return;
  }
  if (minuteOf(time) % BAR_MINUTES !== 0) {
    yield `${shown} ${time} is inside a bar of ${BAR_MINUTES} minutes`;
  }
  const { open, close } = TRADING_DAYS[base.name as CalendarName];
  if (minuteOf(time) <= minuteOf(open) || minuteOf(time) >= minuteOf(close)) {
    yield `${shown} ${time} is not between ${open} and ${close}, the usual hours of ${base.name}`;
  }
}

/** Early and late of one day, and what the calendar itself has for that day, must leave something of the session. */
function* problemsOfHours(
  base: Calendar,
  early: Readonly<Record<string, unknown>>,
  late: Readonly<Record<string, unknown>>,
): Generator<string> {
  for (const day of new Set([...Object.keys(early), ...Object.keys(late)])) {
    const hours = problemOfDay(base, day) === undefined ? base.session(day)?.hours : undefined;
    const [open, close] = [late[day] ?? hours?.open, early[day] ?? hours?.close];
    if (isTime(open) && isTime(close) && minuteOf(open) >= minuteOf(close)) {
      yield `calendar: ${quoted(day)} would open at ${open} and close at ${close}`;
    }
  }
}

function noSuchCalendar(name: unknown): string {
  const known = CALENDAR_NAMES.map((known) => `${known} (${TRADING_DAYS[known].about})`);
  return `there is no calendar ${quoted(name)}; calendars: ${known.join(", ")}`;
}

function isTime(value: unknown): value is string {
  return typeof value === "string" && WALL_TIME.test(value);
}

function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}
