/**
 * ORDER BY. NaN is the greatest number and NULL comes last, ascending and descending, for Trino as for DuckDB: so an item
 * is written as it is, and what is looked at are only the names and expressions that a query sorts by.
 */

import { QueryError } from "../query-engine.ts";
import { checkOrder } from "./column-names.ts";
import type { Writer, Writers } from "./translation.ts";
import {
  childAt,
  childrenOf,
  innermost,
  placeOf,
  ruleIn,
  ruleOf,
  rulesIn,
  type TreeNode,
  textOf,
} from "./tree.ts";

/** What SELECT DISTINCT leaves out cannot be sorted by; DuckDB takes any of the rows that are one. */
function checkDistinct(ordered: TreeNode): void {
  const query = innermost(childAt(ordered, 0));
  const quantifier = ruleIn(query, "SetQuantifier");
  if (quantifier === undefined || textOf(quantifier).toUpperCase() !== "DISTINCT") return;
  const selected = rulesIn(query, "SelectList")
    .flatMap((list) => rulesIn(list, "SelectItem"))
    .flatMap((item) => [textOf(childAt(item, 0)), textOf(childAt(item, -1))]);
  const known = new Set(selected.map((text) => text.toLowerCase()));
  const isKnown = (item: TreeNode) => {
    const expression = childAt(item, 0);
    return ruleOf(innermost(expression)) === "IntegerLiteral" || known.has(textOf(expression).toLowerCase());
  };
  if (known.has("*") || rulesIn(ordered, "SortItem").every(isKnown)) return;
  throw new QueryError(
    `EXPRESSION_NOT_IN_DISTINCT: ${placeOf(query)}: For SELECT DISTINCT, ORDER BY expressions must appear in select list`,
  );
}

const ordered: Writer = (node, translation) => {
  const written = translation.writeAll(childrenOf(node));
  checkOrder(node, translation.lookup);
  checkDistinct(node);
  return written;
};

export const sortWriters: Writers = { QueryNoWith: ordered };
