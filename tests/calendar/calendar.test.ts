import { describe, expect, test } from "@jest/globals";
import { barsOver, type Session } from "../../shared/calendar/calendar.ts";
import { calendarNamed } from "../../shared/calendar/declaration.ts";
import { type Deadline, dueAt, lastDue, problemsOfSla } from "../../shared/calendar/sla.ts";
import { wallClockOf } from "../../shared/calendar/wall-clock.ts";

const xnys = calendarNamed("XNYS");
const at = (text: string) => Date.parse(text);
const daysOf = (sessions: readonly Session[]) => sessions.map(({ day }) => day);

describe("the neighbours of a day", () => {
  test.each([
    ["2026-11-27", "2026-11-25", "2026-11-30"], // over Thanksgiving Day, and over a weekend
    ["2026-11-26", "2026-11-25", "2026-11-27"],
    ["2026-07-04", "2026-07-02", "2026-07-06"],
    ["2027-01-01", "2026-12-31", "2027-01-04"],
    ["2024-02-29", "2024-02-28", "2024-03-01"],
    ["2001-09-13", "2001-09-10", "2001-09-17"],
  ])("of %s are %s and %s", (day, previous, next) => {
    expect(xnys.previousSession(day).day).toBe(previous);
    expect(xnys.nextSession(day).day).toBe(next);
  });

  test("the last sessions up to a day come in order, that day's included", () => {
    expect(daysOf(xnys.lastN("2026-11-27", 3))).toEqual(["2026-11-24", "2026-11-25", "2026-11-27"]);
    expect(daysOf(xnys.lastN("2026-11-26", 2))).toEqual(["2026-11-24", "2026-11-25"]);
    expect(xnys.lastN("2026-11-26", 0)).toEqual([]);
  });

  test("sessions between two days include both, and are none in the wrong order", () => {
    expect(daysOf(xnys.sessionsBetween("2026-11-25", "2026-11-30"))).toEqual([
      "2026-11-25",
      "2026-11-27",
      "2026-11-30",
    ]);
    expect(xnys.sessionsBetween("2026-11-30", "2026-11-25")).toEqual([]);
  });
});

describe("at an instant", () => {
  test.each([
    ["2026-11-27T14:29:59.999Z", undefined, "2026-11-25"],
    ["2026-11-27T14:30:00Z", "2026-11-27", "2026-11-25"],
    ["2026-11-27T17:59:59.999Z", "2026-11-27", "2026-11-25"],
    ["2026-11-27T18:00:00Z", undefined, "2026-11-27"],
    ["2026-11-28T03:00:00Z", undefined, "2026-11-27"], // still Friday evening in New York
    ["2026-11-26T16:00:00Z", undefined, "2026-11-25"],
    ["2026-11-29T12:00:00Z", undefined, "2026-11-27"],
  ])("%s the session in progress is %s and the last closed one %s", (instant, current, closed) => {
    expect(xnys.inProgress(at(instant))?.day).toBe(current);
    expect(xnys.lastClosed(at(instant)).day).toBe(closed);
  });

  test.each([
    ["2026-11-27T10:00:00Z", 0],
    ["2026-11-27T14:30:00Z", 0],
    ["2026-11-27T14:34:59.999Z", 0],
    ["2026-11-27T14:35:00Z", 1],
    ["2026-11-27T17:57:00Z", 41],
    ["2026-11-27T18:00:00Z", 42],
    ["2026-11-28T18:00:00Z", 42],
  ])("%s so many bars of the half day are over: %i", (instant, bars) => {
    expect(barsOver(xnys.session("2026-11-27")!, at(instant))).toBe(bars);
  });
});

describe("data are due", () => {
  test.each<[string, Deadline, string]>([
    ["2026-11-25", { afterClose: 20 }, "2026-11-25T21:20:00Z"],
    ["2026-11-27", { afterClose: 20 }, "2026-11-27T18:20:00Z"], // the half day ends, and is due, three hours earlier
    ["2026-11-25", { at: "18:30", on: "session" }, "2026-11-25T23:30:00Z"],
    ["2026-11-25", { at: "06:00", on: "next day" }, "2026-11-26T11:00:00Z"],
    ["2026-11-25", { at: "06:00", on: "next session" }, "2026-11-27T11:00:00Z"],
    ["2026-10-30", { at: "06:00", on: "next session" }, "2026-11-02T11:00:00Z"], // the clocks went back in between
    ["2026-10-30", { at: "18:30", on: "session" }, "2026-10-30T22:30:00Z"],
  ])("for %s with %j at %s", (day, sla, due) => {
    expect(new Date(dueAt(xnys, xnys.session(day)!, sla)).toISOString()).toBe(due.replace("Z", ".000Z"));
  });

  test.each<[string, Deadline, string]>([
    ["2026-11-25T21:19:59Z", { afterClose: 20 }, "2026-11-24"],
    ["2026-11-25T21:20:00Z", { afterClose: 20 }, "2026-11-25"],
    ["2026-11-26T22:00:00Z", { afterClose: 20 }, "2026-11-25"], // Thanksgiving Day
    ["2026-11-27T18:19:59Z", { afterClose: 20 }, "2026-11-25"],
    ["2026-11-27T18:20:00Z", { afterClose: 20 }, "2026-11-27"],
    ["2026-11-27T10:59:59Z", { at: "06:00", on: "next session" }, "2026-11-24"],
    ["2026-11-27T11:00:00Z", { at: "06:00", on: "next session" }, "2026-11-25"],
    ["2026-11-29T12:00:00Z", { at: "06:00", on: "next session" }, "2026-11-25"],
    ["2026-11-28T12:00:00Z", { at: "06:00", on: "next day" }, "2026-11-27"],
  ])("at %s with %j: the newest session that must be there is %s", (instant, sla, day) => {
    expect(lastDue(xnys, at(instant), sla).day).toBe(day);
  });

  test("never, where nothing is promised", () => {
    expect(dueAt(xnys, xnys.session("2026-11-25")!, "none")).toBeUndefined();
  });

  test.each<[unknown, string[]]>([
    [{ afterClose: 20 }, []],
    [{ afterClose: 0 }, []],
    [{ at: "18:30", on: "session" }, []],
    [{ at: "06:00", on: "next session" }, []],
    ["none", []],
    ["never", ['sla "never" must be { afterClose: minutes }, { at: "HH:MM", on } or "none"']],
    [undefined, ['sla missing must be { afterClose: minutes }, { at: "HH:MM", on } or "none"']],
    [{}, ['sla {} must be { afterClose: minutes }, { at: "HH:MM", on } or "none"']],
    [{ afterClose: -1 }, ["sla afterClose -1 must be 0 to 10080 minutes"]],
    [{ afterClose: "20" }, ['sla afterClose "20" must be 0 to 10080 minutes']],
    [{ afterClose: 20, on: "session" }, ["sla: on goes with at, not with afterClose"]],
    [
      { afterClose: 20, at: "18:30", on: "session" },
      [
        'sla {"afterClose":20,"at":"18:30","on":"session"} must be { afterClose: minutes }, { at: "HH:MM", on } or "none"',
      ],
    ],
    [
      { at: "6:00", on: "tomorrow", by: 1 },
      [
        'sla has no field "by"',
        'sla at "6:00" is not a time HH:MM',
        'sla on "tomorrow" must be one of "session", "next day", "next session"',
      ],
    ],
    [
      { at: "09:00", on: "session" },
      ['sla at 09:00 is before XNYS closes at 16:00; did you mean on "next session"?'],
    ],
  ])("as declared by %j, whose problems are %j", (sla, problems) => {
    expect([...problemsOfSla(sla, "XNYS")]).toEqual(problems);
  });
});

describe("a day that the calendar cannot tell about", () => {
  const OUTSIDE = "is outside the years that the calendar XNYS was reviewed for, 2000-01-01 to 2027-12-31";
  test.each<[string, () => unknown, string]>([
    ["no day", () => xnys.on("2026-02-30"), '"2026-02-30" is not a day YYYY-MM-DD'],
    ["another format", () => xnys.isSession("20261127"), '"20261127" is not a day YYYY-MM-DD'],
    ["too early", () => xnys.session("1999-12-31"), `"1999-12-31" ${OUTSIDE}`],
    ["too late", () => xnys.isSession("2028-01-03"), `"2028-01-03" ${OUTSIDE}`],
    ["a range", () => xnys.sessionsBetween("2027-12-01", "2028-01-31"), `"2028-01-31" ${OUTSIDE}`],
    ["none before", () => xnys.previousSession("2000-01-03"), `"1999-12-31" ${OUTSIDE}`],
    ["none after", () => xnys.nextSession("2027-12-31"), `"2028-01-01" ${OUTSIDE}`],
    ["too many", () => xnys.lastN("2000-01-04", 3), `"1999-12-31" ${OUTSIDE}`],
    ["an instant", () => xnys.lastClosed(at("2028-01-01T12:00:00Z")), `"2028-01-01" ${OUTSIDE}`],
  ])("is refused: %s", (_, ask, message) => {
    expect(ask).toThrow(expect.objectContaining({ code: "CALENDAR_OUT_OF_RANGE", message }));
  });

  test("is told by New York's clock: an evening there belongs to its day, whatever UTC says", () => {
    expect(xnys.lastClosed(at("2028-01-01T03:00:00Z")).day).toBe("2027-12-31");
  });
});

describe("other calendars", () => {
  const weekdays = calendarNamed("weekdays");
  const daily = calendarNamed("daily");

  test("weekdays has whole days in UTC from Monday to Friday, and no holidays", () => {
    expect(daysOf(weekdays.sessionsBetween("2026-12-24", "2026-12-29"))).toEqual([
      "2026-12-24",
      "2026-12-25",
      "2026-12-28",
      "2026-12-29",
    ]);
    expect(weekdays.on("2026-12-26")).toEqual({ kind: "closed", isWeekend: true, reason: "weekend" });
    expect(weekdays.session("2026-11-27")).toMatchObject({
      open: at("2026-11-27T00:00:00Z"),
      close: at("2026-11-28T00:00:00Z"),
      bars: 288,
    });
  });

  test("daily has every day, of any year", () => {
    expect(daily.sessionsBetween("2024-01-01", "2024-12-31")).toHaveLength(366);
    expect(daily.sessionsBetween("1900-01-01", "1900-12-31")).toHaveLength(365);
    expect(daily.session("2400-02-29")).toMatchObject({ bars: 288, early: false, late: false });
    expect(daily.inProgress(at("2026-11-28T23:59:59Z"))?.day).toBe("2026-11-28");
    expect(daily.lastClosed(at("2026-11-28T23:59:59Z")).day).toBe("2026-11-27");
    expect(daily.lastClosed(at("2026-11-29T00:00:00Z")).day).toBe("2026-11-28");
  });

  test("a name that there is not is refused with those that there are", () => {
    expect(() => calendarNamed("XLON")).toThrow(
      expect.objectContaining({
        code: "UNKNOWN_CALENDAR",
        message:
          'there is no calendar "XLON"; calendars: XNYS (NYSE and Nasdaq), weekdays (Monday to Friday), daily (always: every day, midnight to midnight UTC)',
      }),
    );
  });
});

describe("the wall clock of New York", () => {
  const clock = wallClockOf("America/New_York");
  const sunday = { march: at("2026-03-08") / 86_400_000, november: at("2026-11-01") / 86_400_000 };
  test.each([
    [sunday.march, 0, "2026-03-08T05:00:00Z"],
    [sunday.march, 119, "2026-03-08T06:59:00Z"],
    [sunday.march, 150, "2026-03-08T07:30:00Z"], // 02:30 is not there, and counts as 03:30
    [sunday.march, 180, "2026-03-08T07:00:00Z"],
    [sunday.march, 1439, "2026-03-09T03:59:00Z"],
    [sunday.march + 1, 0, "2026-03-09T04:00:00Z"],
    [sunday.march - 1, 1439, "2026-03-08T04:59:00Z"],
    [sunday.november, 0, "2026-11-01T04:00:00Z"],
    [sunday.november, 90, "2026-11-01T05:30:00Z"], // 01:30 is there twice: the first
    [sunday.november, 120, "2026-11-01T07:00:00Z"],
    [sunday.november + 1, 0, "2026-11-02T05:00:00Z"],
  ])("on day %i at minute %i it is %s", (day, minute, instant) => {
    expect(new Date(clock.instantOf(day, minute)).toISOString()).toBe(instant.replace("Z", ".000Z"));
  });

  test.each([
    ["2026-03-08T06:59:59.999Z", -300],
    ["2026-03-08T07:00:00Z", -240],
    ["2026-11-01T05:59:59.999Z", -240],
    ["2026-11-01T06:00:00Z", -300],
    ["2027-01-01T00:00:00Z", -300],
  ])("at %s it is %i minutes from UTC", (instant, offset) => {
    expect(clock.offsetAt(at(instant))).toBe(offset);
  });
});
