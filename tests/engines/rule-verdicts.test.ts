/** Conditions that rules may be, and those that they may not: Trino says the same of each. */

import { afterAll, expect, test } from "@jest/globals";
import { type RowColumns, writtenCondition } from "../../deploy/rules/expression.ts";
import { expressionParser } from "../../deploy/rules/trino-grammar.ts";
import { valueTypeOf } from "../../deploy/rules/value-type.ts";
import { systemClock } from "../../emulator/index.ts";
import { ACCEPTED, COLUMNS } from "../deploy/rules/accepted.ts";
import { REFUSED, REFUSED_BY_TRINO_ALONE, REFUSED_HERE_ALONE } from "../deploy/rules/refused.ts";
import { createLake } from "../emulator/athena-lake.ts";
import { judgedFact } from "../support/judged-fact.ts";
import { answerOf, differences } from "./compare.ts";
import { makesText } from "./later-trino.ts";
import { connectTrino } from "./trino.ts";

const CELLS = Object.entries(COLUMNS).map(([name, [, value]]) => `${value} AS ${name}`);
const ROW: RowColumns = {
  areAll: true,
  types: new Map(Object.entries(COLUMNS).map(([name, [type]]) => [name, valueTypeOf(type)])),
};

/** The local Athena has no lengths of texts. */
const PLAIN = CELLS.map((cell) => cell.replace(/AS (var)?char\(4\)/, "AS varchar"));
const NOT_HERE = /^(NOT_SUPPORTED|TYPE_MISMATCH|FUNCTION_NOT_FOUND): ./;
const AT_ONCE = 20;

const trino = connectTrino();
let judged = 0;

async function errorOf(...conditions: readonly string[]): Promise<string | undefined> {
  const counts = conditions.map((condition) => `count_if(${condition})`);
  const { error } = await trino.ask(`SELECT ${counts.join(", ")} FROM (SELECT ${CELLS.join(", ")}) r`);
  return error;
}

/** Those that Trino does not take. Many are asked at once, and alone if that fails. */
async function notTaken(conditions: readonly string[]): Promise<string[]> {
  judged += conditions.length;
  const told: string[] = [];
  for (let from = 0; from < conditions.length; from += AT_ONCE) {
    const some = conditions.slice(from, from + AT_ONCE);
    if ((await errorOf(...some)) === undefined) continue;
    for (const one of some) told.push(...((await errorOf(one)) === undefined ? [] : [one]));
  }
  return told;
}

async function notRefused(conditions: readonly string[]): Promise<string[]> {
  judged += conditions.length;
  const told: string[] = [];
  for (const one of conditions) if ((await errorOf(one)) === undefined) told.push(one);
  return told.filter((one) => !makesText(one));
}

test("what is accepted, Trino takes, as it was declared and as it was written down again", async () => {
  const parse = await expressionParser();
  const written = ACCEPTED.map((text) => {
    const condition = writtenCondition(text, ROW, parse);
    return "sql" in condition ? condition.sql : text;
  });
  expect(await notTaken(ACCEPTED)).toEqual([]);
  expect(await notTaken(written)).toEqual([]);
});

test("of what is accepted the local Athena answers the same, or says that it has it not", async () => {
  const lake = await createLake(systemClock);
  const parse = await expressionParser();
  const others: string[] = [];
  let refused = 0;
  for (const text of ACCEPTED) {
    const condition = writtenCondition(text, ROW, parse);
    const sql = `SELECT count_if(${"sql" in condition ? condition.sql : text}) FROM (SELECT ${PLAIN.join(", ")}) r`;
    const [theirs, ours] = await Promise.all([
      trino.ask(sql),
      lake.query(sql, [], "db").catch(({ message }: Error) => message),
    ]);
    if (typeof ours === "string") refused += 1;
    if (typeof ours === "string" ? !NOT_HERE.test(ours) : differences(sql, theirs, answerOf(ours)).length > 0)
      others.push(`${text}: ${JSON.stringify(ours)}`);
  }
  await lake.close();
  expect(others).toEqual([]);
  expect(refused).toBeLessThan(30);
});

test("what is refused, Trino refuses", async () => {
  expect(await notRefused(REFUSED)).toEqual([]);
});

test("the exceptions are exceptions still", async () => {
  expect(await notTaken(REFUSED_HERE_ALONE)).toEqual([]);
  expect(await notRefused(REFUSED_BY_TRINO_ALONE)).toEqual([]);
});

afterAll(() => judgedFact("conditions of rules judged", judged));
