import fc from "fast-check";
import type { Calendar } from "../../shared/calendar/calendar.ts";
import { dayNumber, dayOfNumber, numberOfDay, weekdayOf } from "../../shared/calendar/day-number.ts";
import { calendarNamed, calendarOf } from "../../shared/calendar/declaration.ts";
import { type Deadline, dueAt, lastDue } from "../../shared/calendar/sla.ts";
import { wallClockOf } from "../../shared/calendar/wall-clock.ts";
import { isCalendarDay } from "../../shared/datasets/day.ts";
import { law } from "../support/law.ts";

const CALENDARS: readonly Calendar[] = [
  calendarNamed("XNYS"),
  calendarNamed("weekdays"),
  calendarNamed("daily"),
  calendarOf({ name: "XNYS", closed: ["2026-12-03"], early: { "2026-12-23": "12:00" } }),
];
const calendar = fc.constantFrom(...CALENDARS);

/** Writes "2026-11-27 09:30". */
const wallOf = (timeZone: string) =>
  new Intl.DateTimeFormat("sv-SE", { timeZone, hourCycle: "h23", dateStyle: "short", timeStyle: "short" });
const WALLS: Readonly<Record<string, Intl.DateTimeFormat>> = {
  "America/New_York": wallOf("America/New_York"),
  UTC: wallOf("UTC"),
};

/** Far enough from both ends of the reviewed years that every neighbour is inside. */
const number = fc.integer({ min: dayNumber(2000, 2, 1), max: dayNumber(2027, 11, 30) });
const day = number.map(dayOfNumber);
const instant = fc.integer({ min: Date.UTC(2000, 1, 1), max: Date.UTC(2027, 10, 30) });
const time = fc.integer({ min: 0, max: 287 }).map((slot) => {
  return [Math.floor(slot / 12), (slot % 12) * 5].map((part) => String(part).padStart(2, "0")).join(":");
});
const sla: fc.Arbitrary<Deadline> = fc.oneof(
  fc.record({ afterClose: fc.integer({ min: 0, max: 10_080 }) }),
  fc.record({ at: time, on: fc.constantFrom("next day" as const, "next session" as const) }),
);

law(
  "a day is the session after the one before it, and the one before the session after it",
  fc.property(calendar, day, (days, start) => {
    const session = days.nextSession(start);
    return (
      days.previousSession(days.nextSession(session.day).day).day === session.day &&
      days.nextSession(days.previousSession(session.day).day).day === session.day
    );
  }),
);

law(
  "no session lies between a day and its neighbours",
  fc.property(calendar, day, (days, start) => {
    const between = days.sessionsBetween(days.previousSession(start).day, days.nextSession(start).day);
    return between.length === (days.isSession(start) ? 3 : 2);
  }),
);

law(
  "the sessions of a range are those of its two parts",
  fc.property(calendar, day, fc.nat(400), fc.nat(400), (days, start, first, second) => {
    const from = numberOfDay(start);
    const clip = (value: number) => dayOfNumber(Math.min(value, dayNumber(2027, 12, 30)));
    const [cut, to] = [clip(from + first), clip(from + first + second)];
    const parts = [
      ...days.sessionsBetween(start, cut),
      ...days.sessionsBetween(dayOfNumber(numberOfDay(cut) + 1), to),
    ];
    return JSON.stringify(parts) === JSON.stringify(days.sessionsBetween(start, to));
  }),
);

law(
  "the last sessions up to a day are the tail of all before it",
  fc.property(calendar, day, fc.nat(15), (days, start, count) => {
    const all = days.sessionsBetween(dayOfNumber(numberOfDay(start) - 30), start);
    return JSON.stringify(days.lastN(start, count)) === JSON.stringify(all.slice(all.length - count));
  }),
);

law(
  "a day has a session or a reason, and only the daily calendar has sessions on weekends",
  fc.property(calendar, day, (days, start) => {
    const found = days.on(start);
    const isWeekend = weekdayOf(numberOfDay(start)) % 6 === 0;
    if (found.kind === "closed") return found.reason.length > 0 && found.isWeekend === isWeekend;
    return found.session.day === start && (days.name === "daily" || !isWeekend);
  }),
);

law(
  "a session opens and closes on its own day, at the hours that Intl reads back, and has whole bars",
  fc.property(calendar, day, (days, start) => {
    const session = days.session(start);
    if (session === undefined) return true;
    const wall = WALLS[days.clock.zone]!;
    const end = session.hours.close === "24:00" ? dayOfNumber(numberOfDay(start) + 1) : start;
    return (
      wall.format(session.open) === `${start} ${session.hours.open}` &&
      wall.format(session.close) === `${end} ${session.hours.close.replace("24:00", "00:00")}` &&
      Number.isInteger(session.bars) &&
      session.bars > 0
    );
  }),
);

law(
  "sessions do not overlap, and at any instant at most one is in progress, after the last that closed",
  fc.property(calendar, instant, (days, now) => {
    const closed = days.lastClosed(now);
    const next = days.nextSession(closed.day);
    const current = days.inProgress(now);
    if (closed.close > now || next.close <= now || next.open < closed.close) return false;
    return current === undefined ? now < next.open : current.day === next.day && next.open <= now;
  }),
);

law(
  "data are never due before the close, and the newest session that is due is followed by one that is not",
  fc.property(calendar, instant, sla, (days, now, promise) => {
    const due = lastDue(days, now, promise);
    const next = days.nextSession(due.day);
    return (
      dueAt(days, due, promise) >= due.close &&
      dueAt(days, due, promise) <= now &&
      dueAt(days, next, promise) > now
    );
  }),
);

law(
  "the number of a day and the day of a number undo each other, and agree with Date",
  fc.property(fc.integer({ min: -719_162, max: 2_932_896 }), (count) => {
    const text = dayOfNumber(count);
    const date = new Date(count * 86_400_000);
    return (
      numberOfDay(text) === count &&
      isCalendarDay(text) &&
      text === date.toISOString().slice(0, 10) &&
      weekdayOf(count) === date.getUTCDay()
    );
  }),
);

law(
  "a wall clock reads every instant back from what it shows, but for the hour that is there twice",
  fc.property(
    fc.constantFrom("America/New_York", "Europe/London", "Asia/Kolkata", "UTC"),
    instant,
    (zone, at) => {
      const clock = wallClockOf(zone);
      const minute = Math.floor(at / 60_000) * 60_000;
      const shown = clock.dayAt(minute);
      const wall = minute + clock.offsetAt(minute) * 60_000 - shown * 86_400_000;
      const back = clock.instantOf(shown, wall / 60_000);
      return (
        back === minute || (back === minute - 3_600_000 && clock.offsetAt(back) > clock.offsetAt(minute))
      );
    },
  ),
);
