/** ExecutionParameters: values for the `?` of a statement. */

import { QueryError } from "../query-engine.ts";
import { parse } from "./grammar.ts";
import { quoteText } from "./text.ts";
import { childrenOf, descendants, placeOf, ruleOf, type TreeNode } from "./tree.ts";

const PARAMETER = new Set(["Parameter"]);

/** What each `?` of the tree stands for. Values beyond the last are passed over, as Athena was seen to do. */
export async function bind(tree: TreeNode, values: readonly string[]): Promise<Map<TreeNode, TreeNode>> {
  const places = [...descendants(tree, PARAMETER)];
  const bound = new Map<TreeNode, TreeNode>();
  for (const [at, place] of places.entries()) {
    const value = values[at];
    if (value === undefined) {
      throw new QueryError(
        `INVALID_PARAMETER_USAGE: ${placeOf(place)}: Incorrect number of parameters: expected ${places.length} but found ${values.length}`,
      );
    }
    bound.set(place, await expressionOf(value));
  }
  return bound;
}

/** A value that is an expression is that expression; anything else is a text, as Athena was seen to take it. */
async function expressionOf(value: string): Promise<TreeNode> {
  return (await onlyExpression(value)) ?? (await onlyExpression(quoteText(value))) ?? neverATree(value);
}

async function onlyExpression(text: string): Promise<TreeNode | undefined> {
  try {
    const tree = await parse(`SELECT (${text})`);
    const [found] = descendants(tree, new Set(["ParenthesizedExpression"]));
    const names = [
      ...descendants(
        tree,
        new Set(["ColumnReference", "ColumnRef", "SubqueryExpression", "Relation", "Parameter"]),
      ),
    ];
    return found !== undefined && names.length === 0 && isWhole(tree, found) ? found : undefined;
  } catch {
    return undefined;
  }
}

/** Nothing follows the parenthesis: `1) FROM (t` is no expression. */
function isWhole(tree: TreeNode, found: TreeNode): boolean {
  let node = tree;
  while (node !== found) {
    const inner = childrenOf(node).filter((child) => child.symbol === undefined);
    const [only] = inner;
    if (inner.length !== 1 || only === undefined || !descends(only, found)) return false;
    node = only;
  }
  return true;
}

const descends = (node: TreeNode, wanted: TreeNode): boolean =>
  [...descendants(node, new Set([ruleOf(wanted)]))].includes(wanted);

function neverATree(value: string): never {
  throw new QueryError(`INVALID_PARAMETER_USAGE: '${value}' is no value of a parameter`);
}
