/** Trino's syntax, by a parser made from Trino's own grammar. It is loaded by the first statement (0.2 s). */

import { QueryError } from "../query-engine.ts";
import type { TreeNode } from "./tree.ts";

/** ANTLR's PredictionMode: SLL is ten times as fast and never wrong when it succeeds; LL decides when it does not. */
const SLL = 0;
const LL = 1;

type Parser = Awaited<ReturnType<typeof load>>;

let parser: Promise<Parser> | undefined;

async function load() {
  const { TrinoSQL } = await import("dt-sql-parser/dist/parser/trino/index.js");
  return new TrinoSQL();
}

/** The tree of the one statement in the text. Throws SYNTAX_ERROR. */
export async function parse(sql: string): Promise<TreeNode> {
  parser ??= load();
  const trino = await parser;
  const quick = attempt(trino, sql, SLL);
  return onlyStatement(quick.failure === undefined ? quick.tree : thorough(trino, sql));
}

function thorough(trino: Parser, sql: string): TreeNode {
  const { tree, failure } = attempt(trino, sql, LL);
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
  return { tree: grammar.program() as unknown as TreeNode, failure: failures[0] };
}

/** The grammar takes any number of statements. */
function onlyStatement(program: TreeNode): TreeNode {
  const statements = (program.children ?? []).filter((child) => child.symbol === undefined);
  const [only] = statements;
  if (only === undefined) throw new QueryError("SYNTAX_ERROR: line 1:1: mismatched input '<EOF>'");
  const [, second] = statements;
  if (second !== undefined) {
    const { line, column } = second.start ?? { line: 1, column: 0 };
    throw new QueryError(`SYNTAX_ERROR: line ${line}:${column + 1}: Only one sql statement is allowed`);
  }
  return only;
}
