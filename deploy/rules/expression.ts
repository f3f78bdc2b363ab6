/** A text as an expression over one row, written down again from its syntax tree: nothing that nobody looked at passes. */

import type { RowExpression } from "../../shared/quality/rules/rule.ts";
import { arithmeticWriters } from "./arithmetic-writers.ts";
import { callWriters } from "./call-writers.ts";
import { literalWriters } from "./literal-writers.ts";
import { expected, operatorWriters } from "./operator-writers.ts";
import { branchesOf, childrenOf, type Place, ruleOf, type SyntaxNode, textOf } from "./syntax-tree.ts";
import type { ParseExpression } from "./trino-grammar.ts";
import type { ValueType } from "./value-type.ts";
import { type RuleProblem, shownPlace, type Writer, type Writing, wrong } from "./written.ts";

/** Columns of a table, partition keys among them, by their names in lower case. */
export interface RowColumns {
  readonly types: ReadonlyMap<string, ValueType>;
  /** A crawler finds columns that nobody declared. */
  readonly areAll: boolean;
}

/** Characters of a condition. */
const LONGEST = 1_000;
/** The parser goes down one call a level. */
const DEEPEST = 60;

const WRITERS: Readonly<Record<string, Writer>> = {
  ...literalWriters,
  ...operatorWriters,
  ...arithmeticWriters,
  ...callWriters,
};

/** A condition, or everything that is wrong with it. */
export function writtenCondition(
  text: string,
  columns: RowColumns,
  parse: ParseExpression,
): RowExpression | { readonly problems: readonly string[] } {
  if (text.trim() === "") return { problems: ["is empty"] };
  if (text.length > LONGEST) return { problems: [`has ${text.length} characters, and may have ${LONGEST}`] };
  if (depthOf(text) > DEEPEST)
    return { problems: [`has parentheses within each other more than ${DEEPEST} times`] };
  const parsed = parse(text);
  if ("problem" in parsed) return { problems: [told(parsed.problem)] };
  const writing = new ExpressionWriting(columns);
  const { sql } = expected("boolean", writing.write(parsed.tree), writing);
  const problems = [...new Set(writing.problems.map(told))];
  if (problems.length === 0 && writing.columns.size === 0)
    problems.push("reads no column, and so says nothing of a row");
  return problems.length > 0 ? { problems } : { sql, columns: [...writing.columns] };
}

const told = ({ says, at }: RuleProblem) => (at === undefined ? says : `${shownPlace(at)}: ${says}`);

function depthOf(text: string): number {
  let [depth, deepest] = [0, 0];
  for (const character of text) {
    if (character === "(") depth++;
    if (character === ")") depth--;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

class ExpressionWriting implements Writing {
  readonly columns = new Set<string>();
  readonly problems: RuleProblem[] = [];
  at: Place | undefined;
  readonly #row: RowColumns;

  constructor(row: RowColumns) {
    this.#row = row;
  }

  get names(): Iterable<string> {
    return this.#row.types.keys();
  }

  typeOf(column: string): ValueType | undefined {
    return this.#row.types.get(column) ?? (this.#row.areAll ? undefined : "unknown");
  }

  write(node: SyntaxNode): ReturnType<Writer> {
    const outer = this.at;
    this.at = node.start ?? outer;
    const written = this.#writtenOf(node);
    const at = written.at ?? this.at;
    this.at = outer;
    return { ...written, at };
  }

  #writtenOf(node: SyntaxNode): ReturnType<Writer> {
    const writer = WRITERS[ruleOf(node)];
    if (writer !== undefined) return writer(node, this);
    const [only, ...others] = childrenOf(node).filter((child) => !isEnd(child));
    // A rule that adds no word to another means what that means.
    if (only !== undefined && others.length === 0 && only.symbol === undefined) return this.write(only);
    return wrong(this, refusalOf(node));
  }
}

const isEnd = ({ symbol }: SyntaxNode) => symbol?.text === "<EOF>" || symbol?.text === ";";

/** What people are likely to try, by the grammar's names. */
const REFUSALS: readonly (readonly [rules: RegExp, why: string])[] = [
  [
    /Subquery|^Exists$|QuantifiedComparison/,
    "a subquery would cost a scan of its own; a rule reads its own row",
  ],
  [
    /^Current(Date|Time|Timestamp)$|^Local/,
    "the current time changes: what was right would be wrong tomorrow",
  ],
  [/^Parameter$/, "? stands for nothing here"],
];

function refusalOf(node: SyntaxNode): string {
  const rule = ruleOf(node);
  const why = REFUSALS.find(([rules]) => rules.test(rule))?.[1];
  if (why !== undefined) return why;
  const words = rule.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  const text = branchesOf(node).length === 0 ? textOf(node) : childrenOf(node).map(textOf).join(" ");
  return `${JSON.stringify(text.slice(0, 40))}, ${words}, cannot be used in a rule`;
}
