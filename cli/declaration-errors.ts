import { ConfigurationError, RegistrarError } from "../shared/runtime/errors.ts";
import { printable } from "../shared/runtime/text.ts";

/** What Node.js and esbuild tell of a file that cannot be run, as ours: which file, where, and what is wrong there. */
export function asDeclarationError(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || thrown instanceof RegistrarError) return thrown;
  const syntax = [...thrown.message.matchAll(SYNTAX)].map(
    ([, place, text]) => `${place}: ${printable(text!)}`,
  );
  if (syntax.length > 0) return unreadable(syntax);
  // Where it was thrown, and not what called it.
  const [head = ""] = /^[\s\S]*?\n +at .*|^[\s\S]*/.exec(thrown.stack ?? "") ?? [];
  const [place] = DECLARATION.exec(head) ?? [];
  return place === undefined ? thrown : unreadable([`${place}: ${printable(thrown.message)}`]);
}

/** "shared/datasets.ts:12:3" in any text. */
const DECLARATION = /\b(?:shared\/datasets|access\/grantees)\.ts(?::\d+)*/;
/** As esbuild tells each, which reads TypeScript for us. */
const SYNTAX = /\b((?:shared\/datasets|access\/grantees)\.ts(?::\d+)*): ERROR: (.*)/g;

function unreadable(problems: readonly string[]): ConfigurationError {
  const isOfGrantees = problems.every((problem) => problem.startsWith("access/grantees.ts"));
  const code = isOfGrantees ? "INVALID_GRANTEES" : "INVALID_DATASETS";
  return new ConfigurationError(code, "What is declared cannot be read:", problems);
}
