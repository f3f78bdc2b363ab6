/** The words of a Hive statement, taken from left to right. Only queries are in Trino's language. */

import { QueryError } from "../../query-engine.ts";

interface Word {
  /** `word` may be a keyword or a name, `name` is a quoted one, `text` a literal. */
  readonly kind: "word" | "name" | "text" | "symbol" | "end";
  readonly text: string;
  readonly at: number;
}

const PATTERN =
  /\s+|--[^\n]*|\/\*[\s\S]*?\*\/|(?<word>[A-Za-z0-9_$]+)|`(?<name>(?:[^`]|``)+)`|'(?<single>(?:[^'\\]|\\.|'')*)'|"(?<double>(?:[^"\\]|\\.)*)"|(?<symbol>[\s\S])/g;

export class Words {
  readonly #sql: string;
  readonly #words: readonly Word[];
  #next = 0;

  constructor(sql: string) {
    this.#sql = sql;
    this.#words = wordsOf(sql);
  }

  /** Takes all of the keywords, or none of them. */
  take(...keywords: string[]): boolean {
    const found = keywords.every((keyword, at) => {
      const { kind, text } = this.#at(this.#next + at);
      return (kind === "word" || kind === "symbol") && text.toUpperCase() === keyword;
    });
    if (found) this.#next += keywords.length;
    return found;
  }

  expect(...keywords: string[]): void {
    if (!this.take(...keywords)) throw this.unexpected(keywords.join(" "));
  }

  /** Lower case: Glue folds names. A text between double quotes is a name for Trino, and so for SHOW. */
  name(): string {
    const { kind, text } = this.#at(this.#next);
    if (kind !== "word" && kind !== "name" && kind !== "text") throw this.unexpected("a name");
    this.#next += 1;
    return text.toLowerCase();
  }

  /** A literal, or a number that stands bare. */
  value(): string {
    const { kind, text } = this.#at(this.#next);
    if (kind !== "text" && !(kind === "word" && /^\d+$/.test(text))) throw this.unexpected("a literal");
    this.#next += 1;
    return text;
  }

  optionalValue(): string | undefined {
    return this.#at(this.#next).kind === "text" ? this.value() : undefined;
  }

  /** `(item, item, …)` */
  list<Item>(item: () => Item): Item[] {
    this.expect("(");
    const items = [item()];
    while (this.take(",")) items.push(item());
    this.expect(")");
    return items;
  }

  /** A column's type as written: up to the comma, the parenthesis or the COMMENT that ends it. */
  type(): string {
    let depth = 0;
    let type = "";
    for (;;) {
      const { kind, text } = this.#at(this.#next);
      if (kind === "end") break;
      if (depth === 0 && (text === "," || text === ")" || text.toUpperCase() === "COMMENT")) break;
      if (text === "(" || text === "<") depth += 1;
      if (text === ")" || text === ">") depth -= 1;
      type += text;
      this.#next += 1;
    }
    if (type === "") throw this.unexpected("a type");
    return type.toLowerCase();
  }

  /** All that follows, as written. */
  rest(): string {
    const rest = this.#sql.slice(this.#at(this.#next).at);
    this.#next = this.#words.length;
    return rest;
  }

  end(): void {
    if (this.#at(this.#next).kind !== "end") throw this.unexpected("the end of the statement");
  }

  /** Hive's words for what it can not parse. */
  unexpected(wanted: string): QueryError {
    const { kind, text, at } = this.#at(this.#next);
    const before = this.#sql.slice(0, at).split("\n");
    const place = `${before.length}:${before.at(-1)?.length ?? 0}`;
    const found = kind === "end" ? "<EOF>" : text;
    return new QueryError(`FAILED: ParseException line ${place} expecting ${wanted} near '${found}'`);
  }

  #at(index: number): Word {
    return this.#words[index] ?? { kind: "end", text: "", at: this.#sql.length };
  }
}

function wordsOf(sql: string): Word[] {
  const words: Word[] = [];
  for (const { groups = {}, index } of sql.matchAll(PATTERN)) {
    const { word, name, single, double, symbol } = groups;
    const literal = single?.replaceAll("''", "'") ?? double;
    if (word !== undefined) words.push({ kind: "word", text: word, at: index });
    if (name !== undefined) words.push({ kind: "name", text: name.replaceAll("``", "`"), at: index });
    if (literal !== undefined)
      words.push({ kind: "text", text: literal.replace(/\\(.)/gs, "$1"), at: index });
    if (symbol !== undefined) words.push({ kind: "symbol", text: symbol, at: index });
  }
  return words;
}
