import { isCalendarDay } from "../datasets/day.ts";
import { RegistrarError } from "../runtime/errors.ts";
import { quoted } from "../runtime/text.ts";
import { dayOfNumber, isWeekend, numberOfDay, yearOfNumber } from "./day-number.ts";
import type { Exception } from "./exception.ts";
import type { Period, TradingDays } from "./trading-days.ts";
import { minuteOf, type WallClock, wallClockOf } from "./wall-clock.ts";

/** Minutes of one bar. Every opening and closing time is a multiple of it. */
export const BAR_MINUTES = 5;

const MINUTE_MS = 60_000;

/** One trading session. Instants are milliseconds since 1970, UTC. */
export interface Session {
  /** The day that the calendar's zone has, YYYY-MM-DD. */
  readonly day: string;
  /** The first instant of the session. */
  readonly open: number;
  /** The first instant after it. */
  readonly close: number;
  /** The same two on the wall of the calendar's zone, HH:MM; midnight at the end is 24:00. */
  readonly hours: { readonly open: string; readonly close: string };
  /** It closes before the usual time. */
  readonly early: boolean;
  /** It opens after the usual time. */
  readonly late: boolean;
  /** Why it is early or late. */
  readonly why: string | undefined;
  readonly minutes: number;
  /** Five-minute bars: 78 on a usual day of XNYS, 42 on a half day. */
  readonly bars: number;
}

/** What a calendar says of a day: its session, or why there is none ("weekend", "Thanksgiving Day"). */
export type CalendarDay =
  | { readonly kind: "session"; readonly session: Session }
  | { readonly kind: "closed"; readonly isWeekend: boolean; readonly reason: string };

/**
 * The trading sessions of one market. Days are YYYY-MM-DD; those that are none or lie outside the reviewed years are
 * refused with CALENDAR_OUT_OF_RANGE, and so is every question whose answer would lie there.
 */
export interface Calendar {
  readonly name: string;
  readonly period: Period;
  readonly clock: WallClock;
  readonly reviewed: { readonly from: string; readonly to: string };
  on(day: string): CalendarDay;
  isSession(day: string): boolean;
  session(day: string): Session | undefined;
  /** From one day to another, both included, in order; none if they are in the wrong order. */
  sessionsBetween(from: string, to: string): Session[];
  /** The last session before a day. */
  previousSession(day: string): Session;
  /** The first session after a day. */
  nextSession(day: string): Session;
  /** So many sessions up to a day, the day included, in order. */
  lastN(day: string, count: number): Session[];
  /** The session that has opened and not closed at an instant. */
  inProgress(instant: number): Session | undefined;
  /** The newest session that has closed at an instant. */
  lastClosed(instant: number): Session;
}

/** Makes the calendar of some trading days. Pure; remembers the days it was asked about. */
export function createCalendar(name: string, days: TradingDays): Calendar {
  const clock = wallClockOf(days.zone);
  const [first, last] = [numberOfDay(days.reviewed.from), numberOfDay(days.reviewed.to)];
  const seen = new Map<number, CalendarDay>();
  const years = new Map<number, ReadonlyMap<number, Exception>>();

  function refuse(day: string): void {
    const problem = problemOfDay({ name, reviewed: days.reviewed }, day);
    if (problem !== undefined) throw new RegistrarError("CALENDAR_OUT_OF_RANGE", problem);
  }

  function exceptionOn(day: number): Exception | undefined {
    const year = yearOfNumber(day);
    let exceptions = years.get(year);
    if (exceptions === undefined) {
      exceptions = days.exceptionsOf(year);
      years.set(year, exceptions);
    }
    return exceptions.get(day);
  }

  function find(day: number): CalendarDay {
    if (days.isOff(day)) return { kind: "closed", isWeekend: isWeekend(day), reason: "weekend" };
    const exception = exceptionOn(day);
    if (exception !== undefined && "closed" in exception) {
      return { kind: "closed", isWeekend: false, reason: exception.closed };
    }
    return { kind: "session", session: sessionOn(day, days, exception, clock) };
  }

  function look(day: number): CalendarDay {
    let found = seen.get(day);
    if (found === undefined) {
      if (day < first || day > last) refuse(dayOfNumber(day));
      found = find(day);
      seen.set(day, found);
    }
    return found;
  }

  /** Sessions from a day on, this one included, one day at a time. Endless: throws where the years end. */
  function* sessionsFrom(day: number, step: 1 | -1): Generator<Session, never> {
    for (let number = day; ; number += step) {
      const found = look(number);
      if (found.kind === "session") yield found.session;
    }
  }

  function numberOf(day: string): number {
    refuse(day);
    return numberOfDay(day);
  }

  function sessionAt(day: number): Session | undefined {
    const found = look(day);
    return found.kind === "session" ? found.session : undefined;
  }

  return {
    name,
    period: days.period,
    clock,
    reviewed: days.reviewed,
    on: (day) => look(numberOf(day)),
    isSession: (day) => look(numberOf(day)).kind === "session",
    session: (day) => sessionAt(numberOf(day)),
    sessionsBetween(from, to) {
      const sessions: Session[] = [];
      const end = numberOf(to);
      for (let number = numberOf(from); number <= end; number += 1) {
        const session = sessionAt(number);
        if (session !== undefined) sessions.push(session);
      }
      return sessions;
    },
    previousSession: (day) => sessionsFrom(numberOf(day) - 1, -1).next().value,
    nextSession: (day) => sessionsFrom(numberOf(day) + 1, 1).next().value,
    lastN(day, count) {
      const newestFirst = sessionsFrom(numberOf(day), -1);
      return Array.from({ length: count }, () => newestFirst.next().value).reverse();
    },
    inProgress(instant) {
      const session = sessionAt(clock.dayAt(instant));
      return session !== undefined && session.open <= instant && instant < session.close
        ? session
        : undefined;
    },
    lastClosed(instant) {
      const newestFirst = sessionsFrom(clock.dayAt(instant), -1);
      let session = newestFirst.next().value;
      while (session.close > instant) session = newestFirst.next().value;
      return session;
    },
  };
}

/** Bars of a session that are over at an instant, so that a running session is never found incomplete. */
export function barsOver({ open, bars }: Session, instant: number): number {
  const over = Math.floor((instant - open) / (BAR_MINUTES * MINUTE_MS));
  return Math.max(0, Math.min(bars, over));
}

function sessionOn(
  day: number,
  usual: Pick<TradingDays, "open" | "close">,
  exception: Exclude<Exception, { closed: string }> | undefined,
  clock: WallClock,
): Session {
  const hours = { open: exception?.open ?? usual.open, close: exception?.close ?? usual.close };
  const [open, close] = [minuteOf(hours.open), minuteOf(hours.close)].map((minute) =>
    clock.instantOf(day, minute),
  ) as [number, number];
  const minutes = (close - open) / MINUTE_MS;
  return {
    day: dayOfNumber(day),
    open,
    close,
    hours,
    early: minuteOf(hours.close) < minuteOf(usual.close),
    late: minuteOf(hours.open) > minuteOf(usual.open),
    why: exception?.why,
    minutes,
    bars: minutes / BAR_MINUTES,
  };
}

/** Why a calendar cannot tell about a day, if it cannot: it is none, or outside the reviewed years. */
export function problemOfDay(
  { name, reviewed: { from, to } }: Pick<Calendar, "name" | "reviewed">,
  day: unknown,
): string | undefined {
  if (typeof day !== "string" || !isCalendarDay(day)) return `${quoted(day)} is not a day YYYY-MM-DD`;
  if (day >= from && day <= to) return undefined;
  return `${quoted(day)} is outside the years that the calendar ${name} was reviewed for, ${from} to ${to}`;
}
