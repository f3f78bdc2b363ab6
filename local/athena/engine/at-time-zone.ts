/**
 * `x AT TIME ZONE 'America/New_York'` and at_timezone(). DuckDB's timestamps know their instant and no zone, so the
 * local time is taken where it is used (format, extract, cast), and everywhere else AT TIME ZONE is refused.
 */

import { QueryError } from "../query-engine.ts";
import type { Translation } from "./translation.ts";
import { childAt, innermost, placeOf, ruleOf, rulesIn, type TreeNode, textOf } from "./tree.ts";

/** Instant and zone, when the expression is one of the two forms. */
function partsOf(expression: TreeNode): { instant: TreeNode; zone: TreeNode } | undefined {
  const node = innermost(expression);
  if (ruleOf(node) === "AtTimeZone") {
    return { instant: childAt(node, 0), zone: childAt(childAt(node, 2), -1) };
  }
  if (ruleOf(node) === "ParenthesizedExpression") return partsOf(childAt(node, 1));
  if (ruleOf(node) !== "FunctionCall" || textOf(childAt(node, 0)).toLowerCase() !== "at_timezone")
    return undefined;
  const [instant, zone] = rulesIn(node, "Expression");
  return instant === undefined || zone === undefined ? undefined : { instant, zone };
}

export const isLocalTime = (expression: TreeNode) => partsOf(expression) !== undefined;

/** The local time as a timestamp without a zone. A timestamp without one is at UTC, the zone of every session. */
export function localTime(expression: TreeNode, translation: Translation): string {
  const parts = partsOf(expression);
  if (parts === undefined) return translation.write(expression);
  const instant = instantOf(parts.instant, translation);
  return `timezone(${translation.write(parts.zone)}, ${instant})`;
}

/** The zone that with_timezone() gives is gone after the instant is known, and so need not be kept. */
function instantOf(expression: TreeNode, translation: Translation): string {
  const node = innermost(expression);
  if (ruleOf(node) === "FunctionCall" && textOf(childAt(node, 0)).toLowerCase() === "with_timezone") {
    const [time, zone] = rulesIn(node, "Expression");
    if (time !== undefined && zone !== undefined) {
      return `timezone(${translation.write(zone)}, CAST(${translation.write(time)} AS TIMESTAMP))`;
    }
  }
  return `CAST(${translation.write(expression)} AS TIMESTAMP WITH TIME ZONE)`;
}

export const localTimeElsewhere = (node: TreeNode) =>
  new QueryError(
    `NOT_SUPPORTED: ${placeOf(node)}: a timestamp at another zone can only be formatted, extracted from or cast here`,
  );
