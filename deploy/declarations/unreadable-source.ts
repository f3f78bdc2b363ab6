import { messageOf } from "../../shared/runtime/errors.ts";
import { printable } from "../../shared/runtime/text.ts";

/** As esbuild tells each mistake, which reads TypeScript for us: "/home/me/platform/datasets.ts:4:2: ERROR: Expected …". */
const SYNTAX = /^(.+:\d+:\d+): ERROR: (.*)$/gm;

/** Of a line of a stack: the file, the line and the column. Modules of Node.js ("node:internal/…") are no files. */
const FRAME = /^\s+at (?:.*?[ (])?((?:file:\/\/)?\/[^()]+:\d+:\d+)\)?$/gm;

/** What keeps a file of TypeScript from being run, each with its place: in the file, or in one that it imports. */
export function problemsOfThrown(thrown: unknown, file: string): string[] {
  const message = messageOf(thrown);
  const syntax = [...message.matchAll(SYNTAX)].map(([, place, text]) => `${place}: ${printable(text!)}`);
  if (syntax.length > 0) return syntax;
  // A check of its own that names every mistake, such as defineGrantees.
  const { problems, code, stack } = thrown as { problems?: unknown; code?: unknown; stack?: unknown };
  if (Array.isArray(problems)) return problems.map((problem) => `${file}: ${printable(String(problem))}`);
  const [first = ""] = message.split("\n");
  if (code === "MODULE_NOT_FOUND") return [`${file}: ${printable(first)}`];
  if (message.startsWith(file)) return [printable(message)]; // of JSON that is none
  const frames = [...String(stack).matchAll(FRAME)].map(([, place]) => place!.replace(/^file:\/\//, ""));
  const place = frames.find((frame) => !frame.includes("/node_modules/"));
  return [`${place ?? file}: ${printable(message)}`];
}
