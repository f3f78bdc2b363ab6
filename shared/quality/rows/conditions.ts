import { sqlLiteral } from "../../athena/sql.ts";
import { BAR_MINUTES } from "../../calendar/calendar.ts";
import type { CheckId } from "../checks.ts";
import type { BarRows, FeatureRows, Rows } from "../quality.ts";
import { BAR_MS, column } from "./row-table.ts";

/** What is wrong with a single row, whatever the others are. */
export interface Condition {
  readonly check: CheckId;
  /** Those that it reads. */
  readonly columns: readonly string[];
  /**
   * SQL over a row `r` and its session `s`. Written as NOT of what is right, because every comparison with NaN is
   * false. NULL where there is nothing to compare, which is null.key's or null.value's business.
   */
  readonly wrong: string;
  /** What such rows do: "rows …". */
  readonly says: string;
}

/** Rows begin at whole bars of the session. */
export function isAligned(time: string): string {
  return `mod(date_diff('millisecond', s.opens_at, ${time}), ${BAR_MS}) = 0`;
}

/** Columns that tell a row from all others. */
export function keysOf(rows: Rows): readonly string[] {
  return rows.kind === "trades" ? [rows.symbol, rows.id] : [rows.symbol, rows.time];
}

export function conditionsOf(rows: Rows): readonly Condition[] {
  const time = column(rows.time);
  const keys = [...new Set([...keysOf(rows), rows.time])];
  return [
    {
      check: "null.key",
      columns: keys,
      wrong: keys.map((name) => `${column(name)} IS NULL`).join(" OR "),
      says: `have no ${keys.join(" or no ")}`,
    },
    {
      check: "day.misfiled",
      columns: [rows.time],
      wrong: `NOT (${time} >= s.day_from AND ${time} < s.day_to)`,
      says: "are of another day than their partition",
    },
    {
      check: "session.bounds",
      columns: [rows.time],
      wrong: `NOT (${time} >= s.hours_from AND ${beforeEnd(rows)})`,
      says: "lie outside of the session's hours",
    },
    ...conditionsOfKind(rows),
  ];
}

/**
 * The last trade of a session is of the very moment at which it closes, and belongs to it. A bar that begins then does
 * not, nor does what is of the next day, where one session ends as the next begins.
 */
function beforeEnd(rows: Rows): string {
  const time = column(rows.time);
  return rows.kind === "trades" ? `${time} <= s.hours_to AND ${time} < s.day_to` : `${time} < s.hours_to`;
}

function conditionsOfKind(rows: Rows): readonly Condition[] {
  switch (rows.kind) {
    case "trades":
      return [domain([rows.price, rows.size], "> 0")];
    case "bars":
      return [enclosure(rows), ...domains(countsOf(rows)), alignment(rows)];
    case "features":
      return [alignment(rows), health(rows)];
  }
}

/** What bars are made of, in the columns that a dataset has of it: those of an index have neither. */
export function countsOf({ volume, trades }: BarRows): string[] {
  return [volume, trades].filter((name) => name !== undefined);
}

function domains(counts: readonly string[]): Condition[] {
  return counts.length === 0 ? [] : [domain(counts, ">= 0")];
}

/** Each of them may be declared as a double. Whole numbers and decimals are converted to one by is_finite, and are finite. */
function domain(columns: readonly string[], bound: "> 0" | ">= 0"): Condition {
  const right = columns.map((name) => `${column(name)} ${bound} AND is_finite(${column(name)})`);
  const limit = bound === "> 0" ? "finite and above 0" : "finite and 0 or more";
  return {
    check: "value.domain",
    columns,
    wrong: `NOT (${right.join(" AND ")})`,
    says: `have a ${columns.join(" or ")} that is not ${limit}`,
  };
}

function enclosure(names: {
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
}): Condition {
  const columns = [names.open, names.high, names.low, names.close];
  const [open, high, low, close] = columns.map(column);
  const right = [
    `${high} >= ${open} AND ${high} >= ${close} AND ${high} >= ${low}`,
    `${low} <= ${open} AND ${low} <= ${close}`,
    ...[open, high, low, close].map((price) => `${price} > 0 AND is_finite(${price})`),
  ];
  return {
    check: "ohlc.invariant",
    columns,
    wrong: `NOT (${right.join(" AND ")})`,
    says: "have a high or low that does not enclose their prices, or a price that is none",
  };
}

function alignment(rows: Rows): Condition {
  return {
    check: "bar.alignment",
    columns: [rows.time],
    wrong: `NOT (${isAligned(column(rows.time))})`,
    says: "begin between two bars",
  };
}

function health(rows: FeatureRows): Condition {
  const wrong = [lookAhead(rows), ...rows.values.map(notFinite), ...boundsOf(rows).map(outOfBounds)];
  return {
    check: "feature.health",
    columns: [rows.time, rows.asOf, ...rows.values, ...boundsOf(rows).map(([name]) => name)],
    wrong: wrong.map((one) => `(${one})`).join(" OR "),
    says: "look ahead, are not finite or exceed their bounds",
  };
}

type Bound = readonly [name: string, bounds: readonly [least: number, greatest: number]];

export function boundsOf({ bounds = {} }: FeatureRows): readonly Bound[] {
  return Object.entries(bounds);
}

/** Made of what was known only after the bar: a model would be told what it has to predict. */
export function lookAhead({ asOf, time }: FeatureRows): string {
  return `${column(asOf)} > ${column(time)} + INTERVAL '${BAR_MINUTES}' MINUTE`;
}

export function notFinite(name: string): string {
  return `NOT is_finite(${column(name)})`;
}

export function outOfBounds([name, [least, greatest]]: Bound): string {
  return `NOT (${column(name)} >= ${sqlLiteral(least)} AND ${column(name)} <= ${sqlLiteral(greatest)})`;
}
