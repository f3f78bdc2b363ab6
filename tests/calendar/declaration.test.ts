import { describe, expect, test } from "@jest/globals";
import {
  type CalendarDeclaration,
  calendarOf,
  problemsOfCalendar,
} from "../../shared/calendar/declaration.ts";

const OUTSIDE = "is outside the years that the calendar XNYS was reviewed for, 2000-01-01 to 2027-12-31";
const NO_SUCH =
  'there is no calendar "XLON"; calendars: XNYS (NYSE and Nasdaq), weekdays (Monday to Friday), daily (always: every day, midnight to midnight UTC)';

test.each<[unknown, string[]]>([
  ["XNYS", []],
  ["daily", []],
  [{ name: "XNYS" }, []],
  [
    {
      name: "XNYS",
      closed: ["2026-12-03"],
      early: { "2026-12-23": "14:30" },
      late: { "2026-12-23": "10:00" },
    },
    [],
  ],
  [{ name: "XNYS", early: { "2026-11-27": "12:00" } }, []],
  [{ name: "weekdays", closed: ["2026-12-25"] }, []],
  [{ name: "daily", early: { "2026-12-26": "12:00" } }, []],
  ["XLON", [NO_SUCH]],
  [
    "toString",
    [
      'there is no calendar "toString"; calendars: XNYS (NYSE and Nasdaq), weekdays (Monday to Friday), daily (always: every day, midnight to midnight UTC)',
    ],
  ],
  [7, ["calendar 7 must be a name or { name, closed, early, late }"]],
  [null, ["calendar null must be a name or { name, closed, early, late }"]],
  [undefined, ["calendar missing must be a name or { name, closed, early, late }"]],
  [["XNYS"], ['calendar ["XNYS"] must be a name or { name, closed, early, late }']],
  [
    {},
    [
      "there is no calendar missing; calendars: XNYS (NYSE and Nasdaq), weekdays (Monday to Friday), daily (always: every day, midnight to midnight UTC)",
    ],
  ],
  [{ name: "XNYS", holidays: [] }, ['calendar has no field "holidays"']],
  [{ name: "XNYS", closed: "2026-12-03" }, ['calendar closed "2026-12-03" must be a list of days']],
  [
    { name: "XNYS", closed: ["2026-02-30", 5] },
    ['calendar closed "2026-02-30" is not a day YYYY-MM-DD', "calendar closed 5 is not a day YYYY-MM-DD"],
  ],
  [{ name: "XNYS", closed: ["2031-01-02"] }, [`calendar closed "2031-01-02" ${OUTSIDE}`]],
  [
    { name: "XNYS", closed: ["2026-11-26", "2026-11-28"] },
    [
      'calendar closed "2026-11-26" has no session anyway (Thanksgiving Day)',
      'calendar closed "2026-11-28" has no session anyway (weekend)',
    ],
  ],
  [{ name: "XNYS", closed: ["2026-12-03", "2026-12-03"] }, ['calendar closed "2026-12-03" is listed twice']],
  [{ name: "XNYS", early: [] }, ['calendar early [] must be times by day, as in { "2026-12-24": "13:00" }']],
  [
    { name: "XNYS", early: { "2026-12-23": "1 pm" } },
    ['calendar early "2026-12-23": "1 pm" is not a time HH:MM'],
  ],
  [
    { name: "XNYS", early: { "2026-12-23": "13:02" } },
    ['calendar early "2026-12-23": 13:02 is inside a bar of 5 minutes'],
  ],
  [
    { name: "XNYS", early: { "2026-12-23": "16:00" }, late: { "2026-12-22": "09:30" } },
    [
      'calendar early "2026-12-23": 16:00 is not between 09:30 and 16:00, the usual hours of XNYS',
      'calendar late "2026-12-22": 09:30 is not between 09:30 and 16:00, the usual hours of XNYS',
    ],
  ],
  [
    { name: "XNYS", early: { "2026-12-25": "13:00" } },
    ['calendar early "2026-12-25" has no session anyway (Christmas Day)'],
  ],
  [
    { name: "XNYS", closed: ["2026-12-03"], early: { "2026-12-03": "13:00" } },
    ['calendar early "2026-12-03" is also closed'],
  ],
  [
    { name: "XNYS", early: { "2026-12-23": "11:00" }, late: { "2026-12-23": "12:00" } },
    ['calendar: "2026-12-23" would open at 12:00 and close at 11:00'],
  ],
  // The calendar itself closes at 13:00 that day.
  [
    { name: "XNYS", late: { "2026-11-27": "13:00" } },
    ['calendar: "2026-11-27" would open at 13:00 and close at 13:00'],
  ],
  [
    { name: "XLON", closed: ["2026-02-30"], early: { x: "y" }, later: 1 },
    [
      'calendar has no field "later"; did you mean "late"?',
      NO_SUCH,
      'calendar closed "2026-02-30" is not a day YYYY-MM-DD',
      'calendar early "x" is not a day YYYY-MM-DD',
      'calendar early "x": "y" is not a time HH:MM',
    ],
  ],
])("the problems of %j are told at once", (declaration, problems) => {
  expect([...problemsOfCalendar(declaration)]).toEqual(problems);
});

describe("a calendar with days of the dataset's own", () => {
  const calendar = calendarOf({
    name: "XNYS",
    closed: ["2026-12-03"],
    early: { "2026-12-23": "14:30", "2026-11-27": "12:00" },
    late: { "2026-12-23": "10:00", "2026-12-24": "10:30" },
  });

  test("has no session where the dataset is closed", () => {
    expect(calendar.on("2026-12-03")).toEqual({
      kind: "closed",
      isWeekend: false,
      reason: "closed by the dataset",
    });
    expect(calendar.nextSession("2026-12-02").day).toBe("2026-12-04");
  });

  test.each([
    ["2026-12-23", "10:00", "14:30", 54],
    ["2026-11-27", "09:30", "12:00", 30],
    ["2026-12-24", "10:30", "13:00", 30], // opens late by the dataset, closes early by the exchange
  ])("%s is %s to %s, with %i bars", (day, open, close, bars) => {
    const why = "changed by the dataset";
    expect(calendar.session(day)).toMatchObject({ hours: { open, close }, bars, why, minutes: 5 * bars });
  });

  test("is the exchange's otherwise, and leaves the exchange's own as it is", () => {
    const plain = calendarOf("XNYS");
    const changed = ["2026-11-27", "2026-12-03", "2026-12-23", "2026-12-24"];
    const others = (days: typeof plain) =>
      days.sessionsBetween("2026-01-01", "2026-12-31").filter(({ day }) => !changed.includes(day));
    expect(others(calendar)).toEqual(others(plain));
    expect(plain.session("2026-12-03")).toMatchObject({ bars: 78 });
    expect(plain.session("2026-11-27")).toMatchObject({ bars: 42 });
  });
});

test("a calendar that is declared wrongly is not made", () => {
  const closedTwice = { name: "XNYS", closed: ["2026-12-03", "2026-12-03", "2026-11-26"] } as const;
  expect(() => calendarOf(closedTwice)).toThrow(
    expect.objectContaining({ code: "INVALID_DATASETS", problems: [...problemsOfCalendar(closedTwice)] }),
  );
  const unknown = { name: "XLON" } as unknown as CalendarDeclaration;
  expect(() => calendarOf(unknown)).toThrow(
    expect.objectContaining({ code: "UNKNOWN_CALENDAR", message: NO_SUCH }),
  );
});
