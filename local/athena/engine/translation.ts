/**
 * Trino's SQL as DuckDB's: the tree is written down again, word for word where the two languages agree. What a rule
 * needs said differently is a writer in this folder; a rule that is in neither list is not supported and refused by
 * name. So no construct reaches DuckDB that nobody has looked at.
 */

import { QueryError } from "../query-engine.ts";
import { writeZoned } from "./at-time-zone.ts";
import type { Lookup } from "./column-names.ts";
import { childrenOf, placeOf, ruleOf, type TreeNode } from "./tree.ts";
import { writers } from "./writers.ts";

/** Rules of TrinoSql.g4 whose words mean the same to DuckDB. */
const ALIKE = new Set(
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

export interface Surroundings {
  /** Writes the name of a relation that holds what the table does. Throws TABLE_NOT_FOUND. */
  table(parts: readonly string[], node: TreeNode, alias: string, translation: Translation): string;
  readonly hiddenColumns: boolean;
  /** When the query began, in milliseconds. */
  readonly now: number;
  /** The expression that a `?` stands for. Throws INVALID_PARAMETER_USAGE. */
  parameter(node: TreeNode): TreeNode;
  /** Names of the databases, to tell `database.table.column` from a field of a row. */
  isDatabase(name: string): boolean;
  /** Of a table that is there; no names otherwise. */
  columnNames(parts: readonly string[]): ReadonlySet<string>;
  partitionKeys(relation: string): readonly string[];
  /** `given` is the key that the condition says all values of. */
  addCondition(relation: string, condition: string, given?: string): void;
}

/** A table that the FROM of a query reads. */
export interface Scope {
  readonly relation: string;
  /** Lower case. */
  readonly alias: string;
}

export class Translation {
  readonly around: Surroundings;
  /** Names that WITH gives, with the columns of their queries. */
  readonly queries = new Map<string, ReadonlySet<string>>();
  /** Inside the ON of a join only what DuckDB can hash is fast. */
  inJoinCriteria = false;
  inLambda = false;
  /** Rows that are cast get the names of their fields by it. */
  inRowCast = false;
  /** What is said when the types of a comparison differ, by the number that stands before the check of them. */
  readonly mismatches: string[];
  /** Place of the column that is being written in its SELECT. */
  selectIndex = 0;
  readonly #scopes: Scope[][] = [];

  /** Whether the types of the two sides of comparisons are looked at. */
  readonly checked: boolean;

  constructor(around: Surroundings, checked: boolean, mismatches: string[] = []) {
    this.around = around;
    this.checked = checked;
    this.mismatches = mismatches;
  }

  write(node: TreeNode): string {
    if (node.symbol !== undefined) return node.symbol.text === "<EOF>" ? "" : (node.symbol.text ?? "");
    const zoned = writeZoned(node, this);
    if (zoned !== undefined) return zoned;
    const rule = ruleOf(node);
    const writer = writers[rule];
    if (writer !== undefined) return writer(node, this);
    if (!ALIKE.has(rule)) throw unsupported(node, rule);
    return this.writeAll(childrenOf(node));
  }

  /** Tables in the FROM of the query that is being written. */
  get scope(): Scope[] {
    const scope = this.#scopes.at(-1);
    if (scope === undefined) return [];
    return scope;
  }

  readonly lookup: Lookup = (parts) => {
    const query = parts.length === 1 ? this.queries.get(parts[0] ?? "") : undefined;
    return query ?? this.around.columnNames(parts);
  };

  /** Fails when DuckDB binds the text, with the message of its line. */
  check(a: string, b: string, node: TreeNode, message: string): string {
    this.mismatches.push(`TYPE_MISMATCH: ${placeOf(node)}: ${message}`);
    return `\n/*${this.mismatches.length - 1}*/ trino.same(${a}, ${b})`;
  }

  openScope(): void {
    this.#scopes.push([]);
  }

  closeScope(): void {
    this.#scopes.pop();
  }

  writeAll(nodes: readonly TreeNode[], separator = " "): string {
    return nodes
      .map((node) => this.write(node))
      .filter((text) => text !== "")
      .join(separator);
  }
}

function unsupported(node: TreeNode, rule: string): QueryError {
  const words = rule.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return new QueryError(`NOT_SUPPORTED: ${placeOf(node)}: ${words} is not supported here`);
}
