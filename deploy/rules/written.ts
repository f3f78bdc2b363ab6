import type { SyntaxNode } from "./syntax-tree.ts";
import type { ValueType } from "./value-type.ts";

/** An expression that is written down again, in parentheses if it has operators, and what it is. */
export interface WrittenSql {
  readonly sql: string;
  readonly type: ValueType;
}

/** One expression while it is written: what its writers know, and what they note. */
export interface Writing {
  /** Of a column of the row; undefined if there is none. */
  typeOf(column: string): ValueType | undefined;
  /** Of all columns that are known. */
  readonly names: Iterable<string>;
  /** Those that it reads. */
  readonly columns: Set<string>;
  readonly problems: string[];
  write(node: SyntaxNode): WrittenSql;
}

/** Writes one rule of the grammar. */
export type Writer = (node: SyntaxNode, writing: Writing) => WrittenSql;

/** Stands where something is wrong, so that the rest can be looked at as well. */
export function wrong(writing: Writing, problem: string): WrittenSql {
  writing.problems.push(problem);
  return { sql: "NULL", type: "unknown" };
}
