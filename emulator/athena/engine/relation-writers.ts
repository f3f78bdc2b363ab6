/** What stands in SELECT, FROM and WHERE. */

import { QueryError } from "../query-engine.ts";
import { checkNames, namesOfQuery, partsOf } from "./column-names.ts";
import { nameOf } from "./literal-writers.ts";
import { findConditions } from "./partition-conditions.ts";
import { compare } from "./predicate-writers.ts";
import { quoteName } from "./text.ts";
import type { Writer, Writers } from "./translation.ts";
import {
  childAt,
  childrenOf,
  hasWord,
  innermost,
  placeOf,
  ruleIn,
  ruleOf,
  rulesIn,
  type TreeNode,
  textOf,
} from "./tree.ts";

/** A column that nobody named is called after its place, from 0: _col0. */
const selectItem: Writer = (node, translation) => {
  const children = childrenOf(node);
  const expression = childAt(node, 0);
  const written = translation.writeAll(children);
  const isNamed = children.length > 1 || ruleOf(expression) !== "SelectExpressionColumnName";
  return isNamed || isColumn(expression) ? written : `${written} AS "_col${translation.selectIndex}"`;
};

/** `day`, `b.day`, `r.field`, `"$path"`: the last word is its name. */
function isColumn(expression: TreeNode): boolean {
  const node = innermost(expression);
  if (ruleOf(node) === "Dereference") return isColumn(childAt(node, 0));
  return ruleOf(node) === "QualifiedName" || /Identifier$/.test(ruleOf(node));
}

const querySpecification: Writer = (node, translation) => {
  const outer = { selectIndex: translation.selectIndex, inJoinCriteria: translation.inJoinCriteria };
  translation.inJoinCriteria = false;
  translation.openScope();
  const from = rulesIn(node, "Relation", "RelationDefault", "JoinRelation");
  // FROM comes first, so that the scans are there when WHERE is looked at; the text keeps its order.
  const relations = new Map(from.map((relation) => [relation, translation.write(relation)]));
  checkNames(node, translation.lookup);
  findConditions(node, translation);
  const parts = childrenOf(node).map((child) => {
    const relation = relations.get(child);
    if (relation !== undefined) return relation;
    return translation.write(child);
  });
  translation.closeScope();
  Object.assign(translation, outer);
  return parts.join(" ");
};

const selectList: Writer = (node, translation) => {
  let index = 0;
  return childrenOf(node)
    .map((child) => {
      if (child.symbol !== undefined) return ",";
      translation.selectIndex = index++;
      return translation.write(child);
    })
    .join(" ");
};

const aliasedRelation: Writer = (node, translation) => {
  const source = childAt(node, 0);
  const alias = ruleIn(node, "UnquotedIdentifier", "QuotedIdentifier", "BackQuotedIdentifier");
  const columns = ruleIn(node, "ColumnAliases");
  const table =
    ruleOf(innermost(source)) === "TableRef" || ruleOf(source) === "TableName" ? source : undefined;
  const written = table === undefined ? translation.write(source) : tableName(table, alias, translation);
  if (alias === undefined) return written;
  const names = columns === undefined ? "" : ` ${translation.write(columns)}`;
  return `${written} AS ${translation.write(alias)}${names}`;
};

function tableName(node: TreeNode, alias: TreeNode | undefined, translation: Parameters<Writer>[1]): string {
  const parts = partsOf(node);
  const last = parts.at(-1) ?? "";
  if (parts.length === 1 && translation.queries.has(last)) return quoteName(last);
  const called = alias === undefined ? last : nameOf(alias);
  const relation = translation.context.table(parts, node, called, translation);
  translation.scope.push({ relation, alias: called.toLowerCase() });
  return alias === undefined ? `${quoteName(relation)} AS ${quoteName(last)}` : quoteName(relation);
}

/**
 * UNNEST(a, b) WITH ORDINALITY is a subquery that unnests both side by side. As many ordinals are needed as the longest
 * array has elements.
 */
const unnest: Writer = (node, translation) => {
  const lists = rulesIn(node, "Expression").map((list) => translation.write(list));
  const columns = lists.map((list, at) => `unnest(${list}) AS "_${at}"`);
  if (hasWord(node, "ORDINALITY")) {
    const longest = lists.map((list) => `coalesce(len(${list}), 0)`).join(", ");
    columns.push(`unnest(range(1, greatest(${longest}, 0) + 1)) AS "_ordinality"`);
  }
  return `(SELECT ${columns.join(", ")})`;
};

/** VALUES 1, 2: rows of one column need no parentheses in Trino. */
const inlineTable: Writer = (node, translation) => {
  const rows = rulesIn(node, "Expression").map((row) => {
    const inner = innermost(row);
    if (ruleOf(inner) !== "RowConstructor") return `(${translation.write(row)})`;
    return `(${rulesIn(inner, "Expression")
      .map((value) => translation.write(value))
      .join(", ")})`;
  });
  const [first] = rulesIn(node, "Expression");
  const width = first === undefined ? 0 : widthOf(innermost(first));
  const names = Array.from({ length: width }, (_, at) => quoteName(`_col${at}`));
  return `SELECT * FROM (VALUES ${rows.join(", ")}) AS v(${names.join(", ")})`;
};

const widthOf = (row: TreeNode) => (ruleOf(row) === "RowConstructor" ? rulesIn(row, "Expression").length : 1);

const join: Writer = (node, translation) => {
  if (!hasWord(node, "NATURAL")) return translation.writeAll(childrenOf(node));
  throw new QueryError(`NOT_SUPPORTED: ${placeOf(node)}: Natural join not supported`);
};

const joinCriteria: Writer = (node, translation) => {
  const outer = translation.inJoinCriteria;
  translation.inJoinCriteria = true;
  const written = translation.writeAll(childrenOf(node));
  translation.inJoinCriteria = outer;
  return written;
};

/** Each query knows those before it, and itself when it is recursive. */
const withQueries: Writer = (node, translation) => {
  const queries = rulesIn(node, "NamedQuery").map((query) => {
    const name = nameOf(childAt(query, 0)).toLowerCase();
    const aliases = ruleIn(query, "ColumnAliases");
    const columns = aliases === undefined ? namesOfQuery(query, translation.lookup) : partsOf(aliases);
    if (hasWord(node, "RECURSIVE")) translation.queries.set(name, new Set(columns));
    const written = translation.write(query);
    translation.queries.set(name, new Set(columns));
    return written;
  });
  return `WITH ${hasWord(node, "RECURSIVE") ? "RECURSIVE " : ""}${queries.join(", ")}`;
};

const allColumns: Writer = (_node, { context }) =>
  context.hiddenColumns ? `COLUMNS(lambda name: NOT starts_with(name, '$'))` : "*";

export const relationWriters: Writers = {
  SelectItem: selectItem,
  SelectList: selectList,
  SelectAllWithoutTable: allColumns,
  QuerySpecification: querySpecification,
  AliasedRelation: aliasedRelation,
  Unnest: unnest,
  InlineTable: inlineTable,
  JoinRelation: join,
  JoinCriteria: joinCriteria,
  // The grammar's own rule for the ON of one equality of two columns.
  JoinColumnEquality: (node, translation) => compare(childAt(node, 0), "=", childAt(node, 2), translation),
  With: withQueries,
  // TABLE t
  Table: (node, translation) => `SELECT * FROM ${tableName(childAt(node, 1), undefined, translation)}`,
  IntegerLiteral: (node) => textOf(node),
};
