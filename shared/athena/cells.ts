/** Athena's text of a cell → a value of its column's type. See `Value` for what becomes what. */

import { quoted } from "../runtime/text.ts";
import type { QueryStatus, TextRow } from "./calls.ts";
import { type AnswerColumn, AthenaQueryError, type Value } from "./port.ts";

type Read = (text: string) => Value | undefined;

const WHOLE = /^-?\d+$/;
const FRACTION = /^-?\d+(\.\d+)?$/;
const FLOATING = /^-?(\d+(\.\d+)?(E-?\d+)?|Infinity)$|^NaN$/;
const DAY = /^-?\d{4,}-\d\d-\d\d$/;
/** A timestamp(0) has no fraction; a zone is a region or an offset. */
const TIMESTAMP = /^(-?\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)(?: (\S+))?$/;

const smallInteger: Read = (text) => (WHOLE.test(text) ? Number(text) : undefined);
const floating: Read = (text) => (FLOATING.test(text) ? Number(text) : undefined);
const matching =
  (pattern: RegExp): Read =>
  (text) =>
    pattern.test(text) ? text : undefined;

/** Types that are not here are text. */
const READERS = new Map<string, Read>([
  ["tinyint", smallInteger],
  ["smallint", smallInteger],
  ["integer", smallInteger],
  ["bigint", (text) => (WHOLE.test(text) ? BigInt(text) : undefined)],
  ["float", floating],
  ["real", floating],
  ["double", floating],
  ["decimal", matching(FRACTION)],
  ["boolean", (text) => (text === "true" ? true : text === "false" ? false : undefined)],
  ["date", matching(DAY)],
  ["timestamp", (text) => timestamp(text, false)],
  ["timestamp with time zone", (text) => timestamp(text, true)],
]);

/** One row. Throws AthenaQueryError if a cell is not of its column's type. */
export function readRow(columns: readonly AnswerColumn[], cells: TextRow): Value[] {
  return cells.map((cell, index) => (cell === null ? null : readCell(columns[index], cell)));
}

/**
 * Is the first row of the first page the column names? Only for DML, and not for EXPLAIN, which is DML as well: their
 * rows are lines of text from the first on.
 */
export function hasHeader({ statementType, substatementType }: QueryStatus): boolean {
  return statementType === "DML" && substatementType !== "EXPLAIN";
}

function readCell(column: AnswerColumn | undefined, text: string): Value {
  const read = READERS.get(column?.type ?? "");
  if (read === undefined) return text;
  const value = read(text);
  if (value === undefined) {
    const message = `Column ${quoted(column?.name)} is ${column?.type}, and a cell of it says ${quoted(text)}`;
    throw new AthenaQueryError("QUERY_UNREADABLE", message);
  }
  return value;
}

/** "2026-11-20 21:05:12.345 UTC" → "2026-11-20T21:05:12.345Z" */
function timestamp(text: string, withZone: boolean): string | undefined {
  const [, day, time, zone] = TIMESTAMP.exec(text) ?? [];
  if (day === undefined || withZone !== (zone !== undefined)) return undefined;
  return `${day}T${time}${zone === undefined ? "" : zoneOf(zone)}`;
}

/** As in ISO 8601; a region as in RFC 9557, "[America/New_York]". */
function zoneOf(zone: string): string {
  if (zone === "UTC" || zone === "Z") return "Z";
  return /^[+-]\d\d:\d\d$/.test(zone) ? zone : `[${zone}]`;
}
