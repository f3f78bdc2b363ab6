/**
 * Which names a query may use where. DuckDB lets the names that SELECT gives be used in WHERE, GROUP BY, HAVING and
 * the rest of SELECT; Trino does not, and a query that runs here and fails on Athena is what must not be.
 */

import { QueryError } from "../query-engine.ts";
import { nameOf, namesIn } from "./literal-writers.ts";
import type { ColumnNames, Lookup } from "./translation.ts";
import {
  childAt,
  childrenOf,
  descendants,
  innermost,
  placeOf,
  ruleIn,
  ruleOf,
  rulesIn,
  type TreeNode,
} from "./tree.ts";

const IDENTIFIER = /Identifier$/;
const COLUMNS = new Set(["ColumnReference", "ColumnRef"]);
const QUERIES = new Set(["QuerySpecification", "InlineTable", "Table"]);
const NO_COLUMNS = new Set(["Lambda", "QuerySpecification", "InlineTable"]);

/** Throws when a name that SELECT gives is used where only columns of FROM can be. */
export function checkNames(query: TreeNode, lookup: Lookup): void {
  const given = givenNames(query);
  if (given.size === 0) return;
  const columns = columnsOfFrom(query, lookup);
  const places = [
    ...rulesIn(query, "WhereClause", "GroupBy", "HavingClause"),
    ...itemsOf(query).map((item) => childAt(item, 0)),
  ];
  for (const { name, node } of places.flatMap((place) => bareColumnsIn(place))) {
    if (!given.has(name) || columns.has(name)) continue;
    throw new QueryError(`COLUMN_NOT_FOUND: ${placeOf(node)}: Column '${name}' cannot be resolved`);
  }
}

/**
 * In an expression of ORDER BY, a name that both SELECT and FROM give is SELECT's for Trino and FROM's for DuckDB.
 * A bare name is SELECT's for both.
 */
export function checkOrder(ordered: TreeNode, lookup: Lookup): void {
  const [query] = descendants(ordered, QUERIES, new Set(["With", "SortItem"]));
  if (query === undefined || ruleOf(query) !== "QuerySpecification") return;
  const given = givenNames(query);
  const columns = given.size === 0 ? given : columnsOfFrom(query, lookup);
  for (const item of rulesIn(ordered, "SortItem")) {
    if (COLUMNS.has(ruleOf(innermost(childAt(item, 0)))) || isBareColumn(childAt(item, 0))) continue;
    for (const { name, node } of bareColumnsIn(item)) {
      if (!given.has(name) || !columns.has(name)) continue;
      throw new QueryError(
        `NOT_SUPPORTED: ${placeOf(node)}: '${name}' is a column of FROM and a name of SELECT, which is ambiguous here: give another name`,
      );
    }
  }
}

/** Names of the columns that a query has. */
export function namesOfQuery(node: TreeNode, lookup: Lookup): ColumnNames {
  const [query] = descendants(node, QUERIES, new Set(["With"]));
  if (query === undefined) return new Set();
  if (ruleOf(query) === "Table") return lookup(partsOf(query));
  if (ruleOf(query) === "InlineTable") {
    const [row] = rulesIn(query, "Expression").map(innermost);
    const width =
      row !== undefined && ruleOf(row) === "RowConstructor" ? rulesIn(row, "Expression").length : 1;
    return new Set(Array.from({ length: width }, (_, at) => `_col${at}`));
  }
  const hasStar = itemsOf(query).some((item) =>
    /^(TableAllColumns|SelectAll)/.test(ruleOf(childAt(item, 0))),
  );
  const bare = itemsOf(query).flatMap((item) => {
    const column = childrenOf(item).length === 1 && isBareColumn(childAt(item, 0));
    return column ? [...lastNamesIn(childAt(item, 0))] : [];
  });
  return new Set([...givenNames(query), ...bare, ...(hasStar ? columnsOfFrom(query, lookup) : [])]);
}

const itemsOf = (query: TreeNode): TreeNode[] =>
  rulesIn(query, "SelectList").flatMap((list) => rulesIn(list, "SelectItem"));

/** The last child of `x AS y` and of `x y`. A column that is named as it is called anyway has no other name. */
function givenNames(query: TreeNode): ColumnNames {
  const names = itemsOf(query).flatMap((item) => {
    const alias = childAt(item, -1);
    if (childrenOf(item).length === 1 || !IDENTIFIER.test(ruleOf(alias))) return [];
    const name = nameOf(alias).toLowerCase();
    const expression = childAt(item, 0);
    return isBareColumn(expression) && lastNamesIn(expression).has(name) ? [] : [name];
  });
  return new Set(names);
}

const columnsOfFrom = (query: TreeNode, lookup: Lookup): ColumnNames =>
  union(rulesIn(query, "Relation", "RelationDefault", "JoinRelation").map((node) => columnsOf(node, lookup)));

function columnsOf(relation: TreeNode, lookup: Lookup): ColumnNames {
  switch (ruleOf(relation)) {
    case "JoinCriteria":
      return new Set();
    case "TableName":
      return lookup(partsOf(relation));
    case "SubqueryRelation":
    case "Lateral":
      return namesOfQuery(relation, lookup);
    case "AliasedRelation": {
      const aliases = ruleIn(relation, "ColumnAliases");
      if (aliases === undefined) return columnsOf(childAt(relation, 0), lookup);
      return new Set(namesIn(aliases).map((name) => name.toLowerCase()));
    }
    default:
      return union(childrenOf(relation).map((child) => columnsOf(child, lookup)));
  }
}

const union = (sets: readonly ColumnNames[]): ColumnNames => new Set(sets.flatMap((names) => [...names]));

/** Identifiers of a dotted name, in lower case. */
export function partsOf(node: TreeNode): string[] {
  if (IDENTIFIER.test(ruleOf(node))) return [nameOf(node).toLowerCase()];
  return childrenOf(node).flatMap(partsOf);
}

const columnNames = (column: TreeNode) =>
  [...descendants(column, new Set(["QualifiedName"]))].flatMap(namesIn);

/** Columns without a table's name in front, but for those of lambdas and subqueries: they have names of their own. */
function bareColumnsIn(node: TreeNode): { name: string; node: TreeNode }[] {
  return [...descendants(node, COLUMNS, NO_COLUMNS)].flatMap((column) => {
    const [name = "", ...more] = columnNames(column);
    return more.length > 0 || name === "" ? [] : [{ name: name.toLowerCase(), node: column }];
  });
}

/** Nothing but a column, with or without the name of its table. */
function isBareColumn(expression: TreeNode): boolean {
  if (COLUMNS.has(ruleOf(expression))) return true;
  const children = childrenOf(expression);
  const [only] = children;
  return children.length === 1 && only !== undefined && isBareColumn(only);
}

function lastNamesIn(expression: TreeNode): ColumnNames {
  const last = columnNames(expression).at(-1);
  return new Set(last === undefined ? [] : [last.toLowerCase()]);
}
