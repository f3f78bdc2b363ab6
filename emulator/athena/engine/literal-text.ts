/** What a literal says. */

import { unquoteText } from "./text.ts";
import { childrenOf, ruleOf, type TreeNode, textOf } from "./tree.ts";

/** Text of a literal, or undefined when the expression is none. */
export function literalText(expression: TreeNode): string | undefined {
  const children = childrenOf(expression);
  if (ruleOf(expression) === "BasicStringLiteral") return unquoteText(textOf(expression));
  const [only] = children;
  return children.length === 1 && only !== undefined && only.symbol === undefined
    ? literalText(only)
    : undefined;
}
