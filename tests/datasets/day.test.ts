import { expect, test } from "@jest/globals";
import { isCalendarDay } from "../../shared/datasets/day.ts";

test.each([
  "2026-11-20",
  "2024-02-29",
  "2000-02-29",
  "2026-12-31",
  "2026-01-01",
  "1990-04-30",
  "9999-12-31",
  "2024-01-31",
])("%s is a day", (day) => expect(isCalendarDay(day)).toBe(true));

// F4: Date makes the next possible day of most of these.
test.each([
  "2026-02-29",
  "2026-02-30",
  "1900-02-29",
  "2026-04-31",
  "2026-13-01",
  "2026-00-10",
  "2026-01-00",
  "2026-01-32",
  "2026-1-1",
  "2026-11-2",
  "20261120",
  "2026/11/20",
  "2026-11-20T00:00:00Z",
  " 2026-11-20",
  "2026-11-20\n",
  "+2026-11-20",
  "-026-11-20",
  "٢٠٢٦-١١-٢٠",
  "",
])("%j is no day", (text) => expect(isCalendarDay(text)).toBe(false));
