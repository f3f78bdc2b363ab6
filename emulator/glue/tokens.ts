/** The words of a GetPartitions expression. */

import { invalidInput } from "./errors.ts";

export interface ExpressionToken {
  /** `word` is a keyword or a bare column name, `name` a quoted one, `text` and `number` are literals. */
  readonly kind: "word" | "name" | "text" | "number" | "symbol" | "end";
  /** Without quotes and escapes. */
  readonly text: string;
}

const END: ExpressionToken = { kind: "end", text: "" };

const PATTERNS: readonly (readonly [ExpressionToken["kind"], RegExp])[] = [
  ["text", /'((?:[^']|'')*)'/y],
  ["name", /"([^"]+)"|`([^`]+)`/y],
  ["number", /([+-]?\d+(?:\.\d+)?)(?![\w.])/y],
  ["word", /([A-Za-z_]\w*)/y],
  ["symbol", /(<>|!=|<=|>=|[=<>(),])/y],
];

/** Ends with a token of kind `end`. */
export function tokensOf(expression: string): ExpressionToken[] {
  const tokens: ExpressionToken[] = [];
  for (let at = skipSpace(expression, 0); at < expression.length; ) {
    const { token, end } = tokenAt(expression, at);
    tokens.push(token);
    at = skipSpace(expression, end);
  }
  return [...tokens, END];
}

function tokenAt(expression: string, at: number): { token: ExpressionToken; end: number } {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const found = pattern.exec(expression);
    if (found === null) continue;
    const text = found[1] ?? found[2] ?? "";
    return {
      token: { kind, text: kind === "text" ? text.replaceAll("''", "'") : text },
      end: pattern.lastIndex,
    };
  }
  throw invalidInput(`Cannot read the expression at '${expression.slice(at, at + 20)}'`);
}

function skipSpace(expression: string, at: number): number {
  const rest = /\S/g;
  rest.lastIndex = at;
  return rest.exec(expression)?.index ?? expression.length;
}
