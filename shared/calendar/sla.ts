import { didYouMean } from "../datasets/suggestion.ts";
import { quoted } from "../runtime/text.ts";
import type { Calendar, Session } from "./calendar.ts";
import { numberOfDay } from "./day-number.ts";
import { type CalendarName, TRADING_DAYS } from "./trading-days.ts";
import { minuteOf, WALL_TIME } from "./wall-clock.ts";

/** Which day a time of day is meant for: that of the session, the calendar day after it, or the next session's. */
export const SLA_DAYS = ["session", "next day", "next session"] as const;

/** When a session's data are promised: so many minutes after its close, or at a time in the calendar's zone. */
export type Sla =
  | { readonly afterClose: number }
  | { readonly at: string; readonly on: (typeof SLA_DAYS)[number] };

/** No promise reaches further, in minutes: a week. */
const LONGEST = 7 * 24 * 60;
const MINUTE_MS = 60_000;

/** The instant by which a session's data are due. */
export function dueAt(calendar: Calendar, session: Session, sla: Sla): number {
  if ("afterClose" in sla) return session.close + sla.afterClose * MINUTE_MS;
  return calendar.clock.instantOf(dayDue(calendar, session, sla.on), minuteOf(sla.at));
}

function dayDue(calendar: Calendar, { day }: Session, on: (typeof SLA_DAYS)[number]): number {
  switch (on) {
    case "session":
      return numberOfDay(day);
    case "next day":
      return numberOfDay(day) + 1;
    case "next session":
      return numberOfDay(calendar.nextSession(day).day);
  }
}

/** The newest session whose data are due at an instant: what must be there by now. */
export function lastDue(calendar: Calendar, instant: number, sla: Sla): Session {
  let session = calendar.lastClosed(instant);
  while (dueAt(calendar, session, sla) > instant) session = calendar.previousSession(session.day);
  return session;
}

/** Everything that is wrong with a declared SLA, one sentence each. */
export function* problemsOfSla(value: unknown, calendar: CalendarName): Generator<string> {
  const { afterClose, at, on, ...others } = (value ?? {}) as Record<string, unknown>;
  const fields = Object.keys(others);
  for (const field of fields) {
    yield `sla has no field ${quoted(field)}${didYouMean(field, ["afterClose", "at", "on"])}`;
  }
  if ((afterClose === undefined) === (at === undefined)) {
    yield `sla ${quoted(value)} must be { afterClose: minutes } or { at: "HH:MM", on }`;
  } else if (afterClose !== undefined) {
    if (on !== undefined) yield "sla: on goes with at, not with afterClose";
    if (!Number.isInteger(afterClose) || Number(afterClose) < 0 || Number(afterClose) > LONGEST) {
      yield `sla afterClose ${quoted(afterClose)} must be 0 to ${LONGEST} minutes`;
    }
  } else {
    yield* problemsOfTime(at, on, calendar);
  }
}

function* problemsOfTime(at: unknown, on: unknown, calendar: CalendarName): Generator<string> {
  const isTime = typeof at === "string" && WALL_TIME.test(at);
  if (!isTime) yield `sla at ${quoted(at)} is not a time HH:MM`;
  if (!SLA_DAYS.some((day) => day === on)) {
    yield `sla on ${quoted(on)} must be one of ${SLA_DAYS.map((day) => quoted(day)).join(", ")}`;
  }
  const { close } = TRADING_DAYS[calendar];
  if (isTime && on === "session" && minuteOf(at) < minuteOf(close)) {
    yield `sla at ${at} is before ${calendar} closes at ${close}; did you mean on "next session"?`;
  }
}
