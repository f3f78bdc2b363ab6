import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { bundle } from "../../../deploy/bundle.ts";
import { problemsOfPromises, validatePromises } from "../../../deploy/declarations/promises.ts";
import { withCheckedRules } from "../../../deploy/rules/checked-rules.ts";
import { calendarNamed } from "../../../shared/calendar/declaration.ts";
import type { DeclaredDataset, Quality } from "../../../shared/quality/quality.ts";
import { rowScan } from "../../../shared/quality/rows/scan.ts";
import { datasets } from "../../fixtures/datasets.ts";
import { orders } from "../../fixtures/orders.ts";

const withQuality = (change: object): DeclaredDataset => ({
  ...orders,
  quality: { ...orders.quality!, ...change } as Quality,
});
const withRules = (...rules: readonly object[]) => withQuality({ rules });

const SOUND = {
  name: "paid_without_amount",
  where: "state = 'paid'",
  wrong: "amount IS NULL OR amount = 0",
  fail: 5,
};

const told = async (dataset: DeclaredDataset) =>
  (await problemsOfPromises([dataset])).map((problem) => problem.replace('dataset "orders": quality: ', ""));

describe("rules of a dataset's own", () => {
  test("become what a scan counts, with `where` in it, and nothing of their text is left", async () => {
    const [checked] = await withCheckedRules([withRules(SOUND)]);
    expect(checked!.quality!.rules).toEqual([
      {
        name: "paid_without_amount",
        fail: 5,
        wrong: {
          sql: `((r."state" = 'paid') AND ((r."amount" IS NULL) OR (r."amount" = 0)))`,
          columns: ["state", "amount"],
          among: `(r."state" = 'paid')`,
        },
      },
    ]);
  });

  test("that were not checked are in no query", () => {
    const session = calendarNamed("daily").session("2026-02-01")!;
    const scan = () => rowScan(withRules(SOUND), "dev", [{ session, until: session.close }]);
    expect(scan).toThrow("the rule paid_without_amount was not checked by deploy/rules");
  });

  test("of a list without any leave it as it is", async () => {
    expect(await withCheckedRules(datasets)).toBe(datasets);
  });

  test("are in a bundle as they were written down again, and not as they were declared", async () => {
    const folder = mkdtempSync(join(tmpdir(), "rules-"));
    const file = join(folder, "validate.mjs");
    await bundle("functions/validate.ts", file, [withRules({ ...SOUND, wrong: "amount<0 /* a remark */" })]);
    const code = readFileSync(file, "utf8");
    expect(code).toContain('(r."amount" < 0)');
    expect(code).not.toContain("a remark");
    expect(code).not.toMatch(/antlr|TrinoSqlParser/);
    rmSync(folder, { recursive: true });
  });

  test("may be acknowledged by their check", async () => {
    const acknowledged = (check: string) => [
      { check, day: "2026-02-01", until: "2026-03-01", reason: "refunds of January" },
    ];
    const rules = [SOUND];
    expect(
      await told(withQuality({ rules, acknowledged: acknowledged("rule.paid_without_amount") })),
    ).toEqual([]);
    expect(await told(withQuality({ rules, acknowledged: acknowledged("rule.paid_without_amoun") }))).toEqual(
      [
        'acknowledged[0]: check: there is no rule "rule.paid_without_amoun"; did you mean "rule.paid_without_amount"?',
      ],
    );
  });
});

describe("refused with every problem at once are", () => {
  test("rules that do not parse, name a column that is not there, or would cost a second scan", async () => {
    const dataset = withRules(
      { name: "a", wrong: "amount <" },
      { name: "b", wrong: "amont < 0", where: "sum(pieces) > 1" },
      { name: "c", wrong: "customer NOT IN (SELECT id FROM customers)" },
    );
    const problems = [
      'rules[0] "a": wrong: character 9: the expression ends here too early',
      'rules[1] "b": where: character 1: sum() is an aggregate of many rows, and a rule is about one',
      'rules[1] "b": wrong: character 1: there is no column "amont"; did you mean "amount"?',
      'rules[2] "c": wrong: character 10: a subquery would cost a scan of its own; a rule reads its own row',
    ];
    expect(await told(dataset)).toEqual(problems);
    await expect(validatePromises([dataset])).rejects.toMatchObject({ code: "INVALID_DATASETS" });
    await expect(withCheckedRules([dataset])).rejects.toMatchObject({
      code: "INVALID_DATASETS",
      problems: problems.map((problem) => `dataset "orders": quality: ${problem}`),
    });
  });

  test("rules that are declared wrongly", async () => {
    const dataset = withRules(
      { name: "Paid", wrong: "amount < 0", warn: -1 },
      { name: "twice", wrong: "amount < 0", warn: 9, fail: 2 },
      { name: "twice", wrong: "amount < 0", owner: "" },
      { wrng: "amount < 0", name: "none" },
    );
    expect(await told(dataset)).toEqual([
      'rules[3]: there is no field "wrng"; did you mean "wrong"?',
      'rules[0] "Paid": name "Paid" must be a letter followed by at most 39 of a-z, 0-9 and "_"',
      'rules[0] "Paid": warn -1 must be a number of 0 or more, { rows: 5 }, { share: 0.01 } of the rows, from 0 to 1, or null for never',
      'rules[1] "twice" could never warn: it warns above 9 and fails above 2',
      'rules[2] "twice": name "twice" is declared twice',
      'rules[2] "twice": owner "" must be a name of 1 to 100 characters',
    ]);
  });

  test("thresholds that a rule cannot have, and those that only seem to be one", async () => {
    const of = (name: string, thresholds: object) => ({ name, wrong: "amount < 0", ...thresholds });
    const dataset = withRules(
      of("alone", { warn: 5 }),
      of("share", { warn: 0.01, fail: { share: 0.02 } }),
      of("half", { fail: 1.5 }),
      of("percent", { fail: { share: 5 } }),
      of("both", { fail: { share: 0.1, rows: 5 } }),
      of("text", { fail: "5%" }),
      of("shares", { warn: { share: 0.2 }, fail: { share: 0.1 } }),
      of("alone_share", { warn: { share: 0.2 } }),
      of("sound", { warn: { share: 0.01 }, fail: { rows: 50 } }),
      of("never", { warn: { rows: 5 }, fail: null }),
    );
    const wanted =
      "must be a number of 0 or more, { rows: 5 }, { share: 0.01 } of the rows, from 0 to 1, or null for never";
    const never = "and without a fail of its own it fails above 0; fail: null is never";
    expect(await told(dataset)).toEqual([
      `rules[0] "alone" could never warn: it warns above 5, ${never}`,
      'rules[1] "share": warn 0.01 is no number of rows; { share: 0.01 } is a share of them',
      'rules[2] "half": fail 1.5 is no number of rows, which are whole',
      `rules[3] "percent": fail {"share":5} ${wanted}`,
      `rules[4] "both": fail {"share":0.1,"rows":5} ${wanted}`,
      `rules[5] "text": fail "5%" ${wanted}`,
      'rules[6] "shares" could never warn: it warns above { share: 0.2 } and fails above { share: 0.1 }',
      `rules[7] "alone_share" could never warn: it warns above { share: 0.2 }, ${never}`,
    ]);
  });

  test("shares of what is no rows", async () => {
    const checks = {
      "value.accepted": { fail: { share: 0.1 } },
      "unique.key": { warn: { rows: 1 }, fail: { rows: 5 } },
      "freshness.event": { fail: { share: 0.1 } },
    };
    expect(await told(withQuality({ checks }))).toEqual([
      "checks: freshness.event: fail { share: 0.1 } must be a number of 0 or more, or null for never; this check judges no single rows",
    ]);
  });

  test("ten mistakes of a list, all at once", async () => {
    const dataset = withRules(
      { name: "a", wrong: "amount <" },
      { name: "b", wrong: "amont < 0" },
      { name: "c", wrong: "customer IN (SELECT id FROM customers)" },
      { name: "d", wrong: "lower(amount) = 'x'" },
      { name: "e", wrong: "state = 'new" },
      { name: "f", wrong: 'state = "new"' },
      { name: "g", wrong: "pieces / 0 > 1", where: "state = NULL" },
      { name: "h", wrong: "pieces" },
      { name: "i", wrong: "placed_at > now()", warn: 0.5 },
    );
    expect(await told(dataset)).toEqual([
      'rules[8] "i": warn 0.5 is no number of rows; { share: 0.5 } is a share of them',
      'rules[0] "a": wrong: character 9: the expression ends here too early',
      'rules[1] "b": wrong: character 1: there is no column "amont"; did you mean "amount"?',
      'rules[2] "c": wrong: character 10: a subquery would cost a scan of its own; a rule reads its own row',
      'rules[3] "d": wrong: character 7: lower() takes a text, and amount is a number; CAST(amount AS varchar) makes one of it',
      `rules[4] "e": wrong: character 9: the text that begins here has no closing quote; a quote in a text is written twice: 'it''s'`,
      `rules[5] "f": wrong: character 9: there is no column "new"; a text takes single quotes: 'new'`,
      'rules[6] "g": where: character 1: = with NULL is never true; state IS NULL and state IS NOT NULL ask for it',
      'rules[6] "g": wrong: character 1: pieces / 0 divides by zero',
      'rules[7] "h": wrong: character 1: pieces is a number, where a condition is needed',
      'rules[8] "i": wrong: character 13: now() answers something else at every run: what was right would be wrong tomorrow',
    ]);
  });

  test("rules that are none, and SQL that was written by somebody else", async () => {
    const written = { name: "a", wrong: { sql: "1=1", columns: [] } };
    expect(await told(withQuality({ rules: [written, 7] }))).toEqual([
      'rules[0].wrong must be a text, got {"sql":"1=1","columns":[]}',
      "rules[1] must be an object, got 7",
    ]);
  });

  test("too many rules, and rules of no rows", async () => {
    const many = Array.from({ length: 51 }, (_, index) => ({ name: `r${index}`, wrong: "amount < 0" }));
    expect(await told(withQuality({ rules: many, rows: undefined }))).toEqual([
      'rules read rows, and no rows are declared; rows: { kind: "generic" } will do',
      "rules are 51, and may be 50 of a dataset",
    ]);
  });
});
