/**
 * The part of a WHERE that says which partitions are read: conditions over nothing but partition keys. They choose the
 * files before the query runs, as Athena does, so that unwanted partitions are neither opened nor counted as scanned.
 */

import { partsOf } from "./column-names.ts";
import { namesIn } from "./literal-writers.ts";
import type { Scope, Translation } from "./translation.ts";
import {
  childAt,
  childrenOf,
  descendants,
  hasWord,
  innermost,
  ruleIn,
  ruleOf,
  type TreeNode,
  textOf,
} from "./tree.ts";

/** Rules under which a key that is NULL makes the condition not true: such rows may be left out of any join. */
const NULL_FAILS = new Set(
  `Expression Predicated And Or Comparison ComparisonOperator Between InList Like ValueExpressionDefault ColumnReference
  ColumnName QualifiedName ParenthesizedExpression UnquotedIdentifier QuotedIdentifier NonReserved`.split(
    /\s+/,
  ),
);
const COLUMNS = new Set(["ColumnReference", "Dereference"]);
const SUBQUERIES = new Set(["SubqueryExpression", "Exists", "InSubquery", "QuantifiedComparison"]);

export function findConditions(query: TreeNode, translation: Translation): void {
  const where = ruleIn(query, "WhereClause");
  if (where === undefined) return;
  const conjuncts = conjunctsOf(childAt(where, 1));
  for (const scope of translation.scope) {
    const keys = translation.context.partitionKeys(scope.relation);
    for (const conjunct of conjuncts) {
      if (!isOver(conjunct, scope, keys, translation.scope.length === 1)) continue;
      translation.context.addCondition(scope.relation, translation.write(conjunct), givenBy(conjunct));
    }
  }
}

/** The key of `key = value`, `key IN (…)` and of any of them joined by OR; undefined for other conditions. */
function givenBy(condition: TreeNode): string | undefined {
  const node = innermost(condition);
  if (ruleOf(node) === "ParenthesizedExpression") return givenBy(childAt(node, 1));
  if (ruleOf(node) === "Or") {
    const [left, right] = [givenBy(childAt(node, 0)), givenBy(childAt(node, 2))];
    return left === right ? left : undefined;
  }
  const [value, predicate] = childrenOf(node);
  if (ruleOf(node) !== "Predicated" || value === undefined || predicate === undefined) return undefined;
  if (ruleOf(predicate) === "InList" && !hasWord(predicate, "NOT")) return keyAlone(value, predicate);
  if (ruleOf(predicate) !== "Comparison" || textOf(childAt(predicate, 0)) !== "=") return undefined;
  const other = childAt(predicate, 1);
  return keyAlone(value, other) ?? keyAlone(other, value);
}

/** The name of the column that the one side is, when the other has none. */
function keyAlone(side: TreeNode, other: TreeNode): string | undefined {
  const [column] = descendants(side, COLUMNS);
  const [otherColumn] = descendants(other, COLUMNS);
  if (column === undefined || otherColumn !== undefined || textOf(side) !== textOf(column)) return undefined;
  return partsOf(column).at(-1);
}

function conjunctsOf(node: TreeNode): TreeNode[] {
  if (ruleOf(node) === "And") return [childAt(node, 0), childAt(node, 2)].flatMap(conjunctsOf);
  const [only] = childrenOf(node);
  return ruleOf(node) === "Expression" && only !== undefined ? conjunctsOf(only) : [node];
}

function isOver(conjunct: TreeNode, scope: Scope, keys: readonly string[], alone: boolean): boolean {
  for (const _ of descendants(conjunct, SUBQUERIES)) return false;
  const columns = [...descendants(conjunct, COLUMNS)];
  return (
    columns.length > 0 && columns.every((column) => isKey(column, scope, keys, alone)) && nullFails(conjunct)
  );
}

/** A name without a table in front belongs to this table for certain only if there is no other. */
function isKey(column: TreeNode, scope: Scope, keys: readonly string[], alone: boolean): boolean {
  if (ruleOf(column) === "Dereference") return false;
  const [qualified] = [...descendants(column, new Set(["QualifiedName"]))];
  if (qualified === undefined) return false;
  const names = namesIn(qualified).map((name) => name.toLowerCase());
  const isOfTable = names.length === 1 ? alone : names.at(-2) === scope.alias;
  return isOfTable && keys.includes(names.at(-1) ?? "");
}

/** Predicates that are not true of NULL: `IS NULL` and `IS DISTINCT FROM` may be. */
const PREDICATES = new Set(["Comparison", "Between", "InList", "Like"]);

/** Whatever has no column in it is a value like any other. */
function nullFails(node: TreeNode): boolean {
  const [, predicate] = childrenOf(node);
  if (ruleOf(node) === "Predicated" && predicate !== undefined && !PREDICATES.has(ruleOf(predicate)))
    return false;
  if (node.symbol !== undefined) return node.symbol.text?.toUpperCase() !== "NULL";
  if (![...descendants(node, COLUMNS)].length) return true;
  return NULL_FAILS.has(ruleOf(node)) && childrenOf(node).every(nullFails);
}
