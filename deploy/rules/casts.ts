/** What CAST makes of what. https://trino.io/docs/current/functions/conversion.html */

import { isNumber, isOpen, isTime, type ValueType, valueTypeOf } from "./value-type.ts";

const DIGITS = 38;
const CHARACTERS = 65_536;
const FRACTION = 12;

/** The type that a name in CAST stands for, as it is written down again; undefined: it is none that a rule may use. */
export function castType(name: string): { readonly name: string; readonly type: ValueType } | undefined {
  const [, base = "", first, second] = /^([a-z]+)(?:\((\d{1,10})(?:,(\d{1,10}))?\))?$/.exec(name) ?? [];
  const bounds = [first, second].filter((one) => one !== undefined).map(Number);
  const type = valueTypeOf(base);
  if (base === "string" || base === "float" || type === "unknown") return undefined;
  return isWithin(type, bounds) ? { name, type } : undefined;
}

function isWithin(type: ValueType, bounds: readonly number[]): boolean {
  const [first = 0, second = 0] = bounds;
  if (type === "decimal") return bounds.length === 0 || (first >= 1 && first <= DIGITS && second <= first);
  if (bounds.length > 1) return false;
  if (type === "varchar") return first < 2 ** 31;
  if (type === "char") return first <= CHARACTERS;
  return bounds.length === 0 || (type === "timestamp" && first <= FRACTION);
}

/** What people write who know another dialect. */
const MEANT: Readonly<Record<string, string>> = {
  string: "varchar",
  text: "varchar",
  float: "double",
  number: "decimal(18,2)",
  numeric: "decimal(18,2)",
  long: "bigint",
  short: "smallint",
  byte: "tinyint",
  bool: "boolean",
  datetime: "timestamp",
};

const KNOWN =
  "boolean, tinyint, smallint, integer, bigint, decimal(18,2), real, double, varchar, char(8), date and timestamp";

/** What to write in the place of a type that is none. */
export function instead(name: string): string {
  const base = name.replace(/\(.*/, "");
  const meant = MEANT[base];
  if (meant !== undefined) return `did you mean ${meant}?`;
  if (base === "decimal") return `it has 1 to ${DIGITS} digits, and as many of them behind the point at most`;
  return `there are ${KNOWN}`;
}

const isPlain = (type: ValueType) => isNumber(type) || type === "boolean";

export function canCast(from: ValueType, to: ValueType): boolean {
  if (isOpen(from) || to === "unknown" || from === to) return true;
  if (from === "list" || to === "list") return false;
  if (to === "varchar" || from === "varchar") return true;
  return (isPlain(from) && isPlain(to)) || (isTime(from) && isTime(to));
}
