/**
 * Values as Trino's SQL: the only place where a value becomes part of a query. What comes from S3, a file or a command
 * line is never trusted; what has no faithful form is refused. For SELECT only: Athena reads DDL by Hive's rules,
 * where a backslash escapes.
 */

import { isCalendarDay } from "../datasets/day.ts";
import { quoted } from "../runtime/text.ts";
import { AthenaQueryError } from "./port.ts";

export type SqlValue = string | number | bigint | boolean | null;

/** NUL, and half of a surrogate pair, which would silently become another character on the wire. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what this looks for
const UNWRITABLE = /\u0000|\p{Surrogate}/u;

/** bigint is 64 bits wide. */
const BIGINT = { least: -(2n ** 63n), greatest: 2n ** 63n - 1n };

/** `O'Neil` → `'O''Neil'`, `1.5` → `1.5E0` (a double; `1.5` would be a decimal), `5n` → `BIGINT '5'`. */
export function sqlLiteral(value: SqlValue): string {
  if (value === null) return "NULL";
  if (typeof value === "string") return text(value);
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  return typeof value === "bigint" ? bigint(value) : number(value);
}

/** `('AAPL', 'BRK.B')`, for IN. SQL has no empty list: the caller decides what nothing means. */
export function sqlList(values: readonly SqlValue[]): string {
  if (values.length === 0) throw unwritable("an empty list has no form in SQL");
  return `(${values.map(sqlLiteral).join(", ")})`;
}

/** A DATE. A partition key `day` is text, unless it is declared otherwise: that is `sqlLiteral`'s. */
export function sqlDay(day: string): string {
  if (!isCalendarDay(day)) throw unwritable(`${quoted(day)} is not a calendar day, YYYY-MM-DD`);
  return `DATE '${day}'`;
}

/** A TIMESTAMP of milliseconds, in UTC and without a zone, as our tables have them. `time` is since 1970. */
export function sqlTimestamp(time: number): string {
  const iso = Number.isNaN(new Date(time).getTime()) ? "" : new Date(time).toISOString();
  // Years before 0 and after 9999 carry a sign in ISO 8601.
  if (!/^\d{4}-/.test(iso)) throw unwritable(`${time} is not a time of the years 0 to 9999`);
  return `TIMESTAMP '${iso.slice(0, 10)} ${iso.slice(11, 23)}'`;
}

/** A name of a column, table or alias: `order` → `"order"`. */
export function sqlIdentifier(name: string): string {
  if (name === "" || UNWRITABLE.test(name)) throw unwritable(`${quoted(name)} is not a name`);
  return `"${name.replaceAll('"', '""')}"`;
}

/** `"stock_trades_raw"."trades"` */
export function sqlTable(database: string, table: string): string {
  return `${sqlIdentifier(database)}.${sqlIdentifier(table)}`;
}

/** Quotes are doubled, and nothing else is special between them. */
function text(value: string): string {
  if (UNWRITABLE.test(value)) throw unwritable(`${quoted(value)} is not text`);
  return `'${value.replaceAll("'", "''")}'`;
}

function bigint(value: bigint): string {
  if (value < BIGINT.least || value > BIGINT.greatest) throw unwritable(`${value} is wider than bigint`);
  return `BIGINT '${value}'`;
}

function number(value: number): string {
  if (Number.isNaN(value)) return "nan()";
  if (!Number.isFinite(value)) return value > 0 ? "infinity()" : "(-infinity())";
  const isInteger = Number.isSafeInteger(value) && !Object.is(value, -0);
  const digits = isInteger ? String(value) : value.toExponential().toUpperCase().replace("E+", "E");
  // In parentheses, because a minus after another minus begins a comment.
  return value < 0 || Object.is(value, -0) ? `(${digits.startsWith("-") ? digits : `-${digits}`})` : digits;
}

function unwritable(message: string): AthenaQueryError {
  return new AthenaQueryError("QUERY_VALUE", `A value cannot be written into a query: ${message}`);
}
