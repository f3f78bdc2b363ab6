/**
 * Timestamps at another zone: `x AT TIME ZONE 'America/New_York'`, with_timezone() and what is computed from them.
 * DuckDB's timestamps know their instant and no zone, so the zone is followed through the expression. Where only the
 * local time counts (format, extract, cast) that is taken, where only the instant counts (comparisons, differences)
 * that is; everywhere else the zone would be lost, and the expression is refused.
 */

import { QueryError } from "../query-engine.ts";
import { intervalOf, isInterval, PARTS_OF_DAYS } from "./intervals.ts";
import { literalText } from "./literal-text.ts";
import { quoteText, unquoteText } from "./text.ts";
import type { Translation } from "./translation.ts";
import { childAt, innermost, placeOf, ruleOf, rulesIn, type TreeNode, textOf, wordOf } from "./tree.ts";

/** DuckDB's text for each part of a timestamp with a zone. */
interface Zoned {
  /** TIMESTAMP WITH TIME ZONE */
  readonly instant: string;
  /** TIMESTAMP, as a clock in the zone shows it. */
  readonly local: string;
  /** VARCHAR */
  readonly zone: string;
  /** Of a zone that is a literal. */
  readonly zoneName: string | undefined;
}

/** The rules that zonedOf() looks at. */
const RULES = new Set(["AtTimeZone", "FunctionCall", "TypeConstructor", "ArithmeticBinary", "Cast"]);

export function zonedOf(expression: TreeNode, translation: Translation): Zoned | undefined {
  const node = innermost(expression);
  switch (ruleOf(node)) {
    case "ParenthesizedExpression":
      return zonedOf(childAt(node, 1), translation);
    case "AtTimeZone":
      return atZone(childAt(node, 0), childAt(childAt(node, 2), -1), translation);
    case "TypeConstructor":
      return literalAtZone(node);
    case "ArithmeticBinary":
      return shifted(node, translation);
    case "Cast":
      return /^timestamp(\(3\))?withtimezone$/i.test(textOf(childAt(node, -2)))
        ? zonedOf(childAt(node, 2), translation)
        : undefined;
    case "FunctionCall":
      return zonedCall(node, translation);
    default:
      return undefined;
  }
}

/** What the expression is anywhere but where zonedOf() is asked for. UTC is what DuckDB's timestamps have anyway. */
export function writeZoned(node: TreeNode, translation: Translation): string | undefined {
  if (!RULES.has(ruleOf(node))) return undefined;
  const zoned = zonedOf(node, translation);
  if (zoned === undefined || zoned.zoneName === "UTC") return zoned?.instant;
  throw new QueryError(
    `NOT_SUPPORTED: ${placeOf(node)}: a timestamp at another zone can only be compared, formatted, extracted from or cast here`,
  );
}

/** Where nothing but the instant counts. */
export const instantOf = (expression: TreeNode, translation: Translation) =>
  zonedOf(expression, translation)?.instant ?? translation.write(expression);

/** Where nothing but the local time counts. A timestamp without a zone is one. */
export const localTimeOf = (expression: TreeNode, translation: Translation) =>
  zonedOf(expression, translation)?.local ?? translation.write(expression);

/** 2025-11-28 09:30:00.000 America/New_York */
export function zonedText({ local, zone, zoneName }: Zoned, node: TreeNode): string {
  if (zoneName !== undefined) return `(strftime(${local}, '%Y-%m-%d %H:%M:%S.%g') || ' ' || ${zone})`;
  throw new QueryError(`NOT_SUPPORTED: ${placeOf(node)}: a zone other than a literal is not supported here`);
}

/** What is between two timestamps, of which the first says at which zone days begin. Undefined without a zone. */
export function zonedDifference(unit: string, from: TreeNode, to: TreeNode, translation: Translation) {
  const [first, second] = [zonedOf(from, translation), zonedOf(to, translation)];
  if (first === undefined && second === undefined) return undefined;
  const [a, b] = [from, to].map((side) => asInstant(instantOf(side, translation)));
  if (first === undefined || PARTS_OF_DAYS.has(unit)) return `date_sub('${unit}', ${a}, ${b})`;
  return `date_sub('${unit}', ${first.local}, timezone(${first.zone}, ${b}))`;
}

/** A timestamp without a zone is at UTC, the zone of every session. */
const asInstant = (time: string) => `CAST(${time} AS TIMESTAMP WITH TIME ZONE)`;

function atZone(time: TreeNode, zone: TreeNode, translation: Translation): Zoned {
  return ofInstant(asInstant(instantOf(time, translation)), zoneIn(zone, translation));
}

interface Zone {
  readonly zone: string;
  readonly zoneName: string | undefined;
}

const zoneIn = (node: TreeNode, translation: Translation): Zone => ({
  zone: translation.write(node),
  zoneName: literalText(node),
});

const ofInstant = (instant: string, { zone, zoneName }: Zone): Zoned => ({
  instant,
  local: `timezone(${zone}, ${instant})`,
  zone,
  zoneName,
});

/** A local time that the clocks skip or show twice has an instant as well, and that instant's local time may differ. */
const ofLocal = (local: string, zone: Zone) => ofInstant(`trino.with_zone(${zone.zone}, ${local})`, zone);

/** TIMESTAMP '2025-11-28 09:30:00 America/New_York' */
function literalAtZone(node: TreeNode): Zoned | undefined {
  if (textOf(childAt(node, 0)).toLowerCase() !== "timestamp") return undefined;
  const [, time, zoneName] =
    /^(.*\d)\s*([A-Za-z][\w/+-]*|[+-]\d+:\d+)$/s.exec(unquoteText(textOf(childAt(node, -1)))) ?? [];
  if (time === undefined || zoneName === undefined) return undefined;
  const isUtc = /^(UTC|Z|\+00:00)$/i.test(zoneName);
  if (!isUtc && /^[+-]/.test(zoneName)) {
    throw new QueryError(`NOT_SUPPORTED: ${placeOf(node)}: a zone that is an offset is not supported here`);
  }
  const name = isUtc ? "UTC" : zoneName;
  return ofLocal(`trino.to_timestamp(${quoteText(time)}::VARCHAR)`, {
    zone: quoteText(name),
    zoneName: name,
  });
}

/** Days and less are so many milliseconds in Trino, months go by the calendar of the zone. */
function shifted(node: TreeNode, translation: Translation): Zoned | undefined {
  const operator = wordOf(childAt(node, 1)) ?? "";
  const [left, right] = [childAt(node, 0), childAt(node, 2)];
  if (!"+-".includes(operator)) return undefined;
  const isFirst = operator === "+" && isInterval(left);
  if (!isFirst && !isInterval(right)) return undefined;
  const [time, interval] = isFirst ? [right, left] : [left, right];
  const zoned = zonedOf(time, translation);
  if (zoned === undefined) return undefined;
  const by = `${operator} ${translation.write(interval)}`;
  return /year|month/i.test(textOf(interval))
    ? ofLocal(`(${zoned.local} ${by})`, zoned)
    : ofInstant(`(${zoned.instant} ${by})`, zoned);
}

function zonedCall(node: TreeNode, translation: Translation): Zoned | undefined {
  const name = textOf(childAt(node, 0)).toLowerCase();
  const [first, second, third] = rulesIn(node, "Expression");
  if (first === undefined || second === undefined) return undefined;
  switch (name) {
    case "at_timezone":
      return atZone(first, second, translation);
    case "with_timezone":
      return ofLocal(`CAST(${translation.write(first)} AS TIMESTAMP)`, zoneIn(second, translation));
    case "from_unixtime":
      return third === undefined
        ? ofInstant(`trino.from_unixtime(${translation.write(first)})`, zoneIn(second, translation))
        : undefined;
    case "date_trunc":
      return truncated(literalText(first), zonedOf(second, translation));
    case "date_add":
      return third === undefined
        ? undefined
        : added(literalText(first), translation.write(second), zonedOf(third, translation));
    default:
      return undefined;
  }
}

function truncated(unit: string | undefined, zoned: Zoned | undefined): Zoned | undefined {
  if (unit === undefined || zoned === undefined) return undefined;
  const floor = `date_trunc(${quoteText(unit.toLowerCase())}, ${zoned.local})`;
  // A part of a day keeps the offset it has, which says which of two equal hours it is in.
  return PARTS_OF_DAYS.has(unit.toLowerCase())
    ? ofInstant(`(${zoned.instant} - (${zoned.local} - ${floor}))`, zoned)
    : ofLocal(floor, zoned);
}

function added(unit: string | undefined, amount: string, zoned: Zoned | undefined): Zoned | undefined {
  if (unit === undefined || zoned === undefined) return undefined;
  const step = intervalOf(unit.toLowerCase(), amount);
  return PARTS_OF_DAYS.has(unit.toLowerCase())
    ? ofInstant(`(${zoned.instant} + ${step})`, zoned)
    : ofLocal(`(${zoned.local} + ${step})`, zoned);
}
