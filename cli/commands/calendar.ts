import { type Calendar, problemOfDay, type Session } from "../../shared/calendar/calendar.ts";
import { dayOfNumber, numberOfDay, WEEKDAYS, weekdayOf } from "../../shared/calendar/day-number.ts";
import { calendarNamed } from "../../shared/calendar/declaration.ts";
import { CALENDAR_NAMES, isCalendarName } from "../../shared/calendar/trading-days.ts";
import { usageError } from "../../shared/runtime/errors.ts";
import { count } from "../../shared/runtime/text.ts";
import { defineCommand, EXIT, JSON_OPTION } from "../command.ts";
import { renderTable, type Terminal } from "../terminal.ts";

const USUAL_CALENDAR = "XNYS";

export const command = defineCommand({
  name: "calendar",
  synopsis: "explain <day> | list --from <day> --to <day> [--calendar XNYS] [--json]",
  verbs: ["explain", "list"],
  details:
    "Days are YYYY-MM-DD. Nothing is asked of AWS. Exit code 0 for any answer, also that there is no session.",
  options: {
    calendar: {
      type: "string",
      placeholder: "<name>",
      values: CALENDAR_NAMES,
      help: `one of ${CALENDAR_NAMES.join(", ")} (default ${USUAL_CALENDAR})`,
    },
    from: { type: "string", placeholder: "<day>", help: "with list: the first day" },
    to: { type: "string", placeholder: "<day>", help: "with list: the last day" },
    ...JSON_OPTION,
  },
  positionals: [1, 2],
  async run({ values, positionals: [action, day], terminal }) {
    const { calendar: name = USUAL_CALENDAR, from, to, json = false } = values;
    if (action === "explain") {
      const calendar = checked(name, { day });
      if (from !== undefined || to !== undefined)
        throw usageError("calendar", ["--from and --to go with list"]);
      explain(calendar, day!, json, terminal);
    } else if (action === "list" && day === undefined) {
      list(checked(name, { "--from": from, "--to": to }), from!, to!, json, terminal);
    } else {
      throw usageError("calendar", [
        `expected explain <day> or list, got ${JSON.stringify([action, day].join(" ").trim())}`,
      ]);
    }
    return EXIT.ok;
  },
});

/** The calendar, once its name and all days are found right. */
function checked(name: string, days: Readonly<Record<string, string | undefined>>): Calendar {
  const problems = isCalendarName(name)
    ? []
    : [`--calendar ${JSON.stringify(name)} must be one of ${CALENDAR_NAMES.join(", ")}`];
  // Beside an unknown calendar only impossible days are told: this one has every other.
  const calendar = calendarNamed(isCalendarName(name) ? name : "daily");
  for (const [what, day] of Object.entries(days)) {
    const problem = day === undefined ? "is missing" : problemOfDay(calendar, day);
    if (problem !== undefined) problems.push(`${what} ${problem}`);
  }
  const { "--from": from, "--to": to } = days;
  if (from !== undefined && to !== undefined && problems.length === 0 && from > to) {
    problems.push(`--from ${from} is after --to ${to}`);
  }
  if (problems.length > 0) throw usageError("calendar", problems);
  return calendar;
}

function explain(calendar: Calendar, day: string, json: boolean, terminal: Terminal): void {
  const found = calendar.on(day);
  const [previous, next] = neighbours(calendar, day);
  const session = found.kind === "session" ? found.session : undefined;
  const clocks = session && previous && clocksSince(calendar, previous, session);
  if (json) {
    const document = {
      calendar: calendar.name,
      zone: calendar.clock.zone,
      day,
      weekday: weekdayName(day),
      ...(found.kind === "session"
        ? { isSession: true, reason: found.session.why ?? null }
        : { isSession: false, reason: found.reason }),
      session: session === undefined ? null : sessionDocument(calendar, session),
      clocks: clocks ?? null,
      previousSession: previous?.day ?? null,
      nextSession: next?.day ?? null,
    };
    terminal.out(JSON.stringify(document, null, 2));
    return;
  }
  const isSession =
    found.kind === "closed"
      ? terminal.style("yellow", `no: ${found.reason}`)
      : `${terminal.style("green", "yes")}${remark(found.session)}`;
  const lines: [string, string | undefined][] = [
    [day, `${weekdayName(day)}, ${calendar.name}`],
    ["session", isSession],
    ["local", session && `${hoursOf(session)} ${calendar.clock.zone}, ${offsetOf(calendar, session.open)}`],
    ["UTC", session && `${utc(session.open)} to ${utc(session.close)}`],
    ["clocks", clocks],
    ["bars", session && `${session.bars} of five minutes`],
    ["previous", previous?.day ?? "none within the reviewed years"],
    ["next", next?.day ?? "none within the reviewed years"],
  ];
  for (const [label, text] of lines) {
    if (text !== undefined) terminal.out(`${terminal.style("dim", label.padEnd(10))} ${text}`);
  }
}

function list(calendar: Calendar, from: string, to: string, json: boolean, terminal: Terminal): void {
  const sessions = calendar.sessionsBetween(from, to);
  const closed = closedWeekdays(calendar, from, to);
  if (json) {
    const document = {
      calendar: calendar.name,
      zone: calendar.clock.zone,
      from,
      to,
      sessions: sessions.map((session) => sessionDocument(calendar, session)),
      closed,
    };
    terminal.out(JSON.stringify(document, null, 2));
    return;
  }
  const rows = [
    ...sessions.map((session) => [
      session.day,
      weekdayName(session.day),
      hoursOf(session),
      `${utc(session.open).slice(11, 16)}–${utc(session.close).slice(11, 16)}`,
      String(session.bars),
      remark(session).replace(/^, /, ""),
    ]),
    ...closed.map(({ day, reason }) => [day, weekdayName(day), "closed", "", "", reason]),
  ].sort(([left], [right]) => (left! < right! ? -1 : 1));
  const headers = ["day", "weekday", calendar.clock.zone, "UTC", "bars", ""];
  if (rows.length > 0) terminal.out(renderTable(headers, rows, terminal.columns));
  const early = sessions.filter((session) => session.early).length;
  terminal.note(
    `${count(sessions.length, "session")}, ${early} of them early; closed on ${count(closed.length, "weekday")}.`,
  );
}

function closedWeekdays(calendar: Calendar, from: string, to: string) {
  const closed: { readonly day: string; readonly reason: string }[] = [];
  for (let number = numberOfDay(from); number <= numberOfDay(to); number += 1) {
    const day = dayOfNumber(number);
    const found = calendar.on(day);
    if (found.kind === "closed" && !found.isWeekend) closed.push({ day, reason: found.reason });
  }
  return closed;
}

/** The sessions around a day, where the reviewed years have them. */
function neighbours(calendar: Calendar, day: string): [Session | undefined, Session | undefined] {
  const around = (step: 1 | -1) => {
    for (let number = numberOfDay(day) + step; ; number += step) {
      const other = dayOfNumber(number);
      if (problemOfDay(calendar, other) !== undefined) return undefined;
      const session = calendar.session(other);
      if (session !== undefined) return session;
    }
  };
  return [around(-1), around(1)];
}

/** A change of clocks between two sessions moves the second in UTC. */
function clocksSince({ clock }: Calendar, previous: Session, session: Session): string | undefined {
  const moved = clock.offsetAt(session.open) - clock.offsetAt(previous.open);
  if (moved === 0) return undefined;
  const [way, effect] = moved > 0 ? ["forward", "earlier"] : ["back", "later"];
  return `put ${way} since ${previous.day}: ${Math.abs(moved)} minutes ${effect} in UTC`;
}

function sessionDocument(calendar: Calendar, session: Session) {
  const { day, hours, open, close, early, late, why, minutes, bars } = session;
  return {
    day,
    open: utc(open),
    close: utc(close),
    local: { ...hours, offset: offsetOf(calendar, open) },
    early,
    late,
    reason: why ?? null,
    minutes,
    bars,
  };
}

function remark({ early, late, why }: Session): string {
  const what = [late ? "opens late" : "", early ? "closes early" : ""].filter((word) => word !== "");
  return what.length === 0 ? "" : `, ${what.join(" and ")}: ${why}`;
}

const hoursOf = ({ hours }: Session) => `${hours.open}–${hours.close}`;

const weekdayName = (day: string) => WEEKDAYS[weekdayOf(numberOfDay(day))]!;

/** "UTC-05:00" */
function offsetOf({ clock }: Calendar, instant: number): string {
  const minutes = clock.offsetAt(instant);
  const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `UTC${minutes < 0 ? "-" : "+"}${String(hours).padStart(2, "0")}:${String(rest).padStart(2, "0")}`;
}

/** "2026-11-27T14:30:00Z" */
function utc(instant: number): string {
  return new Date(instant).toISOString().replace(".000Z", "Z");
}
