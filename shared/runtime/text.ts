/** Keys, values and bodies come from outside: what of them reaches a log, a queue or a terminal passes here. */

// Control characters, line separators, direction overrides and what SQS refuses (its characters are XML 1.0's).
const UNPRINTABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this looks for
  /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]|\p{Surrogate}/gu;

/** Text of one line that is safe to print: anything that could move a cursor or forge a line is escaped. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** The same of several lines: line feeds and tabs stay. */
export function printableLines(text: string): string {
  return text.replace(/[^\n\t]+/g, printable);
}

/** A value as JSON, safe to print, cut after 200 characters. */
export function quoted(value: unknown): string {
  const text = printable(json(value));
  return text.length > 200 ? `${shortened(text, 200)}…` : text;
}

/** At most `length` characters of a text, never half of a surrogate pair: SQS refuses such a half. */
export function shortened(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, "");
}

function json(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "missing";
  } catch {
    return "nested too deeply to print"; // JSON.parse reads any depth, JSON.stringify overflows the stack
  }
}

/** A word to any POSIX shell, whatever is in it: nothing is special between single quotes but themselves. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** "1 object", "2 objects", "12,480 rows" */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString("en-US")} ${noun}${number === 1 ? "" : "s"}`;
}
