import type { Calendar } from "../calendar/calendar.ts";
import { dayOfNumber, numberOfDay } from "../calendar/day-number.ts";
import { calendarOf } from "../calendar/declaration.ts";
import type { TableFormat } from "../catalog/port.ts";
import type { Dataset } from "../datasets/dataset.ts";
import type { FileFinding } from "../file-checks/file-finding.ts";
import type { Unavailable } from "./finding.ts";
import type { Quality } from "./quality.ts";
import type { CheckSuite } from "./result.ts";
import type { Deviation } from "./table-format.ts";
import { type Days, type Window, windowOf } from "./windows.ts";

/** A dataset that promises something. */
export type ValidatedDataset = Dataset & { readonly quality: Quality };

export function isValidated(dataset: Dataset): dataset is ValidatedDataset {
  return dataset.quality !== undefined;
}

/** What a run looks at of one dataset. */
export interface ValidationScope {
  readonly dataset: ValidatedDataset;
  readonly calendar: Calendar;
  readonly window: Window;
  /** The days that were asked for; undefined: the newest sessions. */
  readonly days: Days | undefined;
  /** The moment that is judged from, milliseconds since 1970. */
  readonly now: number;
}

/** Throws what calendarOf throws of a calendar that is declared wrongly; validateQuality says it before. */
export function scopeOf(
  dataset: ValidatedDataset,
  suite: CheckSuite,
  now: number,
  days: Days | undefined,
): ValidationScope {
  const calendar = calendarOf(dataset.quality.calendar);
  return { dataset, calendar, window: windowOf(calendar, dataset.quality.sla, suite, now, days), days, now };
}

/** Something that was read, or why it was not. */
export type Maybe<Value> = { readonly value: Value } | Unavailable;

/** Days from one to another, YYYY-MM-DD, both included; undefined: without an end. */
export interface Span {
  readonly from: string;
  readonly to: string | undefined;
}

/** What Glue and S3 say of a dataset. All values are in the dataset's key order. */
export interface CatalogSnapshot extends ValidationScope {
  readonly bucket: string;
  readonly table: Maybe<TableSnapshot>;
  /** The days of which partitions were read. */
  readonly span: Span;
  readonly partitions: Maybe<RegisteredPartitions>;
  /** The days whose folders were read: no more than those of the span. */
  readonly storeSpan: Span;
  readonly folders: Maybe<readonly StoredFolder[]>;
  /** What the guard found wrong with files of these days; undefined if it reads none of the dataset's. */
  readonly files?: Maybe<readonly FileFinding[]> | undefined;
}

export interface TableSnapshot {
  /** `database.table` in the stage. */
  readonly name: string;
  readonly keys: readonly string[];
  /** In the order of the keys; undefined if they were not read. */
  readonly keyTypes?: readonly string[];
  readonly form: TableFormat;
  /** Does Athena compute the partitions? */
  readonly projected: boolean;
}

export interface RegisteredPartitions {
  readonly listed: readonly RegisteredPartition[];
  /** The table has no partition at all. */
  readonly isEmpty: boolean;
  /** The first day there is, if none lies before the span; it may lie after it. Read only when the span's first sessions lack. */
  readonly oldestDay: string | undefined;
  /** The newest day there is, up to the moment of judgement; undefined if none is known. */
  readonly newestDay: string | undefined;
}

/** What a table holds that has no partition at all. */
export const NOTHING_REGISTERED: RegisteredPartitions = {
  listed: [],
  isEmpty: true,
  oldestDay: undefined,
  newestDay: undefined,
};

/** A partition in Glue. */
export interface RegisteredPartition {
  readonly values: readonly string[];
  readonly location: string;
  /** What its descriptor has that differs from the table's. */
  readonly deviations: readonly Deviation[];
  /** From its object's event to its registration, in seconds, if it carries both stamps. */
  readonly latency: number | undefined;
}

/** A partition as S3 has it: its folder, with at least one visible object. */
export interface StoredFolder {
  readonly values: readonly string[];
  /** More than one if the same values are written in several ways. */
  readonly locations: readonly string[];
  readonly files: number;
  readonly bytes: number;
  /** Bytes of the file in the middle. */
  readonly medianBytes: number;
  /** When its first object was written, milliseconds since 1970. */
  readonly since: number;
  /** The same of its last one. */
  readonly lastWrite: number;
}

/** Sessions whose folders are listed, when no days are named. */
const STORE_SESSIONS = 5;
/** Days of which partitions are read when the calendar does not know the days. */
const UNREVIEWED_DAYS = 28;

/** The days of which partitions are read: those asked for, or from the first expected session on. */
export function spanOf({ window, days, calendar, now }: ValidationScope): Span {
  if (days !== undefined) return days;
  const first = window.expected[0]?.day;
  return { from: first ?? dayOfNumber(calendar.clock.dayAt(now) - UNREVIEWED_DAYS), to: undefined };
}

/** The days whose folders are read: all that were asked for, or the newest sessions and what follows. */
export function storeSpanOf(scope: ValidationScope): Span {
  if (scope.days !== undefined) return scope.days;
  return { ...spanOf(scope), ...firstOf(scope) };
}

function firstOf({ window }: ValidationScope): Pick<Span, "from"> | undefined {
  const session = window.expected.at(-STORE_SESSIONS);
  return session && { from: session.day };
}

/** The day on the wall of the dataset's calendar. */
export function todayOf({ calendar, now }: Pick<ValidationScope, "calendar" | "now">): string {
  return dayOfNumber(calendar.clock.dayAt(now));
}

export function dayBefore(day: string): string {
  return dayOfNumber(numberOfDay(day) - 1);
}

export function dayAfter(day: string): string {
  return dayOfNumber(numberOfDay(day) + 1);
}

export function isWithin({ from, to }: Span, day: string): boolean {
  return day >= from && (to === undefined || day <= to);
}
