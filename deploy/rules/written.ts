import type { Place, SyntaxNode } from "./syntax-tree.ts";
import type { ValueType } from "./value-type.ts";

/** An expression that is written down again, in parentheses if it has operators, and what it is. */
export interface WrittenSql {
  readonly sql: string;
  readonly type: ValueType;
  /** What a literal says: a text without its quotes, the digits of a number, the unit of an interval. */
  readonly literal?: string;
  readonly at?: Place | undefined;
}

export interface RuleProblem {
  readonly says: string;
  readonly at: Place | undefined;
}

/** One expression while it is written: what its writers know, and what they note. */
export interface Writing {
  /** Of a column of the row; undefined if there is none. */
  typeOf(column: string): ValueType | undefined;
  /** Of all columns that are known. */
  readonly names: Iterable<string>;
  /** Those that it reads. */
  readonly columns: Set<string>;
  readonly problems: RuleProblem[];
  /** Where what is written now begins. */
  readonly at: Place | undefined;
  write(node: SyntaxNode): WrittenSql;
}

/** Writes one rule of the grammar. */
export type Writer = (node: SyntaxNode, writing: Writing) => WrittenSql;

/** Stands where something is wrong, so that the rest can be looked at as well. */
export function wrong(writing: Writing, says: string, at = writing.at): WrittenSql {
  writing.problems.push({ says, at });
  return { sql: "NULL", type: "unknown" };
}

/** As somebody would write it who declares a rule. */
export function shown({ sql }: Pick<WrittenSql, "sql">): string {
  return sql.replace(/\br\."(\w+)"/g, "$1").replace(/\b([\d.]+)E0\b/g, "$1");
}

/** "line 2, character 5"; of a text of one line the character alone. */
export function shownPlace({ line, column }: Place): string {
  return line === 1 ? `character ${column + 1}` : `line ${line}, character ${column + 1}`;
}
