/**
 * ORDER BY. Trino puts NaN between the numbers and NULL, wherever that is; for DuckDB it is the greatest number. So NaN
 * gets a key of its own where the two differ: descending with NULL last, and ascending with NULL first.
 */

import { checkOrder, givenItems } from "./column-names.ts";
import type { Translation } from "./translation.ts";
import { childAt, childrenOf, descendants, hasWord, ruleIn, ruleOf, type TreeNode, textOf } from "./tree.ts";
import type { Writer, Writers } from "./writers.ts";

/** In windows and aggregates, where a name is always that of a column. */
const sortItem: Writer = (node, translation) => sorted(node, childAt(node, 0), translation);

function sorted(item: TreeNode, value: TreeNode | undefined, translation: Translation): string {
  const written = translation.writeAll(childrenOf(item));
  const [isDescending, isNullFirst] = [hasWord(item, "DESC"), hasWord(item, "FIRST")];
  // A subquery would be read twice.
  if (value === undefined || isDescending === isNullFirst || hasSubquery(value)) return written;
  const direction = isDescending ? "ASC NULLS LAST" : "DESC NULLS FIRST";
  return `trino.nan_key(${translation.write(value)}) ${direction}, ${written}`;
}

const hasSubquery = (node: TreeNode) =>
  descendants(node, new Set(["SubqueryExpression", "Exists"])).next().done !== true;

const ordered: Writer = (node, translation) => {
  const written = childrenOf(node)
    .map((child) =>
      ruleOf(child) === "SortItem"
        ? sorted(child, sortedBy(node, child), translation)
        : translation.write(child),
    )
    .join(" ");
  checkOrder(node, translation.lookup);
  return written;
};

/** What an item of a query's ORDER BY stands for: a place or a name of SELECT, or else itself. */
function sortedBy(node: TreeNode, item: TreeNode): TreeNode | undefined {
  const [query] = descendants(
    node,
    new Set(["QuerySpecification", "SetOperation", "InlineTable", "Table"]),
    new Set(["With", "SortItem"]),
  );
  // There only columns of the result can be sorted by.
  if (query === undefined || ruleOf(query) !== "QuerySpecification") return undefined;
  const quantifier = ruleIn(query, "SetQuantifier");
  if (quantifier !== undefined && textOf(quantifier).toUpperCase() === "DISTINCT") return undefined;
  const expression = childAt(item, 0);
  const items = givenItems(query);
  const text = textOf(expression);
  if (/^\d+$/.test(text)) return items.at(Number(text) - 1)?.expression;
  const named = items.find(({ name }) => name === text.replaceAll('"', "").toLowerCase());
  return named === undefined ? expression : named.expression;
}

/** A frame of so much before and after wants a single key. */
const windowSpecification: Writer = (node, translation) => {
  const frame = ruleIn(node, "WindowFrame");
  const isRange =
    frame !== undefined &&
    /^range/i.test(textOf(frame)) &&
    descendants(frame, new Set(["BoundedFrame"])).next().done !== true;
  return childrenOf(node)
    .map((child) =>
      isRange && ruleOf(child) === "SortItem"
        ? translation.writeAll(childrenOf(child))
        : translation.write(child),
    )
    .join(" ");
};

export const sortWriters: Writers = {
  SortItem: sortItem,
  QueryNoWith: ordered,
  WindowSpecification: windowSpecification,
};
