import { printable } from "../../runtime/text.ts";

/** Markup that is safe to put into a page. Only `html` makes it. */
export interface Html {
  readonly markup: string;
}

/** What can be put into markup: text is escaped, nothing is left out, lists are joined. */
export type Insert = string | number | Html | null | undefined | false | readonly Insert[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text from outside as text of a page, in an element or in a quoted attribute. What could disturb its reader is shown. */
export function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** html`<p>${text}</p>`: whatever is put in is escaped, unless it is Html itself. */
export function html(parts: TemplateStringsArray, ...inserts: readonly Insert[]): Html {
  const markup = parts.map((part, index) => (index === 0 ? part : markupOf(inserts[index - 1]) + part));
  return { markup: markup.join("") };
}

/** Text of several lines, for <pre>. */
export function lines(text: string): Html {
  return { markup: text.split("\n").map(escaped).join("\n") };
}

/** Markup that was made elsewhere: the style sheet. */
export function trusted(markup: string): Html {
  return { markup };
}

function markupOf(insert: Insert): string {
  if (insert === null || insert === undefined || insert === false) return "";
  if (typeof insert === "string") return escaped(insert);
  if (typeof insert === "number") return String(insert);
  return isList(insert) ? insert.map(markupOf).join("") : insert.markup;
}

// Array.isArray does not narrow to readonly arrays.
function isList(insert: Html | readonly Insert[]): insert is readonly Insert[] {
  return Array.isArray(insert);
}
