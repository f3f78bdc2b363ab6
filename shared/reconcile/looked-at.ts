import type { Calendar } from "../calendar/calendar.ts";
import { dayOfNumber, numberOfDay } from "../calendar/day-number.ts";
import { calendarOf } from "../calendar/declaration.ts";
import { hasDay } from "../datasets/partition-day.ts";
import { RegistrarError } from "../runtime/errors.ts";
import type { ReconciledDataset } from "./reconciled-dataset.ts";
import type { Cadence } from "./run-message.ts";

/** Sessions that a nightly run looks at: what came late, or was written again, in the last week. */
const SESSIONS = 5;
/** The same in days, of a dataset without a calendar. */
const DAYS = 7;

/**
 * The first day that a run looks at, YYYY-MM-DD; undefined for everything. `at` is the run's scheduled time, milliseconds
 * since 1970.
 */
export function firstDayOf(dataset: ReconciledDataset, cadence: Cadence, at: number): string | undefined {
  if (cadence === "weekly" || !hasDay(dataset)) return undefined;
  const { quality } = dataset;
  const today = new Date(at).toISOString().slice(0, 10);
  const session = quality === undefined ? undefined : firstSession(calendarOf(quality.calendar), today);
  return session ?? dayOfNumber(numberOfDay(today) - DAYS);
}

/** Undefined in years that nobody has reviewed. */
function firstSession(calendar: Calendar, today: string): string | undefined {
  try {
    return calendar.lastN(today, SESSIONS)[0]?.day;
  } catch (thrown) {
    if (thrown instanceof RegistrarError && thrown.code === "CALENDAR_OUT_OF_RANGE") return undefined;
    throw thrown;
  }
}
