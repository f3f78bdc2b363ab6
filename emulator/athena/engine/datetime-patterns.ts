/**
 * Patterns of dates and times, as DuckDB's strftime and strptime write them. Trino has two languages for them: MySQL's
 * in date_format and date_parse, Joda's in format_datetime and parse_datetime. What has no equal is refused.
 */

import { QueryError } from "../query-engine.ts";

/** Trino Functions, "MySQL date functions". `%c %e %k %l` go without a leading zero. */
const MYSQL: Readonly<Record<string, string>> = {
  a: "%a",
  b: "%b",
  c: "%-m",
  d: "%d",
  e: "%-d",
  f: "%f",
  H: "%H",
  h: "%I",
  I: "%I",
  i: "%M",
  j: "%j",
  k: "%-H",
  l: "%-I",
  M: "%B",
  m: "%m",
  p: "%p",
  r: "%I:%M:%S %p",
  S: "%S",
  s: "%S",
  T: "%H:%M:%S",
  v: "%V",
  W: "%A",
  x: "%G",
  Y: "%Y",
  y: "%y",
  "%": "%%",
};

export function fromMySql(pattern: string): string {
  return pattern.replace(/%(.?)/gs, (sequence, letter: string) => {
    const found = MYSQL[letter];
    if (found === undefined) throw unsupported(sequence, pattern);
    return found;
  });
}

/** Joda-Time, DateTimeFormat: the number of letters says how wide a field is. */
const JODA: Readonly<Record<string, string>> = {
  yyyy: "%Y",
  YYYY: "%Y",
  yy: "%y",
  MMMM: "%B",
  MMM: "%b",
  MM: "%m",
  M: "%-m",
  dd: "%d",
  d: "%-d",
  EEEE: "%A",
  EEE: "%a",
  E: "%a",
  HH: "%H",
  H: "%-H",
  hh: "%I",
  h: "%-I",
  mm: "%M",
  m: "%-M",
  ss: "%S",
  s: "%-S",
  SSS: "%g",
  SSSSSS: "%f",
  a: "%p",
  DDD: "%j",
  ww: "%V",
  xxxx: "%G",
  e: "%u",
};

export function fromJoda(pattern: string): string {
  return pattern.replace(/'((?:[^']|'')*)'|([A-Za-z])\2*|%/g, (part, quoted: string | undefined) => {
    if (part === "%") return "%%";
    if (part === "''") return "'";
    if (quoted !== undefined) return quoted.replaceAll("''", "'").replaceAll("%", "%%");
    const found = JODA[part];
    if (found === undefined) throw unsupported(part, pattern);
    return found;
  });
}

const unsupported = (part: string, pattern: string) =>
  new QueryError(`NOT_SUPPORTED: '${part}' in the date format '${pattern}' is not supported here`);
