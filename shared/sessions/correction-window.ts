import type { Calendar, Session } from "../calendar/calendar.ts";
import { dueAt } from "../calendar/sla.ts";
import type { Quality } from "../quality/quality.ts";
import { reviewed } from "../quality/sessions.ts";
import { SESSIONS_BACK } from "../quality/windows.ts";
import { quoted } from "../runtime/text.ts";

/** The longest correction window: a run looks no further back, so that a session would never be found final. */
const LONGEST = SESSIONS_BACK - 1;

/**
 * Have enough sessions closed since a session's last write? Also counted from its own close, for data that came early. A
 * year that nobody has reviewed makes nothing final.
 */
export function isFinal(
  calendar: Calendar,
  session: Session,
  lastWrite: string | null,
  { finalAfter = 0 }: Pick<Quality, "finalAfter">,
  now: number,
): boolean {
  if (finalAfter === 0) return true;
  const from = Math.max(session.close, Date.parse(lastWrite ?? "") || 0);
  const since = reviewed(() => calendar.lastN(calendar.lastClosed(now).day, finalAfter));
  return "value" in since && since.value[0]!.close > from;
}

/** Are a session's data promised for now or before? Those without a deadline never are. */
export function isDue(
  calendar: Calendar,
  session: Session,
  { sla }: Pick<Quality, "sla">,
  now: number,
): boolean {
  const due = reviewed(() => dueAt(calendar, session, sla));
  return "value" in due && due.value !== undefined && due.value <= now;
}

/** Everything that is wrong with a declared correction window. */
export function* problemsOfFinalAfter(finalAfter: unknown): Generator<string> {
  if (finalAfter === undefined) return;
  if (!Number.isInteger(finalAfter) || Number(finalAfter) < 0) {
    yield `finalAfter ${quoted(finalAfter)} must be whole sessions, 0 or more`;
  } else if (Number(finalAfter) > LONGEST) {
    yield `finalAfter ${finalAfter} would never be over: runs look back over ${SESSIONS_BACK} sessions, so it can be ${LONGEST} at most`;
  }
}
