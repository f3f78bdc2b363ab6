import { beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type RowColumns, writtenCondition } from "../../../deploy/rules/expression.ts";
import { expressionParser, type ParseExpression } from "../../../deploy/rules/trino-grammar.ts";
import { parser } from "../../../emulator/sql.ts";

const ROW: RowColumns = {
  areAll: true,
  types: new Map([
    ["amount", "double"],
    ["pieces", "bigint"],
    ["state", "varchar"],
    ["paid", "boolean"],
    ["placed_at", "timestamp"],
    ["due", "date"],
    ["tags", "list"],
    ["sizes", "unknown"],
    ["order", "varchar"],
    ["day", "varchar"],
  ]),
};

let parse: ParseExpression;

beforeAll(async () => {
  parse = await expressionParser();
}, 60_000);

const written = (text: string, row = ROW) => writtenCondition(text, row, parse);

function problemsOf(text: string): readonly string[] {
  const found = written(text);
  return "problems" in found ? found.problems : [];
}

const withoutPlace = (problem: string) => problem.replace(/^(line \d+, )?character \d+: /, "");

describe("a condition", () => {
  test.each([
    ["amount < 0", '(r."amount" < 0)'],
    ["AMOUNT != 1.5 AND pieces = 1 OR paid", '(((r."amount" <> 1.5E0) AND (r."pieces" = 1)) OR r."paid")'],
    ["not (amount >= -1)", '(NOT (r."amount" >= (-1)))'],
    ["amount - -1 > - pieces * 2", '((r."amount" - (-1)) > ((- r."pieces") * 2))'],
    ["amount between 1 and 2e3", '(r."amount" BETWEEN 1 AND 2E3)'],
    ["state not in ('a', 'b''c')", `(r."state" NOT IN ('a', 'b''c'))`],
    ["state not like 'x!%%' escape '!'", `(r."state" NOT LIKE 'x!%%' ESCAPE '!')`],
    [
      "amount is not distinct from pieces or due is null",
      '((r."amount" IS NOT DISTINCT FROM r."pieces") OR (r."due" IS NULL))',
    ],
    [`"ORDER" = day`, '(r."order" = r."day")'],
    [
      "case state when 'a' then amount < 1 else paid end",
      `(CASE r."state" WHEN 'a' THEN (r."amount" < 1) ELSE r."paid" END)`,
    ],
    ["element_at(sizes, 0) = 1", '(element_at(r."sizes", 0) = 1)'],
    ["case when paid then amount end > 1", '((CASE WHEN r."paid" THEN r."amount" END) > 1)'],
    ["try_cast(state as decimal(18,2)) is null", '(TRY_CAST(r."state" AS decimal(18,2)) IS NULL)'],
    [
      "placed_at < timestamp '2026-01-01 10:00:00' + interval '5' minute",
      `(r."placed_at" < (TIMESTAMP '2026-01-01 10:00:00' + INTERVAL '5' MINUTE))`,
    ],
    [
      "due >= date '2026-02-28' and amount > decimal '1.50'",
      `((r."due" >= DATE '2026-02-28') AND (r."amount" > DECIMAL '1.50'))`,
    ],
    ["extract(year from placed_at) < 2000", '(EXTRACT(YEAR FROM r."placed_at") < 2000)'],
    ["trim(state) || 'x' = lower(state)", `((trim(r."state") || 'x') = lower(r."state"))`],
    [
      "contains(tags, 'a') and element_at(tags, 1) = 'x'",
      `(contains(r."tags", 'a') AND (element_at(r."tags", 1) = 'x'))`,
    ],
    ["placed_at > due", '(r."placed_at" > r."due")'],
    ["amount < 0 -- what follows is no part of it", '(r."amount" < 0)'],
    ["amount < /* nor is this */ 0;", '(r."amount" < 0)'],
  ])("%s is written down again with its columns named and everything in parentheses", (text, sql) => {
    expect(written(text)).toMatchObject({ sql });
  });

  test("it tells each column that it reads once", () => {
    expect(written("amount < 0 or Amount > 9 and state = 'x'")).toMatchObject({
      columns: ["amount", "state"],
    });
  });

  test("columns that a crawler finds are not known here", () => {
    expect(written("whatever > 1", { types: new Map(), areAll: false })).toMatchObject({
      sql: '(r."whatever" > 1)',
    });
  });
});

describe("as a condition", () => {
  test.each([
    ["nothing", " ", "is empty"],
    ["half an expression", "amount <", "the expression ends here too early"],
    ["an open bracket", "paid or (amount < 0", "the ( here is never closed"],
    [
      "a text without an end",
      "state = 'it''s",
      "the text that begins here has no closing quote; a quote in a text is written twice: 'it''s'",
    ],
    [
      "a name without an end",
      'state = "EUR',
      "the name that begins here has no closing quote; a text takes single quotes",
    ],
    ["a remark without an end", "paid /* it is", "the remark that begins here is never closed"],
    [
      "a text in double quotes",
      'state = "EUR"',
      `there is no column "eur"; a text takes single quotes: 'EUR'`,
    ],
    [
      "a closing bracket",
      "amount < 0) or (paid",
      `")" is not expected here, in an expression of Trino's SQL`,
    ],
    ["a statement", "SELECT 1", `"SELECT" is not expected here, in an expression of Trino's SQL`],
    [
      "a second statement",
      "paid;\n drop table x",
      `"drop" is not expected here, in an expression of Trino's SQL`,
    ],
    ["a column that is not there", "amont < 0", 'there is no column "amont"; did you mean "amount"?'],
    [
      "a column of another table",
      "s.opens_at < placed_at",
      '"s.opens_at" is no column: a rule names columns alone, of its own row',
    ],
    [
      "a subquery",
      "amount > (select 1)",
      "a subquery would cost a scan of its own; a rule reads its own row",
    ],
    [
      "a list from a subquery",
      "state in (select state from orders)",
      "a subquery would cost a scan of its own; a rule reads its own row",
    ],
    ["EXISTS", "exists (select 1)", "a subquery would cost a scan of its own; a rule reads its own row"],
    ["an aggregate", "amount > avg(amount)", "avg() is an aggregate of many rows, and a rule is about one"],
    [
      "a window",
      "lag(amount) over (order by placed_at) > amount",
      "lag() looks at other rows, and a rule is about one",
    ],
    [
      "an aggregate over a window",
      "amount > max(amount) over ()",
      "max() is an aggregate of many rows, and a rule is about one",
    ],
    [
      "a window of a plain function",
      "abs(amount) over () > 1",
      "abs() takes values alone here: no DISTINCT, FILTER, ORDER BY or OVER",
    ],
    [
      "chance",
      "rand() < 0.5",
      "rand() answers something else at every run: what was right would be wrong tomorrow",
    ],
    [
      "now",
      "placed_at > now()",
      "now() answers something else at every run: what was right would be wrong tomorrow",
    ],
    ["today", "due > current_date", "the current time changes: what was right would be wrong tomorrow"],
    [
      "the local time",
      "placed_at > localtimestamp",
      "the current time changes: what was right would be wrong tomorrow",
    ],
    ["who asks", "state = current_user", '"current_user", current user, cannot be used in a rule'],
    [
      "a function that is not offered",
      "xxhash64(state) = state",
      '"xxhash64" is no function that rules may call',
    ],
    [
      "a misspelt function",
      "lenght(state) > 1",
      '"lenght" is no function that rules may call; did you mean "length"?',
    ],
    ["a function of a catalog", "db.f(amount) > 1", '"db.f" is no function that rules may call'],
    ["a lambda", "filter(tags, t -> t = 'a') is null", '"filter" is no function that rules may call'],
    ["a number alone", "amount", "amount is a number, where a condition is needed"],
    ["a number among conditions", "paid and amount", "amount is a number, where a condition is needed"],
    [
      "a text that is compared with a number",
      "state < 0",
      "state, a text, cannot be compared with 0, a number; TRY_CAST(state AS double) is a number, '0' a text",
    ],
    [
      "a time that is compared with a text",
      "placed_at < '2026-01-01'",
      "placed_at, a timestamp, cannot be compared with '2026-01-01', a text; a date is written DATE '2026-01-01'",
    ],
    [
      "a sum with a text",
      "amount + state > 1",
      "state is a text, and + is for numbers; || puts texts together",
    ],
    ["no day", "due > date '2026-02-30'", 'DATE "2026-02-30" is no day YYYY-MM-DD'],
    [
      "a time with a zone",
      "placed_at > timestamp '2026-01-01 00:00:00 UTC'",
      `TIMESTAMP "2026-01-01 00:00:00 UTC" must be like '2026-11-20 14:30:00'`,
    ],
    [
      "a number that is too wide",
      "amount > 99999999999999999999",
      "99999999999999999999 is wider than bigint",
    ],
    ["no number", "amount > 1e999", '"1e999" is no number that can be used here'],
    ["a parameter", "amount > ?", "? stands for nothing here"],
    ["NUL", "state = 'a\u0000'", '"a\\u0000" holds characters that no query can have'],
    ["what says nothing of a row", "1 = 1", "reads no column, and so says nothing of a row"],
    [
      "a type of another kind",
      "cast(state as json) is null",
      'CAST to "json" cannot be used here; there are boolean, tinyint, smallint, integer, bigint, decimal(18,2), real, double, varchar, char(8), date and timestamp',
    ],
    ["a text that is very long", `state = '${"x".repeat(1000)}'`, "has 1010 characters, and may have 1000"],
    [
      "what is very deep",
      `${"(".repeat(61)}paid${")".repeat(61)}`,
      "has parentheses within each other more than 60 times",
    ],
  ])("%s is refused", (_, text, problem) => {
    expect(problemsOf(text).map(withoutPlace)).toEqual([problem]);
  });

  test("all that is wrong at once, each with its place", () => {
    expect(problemsOf("amont < now() and sum(pieces) > 1\n  or state = 5")).toEqual([
      'character 1: there is no column "amont"; did you mean "amount"?',
      "character 9: now() answers something else at every run: what was right would be wrong tomorrow",
      "character 19: sum() is an aggregate of many rows, and a rule is about one",
      "line 2, character 6: state, a text, cannot be compared with 5, a number; TRY_CAST(state AS double) is a number, '5' a text",
    ]);
  });

  test.each([
    ["amount <  ", "character 9: the expression ends here too early"],
    ["paid or\n (amount < 0", "line 2, character 2: the ( here is never closed"],
    ["paid; drop", `character 7: "drop" is not expected here, in an expression of Trino's SQL`],
  ])("%j is refused where it does not parse", (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });
});

describe("of any text", () => {
  const value = fc.constantFrom(
    "amount",
    "pieces",
    "-1",
    "2.5",
    "abs(amount)",
    "(pieces)",
    "pieces + 1",
    "- amount",
  );
  const atom = fc.oneof(
    fc.tuple(value, fc.constantFrom("<", ">=", "<>", "!=", "="), value).map((parts) => parts.join(" ")),
    value.map((one) => `${one} is not null`),
    fc.constantFrom("paid", "state like 'a%'", "state in ('a', 'it''s')", "amount between 1 and 2"),
  );
  const condition = fc
    .letrec<{ any: string }>((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        atom,
        fc.tuple(tie("any"), fc.constantFrom("and", "or"), tie("any")).map((parts) => parts.join(" ")),
        tie("any").map((one) => `not (${one})`),
      ),
    }))
    .any.map((text) => `paid or (${text})`);

  test("that is a condition, what is written says the same words in the same order", async () => {
    const words = (sql: string) =>
      sql
        .replace(/\br\."(\w+)"/g, "$1")
        .replace(/E0\b/g, "")
        .replaceAll("!=", "<>")
        .replace(/[()\s]/g, "")
        .toLowerCase();
    const trino = await parser();
    fc.assert(
      fc.property(condition, (text) => {
        const found = written(text);
        if ("problems" in found) throw new Error(found.problems.join());
        expect(words(found.sql)).toBe(words(text));
        trino(`SELECT count_if(${found.sql}) FROM t r`);
      }),
      { numRuns: 25 },
    );
  });

  test("whatever it is, nothing but quoted columns, literals and known words is written", () => {
    const KNOWN =
      /^(?:r\."[a-z_]+"|'(?:[^']|'')*'|[\d.]+(?:E-?\d+)?|[A-Za-z_]\w*|<=|>=|<>|[-+*/%<>=|(),\s])*$/;
    const piece = fc.constantFrom(
      ...[
        "amount",
        "state",
        "'",
        '"',
        "''",
        ";",
        "--",
        "/*",
        "*/",
        "(",
        ")",
        "select",
        "from",
        "union",
        "or",
        "and",
        "not",
        "=",
        "<",
        "1",
        "'x'",
      ],
      ...[
        "in",
        "case",
        "when",
        "end",
        "over",
        ".",
        ",",
        "\\",
        "\u0000",
        "`",
        "?",
        "[",
        "]",
        "->",
        "u&'x'",
        "\n",
        "r",
        "looked_at",
        "date",
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const found = written(pieces.join(" "));
        if (!("problems" in found)) expect(found.sql).toMatch(KNOWN);
        return true;
      }),
      { numRuns: 150 },
    );
  });
});
