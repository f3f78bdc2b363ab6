/**
 * Statements of every kind over a table of odd values: both engines answer the same, or one of the files in statements/
 * says how they differ.
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { judgedFact } from "../support/judged-fact.ts";
import { type ComparisonRule, differences } from "./compare.ts";
import { type JudgedLake, openJudgedLake } from "./judged-lake.ts";
import { createOdd } from "./statements/odd-lake.ts";
import { sectionsOf, statementsOf } from "./statements/statements.ts";
import type { TrinoAnswer } from "./trino.ts";

const SUBJECTS = [
  "aggregates",
  "casts",
  "collections",
  "dates",
  "json",
  "nothing",
  "numbers",
  "ordering",
  "queries",
  "texts",
  "windows",
];

/** Both engines are asked this many at once. */
const AT_ONCE = 3;

/** approx_percentile and approx_distinct: https://trino.io/docs/411/functions/aggregate.html */
const APPROXIMATE: ComparisonRule = { approximate: { _col0: 0.023 } };

let judged: JudgedLake;
let compared = 0;

beforeAll(async () => {
  judged = await openJudgedLake();
  await createOdd(judged.lake);
});

afterAll(async () => {
  judgedFact("statements of every kind", compared);
  await judged.close();
});

interface Answers {
  readonly sql: string;
  readonly trino: TrinoAnswer;
  readonly athena: TrinoAnswer;
}

async function asked(statements: readonly string[]): Promise<Answers[]> {
  const answers: Answers[] = [];
  const waiting = [...statements];
  const ask = async () => {
    for (let sql = waiting.shift(); sql !== undefined; sql = waiting.shift()) {
      const { trino, athena } = judged.engines;
      const [theirs, ours] = await Promise.all([trino.ask(sql, "db"), athena.ask(sql, "db")]);
      answers.push({ sql, trino: theirs, athena: ours });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  compared += statements.length;
  return answers;
}

const differencesIn = ({ sql, trino, athena }: Answers): string[] =>
  differences(sql, trino, athena, /\bapprox_/.test(sql) ? APPROXIMATE : {});

/** The statements for which it does not hold, with what both said. */
const but = (answers: readonly Answers[], holds: (one: Answers) => boolean) =>
  answers
    .filter((one) => !holds(one))
    .map(({ sql, trino, athena }) => `${sql}: Trino ${told(trino)}; here ${told(athena)}`);

const told = ({ error, ...answer }: TrinoAnswer) => error ?? JSON.stringify(answer);

const answered = ({ error }: TrinoAnswer) => error === undefined;

const isNearest = process.env.TRINO_VERSION === process.env.TRINO_DEFAULT_VERSION;

test.each(SUBJECTS)("%s: both answer, and alike", async (subject) => {
  const answers = await asked(statementsOf(`${subject}.sql`));
  expect(
    answers.flatMap((one) => differencesIn(one).map((difference) => `${one.sql}: ${difference}`)),
  ).toEqual([]);
  expect(but(answers, ({ trino }) => answered(trino))).toEqual([]);
});

test("what cannot be asked, neither answers", async () => {
  const answers = await asked(statementsOf("fails.sql"));
  expect(but(answers, ({ athena }) => !answered(athena))).toEqual([]);
  // Later versions took some of it in.
  if (isNearest) expect(but(answers, ({ trino }) => !answered(trino))).toEqual([]);
});

test("what the local Athena has not, it refuses, with a message", async () => {
  const answers = await asked(statementsOf("refused.sql"));
  expect(but(answers, ({ trino }) => answered(trino))).toEqual([]);
  const refusal = /^(NOT_SUPPORTED|TYPE_MISMATCH|FUNCTION_NOT_FOUND): ./;
  expect(but(answers, ({ athena }) => refusal.test(athena.error ?? ""))).toEqual([]);
});

test("every function of Trino is answered here, or refused by its name", async () => {
  const { rows } = (await judged.engines.trino.ask("SHOW FUNCTIONS")) as {
    rows: readonly (readonly string[])[];
  };
  const names = [...new Set(rows.map(([name]) => name!))].filter((name) => !/^custom_/.test(name));
  expect(names.length).toBeGreaterThan(250);
  const unknown: string[] = [];
  for (const name of names) {
    const { error } = await judged.engines.athena.ask(`SELECT ${name}()`, "db");
    if (error?.includes("not registered")) unknown.push(name);
  }
  if (isNearest) expect(unknown).toEqual([]);
});

test("what later versions changed is as 411 has it", async () => {
  const answers = await asked(statementsOf("of-411.sql"));
  expect(but(answers, (one) => (differencesIn(one).length === 0) === isNearest)).toEqual([]);
});

describe("known differences", () => {
  test("are ten rows at most", () => {
    expect(sectionsOf("differences.sql").length).toBeLessThanOrEqual(10);
  });

  test.each(sectionsOf("differences.sql").map(({ heading, statements }) => [heading, statements] as const))(
    "%s: differ still",
    async (_, statements) => {
      const answers = await asked(statements);
      expect(but(answers, (one) => differencesIn(one).length > 0)).toEqual([]);
    },
  );
});
