/** What a text opens and never closes: a parser tells only that it ends too early. */

import type { Place } from "./syntax-tree.ts";
import type { RuleProblem } from "./written.ts";

/** Texts, names, remarks and parentheses. What none of them is, is of no interest. */
const PARTS = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|['"()]|\/\*/g;

const UNCLOSED: Readonly<Record<string, string>> = {
  "'": "the text that begins here has no closing quote; a quote in a text is written twice: 'it''s'",
  '"': "the name that begins here has no closing quote; a text takes single quotes",
  "/*": "the remark that begins here is never closed",
  "(": "the ( here is never closed",
};

export function unclosedIn(text: string): RuleProblem | undefined {
  const open: number[] = [];
  for (const { 0: part, index } of text.matchAll(PARTS)) {
    const at = placeIn(text, index);
    if (part !== "(" && UNCLOSED[part] !== undefined) return { says: UNCLOSED[part], at };
    if (part === "(") open.push(index);
    // One too many: the parser tells where.
    if (part === ")" && open.pop() === undefined) return undefined;
  }
  const last = open.at(-1);
  return last === undefined ? undefined : { says: UNCLOSED["("]!, at: placeIn(text, last) };
}

export function placeIn(text: string, index: number): Place {
  const lines = text.slice(0, index).split("\n");
  return { line: lines.length, column: lines.at(-1)!.length };
}
