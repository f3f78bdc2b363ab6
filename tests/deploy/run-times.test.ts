import { describe, expect, test } from "@jest/globals";
import { runTimes } from "../../deploy/run-times.ts";
import { numberOfDay, weekdayOf } from "../../shared/calendar/day-number.ts";
import { calendarOf } from "../../shared/calendar/declaration.ts";
import { type Deadline, dueAt } from "../../shared/calendar/sla.ts";
import type { DeclaredDataset, Quality } from "../../shared/quality/quality.ts";
import { windowOf } from "../../shared/quality/windows.ts";
import { datasets } from "../fixtures/datasets.ts";

const [shipped] = datasets;
const promising = (...all: readonly Pick<Quality, "calendar" | "sla" | "intraday">[]): DeclaredDataset[] =>
  all.map((quality) => ({ ...shipped!, quality }));

/** "close 18:0 MON,TUE America/New_York" */
const shown = (from: readonly DeclaredDataset[]) =>
  runTimes(from).map(
    ({ suite, hours, minutes, weekdays, zone }) =>
      `${suite} ${hours}:${minutes} ${weekdays.join(",")} ${zone}`,
  );

const WEEK = "MON,TUE,WED,THU,FRI";
const NEW_YORK = "America/New_York";

/** The instants of all runs from one day to another. */
function* instantsOf(dataset: DeclaredDataset, from: string, to: string): Generator<number> {
  const { clock } = calendarOf(dataset.quality!.calendar);
  for (let day = numberOfDay(from); day <= numberOfDay(to); day++) {
    const weekday = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"][weekdayOf(day)];
    for (const { hours, minutes, weekdays } of runTimes([dataset])) {
      if (weekdays.some((one) => one === weekday))
        yield clock.instantOf(day, Number(hours) * 60 + Number(minutes));
    }
  }
}

describe("whatever is promised, the rows of every session", () => {
  test.each<[string, Deadline]>([
    ["soon after the close", { afterClose: 0 }],
    ["an hour and a half after it", { afterClose: 90 }],
    ["a day and an hour after it", { afterClose: 1500 }],
    ["a week after it", { afterClose: 7 * 24 * 60 }],
    ["in the evening", { at: "20:00", on: "session" }],
    ["on the next morning", { at: "06:15", on: "next day" }],
    ["on the next evening", { at: "18:30", on: "next day" }],
    ["before the next session", { at: "08:00", on: "next session" }],
    ["after the next session", { at: "20:00", on: "next session" }],
  ])("are looked at once they are due: %s", (_, sla) => {
    const [dataset] = promising({ calendar: "XNYS", sla });
    const calendar = calendarOf("XNYS");
    // With a holiday, two half days, and the end of summer time.
    const sessions = calendar.sessionsBetween("2025-10-27", "2025-12-31").map(({ day }) => day);
    const seen = [...instantsOf(dataset!, "2025-10-27", "2026-01-16")].flatMap((now) =>
      windowOf(calendar, sla, "close", now, undefined)
        .rows.filter(({ session }) => dueAt(calendar, session, sla) <= now)
        .map(({ session }) => session.day),
    );
    expect(sessions.filter((day) => !seen.includes(day))).toEqual([]);
  });
});

describe("runs of validation", () => {
  test("of the shipped datasets are two: half an hour after the last SLA of a half day, and of a usual day", () => {
    // Closes 13:00 and 16:00, the slowest dataset 90 minutes later.
    expect(shown(datasets)).toEqual([`close 15:0 ${WEEK} ${NEW_YORK}`, `close 18:0 ${WEEK} ${NEW_YORK}`]);
  });

  test.each<[string, readonly Pick<Quality, "calendar" | "sla" | "intraday">[], string[]]>([
    ["not there for nothing", [], []],
    [
      "on the morning after, Saturday included",
      [{ calendar: "XNYS", sla: { at: "06:15", on: "next day" } }],
      [`close 6:45 TUE,WED,THU,FRI,SAT ${NEW_YORK}`],
    ],
    [
      "before the next session opens",
      [{ calendar: "XNYS", sla: { at: "08:00", on: "next session" } }],
      [`close 8:30 ${WEEK} ${NEW_YORK}`],
    ],
    [
      "over midnight, on the day that follows",
      [{ calendar: "weekdays", sla: { afterClose: 15 } }],
      ["close 0:45 TUE,WED,THU,FRI,SAT UTC"],
    ],
    [
      "after the close, where nothing is promised",
      [{ calendar: "XNYS", sla: "none" }],
      [`close 13:30 ${WEEK} ${NEW_YORK}`, `close 16:30 ${WEEK} ${NEW_YORK}`],
    ],
    [
      "every day",
      [{ calendar: "daily", sla: { afterClose: 60 } }],
      ["close 1:30 SUN,MON,TUE,WED,THU,FRI,SAT UTC"],
    ],
    [
      "in two zones",
      [
        { calendar: "XNYS", sla: { at: "20:00", on: "session" } },
        { calendar: "weekdays", sla: { at: "09:00", on: "next day" } },
      ],
      [`close 20:30 ${WEEK} ${NEW_YORK}`, "close 9:30 TUE,WED,THU,FRI,SAT UTC"],
    ],
    [
      "once for what is due within two hours, apart for what is not",
      [
        { calendar: "XNYS", sla: { at: "17:00", on: "session" } },
        { calendar: "XNYS", sla: { at: "19:00", on: "session" } },
        { calendar: "XNYS", sla: { at: "19:01", on: "session" } },
      ],
      [`close 19:30 ${WEEK} ${NEW_YORK}`, `close 19:31 ${WEEK} ${NEW_YORK}`],
    ],
    [
      "also in the open session, where one dataset asks for it",
      [
        { calendar: "XNYS", sla: { at: "20:00", on: "session" }, intraday: true },
        { calendar: "XNYS", sla: { at: "20:00", on: "session" } },
      ],
      [`close 20:30 ${WEEK} ${NEW_YORK}`, `intraday 10-15:0/30 ${WEEK} ${NEW_YORK}`],
    ],
    [
      "around the clock",
      [{ calendar: "daily", sla: { afterClose: 60 }, intraday: true }],
      ["close 1:30 SUN,MON,TUE,WED,THU,FRI,SAT UTC", "intraday 1-23:0/30 SUN,MON,TUE,WED,THU,FRI,SAT UTC"],
    ],
  ])("are %s", (_, promises, expected) => {
    expect(shown(promising(...promises))).toEqual(expected);
  });
});
