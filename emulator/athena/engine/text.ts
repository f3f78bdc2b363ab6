/** Names and texts as DuckDB's SQL spells them: the only way any get into a statement. */

export const quoteName = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** DuckDB knows no escapes in a quoted text, so doubling the quotes is all there is to do. */
export const quoteText = (text: string) => `'${text.replaceAll("'", "''")}'`;

export const quoteTexts = (texts: readonly string[]) => `[${texts.map(quoteText).join(", ")}]`;

/** 'it''s' → it's */
export const unquoteText = (literal: string) => literal.slice(1, -1).replaceAll("''", "'");

/** Names come from a client: "constructor" must not find what every object has. */
export const entryOf = <Value>(entries: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(entries, name) ? entries[name] : undefined;
