/**
 * Trino's SQL as DuckDB's: the tree is written down again, word for word where the two languages agree. What a rule
 * needs said differently is a writer in this folder; a rule that is in neither list is not supported and refused by
 * name. So no construct reaches DuckDB that nobody has looked at.
 */

import { QueryError } from "../query-engine.ts";
import { writeZoned } from "./at-time-zone.ts";
import { Translation } from "./translation.ts";
import { childrenOf, placeOf, ruleOf, type TreeNode } from "./tree.ts";
import { writers } from "./writers.ts";

/** Rules of TrinoSql.g4 whose words mean the same to DuckDB. */
const PASS_THROUGH = new Set(
  `Statements SingleStatement SelectLiteralColumnName SelectExpressionColumnName StatementDefault RootQuery QueryStatement LimitRowCount RowCount QueryTermDefault
  SetOperation QueryPrimaryDefault Subquery QuerySpecification HavingClause SelectList SelectItem
  GroupBy PartitionBy MultipleGroupingSets SingleGroupingSet Cube Rollup GroupingSet GroupingTerm WindowDefinition
  NamedQuery SetQuantifier TableAllColumns SelectAllWithoutTable Relation RelationDefault
  JoinColumnReference JoinType SampledRelation PatternRecognition ColumnAliases ColumnList ExpressionSourceTable
  ParenthesizedRelation RelationSourceTable SubqueryRelation Lateral Expression LogicalNot Predicated Or And
  InSubquery DistinctFrom NullPredicate QuantifiedComparison ValueExpressionDefault ArithmeticUnary NullLiteral
  BooleanLiteral BooleanValue ColumnReference ColumnName ColumnRef Dereference ParenthesizedExpression Exists
  SubqueryExpression SortItem WindowSpecification SearchedCase Coalesce RowConstructor ArrayConstructor NumericLiteral IntegerLiteral
  DoubleLiteral Position Filter Over WindowFrame FrameExtent CurrentRowBound UnboundedFrame BoundedFrame
  ComparisonOperator ComparisonQuantifier StringLiteral`
    .split(/\s+/)
    .filter(Boolean),
);

export class Translator extends Translation {
  write(node: TreeNode): string {
    if (node.symbol !== undefined) return node.symbol.text === "<EOF>" ? "" : (node.symbol.text ?? "");
    const zoned = writeZoned(node, this);
    if (zoned !== undefined) return zoned;
    const rule = ruleOf(node);
    const writer = writers[rule];
    if (writer !== undefined) return writer(node, this);
    if (!PASS_THROUGH.has(rule)) throw unsupported(node, rule);
    return this.writeAll(childrenOf(node));
  }
}

function unsupported(node: TreeNode, rule: string): QueryError {
  const words = rule.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return new QueryError(`NOT_SUPPORTED: ${placeOf(node)}: ${words} is not supported here`);
}
