import { describe, expect, test } from "@jest/globals";
import { calendarNamed } from "../../shared/calendar/declaration.ts";

const xnys = calendarNamed("XNYS");

/**
 * Every year of the New York Stock Exchange: how many sessions, the weekdays it was closed (MM-DD), the days it closed
 * at 13:00. Not made by the rules here: the table is what exchange_calendars 4.13.2 has for XNYS. The years from 2021
 * on were read against the calendars that NYSE Group announced.
 */
const PUBLISHED: readonly (readonly [year: number, sessions: number, closed: string, early: string])[] = [
  [2000, 252, "01-17 02-21 04-21 05-29 07-04 09-04 11-23 12-25", "07-03 11-24"],
  [
    2001,
    248,
    "01-01 01-15 02-19 04-13 05-28 07-04 09-03 09-11 09-12 09-13 09-14 11-22 12-25",
    "07-03 11-23 12-24",
  ],
  [2002, 252, "01-01 01-21 02-18 03-29 05-27 07-04 09-02 11-28 12-25", "07-05 11-29 12-24"],
  [2003, 252, "01-01 01-20 02-17 04-18 05-26 07-04 09-01 11-27 12-25", "07-03 11-28 12-24 12-26"],
  [2004, 252, "01-01 01-19 02-16 04-09 05-31 06-11 07-05 09-06 11-25 12-24", "11-26"],
  [2005, 252, "01-17 02-21 03-25 05-30 07-04 09-05 11-24 12-26", "11-25"],
  [2006, 251, "01-02 01-16 02-20 04-14 05-29 07-04 09-04 11-23 12-25", "07-03 11-24"],
  [2007, 251, "01-01 01-02 01-15 02-19 04-06 05-28 07-04 09-03 11-22 12-25", "07-03 11-23 12-24"],
  [2008, 253, "01-01 01-21 02-18 03-21 05-26 07-04 09-01 11-27 12-25", "07-03 11-28 12-24"],
  [2009, 252, "01-01 01-19 02-16 04-10 05-25 07-03 09-07 11-26 12-25", "11-27 12-24"],
  [2010, 252, "01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24", "11-26"],
  [2011, 252, "01-17 02-21 04-22 05-30 07-04 09-05 11-24 12-26", "11-25"],
  [2012, 250, "01-02 01-16 02-20 04-06 05-28 07-04 09-03 10-29 10-30 11-22 12-25", "07-03 11-23 12-24"],
  [2013, 252, "01-01 01-21 02-18 03-29 05-27 07-04 09-02 11-28 12-25", "07-03 11-29 12-24"],
  [2014, 252, "01-01 01-20 02-17 04-18 05-26 07-04 09-01 11-27 12-25", "07-03 11-28 12-24"],
  [2015, 252, "01-01 01-19 02-16 04-03 05-25 07-03 09-07 11-26 12-25", "11-27 12-24"],
  [2016, 252, "01-01 01-18 02-15 03-25 05-30 07-04 09-05 11-24 12-26", "11-25"],
  [2017, 251, "01-02 01-16 02-20 04-14 05-29 07-04 09-04 11-23 12-25", "07-03 11-24"],
  [2018, 251, "01-01 01-15 02-19 03-30 05-28 07-04 09-03 11-22 12-05 12-25", "07-03 11-23 12-24"],
  [2019, 252, "01-01 01-21 02-18 04-19 05-27 07-04 09-02 11-28 12-25", "07-03 11-29 12-24"],
  [2020, 253, "01-01 01-20 02-17 04-10 05-25 07-03 09-07 11-26 12-25", "11-27 12-24"],
  [2021, 252, "01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24", "11-26"],
  [2022, 251, "01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26", "11-25"],
  [2023, 250, "01-02 01-16 02-20 04-07 05-29 06-19 07-04 09-04 11-23 12-25", "07-03 11-24"],
  [2024, 252, "01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25", "07-03 11-29 12-24"],
  [2025, 250, "01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25", "07-03 11-28 12-24"],
  [2026, 251, "01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25", "11-27 12-24"],
  [2027, 251, "01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24", "11-26"],
];

const UTC_BOUNDS = { summer: ["13:30", "20:00"], winter: ["14:30", "21:00"] } as const;

describe.each(PUBLISHED)("%i", (year, count, closed, early) => {
  const sessions = xnys.sessionsBetween(`${year}-01-01`, `${year}-12-31`);
  const days = sessions.map(({ day }) => day);

  test(`has ${count} sessions: every weekday but ${closed}`, () => {
    const holidays = closed.split(" ").map((day) => `${year}-${day}`);
    const expected = weekdaysOf(year).filter((day) => !holidays.includes(day));
    expect(days).toEqual(expected);
    expect(days).toHaveLength(count);
  });

  test(`closes at 13:00 with 42 bars on ${early}, else at 16:00 with 78`, () => {
    const earlyDays = early.split(" ").map((day) => `${year}-${day}`);
    expect(sessions.filter((session) => session.early).map(({ day }) => day)).toEqual(earlyDays);
    const expected = sessions.map(({ day, late }) => {
      const bars = (earlyDays.includes(day) ? 42 : 78) - (late ? 30 : 0);
      return { day, close: earlyDays.includes(day) ? "13:00" : "16:00", bars, span: bars * 300_000 };
    });
    const found = sessions.map(({ day, hours, bars, open, close }) => {
      return { day, close: hours.close, bars, span: close - open };
    });
    expect(found).toEqual(expected);
  });
});

/** All weekdays of a year, counted on from a known Saturday, 2000-01-01. */
function weekdaysOf(year: number): string[] {
  const days: string[] = [];
  for (let instant = Date.UTC(year, 0, 1); instant < Date.UTC(year + 1, 0, 1); instant += 86_400_000) {
    const sinceSaturday = (instant - Date.UTC(2000, 0, 1)) / 86_400_000;
    if (sinceSaturday % 7 > 1) days.push(new Date(instant).toISOString().slice(0, 10));
  }
  return days;
}

test("2000 to 2027 has 7,041 sessions, one of which opened late", () => {
  const sessions = xnys.sessionsBetween("2000-01-01", "2027-12-31");
  expect(sessions).toHaveLength(7041);
  expect(sessions.filter(({ late }) => late)).toEqual([
    {
      day: "2002-09-11",
      open: Date.parse("2002-09-11T16:00:00Z"),
      close: Date.parse("2002-09-11T20:00:00Z"),
      hours: { open: "12:00", close: "16:00" },
      early: false,
      late: true,
      why: "anniversary of September 11",
      minutes: 240,
      bars: 48,
    },
  ]);
});

test.each([
  ["2026-11-21", "weekend"],
  ["2026-11-26", "Thanksgiving Day"],
  ["2026-01-01", "New Year's Day"],
  ["2023-01-02", "New Year's Day (observed)"],
  ["2026-01-19", "Martin Luther King Jr. Day"],
  ["2026-02-16", "Washington's Birthday"],
  ["2026-04-03", "Good Friday"],
  ["2026-05-25", "Memorial Day"],
  ["2026-06-19", "Juneteenth"],
  ["2027-06-18", "Juneteenth (observed)"],
  ["2026-07-03", "Independence Day (observed)"],
  ["2026-09-07", "Labor Day"],
  ["2022-12-26", "Christmas Day (observed)"],
  ["2001-09-13", "attacks of September 11"],
  ["2004-06-11", "national day of mourning for Ronald Reagan"],
  ["2007-01-02", "national day of mourning for Gerald Ford"],
  ["2012-10-30", "Hurricane Sandy"],
  ["2018-12-05", "national day of mourning for George H. W. Bush"],
  ["2025-01-09", "national day of mourning for Jimmy Carter"],
])("on %s there is no session: %s", (day, reason) => {
  expect(xnys.on(day)).toMatchObject({ kind: "closed", reason });
  expect(xnys.session(day)).toBeUndefined();
});

test.each([
  ["2021-12-31", "a Saturday's New Year's Day is not made up for on Friday"],
  ["2021-06-18", "Juneteenth was no holiday of the exchange before 2022"],
  ["2026-10-12", "Columbus Day is none"],
  ["2026-11-11", "Veterans Day is none"],
  ["2024-11-05", "Election Day is none"],
])("%s is a usual day: %s", (day) => {
  expect(xnys.session(day)).toMatchObject({ early: false, late: false, why: undefined, bars: 78 });
});

test.each([
  ["2013-07-03", "day before Independence Day"],
  ["2002-07-05", "day after Independence Day"],
  ["2026-11-27", "day after Thanksgiving Day"],
  ["2026-12-24", "Christmas Eve"],
  ["2003-12-26", "day after Christmas Day"],
])("%s closes early: %s", (day, why) => {
  expect(xnys.session(day)).toMatchObject({ early: true, why, hours: { open: "09:30", close: "13:00" } });
});

// The clocks of New York change on Sundays; from 2007 on three weeks earlier in spring and one later in autumn (Energy
// Policy Act of 2005).
test.each([
  ["2000-10-27", "summer"],
  ["2000-10-30", "winter"],
  ["2006-03-31", "winter"],
  ["2006-04-03", "summer"],
  ["2007-03-09", "winter"],
  ["2007-03-12", "summer"],
  ["2007-11-02", "summer"],
  ["2007-11-05", "winter"],
  ["2025-03-07", "winter"],
  ["2025-03-10", "summer"],
  ["2026-03-06", "winter"],
  ["2026-03-09", "summer"],
  ["2026-10-30", "summer"],
  ["2026-11-02", "winter"],
  ["2027-11-05", "summer"],
  ["2027-11-08", "winter"],
] as const)("%s has 78 bars, at the UTC hours of %s", (day, season) => {
  const [open, close] = UTC_BOUNDS[season];
  expect(xnys.session(day)).toMatchObject({
    open: Date.parse(`${day}T${open}:00Z`),
    close: Date.parse(`${day}T${close}:00Z`),
    bars: 78,
    hours: { open: "09:30", close: "16:00" },
  });
});

test.each([
  ["2026-11-27", "2026-11-27T14:30:00Z", "2026-11-27T18:00:00Z"],
  ["2025-07-03", "2025-07-03T13:30:00Z", "2025-07-03T17:00:00Z"],
])("the half day %s is %s to %s", (day, open, close) => {
  expect(xnys.session(day)).toMatchObject({ open: Date.parse(open), close: Date.parse(close), bars: 42 });
});
