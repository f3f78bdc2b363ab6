import { BAR_MINUTES, barsOver, type Calendar, problemOfDay, type Session } from "../calendar/calendar.ts";
import { dayOfNumber } from "../calendar/day-number.ts";
import { dueAt, type Sla } from "../calendar/sla.ts";
import { RegistrarError } from "../runtime/errors.ts";
import type { CheckSuite } from "./result.ts";

/** Days that a run is asked for, YYYY-MM-DD, both included. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/** A session whose rows are looked at, up to an instant. */
export interface RowSession {
  readonly session: Session;
  /** Milliseconds since 1970: the close, or the end of the last bar that can be complete. */
  readonly until: number;
}

/** The sessions that a run looks at, oldest first. */
export interface Window {
  /** Those that should be there, for the checks of partitions. */
  readonly expected: readonly Session[];
  /** Those whose rows are looked at. */
  readonly rows: readonly RowSession[];
  /** What is to be said about days without a session, or of which that is not known. */
  readonly notes: readonly string[];
  /** Why there are no sessions to look at, if the calendar does not know the days. */
  readonly problem: string | undefined;
}

/** Sessions that a run expects to find, when no days are named. */
export const SESSIONS_BACK = 20;
/** How long after its end a bar may still be on its way. */
const GRACE_MS = BAR_MINUTES * 60_000;

/**
 * The sessions of a calendar that a suite looks at, at an instant (milliseconds since 1970), or of the days asked for.
 * The SLA says of which of them the rows are there by now.
 */
export function windowOf(
  calendar: Calendar,
  sla: Sla,
  suite: CheckSuite,
  now: number,
  days: Days | undefined,
): Window {
  const today = dayOfNumber(calendar.clock.dayAt(now));
  for (const day of days === undefined ? [today] : [days.from, days.to]) {
    const problem = problemOfDay(calendar, day);
    if (problem !== undefined) return { expected: [], rows: [], notes: [problem], problem };
  }
  const { expected, notes } = days === undefined ? recent(calendar, today, now) : asked(calendar, days);
  const running = calendar.inProgress(now);
  const closed = expected.filter(({ close }) => close <= now);
  const rows = {
    metadata: [],
    intraday: running === undefined ? [] : upToNow(running, now),
    close: (days === undefined ? newestOf(closed, calendar, sla, now) : closed).map((session) => ({
      session,
      until: session.close,
    })),
  }[suite];
  const idle =
    suite === "intraday" && running === undefined ? [`${calendar.name}: no ${calendar.period} is open`] : [];
  return { expected, rows, notes: [...notes, ...idle], problem: undefined };
}

/**
 * The newest that is due, and the newest of all if that is still to come: an SLA may end after the next session's close,
 * and of a newest session that is never due when a run looks the rows would never be checked.
 */
function newestOf(closed: readonly Session[], calendar: Calendar, sla: Sla, now: number): Session[] {
  const due = closed.findLast((session) => isDue(calendar, session, sla, now));
  const newest = closed.at(-1);
  return closed.filter((session) => session === due || session === newest);
}

/** Also if it is not known when: then its rows are checked as they are. */
function isDue(calendar: Calendar, session: Session, sla: Sla, now: number): boolean {
  try {
    return (dueAt(calendar, session, sla) ?? session.close) <= now;
  } catch (thrown) {
    if (thrown instanceof RegistrarError && thrown.code === "CALENDAR_OUT_OF_RANGE") return true;
    throw thrown;
  }
}

function recent(calendar: Calendar, today: string, now: number): Pick<Window, "expected" | "notes"> {
  const last = calendar.lastClosed(now);
  const on = calendar.on(today);
  const closed =
    on.kind === "session"
      ? []
      : [`${calendar.name} is closed (${on.reason}); the last ${calendar.period} is ${last.day}`];
  return { expected: calendar.lastN(last.day, SESSIONS_BACK), notes: closed };
}

function asked(calendar: Calendar, { from, to }: Days): Pick<Window, "expected" | "notes"> {
  const expected = calendar.sessionsBetween(from, to);
  const on = from === to ? calendar.on(from) : undefined;
  if (on?.kind === "closed") {
    const last = calendar.previousSession(from).day;
    return {
      expected,
      notes: [`${calendar.name} is closed on ${from} (${on.reason}); the last ${calendar.period} is ${last}`],
    };
  }
  const none =
    expected.length === 0 ? [`${calendar.name} has no ${calendar.period} from ${from} to ${to}`] : [];
  return { expected, notes: none };
}

function upToNow(session: Session, now: number): RowSession[] {
  const bars = barsOver(session, now - GRACE_MS);
  // Before the first bar can be complete there is nothing to look at.
  return bars === 0 ? [] : [{ session, until: session.open + bars * BAR_MINUTES * 60_000 }];
}
