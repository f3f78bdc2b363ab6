import type { Session } from "../../calendar/calendar.ts";
import { type Deadline, lastDue, NO_DEADLINE } from "../../calendar/sla.ts";
import type { CheckValue, OfDay } from "../finding.ts";
import { isoOf, registeredOf, reviewed, stateOf, unreviewed } from "../sessions.ts";
import { type CatalogSnapshot, dayAfter, isWithin, type RegisteredPartitions, todayOf } from "../snapshot.ts";
import { defineCheck } from "./check.ts";

/**
 * By how many sessions the newest day is behind the last session that is due. Sessions are counted by the calendar, so
 * that neither a weekend nor a holiday makes anything late.
 */
export const freshnessSession = defineCheck({
  id: "freshness.session",
  dimension: "freshness",
  unit: "sessions",
  // 0.5: half of the time for the next session is over
  thresholds: { warn: 0, fail: 0.5 },
  passesWhen: "the newest session that is due is there",
  problem: "the newest session is late",
  about: ["session", "table"],
  metadata(snapshot) {
    const { sla } = snapshot.dataset.quality;
    return sla === NO_DEADLINE ? [] : [sessionFreshness(snapshot, sla)];
  },
});

/** Half of the time that a session's data may take is over, and nothing is there: a warning, not yet late. */
const HALF_OVER = 0.5;

function sessionFreshness(snapshot: CatalogSnapshot, sla: Deadline): CheckValue & OfDay {
  const { window, span, calendar, now } = snapshot;
  if (window.problem !== undefined) return { day: null, ...unreviewed(window.problem) };
  const held = registeredOf(snapshot);
  if (!("value" in held)) return { day: null, ...held };
  const due = reviewed(() => lastDue(calendar, now, sla));
  if (!("value" in due)) return { day: null, ...due };
  const { day } = due.value;
  if (!isWithin(span, day)) {
    const message = `the last ${calendar.period} that is due, ${day}, is not among the days looked at`;
    return { day: null, outcome: "skipped", reason: "not_applicable", message };
  }
  const state = stateOf(snapshot, held.value, due.value);
  if (state.kind === "outside") {
    return { day: null, outcome: "skipped", reason: "not_applicable", message: state.message };
  }
  return latenessOf(snapshot, held.value, due.value);
}

function latenessOf(snapshot: CatalogSnapshot, held: RegisteredPartitions, due: Session): CheckValue & OfDay {
  const { newestDay } = held;
  const { dataset, calendar } = snapshot;
  const { day } = due;
  const late = reviewed(() =>
    newestDay === undefined
      ? snapshot.window.expected.filter((session) => session.day <= day).length
      : calendar.sessionsBetween(dayAfter(newestDay), day).length,
  );
  if (!("value" in late)) return { day, ...late };
  const newest = newestDay === undefined ? "no day" : `the newest day, ${newestDay},`;
  if (late.value > 0) {
    const message = `${newest} of ${dataset.name} is ${late.value} ${calendar.period}${late.value === 1 ? "" : "s"} behind ${day}, the last that is due`;
    return { day, value: late.value, message };
  }
  const next = halfway(snapshot, held, due);
  if (next !== undefined) return { day, value: HALF_OVER, message: next };
  const on = calendar.on(todayOf(snapshot));
  const closed = on.kind === "closed" ? `; ${calendar.name} is closed today (${on.reason})` : "";
  return {
    day,
    value: 0,
    message: `${newest} of ${dataset.name} is not behind ${day}, the last ${calendar.period} that is due${closed}`,
  };
}

/** What is to be said of the session after the last due one, if it is closed, half of its time is over and it is not there. */
function halfway(snapshot: CatalogSnapshot, held: RegisteredPartitions, due: Session): string | undefined {
  const { dataset, calendar, now, span } = snapshot;
  const last = calendar.lastClosed(now);
  if (last.day === due.day) return undefined;
  const next = calendar.nextSession(due.day);
  if (!isWithin(span, next.day)) return undefined;
  const state = stateOf(snapshot, held, next);
  if (state.kind !== "not due" || now < (next.close + state.dueAt) / 2) return undefined;
  return `${dataset.name} has nothing of ${next.day}, and more than half of the time until it is due at ${isoOf(state.dueAt)} is over`;
}
