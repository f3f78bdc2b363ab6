import { expect, test } from "@jest/globals";
import { calendarOf } from "../../shared/calendar/declaration.ts";
import type { Sla } from "../../shared/calendar/sla.ts";
import { isDue, isFinal, problemsOfFinalAfter } from "../../shared/sessions/correction-window.ts";

const calendar = calendarOf("XNYS");
const MONDAY = calendar.session("2025-11-24")!;

const final = (finalAfter: number | undefined, lastWrite: string | null, now: string) =>
  isFinal(calendar, MONDAY, lastWrite, finalAfter === undefined ? {} : { finalAfter }, Date.parse(now));

test("a session is final once so many sessions have closed since its last write", () => {
  const write = "2025-11-24T22:00:00Z";
  // Tuesday, Wednesday, and Friday, which closes at 18:00: Thursday is a holiday.
  expect(final(3, write, "2025-11-28T17:59:00Z")).toBe(false);
  expect(final(3, write, "2025-11-28T18:00:00Z")).toBe(true);
  expect(final(3, "2025-11-25T15:00:00Z", "2025-11-28T18:00:00Z")).toBe(true);
  expect(final(3, "2025-11-25T22:00:00Z", "2025-11-28T18:00:00Z")).toBe(false);
});

test("data that came before the close count from the close, and no write from then, too", () => {
  for (const write of ["2025-11-24T10:00:00Z", null]) {
    expect(final(1, write, "2025-11-25T20:00:00Z")).toBe(false);
    expect(final(1, write, "2025-11-25T22:00:00Z")).toBe(true);
  }
});

test("without a correction window everything is final, and in a year that nobody has reviewed nothing else is", () => {
  expect([final(undefined, null, "2025-11-24T10:00:00Z"), final(0, null, "2099-01-05T10:00:00Z")]).toEqual([
    true,
    true,
  ]);
  expect(final(1, null, "2099-01-05T10:00:00Z")).toBe(false);
});

test("a session is due from its deadline on, and never where there is none", () => {
  const due = (sla: Sla, now: string) => isDue(calendar, MONDAY, { sla }, Date.parse(now));
  expect(due({ afterClose: 60 }, "2025-11-24T21:59:59Z")).toBe(false);
  expect(due({ afterClose: 60 }, "2025-11-24T22:00:00Z")).toBe(true);
  expect(due("none", "2025-12-24T22:00:00Z")).toBe(false);
});

test.each([
  [undefined, []],
  [0, []],
  [19, []],
  [20, ["finalAfter 20 would never be over: runs look back over 20 sessions, so it can be 19 at most"]],
  [-1, ["finalAfter -1 must be whole sessions, 0 or more"]],
  [1.5, ["finalAfter 1.5 must be whole sessions, 0 or more"]],
  ["3", ['finalAfter "3" must be whole sessions, 0 or more']],
])("a window of %p is told what is wrong with it", (finalAfter, problems) => {
  expect([...problemsOfFinalAfter(finalAfter)]).toEqual(problems);
});
