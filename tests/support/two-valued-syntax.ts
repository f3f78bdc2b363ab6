/** Finds the conditions in a query that may be NULL where NULL would change the answer, by its syntax alone. */
import {
  childrenOf,
  descendants,
  innermost,
  ruleIn,
  ruleOf,
  rulesIn,
  sourceOf,
  type TreeNode,
  textOf,
} from "../../emulator/sql.ts";

const FILTER_OR_CALL = new Set(["Filter", "FunctionCall"]);
/** They leave NULL out, so that something else decides. count_if() and CASE WHEN take it for what is not true, by the standard. */
const JUDGES = new Set(["bool_and", "bool_or", "every"]);
const LITERALS = new Set(["BooleanLiteral", "NumericLiteral", "StringLiteral", "BasicStringLiteral"]);

/** The conditions of FILTER, bool_and() and bool_or() that are not two-valued whatever their columns hold. */
export function maybeNull(tree: TreeNode): string[] {
  return [...descendants(tree, FILTER_OR_CALL)]
    .flatMap(conditionsOf)
    .filter((condition) => !isTwoValued(condition))
    .map(sourceOf);
}

/** How many conditions were looked at: a test that finds none proves nothing. */
export function conditionsIn(tree: TreeNode): number {
  return [...descendants(tree, FILTER_OR_CALL)].flatMap(conditionsOf).length;
}

function conditionsOf(node: TreeNode): readonly TreeNode[] {
  if (ruleOf(node) === "Filter") return childrenOf(ruleIn(node, "WhereClause")!).slice(1);
  return JUDGES.has(nameOf(node)) ? rulesIn(node, "Expression") : [];
}

function nameOf(call: TreeNode): string {
  const name = ruleIn(call, "FunctionName");
  return name === undefined ? "" : textOf(name).toLowerCase();
}

function isTwoValued(condition: TreeNode): boolean {
  const node = innermost(condition);
  const rules = childrenOf(node).filter((child) => child.symbol === undefined);
  switch (ruleOf(node)) {
    case "And":
    case "Or":
    case "LogicalNot":
    case "ParenthesizedExpression":
      return rules.every(isTwoValued);
    case "Predicated":
      return isSureOf(rules[0]!, innermost(rules[1]!));
    default:
      return isNeverNull(condition);
  }
}

function isSureOf(value: TreeNode, predicate: TreeNode): boolean {
  switch (ruleOf(predicate)) {
    case "NullPredicate":
    case "DistinctFrom":
      return true;
    case "Comparison":
    case "InList":
      return (
        isNeverNull(value) && rulesIn(predicate, "Expression", "ValueExpressionDefault").every(isNeverNull)
      );
    default:
      return false;
  }
}

/** A literal, or coalesce() that ends in one. */
function isNeverNull(value: TreeNode): boolean {
  const node = innermost(value);
  if (ruleOf(node) === "ParenthesizedExpression") return rulesIn(node, "Expression").every(isNeverNull);
  if (ruleOf(node) === "FunctionCall" && nameOf(node) === "coalesce") {
    return isNeverNull(rulesIn(node, "Expression").at(-1)!);
  }
  return chain(value).some((rule) => LITERALS.has(rule));
}

/** The rules from a node to its innermost. */
function chain(node: TreeNode): string[] {
  const [only, ...others] = childrenOf(node);
  const isChain = only !== undefined && others.length === 0 && only.symbol === undefined;
  return [ruleOf(node), ...(isChain ? chain(only) : [])];
}
