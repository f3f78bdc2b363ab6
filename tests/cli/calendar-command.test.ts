import { expect, test } from "@jest/globals";
import { registrar } from "./run.ts";

const ask = (line: string) => registrar("calendar", ...line.split(" "));

test.each([
  [
    "explain 2026-11-27",
    [
      "2026-11-27 Friday, XNYS",
      "session    yes, closes early: day after Thanksgiving Day",
      "local      09:30–13:00 America/New_York, UTC-05:00",
      "UTC        2026-11-27T14:30:00Z to 2026-11-27T18:00:00Z",
      "bars       42 of five minutes",
      "previous   2026-11-25",
      "next       2026-11-30",
    ],
  ],
  [
    "explain 2026-11-26",
    [
      "2026-11-26 Thursday, XNYS",
      "session    no: Thanksgiving Day",
      "previous   2026-11-25",
      "next       2026-11-27",
    ],
  ],
  [
    "explain 2026-03-09",
    [
      "2026-03-09 Monday, XNYS",
      "session    yes",
      "local      09:30–16:00 America/New_York, UTC-04:00",
      "UTC        2026-03-09T13:30:00Z to 2026-03-09T20:00:00Z",
      "clocks     put forward since 2026-03-06: 60 minutes earlier in UTC",
      "bars       78 of five minutes",
      "previous   2026-03-06",
      "next       2026-03-10",
    ],
  ],
  [
    "explain 2000-01-01",
    [
      "2000-01-01 Saturday, XNYS",
      "session    no: weekend",
      "previous   none within the reviewed years",
      "next       2000-01-03",
    ],
  ],
  [
    "explain 2026-11-28 --calendar daily",
    [
      "2026-11-28 Saturday, daily",
      "session    yes",
      "local      00:00–24:00 UTC, UTC+00:00",
      "UTC        2026-11-28T00:00:00Z to 2026-11-29T00:00:00Z",
      "bars       288 of five minutes",
      "previous   2026-11-27",
      "next       2026-11-29",
    ],
  ],
])("registrar calendar %s tells of the day and its session", async (line, lines) => {
  expect(await ask(line)).toEqual({ code: 0, out: `${lines.join("\n")}\n`, notes: "" });
});

test("explain --json has the same keys for every day", async () => {
  const [session, holiday] = await Promise.all(
    ["2026-11-02", "2026-11-26"].map(async (day) => JSON.parse((await ask(`explain ${day} --json`)).out)),
  );
  expect(session).toEqual({
    calendar: "XNYS",
    zone: "America/New_York",
    day: "2026-11-02",
    weekday: "Monday",
    isSession: true,
    reason: null,
    session: {
      day: "2026-11-02",
      open: "2026-11-02T14:30:00Z",
      close: "2026-11-02T21:00:00Z",
      local: { open: "09:30", close: "16:00", offset: "UTC-05:00" },
      early: false,
      late: false,
      reason: null,
      minutes: 390,
      bars: 78,
    },
    clocks: "put back since 2026-10-30: 60 minutes later in UTC",
    previousSession: "2026-10-30",
    nextSession: "2026-11-03",
  });
  expect(holiday).toMatchObject({
    isSession: false,
    reason: "Thanksgiving Day",
    session: null,
    clocks: null,
  });
  expect(Object.keys(holiday)).toEqual(Object.keys(session));
});

test("list shows the sessions and the closed weekdays of a range, in order", async () => {
  const { code, out, notes } = await ask("list --from 2026-11-25 --to 2026-11-30");
  const rows = out.split("\n").slice(2);
  expect(rows.map((row) => row.replace(/ {2,}/g, "  "))).toEqual([
    "2026-11-25  Wednesday  09:30–16:00  14:30–21:00  78",
    "2026-11-26  Thursday  closed  Thanksgiving Day",
    "2026-11-27  Friday  09:30–13:00  14:30–18:00  42  closes early: day after Thanksgiving Day",
    "2026-11-30  Monday  09:30–16:00  14:30–21:00  78",
    "",
  ]);
  expect({ code, notes }).toEqual({
    code: 0,
    notes: "3 sessions, 1 of them early; closed on 1 weekday.\n",
  });
});

test("list --json has both apart", async () => {
  const { out } = await ask("list --from 2026-11-25 --to 2026-11-30 --json");
  const { sessions, closed } = JSON.parse(out);
  expect(sessions.map(({ day, bars }: { day: string; bars: number }) => [day, bars])).toEqual([
    ["2026-11-25", 78],
    ["2026-11-27", 42],
    ["2026-11-30", 78],
  ]);
  expect(closed).toEqual([{ day: "2026-11-26", reason: "Thanksgiving Day" }]);
});

test("a range without a session is an answer too", async () => {
  expect(await ask("list --from 2026-11-28 --to 2026-11-29")).toEqual({
    code: 0,
    out: "",
    notes: "0 sessions, 0 of them early; closed on 0 weekdays.\n",
  });
});

const OUTSIDE = "is outside the years that the calendar XNYS was reviewed for, 2000-01-01 to 2027-12-31";

test.each([
  ["explain 2026-02-30", ['day "2026-02-30" is not a day YYYY-MM-DD']],
  ["explain 27.11.2026", ['day "27.11.2026" is not a day YYYY-MM-DD']],
  ["explain 2031-01-02", [`day "2031-01-02" ${OUTSIDE}`]],
  ["explain 1999-12-31", [`day "1999-12-31" ${OUTSIDE}`]],
  ["explain", ["day is missing"]],
  ["explain 2026-11-27 --calendar XLON", ['--calendar "XLON" must be one of XNYS, weekdays, daily']],
  ["explain 2026-11-27 --from 2026-11-26", ["--from and --to go with list"]],
  ["list --from 2026-12-01 --to 2026-11-01", ["--from 2026-12-01 is after --to 2026-11-01"]],
  ["list --from 2026-11-01", ["--to is missing"]],
  [
    "list --from 2026-02-30 --to 2031-01-02",
    ['--from "2026-02-30" is not a day YYYY-MM-DD', `--to "2031-01-02" ${OUTSIDE}`],
  ],
  ["list 2026-11-27", ['expected explain <day> or list, got "list 2026-11-27"']],
  ["tell 2026-11-27", ['expected explain <day> or list, got "tell 2026-11-27"']],
])("registrar calendar %s is refused with one clear message", async (line, problems) => {
  const { code, out, notes } = await ask(line);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(notes).toBe(
    ["USAGE  registrar calendar: usage error:", ...problems.map((problem) => `  - ${problem}`), ""].join(
      "\n",
    ),
  );
});
