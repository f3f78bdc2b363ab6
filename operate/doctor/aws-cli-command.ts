import { shellWord } from "../../shared/runtime/text.ts";

/** What follows a flag: a word, several, a document as JSON, or nothing. */
type Value = string | number | true | object;

/** A command of the AWS CLI that can be pasted into any POSIX shell, whatever is in its values. */
export function aws(service: string, operation: string, flags: Readonly<Record<string, Value>> = {}): string {
  const words = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, ...wordsOf(value)]);
  return [`aws ${service} ${operation}`, ...words].join(" ");
}

function wordsOf(value: Value): readonly string[] {
  if (value === true) return [];
  if (typeof value !== "object") return [word(String(value))];
  return isTexts(value) ? value.map(word) : [shellWord(JSON.stringify(value))];
}

const isTexts = (value: object): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");

/** As it is where no shell sees more in it than its characters; quoted otherwise. */
function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : shellWord(text);
}

/**
 * Reads a document, changes it by jq, and hands the file to a command that replaces all of it. By way of a file, because
 * a pipe whose first command is refused goes on with nothing, and nothing would then be put in the document's place. `given` is how jq gets at
 * it.
 */
export function changing(read: string, jq: string, put: (file: string) => string, given = "input"): string {
  const change = shellWord(`${given} | ${jq}`);
  return `${read} > before.json && jq -n ${change} before.json > after.json && ${put("file://after.json")}`;
}
