/** Trino's syntax, by a parser made from Trino's own grammar. It is loaded by the first statement (0.2 s). */

import { QueryError } from "../query-engine.ts";
import { childrenOf, type Token, type TreeNode } from "./tree.ts";

/** ANTLR's PredictionMode: SLL is ten times as fast and never wrong when it succeeds; LL decides when it does not. */
const SLL = 0;
const LL = 1;

type Parser = Awaited<ReturnType<typeof load>>;

let loaded: Promise<Parser> | undefined;

async function load() {
  const { TrinoSQL } = await import("dt-sql-parser/dist/parser/trino/index.js");
  return new TrinoSQL();
}

/** The tree of the one statement in the text. Throws SYNTAX_ERROR. */
export type Parse = (sql: string) => TreeNode;

export async function parser(): Promise<Parse> {
  loaded ??= load();
  const trino = await loaded;
  return (sql) => treeOf(trino, sql);
}

export async function parse(sql: string): Promise<TreeNode> {
  return (await parser())(sql);
}

function treeOf(trino: Parser, sql: string): TreeNode {
  const quick = attempt(trino, sql, SLL);
  const { tree, failure } = quick.failure === undefined ? quick : attempt(trino, sql, LL);
  if (failure !== undefined) throw new QueryError(`SYNTAX_ERROR: ${failure}`);
  return tree;
}

/** The first failure, as Trino words it: its messages are ANTLR's, with columns counted from 1. */
function attempt(trino: Parser, sql: string, mode: number): { tree: TreeNode; failure: string | undefined } {
  const failures: string[] = [];
  const listener = {
    syntaxError(_recognizer: unknown, _symbol: unknown, line: number, column: number, message: string) {
      failures.push(`line ${line}:${column + 1}: ${message}`);
    },
    reportAmbiguity() {},
    reportAttemptingFullContext() {},
    reportContextSensitivity() {},
  };
  const grammar = trino.createParser(sql, () => {});
  grammar.removeErrorListeners();
  grammar.addErrorListener(listener);
  grammar.interpreter.predictionMode = mode;
  // Not the rule for a whole text: it takes many statements, and with nothing between them.
  const tree = grammar.singleStatement() as unknown as TreeNode;
  return { tree, failure: failures[0] ?? leftOver(grammar.getCurrentToken(), tree) };
}

const END_OF_FILE = "<EOF>";

function leftOver({ text, line, column }: Token, statement: TreeNode): string | undefined {
  if (text === END_OF_FILE) return undefined;
  const isAnother = childrenOf(statement).at(-1)?.symbol?.text === ";";
  const what = isAnother
    ? "Only one sql statement is allowed"
    : `mismatched input '${text}'. Expecting: ${END_OF_FILE}`;
  return `line ${line}:${column + 1}: ${what}`;
}
