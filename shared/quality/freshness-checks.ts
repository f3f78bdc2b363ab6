import type { Session } from "../calendar/calendar.ts";
import { dueAt, lastDue } from "../calendar/sla.ts";
import type { Facts, HeldPartitions } from "./facts.ts";
import { dayAfter, isWithin, todayOf } from "./facts.ts";
import type { Finding } from "./finding.ts";
import { closedMarket, isoOf, partitionsOn, registeredOf, reviewed, stateOf } from "./sessions.ts";

/** Half of the time that a session's data may take is over, and nothing is there: a warning, not yet late. */
const HALF_OVER = 0.5;

/**
 * freshness.session: by how many sessions the newest day is behind the last session that is due, in sessions. Sessions
 * are counted by the calendar, so that neither a weekend nor a holiday makes anything late.
 */
export function sessionFreshness(facts: Facts): Finding {
  const check = "freshness.session";
  const { window, span, calendar, dataset, now } = facts;
  if (window.problem !== undefined) {
    return { check, day: null, outcome: "skipped", reason: "unreviewed_year", message: window.problem };
  }
  const held = registeredOf(facts);
  if (!("value" in held)) return { check, day: null, ...held };
  const due = reviewed(() => lastDue(calendar, now, dataset.quality.sla));
  if (!("value" in due)) return { check, day: null, ...due };
  const { day } = due.value;
  if (!isWithin(span, day)) {
    const message = `the last session that is due, ${day}, is not among the days looked at`;
    return { check, day: null, outcome: "skipped", reason: "not_applicable", message };
  }
  const state = stateOf(facts, held.value, due.value);
  if (state.kind === "outside") {
    return { check, day: null, outcome: "skipped", reason: "not_applicable", message: state.message };
  }
  return latenessOf(facts, held.value, due.value);
}

function latenessOf(facts: Facts, held: HeldPartitions, due: Session): Finding {
  const check = "freshness.session";
  const { newestDay } = held;
  const { dataset, calendar } = facts;
  const { day } = due;
  const late = reviewed(() =>
    newestDay === undefined
      ? facts.window.expected.filter((session) => session.day <= day).length
      : calendar.sessionsBetween(dayAfter(newestDay), day).length,
  );
  if (!("value" in late)) return { check, day, ...late };
  const newest = newestDay === undefined ? "no day" : `the newest day, ${newestDay},`;
  if (late.value > 0) {
    const message = `${newest} of ${dataset.name} is ${late.value} session${late.value === 1 ? "" : "s"} behind ${day}, the last that is due`;
    return { check, day, value: late.value, message };
  }
  const next = halfway(facts, held, due);
  if (next !== undefined) return { check, day, value: HALF_OVER, message: next };
  const on = calendar.on(todayOf(facts));
  const closed = on.kind === "closed" ? `; ${calendar.name} is closed today (${on.reason})` : "";
  return {
    check,
    day,
    value: 0,
    message: `${newest} of ${dataset.name} is not behind ${day}, the last session that is due${closed}`,
  };
}

/** What is to be said of the session after the last due one, if it is closed, half of its time is over and it is not there. */
function halfway(facts: Facts, held: HeldPartitions, due: Session): string | undefined {
  const { dataset, calendar, now, span } = facts;
  const last = calendar.lastClosed(now);
  if (last.day === due.day) return undefined;
  const next = calendar.nextSession(due.day);
  if (!isWithin(span, next.day)) return undefined;
  const state = stateOf(facts, held, next);
  if (state.kind !== "not due" || now < (next.close + state.dueAt) / 2) return undefined;
  return `${dataset.name} has nothing of ${next.day}, and more than half of the time until it is due at ${isoOf(state.dueAt)} is over`;
}

/** freshness.pipeline: sessions that the source has and this dataset does not, once both are due. */
export function pipelineFreshness(facts: Facts, source: Facts | undefined): Finding {
  const check = "freshness.pipeline";
  const { dataset, window, now } = facts;
  const from = dataset.quality.source;
  if (window.problem !== undefined) {
    return { check, day: null, outcome: "skipped", reason: "unreviewed_year", message: window.problem };
  }
  if (source === undefined) {
    const message = `${from}, from which ${dataset.name} is made, is not looked at`;
    return { check, day: null, outcome: "skipped", reason: "not_applicable", message };
  }
  if (window.expected.length === 0) return { check, day: null, ...closedMarket(facts) };
  const held = registeredOf(facts);
  if (!("value" in held)) return { check, day: null, ...held };
  const origin = registeredOf(source);
  if (!("value" in origin)) return { check, day: null, ...origin };
  // Of the days before a dataset began and after it ended nothing is missing.
  const asked = window.expected.filter((session) => stateOf(facts, held.value, session).kind !== "outside");
  const there = asked.filter(({ day }) => partitionsOn(source, origin.value, day).length > 0);
  const due = there.filter((session) => isDue(facts, session, now) && isDue(source, session, now));
  const lacking = due.filter(({ day }) => partitionsOn(facts, held.value, day).length === 0);
  const days = lacking.map(({ day }) => day);
  if (due.length === 0) {
    const message = `${from} has no session of which ${dataset.name} is due`;
    // Of a table that begins with a session that is not due yet, nothing is missing.
    const isMissing = asked.some(
      (session) => isDue(facts, session, now) && stateOf(source, origin.value, session).kind === "missing",
    );
    return isMissing
      ? { check, day: null, outcome: "no_data", reason: "missing_partition", message }
      : { check, day: null, outcome: "skipped", reason: "not_applicable", message };
  }
  return {
    check,
    day: due.at(-1)!.day,
    value: lacking.length,
    measured: due.length - lacking.length,
    expected: due.length,
    message:
      lacking.length === 0
        ? `${dataset.name} has all ${due.length} sessions that ${from} has`
        : `${dataset.name} lacks ${lacking.length} of ${due.length} sessions that ${from} has: ${days.join(", ")}`,
    samples: days.map((day) => ({ day })),
  };
}

function isDue({ calendar, dataset }: Facts, session: Session, now: number): boolean {
  const due = reviewed(() => dueAt(calendar, session, dataset.quality.sla));
  return "value" in due && due.value <= now;
}
