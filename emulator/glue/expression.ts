/**
 * The filter of GetPartitions: SQL's WHERE over the partition keys.
 *
 *   either    = both { OR both }
 *   both      = negation { AND negation }
 *   negation  = [ NOT ] ( "(" either ")" | test )
 *   test      = column ( operator literal | IS [ NOT ] NULL | [ NOT ] ( BETWEEN … AND … | IN ( … ) | LIKE … ) )
 */

import type { Column } from "@aws-sdk/client-glue";
import type { Wire } from "../wire/validation.ts";
import { invalidInput } from "./errors.ts";
import { checkLiteral, comparisonOf, NULL_VALUE } from "./key-values.ts";
import { and, not, or, type Truth } from "./three-valued-logic.ts";
import { type ExpressionToken, tokensOf } from "./tokens.ts";

type Values = readonly string[];
type Test = (values: Values) => Truth;

/** A key of the table, and how to get at its value; NULL is undefined. */
interface Operand {
  readonly key: Wire<Column>;
  /** Its place among the keys. */
  readonly at: number;
  readonly valueIn: (values: Values) => string | undefined;
}

const OPERATORS: Readonly<Record<string, (order: number) => boolean>> = {
  "=": (order) => order === 0,
  "<>": (order) => order !== 0,
  "!=": (order) => order !== 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

/** Keeps the partitions for which the expression is true; an empty expression keeps all. */
export function parseExpression(
  expression: string,
  keys: readonly Wire<Column>[],
): (values: Values) => boolean {
  if (expression.trim() === "") return () => true;
  const test = new Parser(tokensOf(expression), keys).whole();
  return (values) => test(values) === true;
}

/**
 * The text that an expression fixes a key of type string to, by the key's place: what an index can find partitions by.
 * Nothing of an expression with OR or NOT in it.
 */
export function fixedValues(expression: string, keys: readonly Wire<Column>[]): ReadonlyMap<number, string> {
  if (expression.trim() === "") return new Map();
  const parser = new Parser(tokensOf(expression), keys);
  parser.whole();
  return parser.fixed;
}

class Parser {
  readonly #tokens: readonly ExpressionToken[];
  readonly #keys: readonly Wire<Column>[];
  readonly #fixed = new Map<number, string>();
  /** Do all tests of the expression have to hold? */
  #isConjunction = true;
  #at = 0;

  constructor(tokens: readonly ExpressionToken[], keys: readonly Wire<Column>[]) {
    this.#tokens = tokens;
    this.#keys = keys;
  }

  whole(): Test {
    const test = this.#either();
    if (this.#token().kind !== "end") throw this.#unexpected();
    return test;
  }

  get fixed(): ReadonlyMap<number, string> {
    return this.#isConjunction ? this.#fixed : new Map();
  }

  #either(): Test {
    const left = this.#both();
    if (!this.#take("OR")) return left;
    this.#isConjunction = false;
    const right = this.#either();
    return (values) => or(left(values), right(values));
  }

  #both(): Test {
    const left = this.#negation();
    if (!this.#take("AND")) return left;
    const right = this.#both();
    return (values) => and(left(values), right(values));
  }

  #negation(): Test {
    if (this.#take("NOT")) {
      this.#isConjunction = false;
      const test = this.#negation();
      return (values) => not(test(values));
    }
    if (!this.#take("(")) return this.#test();
    const test = this.#either();
    this.#expect(")");
    return test;
  }

  #test(): Test {
    const operand = this.#operand();
    if (this.#take("IS")) return this.#isNull(operand);
    const operator = OPERATORS[this.#token().text];
    if (this.#token().kind === "symbol" && operator !== undefined) {
      const { text } = this.#token();
      this.#next();
      const literal = this.#literal(operand);
      if (text === "=" && operand.key.Type === "string") this.#fixed.set(operand.at, literal);
      return compare(operand, literal, operator);
    }
    if (!this.#take("NOT")) return this.#membership(operand);
    const test = this.#membership(operand);
    return (values) => not(test(values));
  }

  #isNull({ valueIn }: Operand): Test {
    const negated = this.#take("NOT");
    this.#expect("NULL");
    return (values) => (valueIn(values) === undefined) !== negated;
  }

  #membership(operand: Operand): Test {
    if (this.#take("BETWEEN")) return this.#between(operand);
    if (this.#take("IN")) return this.#in(operand);
    this.#expect("LIKE");
    const pattern = likePattern(this.#text());
    return (values) => {
      const value = operand.valueIn(values);
      return value === undefined ? undefined : pattern.test(value);
    };
  }

  #between(operand: Operand): Test {
    const least = compare(operand, this.#literal(operand), (order) => order >= 0);
    this.#expect("AND");
    const most = compare(operand, this.#literal(operand), (order) => order <= 0);
    return (values) => and(least(values), most(values));
  }

  #in(operand: Operand): Test {
    this.#expect("(");
    const equals: Test[] = [];
    do equals.push(compare(operand, this.#literal(operand), (order) => order === 0));
    while (this.#take(","));
    this.#expect(")");
    return (values) => equals.reduce<Truth>((found, test) => or(found, test(values)), false);
  }

  #operand(): Operand {
    const { kind, text } = this.#token();
    if (kind !== "word" && kind !== "name") throw this.#unexpected();
    const at = this.#keys.findIndex((key) => key.Name.toLowerCase() === text.toLowerCase());
    const key = this.#keys[at];
    if (key === undefined)
      throw invalidInput(`Unknown column '${text}' in the expression: it is no partition key`);
    this.#next();
    return { key, at, valueIn: (values) => (values[at] === NULL_VALUE ? undefined : values[at]) };
  }

  #literal({ key }: Operand): string {
    return checkLiteral(key, this.#text());
  }

  /** A date key is also compared as `DATE '2026-11-20'`. */
  #text(): string {
    if (this.#tokens[this.#at + 1]?.kind === "text") this.#take("DATE") || this.#take("TIMESTAMP");
    const { kind, text } = this.#token();
    if (kind !== "text" && kind !== "number") throw this.#unexpected();
    this.#next();
    return text;
  }

  #token(): ExpressionToken {
    return this.#tokens[this.#at] ?? { kind: "end", text: "" };
  }

  #next(): void {
    this.#at += 1;
  }

  #take(wanted: string): boolean {
    const { kind, text } = this.#token();
    const taken = (kind === "word" || kind === "symbol") && text.toUpperCase() === wanted;
    if (taken) this.#next();
    return taken;
  }

  #expect(wanted: string): void {
    if (!this.#take(wanted)) throw this.#unexpected();
  }

  #unexpected() {
    const { kind, text } = this.#token();
    return invalidInput(`Cannot read the expression: unexpected ${kind === "end" ? "end" : `'${text}'`}`);
  }
}

function compare({ key, valueIn }: Operand, literal: string, holds: (order: number) => boolean): Test {
  const comparison = comparisonOf(key);
  return (values) => {
    const value = valueIn(values);
    const order = value === undefined ? undefined : comparison(value, literal);
    return order === undefined ? undefined : holds(order);
  };
}

/** `%` stands for any text, `_` for one character, everything else for itself. */
function likePattern(pattern: string): RegExp {
  const wild: Record<string, string> = { "%": ".*", _: "." };
  const source = [...pattern]
    .map((char) => wild[char] ?? char.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&"))
    .join("");
  return new RegExp(`^${source}$`, "su");
}
