/** What a translation and its writers know of each other. */

import { placeOf, type TreeNode } from "./tree.ts";

/** Writes a rule of the grammar in DuckDB's words. */
export type Writer = (node: TreeNode, translation: Translation) => string;
/** By the names of the rules. */
export type Writers = Readonly<Record<string, Writer>>;

/** Names of columns, in lower case. */
export type ColumnNames = ReadonlySet<string>;

/** Names of the columns of a table, or of a query that WITH names. */
export type Lookup = (parts: readonly string[]) => ColumnNames;

/** What a translation knows of the query and of the catalog around it. */
export interface TranslationContext {
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
  columnNames(parts: readonly string[]): ColumnNames;
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

/** One query, or a part of it, while it is translated: what its writers know, and what they note on the way. */
export abstract class Translation {
  readonly context: TranslationContext;
  /** Names that WITH gives, with the columns of their queries. */
  readonly queries = new Map<string, ColumnNames>();
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

  constructor(context: TranslationContext, checked: boolean, mismatches: string[] = []) {
    this.context = context;
    this.checked = checked;
    this.mismatches = mismatches;
  }

  abstract write(node: TreeNode): string;

  /** Tables in the FROM of the query that is being written. */
  get scope(): Scope[] {
    const scope = this.#scopes.at(-1);
    if (scope === undefined) return [];
    return scope;
  }

  readonly lookup: Lookup = (parts) => {
    const query = parts.length === 1 ? this.queries.get(parts[0] ?? "") : undefined;
    return query ?? this.context.columnNames(parts);
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
