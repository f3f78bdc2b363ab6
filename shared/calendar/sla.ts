import { didYouMean } from "../datasets/suggestion.ts";
import { isObject } from "../runtime/json.ts";
import { quoted } from "../runtime/text.ts";
import type { Calendar, Session } from "./calendar.ts";
import { numberOfDay } from "./day-number.ts";
import { type CalendarName, TRADING_DAYS } from "./trading-days.ts";
import { minuteOf, WALL_TIME } from "./wall-clock.ts";

/** Which day a time of day is meant for: that of the session, the calendar day after it, or the next session's. */
export const SLA_DAYS = ["session", "next day", "next session"] as const;

/** When a session's data are due: so many minutes after its close, or at a time in the calendar's zone. */
export type Deadline =
  | { readonly afterClose: number }
  | { readonly at: string; readonly on: (typeof SLA_DAYS)[number] };

/** Said of data that come when they come: no session has to have any, and what is there is checked. */
export const NO_DEADLINE = "none";

/** By when the data of a session are promised, if they are. */
export type Sla = Deadline | typeof NO_DEADLINE;

/** No promise reaches further, in minutes: a week. */
const LONGEST = 7 * 24 * 60;
const MINUTE_MS = 60_000;

/** The instant by which a session's data are due; undefined if they never are. */
export function dueAt(calendar: Calendar, session: Session, sla: Deadline): number;
export function dueAt(calendar: Calendar, session: Session, sla: Sla): number | undefined;
export function dueAt(calendar: Calendar, session: Session, sla: Sla): number | undefined {
  return sla === NO_DEADLINE ? undefined : deadlineOf(calendar, session, sla);
}

function deadlineOf(calendar: Calendar, session: Session, sla: Deadline): number {
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
export function lastDue(calendar: Calendar, instant: number, sla: Deadline): Session {
  let session = calendar.lastClosed(instant);
  while (deadlineOf(calendar, session, sla) > instant) session = calendar.previousSession(session.day);
  return session;
}

/** Everything that is wrong with a declared SLA, one sentence each. */
export function* problemsOfSla(value: unknown, calendar: CalendarName): Generator<string> {
  if (value === NO_DEADLINE) return;
  const { afterClose, at, on, ...others } = (isObject(value) ? value : {}) as Record<string, unknown>;
  const fields = Object.keys(others);
  for (const field of fields) {
    yield `sla has no field ${quoted(field)}${didYouMean(field, ["afterClose", "at", "on"])}`;
  }
  if ((afterClose === undefined) === (at === undefined)) {
    yield `sla ${quoted(value)} must be { afterClose: minutes }, { at: "HH:MM", on } or ${quoted(NO_DEADLINE)}`;
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
