import { dayAsSql, isOnDays } from "../../athena/day-sql.ts";
import { sqlIdentifier, sqlLiteral, sqlTable, sqlTimestamp } from "../../athena/sql.ts";
import { BAR_MINUTES } from "../../calendar/calendar.ts";
import { numberOfDay } from "../../calendar/day-number.ts";
import { calendarOf } from "../../calendar/declaration.ts";
import { NO_DEADLINE } from "../../calendar/sla.ts";
import { hasDay } from "../../datasets/partition-day.ts";
import { databaseName } from "../../runtime/names.ts";
import type { Unavailable } from "../finding.ts";
import { type DeclaredRows, isOfMarket, kindOf } from "../kinds/index.ts";
import type { MarketKind, RowsOf } from "../kinds/kind.ts";
import type { DeclaredDataset, Quality } from "../quality.ts";
import { nothingPromised, reviewed } from "../sessions.ts";
import type { RowSession } from "../windows.ts";

export const BAR_MS = BAR_MINUTES * 60_000;

/**
 * Minutes of the day, in New York, between which its shares trade at all: NYSE Arca's early session begins at 04:00,
 * its late one ends at 20:00. https://www.nyse.com/markets/hours-calendars
 */
const EXTENDED = { calendar: "XNYS", from: 4 * 60, to: 20 * 60 } as const;

/** A dataset whose rows can be looked at. */
export interface RowTable<Declared extends DeclaredRows = DeclaredRows> {
  readonly dataset: DeclaredDataset;
  readonly quality: Quality;
  readonly rows: Declared;
  readonly stage: string;
  readonly database: string;
}

/** A table whose rows are of a symbol at a time. */
export type MarketTable = RowTable<RowsOf<MarketKind>>;

export function isOfSymbols(table: RowTable): table is MarketTable {
  return isOfMarket(table.rows);
}

/** Undefined if nothing is said about the dataset's rows, or its partitions have no day. */
export function rowTableOf(dataset: DeclaredDataset, stage: string): RowTable | undefined {
  const { quality } = dataset;
  if (quality?.rows === undefined || !hasDay(dataset)) return undefined;
  const database = databaseName(dataset.database, stage);
  return { dataset, quality, rows: quality.rows, stage, database };
}

/** What a session comes to whose rows were asked for and are not there. Where Athena computes partitions, nobody knew before. */
export function withoutAnyRows({ dataset, quality }: RowTable, day: string, message: string): Unavailable {
  const isMissing = quality.sla !== NO_DEADLINE || dataset.strategy !== "project";
  if (isMissing) return { outcome: "no_data", reason: "no_rows", message };
  return { outcome: "skipped", reason: "not_applicable", message: nothingPromised(dataset, day) };
}

/** Five-minute slots of a session that are over where it is looked at. */
export function slotsOf({ session, until }: RowSession): number {
  return (until - session.open) / BAR_MS;
}

/** The session before the first, with whose last rows prices are compared. None, if the calendar begins there. */
export function sessionBefore({ quality }: RowTable, [first]: readonly RowSession[]): RowSession[] {
  if (first === undefined) return [];
  const before = reviewed(() => calendarOf(quality.calendar).previousSession(first.session.day));
  return "value" in before ? [{ session: before.value, until: before.value.close }] : [];
}

/** A column of the rows, which are `r` in every query. */
export function column(name: string): string {
  return `r.${sqlIdentifier(name)}`;
}

/**
 * A query of WITH: the instants of each session, in UTC. Rows of its day lie from `day_from` to before `day_to`, in the
 * hours that they may have from `hours_from` to before `hours_to`; those that are looked at as a session's lie from
 * `opens_at` to before `ends_at`; from `warm_at` on, features have values. `ordinal` counts them in the order they are in.
 */
export function sessionsAsSql({ quality, rows }: RowTable, sessions: readonly RowSession[]): string {
  const { clock, name } = calendarOf(quality.calendar);
  const kind = kindOf(rows);
  const isExtended = kind.slots === "many rows" && name === EXTENDED.calendar;
  const warmUp = kind.warmUp?.(rows) ?? 0;
  const values = sessions.map(({ session: { day, open, close }, until }, index) => {
    const date = numberOfDay(day);
    const instants = [
      clock.instantOf(date, 0),
      clock.instantOf(date + 1, 0),
      isExtended ? clock.instantOf(date, EXTENDED.from) : open,
      isExtended ? clock.instantOf(date, EXTENDED.to) : close,
      open,
      until,
      open + warmUp * BAR_MS,
    ];
    return `(${[sqlLiteral(day), ...instants.map(sqlTimestamp), sqlLiteral(index)].join(", ")})`;
  });
  return `looked_at (day, day_from, day_to, hours_from, hours_to, opens_at, ends_at, warm_at, ordinal) AS (
  VALUES ${values.join(",\n         ")}
)`;
}

/** The number of the slot of a row `r`, counted from 0 at the open of its session `s`. */
export function slotOf(name: string): string {
  return `date_diff('millisecond', s.opens_at, ${column(name)}) / ${BAR_MS}`;
}

/** Does the time of a row `r` lie before the end of what is looked at of its session `s`? */
export function isBeforeEnd(name: string): string {
  return `${column(name)} < s.ends_at`;
}

/** Is the time of a row `r` among what is looked at as its session `s`, from its open to before its end? */
export function isInReach(name: string): string {
  return `${column(name)} >= s.opens_at AND ${isBeforeEnd(name)}`;
}

/** FROM and WHERE of a query over the rows `r` of sessions `s`. The days are literals, so that Athena reads no others. */
export function rowsOfSessions({ dataset, database }: RowTable, sessions: readonly RowSession[]): string {
  const days = sessions.map(({ session }) => session.day);
  return `FROM ${sqlTable(database, dataset.table)} r
  JOIN looked_at s ON s.day = ${dayAsSql(dataset, column)}
  WHERE ${isOnDays(dataset, days, column)}`;
}
