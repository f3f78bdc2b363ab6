/** Expressions of Trino's SQL, by a parser made from Trino's own grammar. Only datasets with rules load it: it takes a while. */

import { quoted } from "../../shared/runtime/text.ts";
import { insteadOfToken } from "./other-dialects.ts";
import type { SyntaxNode } from "./syntax-tree.ts";
import { placeIn, unclosedIn } from "./unclosed.ts";
import type { RuleProblem } from "./written.ts";

/** The tree of an expression, or why the text is none. */
export type Parsed = { readonly tree: SyntaxNode } | { readonly problem: RuleProblem };
export type ParseExpression = (text: string) => Parsed;

/** What is used of the package, whose own types need a browser's. */
interface Grammar {
  createParser(text: string, onError: () => void): Parser;
}

interface Parser {
  removeErrorListeners(): void;
  addErrorListener(listener: object): void;
  getCurrentToken(): Token;
  standaloneExpression(): SyntaxNode;
}

interface Token {
  readonly text?: string | null | undefined;
  readonly column: number;
  readonly line: number;
}

let loaded: Promise<Grammar> | undefined;

export async function expressionParser(): Promise<ParseExpression> {
  loaded ??= load();
  const grammar = await loaded;
  return (text) => parsed(grammar, text);
}

/** Its files import each other without extensions: tsx and Jest find them, and Node.js, in which osls runs, does not. */
async function load(): Promise<Grammar> {
  const { TrinoSQL } = await import("dt-sql-parser/dist/parser/trino/index.js").catch(
    async (thrown: unknown) => {
      if ((thrown as { readonly code?: unknown }).code !== "ERR_MODULE_NOT_FOUND") throw thrown;
      const { tsImport } = await import("tsx/esm/api");
      return tsImport("dt-sql-parser/dist/parser/trino/index.js", import.meta.url);
    },
  );
  return new TrinoSQL() as Grammar;
}

function parsed(grammar: Grammar, text: string): Parsed {
  const open = unclosedIn(text);
  if (open !== undefined) return { problem: open };
  const problems: RuleProblem[] = [];
  const listener = {
    syntaxError(_recognizer: unknown, at: Token | null, line: number, column: number) {
      problems.push(unexpected({ text: at?.text, line, column }, text));
    },
    reportAmbiguity() {},
    reportAttemptingFullContext() {},
    reportContextSensitivity() {},
  };
  const parser = grammar.createParser(text, () => {});
  parser.removeErrorListeners();
  parser.addErrorListener(listener);
  const tree = parser.standaloneExpression();
  const next = parser.getCurrentToken();
  const [problem = next.text === END ? undefined : unexpected(next, text)] = problems;
  return problem === undefined ? { tree } : { problem };
}

const END = "<EOF>";

/** ANTLR also tells what it had expected, which can be two hundred words. */
function unexpected({ text, line, column }: Token, whole: string): RuleProblem {
  if (text === undefined || text === null || text === END)
    return { says: "the expression ends here too early", at: placeIn(whole, whole.trimEnd().length) };
  const says = `${quoted(text)} is not expected here, in an expression of Trino's SQL${insteadOfToken(text)}`;
  return { says, at: { line, column } };
}
