/** What this engine needs of a syntax tree: enough to walk one without the types of the parser that made it. */

/** A node is a rule of the grammar, or else a leaf that is one token. */
export interface TreeNode {
  readonly children?: readonly TreeNode[] | null;
  /** Of leaves. */
  readonly symbol?: Token;
  /** Of rules: the first token. */
  readonly start?: Token | null;
}

export interface Token {
  readonly text?: string | null | undefined;
  /** From 1. */
  readonly line: number;
  /** From 0. */
  readonly column: number;
}

/** The rule's name as TrinoSql.g4 labels it: "FunctionCall", "TableName", … */
export const ruleOf = (node: TreeNode) => node.constructor.name.replace(/Context$/, "");

export const childrenOf = (node: TreeNode): readonly TreeNode[] => node.children ?? [];

/** The children that are rules of these names. */
export const rulesIn = (node: TreeNode, ...names: string[]) =>
  childrenOf(node).filter((child) => names.includes(ruleOf(child)));

export const ruleIn = (node: TreeNode, ...names: string[]): TreeNode | undefined =>
  rulesIn(node, ...names)[0];

/** The child at this place: the grammar says that there is one. */
export function childAt(node: TreeNode, index: number): TreeNode {
  const child = childrenOf(node).at(index);
  if (child === undefined) throw new Error(`${ruleOf(node)} has no child ${index}`);
  return child;
}

/** Of a leaf, in upper case: keywords and symbols. */
export const wordOf = (node: TreeNode) => node.symbol?.text?.toUpperCase();

export const hasWord = (node: TreeNode, word: string) =>
  childrenOf(node).some((child) => wordOf(child) === word);

/** The words of all leaves, as written. */
export function textOf(node: TreeNode): string {
  return node.symbol === undefined ? childrenOf(node).map(textOf).join("") : (node.symbol.text ?? "");
}

/** For messages: the words with spaces between them. */
export function sourceOf(node: TreeNode): string {
  if (node.symbol !== undefined) return node.symbol.text ?? "";
  return childrenOf(node)
    .map(sourceOf)
    .join(" ")
    .replace(/ ?\. ?/g, ".")
    .replace(/\( | \)| (?=,)| (?=\()/g, (space) => space.trim());
}

/** A chain of rules with one child each ends here. */
export function innermost(node: TreeNode): TreeNode {
  const children = childrenOf(node);
  const only = children[0];
  return children.length === 1 && only !== undefined && only.symbol === undefined ? innermost(only) : node;
}

/** Every node of these rules below (or at) the node, those below a rule that `past` names left out. */
export function* descendants(
  node: TreeNode,
  names: ReadonlySet<string>,
  past?: ReadonlySet<string>,
): Generator<TreeNode> {
  if (names.has(ruleOf(node))) yield node;
  for (const child of childrenOf(node)) {
    if (past?.has(ruleOf(child))) continue;
    yield* descendants(child, names, past);
  }
}

/** "line 1:8", as Trino says where something is. */
export function placeOf(node: TreeNode): string {
  const token = node.symbol ?? node.start;
  return token ? `line ${token.line}:${token.column + 1}` : "line 1:1";
}
