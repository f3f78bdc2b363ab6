/**
 * Functions, operators, CASE, CAST and EXTRACT over values of every type, a sample of all combinations: what Trino's
 * analysis takes, a rule may be.
 */

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type RowColumns, writtenCondition } from "../../deploy/rules/expression.ts";
import { SIGNATURES } from "../../deploy/rules/signatures.ts";
import { expressionParser } from "../../deploy/rules/trino-grammar.ts";
import { valueTypeOf } from "../../deploy/rules/value-type.ts";
import { COLUMNS } from "../deploy/rules/accepted.ts";
import { judgedFact } from "../support/judged-fact.ts";
import { makesText } from "./later-trino.ts";
import { connectTrino } from "./trino.ts";

const VALUES = [...Object.keys(COLUMNS), "INTERVAL '2' DAY", "INTERVAL '2' MONTH", "NULL", "1.5e0", "3"];
const CASTS = ["boolean", "integer", "decimal(9,2)", "real", "varchar", "char(3)", "date", "timestamp"];
const FIELDS = ["YEAR", "WEEK", "DAY", "DOW", "HOUR", "SECOND"];
const BINARY = [
  ...["+", "-", "*", "/", "%", "||"].map((sign) => `(a ${sign} b) IS NULL`),
  ...["=", "<", "IS DISTINCT FROM", "LIKE", "NOT IN"].map((sign) =>
    sign === "NOT IN" ? "a NOT IN (b)" : `a ${sign} b`,
  ),
  "a BETWEEN b AND b",
  "paid AND a = b",
  "coalesce(a, b) IS NULL",
  "nullif(a, b) IS NULL",
  "if(paid, a, b) IS NULL",
  "greatest(a, b) IS NULL",
  "CASE WHEN paid THEN a ELSE b END IS NULL",
  "CASE a WHEN b THEN 1 END IS NULL",
];
/** A value that suits what a signature says. */
const SUITABLE: Readonly<Record<string, string>> = {
  ...{
    text: "state",
    varchar: "state",
    pattern: "'a'",
    path: "'$.a'",
    unit: "'day'",
    any: "state",
    scalar: "state",
  },
  ...{
    bigint: "pieces",
    integer: "channel",
    double: "amount",
    number: "amount",
    decimal: "price",
    same: "pieces",
  },
  ...{ timestamp: "placed_at", list: "tags", boolean: "paid" },
};

/** Every call with one argument of every type, the others as they should be. */
function* calls(): Generator<string> {
  for (const [name, signatures] of SIGNATURES) {
    if (name === "||") continue;
    for (const { takes, least } of signatures) {
      for (const count of new Set([least, takes.length])) {
        const suitable = takes.slice(0, count).map((one) => SUITABLE[one.split(" ")[0]!] ?? "pieces");
        for (let index = 0; index < count; index += 1) {
          for (const value of VALUES) yield `${name}(${suitable.with(index, value).join(", ")}) IS NULL`;
        }
      }
    }
  }
}

function* combinations(): Generator<string> {
  yield* calls();
  for (const value of VALUES) {
    yield* CASTS.map((type) => `TRY_CAST(${value} AS ${type}) IS NULL`);
    yield* FIELDS.map((field) => `EXTRACT(${field} FROM ${value}) IS NULL`);
    yield* [`NOT ${value}`, `- ${value} IS NULL`];
    for (const other of VALUES) {
      yield* BINARY.map((text) => text.replace(/\ba\b/g, () => value).replace(/\bb\b/g, () => other));
    }
  }
}

/** Of so many, one: they share no factor with the numbers of types and forms, so that all come into it. */
const ONE_OF = 7;

const CELLS = Object.entries(COLUMNS).map(([name, [, value]]) => `${value} AS ${name}`);
const ROW: RowColumns = {
  areAll: true,
  types: new Map(Object.entries(COLUMNS).map(([name, [type]]) => [name, valueTypeOf(type)])),
};

interface Verdict {
  readonly text: string;
  readonly problems: readonly string[];
  readonly error: string | undefined;
}

const verdicts: Verdict[] = [];

beforeAll(async () => {
  const trino = connectTrino();
  const parse = await expressionParser();
  const waiting = [...new Set(combinations())].filter((_, index) => index % ONE_OF === 0);
  const judge = async () => {
    for (let text = waiting.pop(); text !== undefined; text = waiting.pop()) {
      const condition = writtenCondition(`(${text}) OR paid`, ROW, parse);
      const problems = "problems" in condition ? condition.problems : [];
      const sql = `EXPLAIN (TYPE VALIDATE) SELECT count_if(${text}) FROM (SELECT ${CELLS.join(", ")}) r`;
      const { error } = await trino.ask(sql);
      verdicts.push({ text, problems, error });
    }
  };
  await Promise.all([judge(), judge(), judge()]);
});

afterAll(() => judgedFact("combinations of types that rules may have judged", verdicts.length));

test("what is refused, Trino refuses, unless it would never be true, or fail in every row", () => {
  const known =
    /never true|NULL in every row|divides by zero|counts from 1|is no unit|has no hours|arguments?, and has/;
  const others = verdicts.filter(
    ({ text, problems, error }) =>
      error === undefined && !makesText(text) && problems.some((problem) => !known.test(problem)),
  );
  expect(others).toEqual([]);
  expect(verdicts.length).toBeGreaterThan(1_000);
});

test("what is taken, Trino takes, but for what is in a list, the length of a char, and NULL without a type", () => {
  const known = /\b(tags|fixed|NULL)\b/;
  const taken = verdicts.filter(({ problems }) => problems.length === 0);
  expect(taken.filter(({ text, error }) => error !== undefined && !known.test(text))).toEqual([]);
  expect(taken.filter(({ error }) => error === undefined).length).toBeGreaterThan(300);
});
