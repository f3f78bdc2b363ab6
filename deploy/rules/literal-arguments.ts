/** Literals among arguments of which Athena would tell only while a query runs that they are wrong. */

import { problemOfPattern } from "./pattern.ts";
import { isFloating, isNumber, isText } from "./value-type.ts";
import { shown, type WrittenSql } from "./written.ts";

/** `wanted` is what the signature says of the argument. */
export function problemOfLiteral(
  name: string,
  wanted: string,
  arg: WrittenSql,
  args: readonly WrittenSql[],
): string | undefined {
  const { literal, type } = arg;
  if (type === "null" && name === "concat") return "concat() with NULL is NULL in every row";
  if (literal === undefined) return undefined;
  if (isNumber(type)) return problemOfNumber(name, arg, args);
  if (!isText(type)) return undefined;
  if (wanted === "unit") return problemOfUnit(name, literal, args);
  if (wanted === "path" && !literal.startsWith("$"))
    return `${name}(): the path ${shown(arg)} must begin with $, as '$.name' does`;
  const problem = wanted === "pattern" ? problemOfPattern(literal) : undefined;
  return problem && `${name}(): the regular expression ${shown(arg)} ${problem}`;
}

function problemOfNumber(name: string, arg: WrittenSql, args: readonly WrittenSql[]): string | undefined {
  if (Number(arg.literal) !== 0 || arg !== args.at(-1)) return undefined;
  if (name === "mod" && !args.some(({ type }) => isFloating(type))) return "mod() by 0 divides by zero";
  // The key of a map may be 0.
  const isIndex = name === "split_part" || (name === "element_at" && args[0]!.type === "list");
  return isIndex ? `${name}() counts from 1` : undefined;
}

const UNITS_OF_DAYS = ["day", "week", "month", "quarter", "year"];
const UNITS = ["millisecond", "second", "minute", "hour", ...UNITS_OF_DAYS];

function problemOfUnit(name: string, literal: string, args: readonly WrittenSql[]): string | undefined {
  const isOfDates = args.some(({ type }) => type === "date");
  const isOpen = args.some(({ type }) => type === "timestamp" || type === "unknown");
  const units = isOfDates && !isOpen ? UNITS_OF_DAYS : UNITS;
  if (units.includes(literal.toLowerCase())) return undefined;
  return `${name}(): '${literal}' is no unit${units === UNITS ? "" : " of dates"}; there are ${units.join(", ")}`;
}
