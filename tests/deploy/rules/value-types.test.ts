import { beforeAll, describe, expect, test } from "@jest/globals";
import { type RowColumns, writtenCondition } from "../../../deploy/rules/expression.ts";
import { expressionParser, type ParseExpression } from "../../../deploy/rules/trino-grammar.ts";
import { valueTypeOf } from "../../../deploy/rules/value-type.ts";
import { ACCEPTED, COLUMNS } from "./accepted.ts";
import { REFUSED, REFUSED_BY_TRINO_ALONE, REFUSED_HERE_ALONE } from "./refused.ts";

const ROW: RowColumns = {
  areAll: true,
  types: new Map(Object.entries(COLUMNS).map(([name, [type]]) => [name, valueTypeOf(type)])),
};

let parse: ParseExpression;

beforeAll(async () => {
  parse = await expressionParser();
}, 60_000);

const problemsOf = (text: string) => {
  const found = writtenCondition(text, ROW, parse);
  return "problems" in found ? found.problems : [];
};

describe("of conditions whose verdict by Trino is known", () => {
  test("all that it takes are taken", () => {
    const told = [...ACCEPTED, ...REFUSED_BY_TRINO_ALONE].map((text) => [text, problemsOf(text)]);
    expect(told.filter(([, problems]) => problems!.length > 0)).toEqual([]);
    expect(ACCEPTED.length).toBeGreaterThan(150);
  });

  test("all that it refuses are refused, each with its place", () => {
    const told = [...REFUSED, ...REFUSED_HERE_ALONE].map((text) => [text, problemsOf(text)] as const);
    const isTold = (problems: readonly string[]) =>
      problems.length > 0 && problems.every((problem) => /^character \d+: ./.test(problem));
    expect(told.filter(([, problems]) => !isTold(problems))).toEqual([]);
    expect(REFUSED.length).toBeGreaterThan(150);
  });
});

describe("the place, what is wrong and what to write instead are told", () => {
  test.each([
    [
      "paid and lower(amount) = 'x'",
      "character 16: lower() takes a text, and amount is a number; CAST(amount AS varchar) makes one of it",
    ],
    [
      "substr('a', 'b') = state",
      "character 13: substr() takes a whole number as its second argument, and 'b' is a text",
    ],
    [
      "round(amount, pieces) > 1",
      "character 15: round() takes a whole number of type integer as its second argument, and pieces is of type bigint; CAST(pieces AS integer) makes one of it",
    ],
    ["repeat(state, 2) = 'a'", 'character 1: "repeat" is no function that rules may call'],
    [
      "coalesce(amount, 'x') is null",
      "character 18: coalesce() takes values of one type, and amount is a number, 'x' a text",
    ],
    ["concat(state) = 'a'", "character 1: concat() takes 2 or more arguments, and has 1"],
    [
      "state || pieces = 'a1'",
      "character 10: || takes a text as its second argument, and pieces is a number; CAST(pieces AS varchar) makes one of it",
    ],
    [
      "lpad(state, '5', '0') = 'a'",
      "character 13: lpad() takes a whole number as its second argument, and '5' is a text; a number takes no quotes",
    ],
    [
      "case when paid then 1 else 'x' end = 1",
      "character 28: results of CASE must be of one type, and 1 is a number, 'x' a text",
    ],
    [
      "regexp_like(state, 'a(b')",
      "character 20: regexp_like(): the regular expression 'a(b' has a ( that is never closed",
    ],
    [
      "regexp_like(state, '(?P<n>a)')",
      "character 20: regexp_like(): the regular expression '(?P<n>a)' has a named group as Python writes it; here it is (?<name>…)",
    ],
    [
      "pieces = NULL",
      "character 1: = with NULL is never true; pieces IS NULL and pieces IS NOT NULL ask for it",
    ],
    ["state not in ('a', NULL)", "character 1: NOT IN is never true of a list that has NULL; leave it out"],
    ["pieces / 0 > 1", "character 1: pieces / 0 divides by zero"],
    ["mod(pieces, 0) = 1", "character 13: mod() by 0 divides by zero"],
    ["pieces between 1 and 'x'", "character 1: pieces, a number, cannot be compared with 'x', a text"],
    [
      "pieces in (1, '2')",
      "character 1: pieces, a number, cannot be compared with '2', a text; a number takes no quotes",
    ],
    [
      "pieces like '1%'",
      "character 1: pieces is a number, and LIKE is for texts; CAST(pieces AS varchar) makes one of it",
    ],
    [
      "state like 'a!b' escape '!'",
      "character 12: in LIKE 'a!b' the escape '!' must be followed by %, _ or itself",
    ],
    [
      "cast(state as string) = 'a'",
      'character 1: CAST to "string" cannot be used here; did you mean varchar?',
    ],
    [
      "cast(pieces as foo) = 1",
      'character 1: CAST to "foo" cannot be used here; there are boolean, tinyint, smallint, integer, bigint, decimal(18,2), real, double, varchar, char(8), date and timestamp',
    ],
    [
      "cast(price as decimal(5,7)) = 1",
      'character 1: CAST to "decimal(5,7)" cannot be used here; it has 1 to 38 digits, and as many of them behind the point at most',
    ],
    [
      "cast(pieces as timestamp) > placed_at",
      "character 1: CAST makes no timestamp of pieces, which is a number",
    ],
    ["state + 1 > 2", "character 1: state is a text, and + is for numbers; || puts texts together"],
    [
      "due + 1 > due",
      "character 1: + cannot be applied to due, a date, and 1, a number; a day more is + INTERVAL '1' DAY",
    ],
    [
      "due + interval '1' hour > placed_at",
      "character 1: due is a date, which has no hours; CAST(due AS timestamp) has",
    ],
    [
      "due > '2026-01-01'",
      "character 1: due, a date, cannot be compared with '2026-01-01', a text; a date is written DATE '2026-01-01'",
    ],
    [
      "day > date '2026-01-01'",
      "character 1: day, a text, cannot be compared with DATE '2026-01-01', a date; CAST(day AS date) makes one of it",
    ],
    [
      "day = 20260101",
      "character 1: day, a text, cannot be compared with 20260101, a number; TRY_CAST(day AS double) is a number, '20260101' a text",
    ],
    [
      "paid = 'true'",
      "character 1: paid, a condition, cannot be compared with 'true', a text; a condition is compared with TRUE and FALSE",
    ],
    [
      "year(day) = 2026",
      "character 6: year() takes a date or a timestamp, and day is a text; CAST(day AS timestamp) makes one of it",
    ],
    [
      "date_diff('days', due, placed_at) > 1",
      "character 11: date_diff(): 'days' is no unit; there are millisecond, second, minute, hour, day, week, month, quarter, year",
    ],
    [
      "date_trunc('hour', due) > due",
      "character 12: date_trunc(): 'hour' is no unit of dates; there are day, week, month, quarter, year",
    ],
    ["extract(hour from due) > 1", "character 1: due is a date, which has no HOUR"],
    [
      "contains(state, 'a')",
      "character 10: contains() takes a list as its first argument, and state is a text; strpos(text, part) > 0 looks into a text",
    ],
    ["split_part(state, ',', 0) = 'a'", "character 24: split_part() counts from 1"],
    [
      "json_extract_scalar(state, 'a') = 'b'",
      "character 28: json_extract_scalar(): the path 'a' must begin with $, as '$.name' does",
    ],
    [
      "placed_at - placed_at > 5",
      "character 1: (placed_at - placed_at), an interval, cannot be compared with 5, a number",
    ],
    ["pieces", "character 1: pieces is a number, where a condition is needed"],
    ["- state > 1", "character 3: state is a text, where a number is needed"],
  ])("of %s", (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });
});

describe("what another dialect has is told as Athena's SQL has it", () => {
  test.each([
    ["state == 'a'", "a comparison has one ="],
    ["paid && pieces > 1", "AND is written out"],
    ["amount::int > 1", "CAST(x AS type) converts"],
    ["state ILIKE 'a%'", "lower(x) LIKE 'a%' disregards capitals"],
    ["state rlike 'a'", "regexp_like(x, 'pattern') tells whether a text has it"],
    ["state = “a”", "a text takes straight single quotes: 'a'"],
    ["`amount` > 1", "a name takes double quotes"],
    ["nvl(amount, 0) = 0", "here it is coalesce(x, 0)"],
    ["LEN(state) > 1", "here it is length(x)"],
    ["datediff(day, due, placed_at) > 1", "here it is date_diff('day', from, to)"],
  ])("of %s", (text, advice) => {
    expect(problemsOf(text)).toEqual([expect.stringMatching(/^character \d+: ".*; /)]);
    expect(problemsOf(text)[0]!.endsWith(`; ${advice}`)).toBe(true);
  });
});

test("of columns of other types nothing is said", () => {
  const types = new Map([["doc", valueTypeOf("struct<a:int>")] as const]);
  const of = (text: string) => writtenCondition(text, { areAll: true, types }, parse);
  for (const text of [
    "lower(doc) = 'a'",
    "doc = 1",
    "doc + 1 > 2",
    "cast(doc as date) is null",
    "doc || 'a' = 'b'",
  ])
    expect(of(text)).toHaveProperty("sql");
});
