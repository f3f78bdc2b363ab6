/** What is needed of a syntax tree, without the types of the parser that makes it. */

/** Where in a text a token begins, as the parser counts: lines from 1, characters from 0. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A rule of the grammar, or else a leaf that is one token. */
export interface SyntaxNode {
  readonly children?: readonly SyntaxNode[] | null;
  /** Of leaves. */
  readonly symbol?: { readonly text?: string | null | undefined };
  /** The first token of what is no leaf. */
  readonly start?: Place | null;
}

/** The rule's name as TrinoSql.g4 labels it: "FunctionCall", "ColumnReference", … */
export const ruleOf = (node: SyntaxNode) => node.constructor.name.replace(/Context$/, "");

export const childrenOf = (node: SyntaxNode): readonly SyntaxNode[] => node.children ?? [];

/** The children that are no leaves. */
export const branchesOf = (node: SyntaxNode) => childrenOf(node).filter(({ symbol }) => symbol === undefined);

/** Those that are: keywords and signs, in upper case. */
export const wordsOf = (node: SyntaxNode) =>
  childrenOf(node).flatMap(({ symbol }) => symbol?.text?.toUpperCase() ?? []);

/** Of all leaves, as written. */
export function textOf(node: SyntaxNode): string {
  return node.symbol === undefined ? childrenOf(node).map(textOf).join("") : (node.symbol.text ?? "");
}

/** Every node below, and the node itself. */
export function* nodesOf(node: SyntaxNode): Generator<SyntaxNode> {
  yield node;
  for (const child of childrenOf(node)) yield* nodesOf(child);
}
