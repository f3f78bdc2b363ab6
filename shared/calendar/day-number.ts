/** Days as whole numbers, counted from 1970-01-01, so that arithmetic on them never meets a time zone or a Date. */

/** Milliseconds of a day without a change of clocks. */
export const DAY_MS = 86_400_000;

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334] as const;

/** The number of a real day YYYY-MM-DD: 1970-01-01 is 0. */
export function numberOfDay(day: string): number {
  return dayNumber(Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8)));
}

/** The number of a day by its year, month (1 to 12) and day of the month. */
export function dayNumber(year: number, month: number, day: number): number {
  const leapDay = month > 2 && isLeapYear(year) ? 1 : 0;
  return startOfYear(year) + DAYS_BEFORE_MONTH[month - 1]! + leapDay + day - 1;
}

/** The day of a number, written YYYY-MM-DD. Holds for the years 0000 to 9999. */
export function dayOfNumber(number: number): string {
  const year = yearOfNumber(number);
  let month = 12;
  while (dayNumber(year, month, 1) > number) month -= 1;
  return `${digits(year, 4)}-${digits(month, 2)}-${digits(number - dayNumber(year, month, 1) + 1, 2)}`;
}

export function yearOfNumber(number: number): number {
  // 146,097 days are 400 Gregorian years; what this divides into may lie a year beside the true one.
  let year = 1970 + Math.floor((number * 400) / 146_097);
  while (startOfYear(year) > number) year -= 1;
  while (startOfYear(year + 1) <= number) year += 1;
  return year;
}

export const WEEKDAYS = [
  "Sunday",
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
] as const;

/** 0 is Sunday, 6 is Saturday. 1970-01-01 was a Thursday. */
export function weekdayOf(number: number): number {
  return (((number + 4) % 7) + 7) % 7;
}

export function isWeekend(number: number): boolean {
  return weekdayOf(number) % 6 === 0;
}

function startOfYear(year: number): number {
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  return 365 * (year - 1970) + leapDays - 477; // 477 leap days lie between the years 1 and 1970
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function digits(number: number, length: number): string {
  return String(number).padStart(length, "0");
}
