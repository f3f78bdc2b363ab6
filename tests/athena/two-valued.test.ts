import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { type Parse, parser } from "../../emulator/sql.ts";
import { emittedSql } from "../support/emitted-sql.ts";
import { conditionsIn, maybeNull } from "../support/two-valued-syntax.ts";

let parse: Parse;
beforeAll(async () => {
  parse = await parser();
});

describe("a condition is two-valued by its syntax:", () => {
  const filter = (condition: string) => parse(`SELECT count(*) FILTER (WHERE ${condition}) FROM t`);

  test.each([
    "a IS NULL",
    "a IS NOT NULL AND b IS NOT NULL",
    "a IS DISTINCT FROM b",
    "NOT (a IS NOT DISTINCT FROM TRUE)",
    "TRUE",
    "coalesce(a > 1, FALSE)",
    "coalesce(a, 0) > 1E-1",
    "coalesce(a, b, '') IN ('x', 'y') OR a IS NULL",
  ])("%s is", (condition) => {
    expect(maybeNull(filter(condition))).toEqual([]);
  });

  test.each([
    "a",
    "NOT a",
    "a > 1",
    "a IS NOT NULL AND a > 1",
    "a IS NULL OR b",
    "coalesce(a, b)",
    "coalesce(a > 1, NULL)",
    "coalesce(a, 0) > b",
    "a IN ('x', 'y')",
    "coalesce(a, 'x') IN ('x', b)",
    "a BETWEEN 1 AND 2",
    "a LIKE 'x%'",
    "CASE WHEN a THEN TRUE END",
    "NULL",
  ])("%s is not", (condition) => {
    expect(maybeNull(filter(condition))).toHaveLength(1);
  });

  test("what bool_and() and bool_or() take is a condition, too", () => {
    expect(maybeNull(parse("SELECT bool_and(a), bool_or(coalesce(b, FALSE)), every(c > 1) FROM t"))).toEqual([
      "a",
      "c > 1",
    ]);
  });
});

describe("a FILTER, bool_and or bool_or whose condition may be NULL", () => {
  const all = emittedSql();

  test.each(
    [...new Map(all.map(([label, sql]) => [sql, label]))].map(([sql, label]) => [label, sql] as const),
  )("is not in %s", (_, sql) => {
    expect(maybeNull(parse(sql))).toEqual([]);
  });

  test("would be noticed, for there are conditions", () => {
    const found = all.map(([, sql]) => conditionsIn(parse(sql))).reduce((sum, one) => sum + one, 0);
    expect(found).toBeGreaterThan(20);
  });
});

test("FILTER is written in one place, which takes two-valued conditions alone", () => {
  const files = ["shared", "cli", "functions", "deploy"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  );
  const sources = files.filter((name) => name.endsWith(".ts"));
  const writing = sources.filter((name) => /filter\s*\(\s*where/i.test(readFileSync(name, "utf8")));
  expect(writing).toEqual([join("shared", "athena", "two-valued.ts")]);
});
