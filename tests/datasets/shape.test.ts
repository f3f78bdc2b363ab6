import { describe, expect, test } from "@jest/globals";
import { defineGrantees } from "../../access/grantee.ts";
import { problemsOfQuality } from "../../deploy/declarations/quality-rules.ts";
import { defineDatasets, InvalidDatasets } from "../../shared/datasets/define-datasets.ts";
import { didYouMean } from "../../shared/datasets/suggestion.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { ConfigurationError } from "../../shared/runtime/errors.ts";

const good = {
  name: "orders",
  database: "shop",
  table: "orders",
  prefix: "shop/orders/",
  keys: [{ name: "dt", kind: "day" }],
  columns: [{ name: "amount", type: "double" }],
  strategy: "register",
};

/** What is wrong with anything that somebody may write into the list. */
function problemsOf(...list: readonly unknown[]): readonly string[] {
  try {
    defineDatasets(list as readonly DeclaredDataset[]);
    return [];
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(InvalidDatasets);
    return (thrown as InvalidDatasets).problems;
  }
}

const without = (field: keyof typeof good) =>
  Object.fromEntries(Object.entries(good).filter(([name]) => name !== field));

describe("a dataset", () => {
  test.each(Object.keys(good) as (keyof typeof good)[])("without %s is told so, once", (field) => {
    const which = field === "name" ? "datasets[0]" : 'dataset "orders"';
    expect(problemsOf(without(field))).toEqual([`${which}: ${field} is missing`]);
  });

  test.each<[string, object, readonly string[]]>([
    [
      "a misspelt field",
      { ...without("prefix"), perfix: "shop/orders/" },
      ['there is no field "perfix"; did you mean "prefix"?'],
    ],
    [
      "a field that is like no other",
      { ...good, owner: "me" },
      [
        'there is no field "owner"; fields: name, database, table, prefix, keys, layout, columns, strategy, crawl, guard, onEmpty, removal, quality',
      ],
    ],
    [
      "a misspelt bound of a day",
      { ...good, keys: [{ name: "dt", kind: "day", form: "2020-01-01" }] },
      ['keys[0]: there is no field "form"; did you mean "from"?'],
    ],
    [
      "a pattern for a day",
      { ...good, keys: [{ name: "dt", kind: "day", pattern: "x" }] },
      ['keys[0]: there is no field "pattern"; fields: name, kind, format, type, from, until'],
    ],
    [
      "a column without its type",
      { ...good, columns: [{ name: "amount" }] },
      ["columns[0]: type is missing"],
    ],
    [
      "a crawler's misspelt option",
      { ...good, strategy: "crawl", crawl: { debounceSecond: 60 } },
      ['crawl: there is no field "debounceSecond"; did you mean "debounceSeconds"?'],
    ],
    ["keys that are no list", { ...good, keys: "dt" }, ['keys must be a list, got "dt"']],
    ["a key that is a name", { ...good, keys: ["dt"] }, ['keys[0] must be an object, got "dt"']],
    ["a prefix that is a number", { ...good, prefix: 7 }, ["prefix must be a text, got 7"]],
    [
      "values that are no texts",
      { ...good, keys: [{ name: "dt", kind: "text", values: [1] }] },
      ["keys[0].values[0] must be a text, got 1"],
    ],
    ["a field that is undefined", { ...good, quality: undefined, crawl: undefined, x: undefined }, []],
  ])("with %s", (_, dataset, problems) => {
    expect(problemsOf(dataset)).toEqual(problems.map((problem) => `dataset "orders": ${problem}`));
  });

  test.each([null, "orders", 7, [good]])("that is %j is none", (value) => {
    expect(problemsOf(value)).toEqual([expect.stringMatching(/^datasets\[0\]: must be an object, got /)]);
  });

  test("with fields that are wrong hides nothing else that is", () => {
    const { prefix: _, ...rest } = good;
    expect(
      problemsOf(
        { ...rest, keys: [{ name: "Dt", kind: "day" }], strategy: "registre" },
        { ...good, table: 1 },
        good,
      ),
    ).toEqual([
      'dataset "orders": prefix is missing',
      'dataset "orders": partition key "Dt" must be 1 to 255 of a-z, 0-9 and "_"',
      'dataset "orders": strategy "registre" is unknown; expected "register" or "crawl" or "project"',
      'dataset "orders": table must be a text, got 1',
    ]);
  });
});

describe("a promise", () => {
  const quality = { calendar: "daily", sla: { afterClose: 60 } };
  const rows = { kind: "trades", symbol: "s", time: "t", id: "i", price: "p", size: "z", core: [] };
  const promising = (promise: object) => ({
    ...good,
    columns: ["s", "t", "i", "p", "z"].map((name) => ({
      name,
      type: { t: "timestamp", s: "string" }[name] ?? "bigint",
    })),
    quality: promise,
  });
  test.each<[string, object, readonly string[]]>([
    ["as it should be", { ...quality, rows }, []],
    [
      "a misspelt field",
      { ...quality, acknowleged: [] },
      ['there is no field "acknowleged"; did you mean "acknowledged"?'],
    ],
    ["no calendar and no time", {}, ["calendar is missing", "sla is missing"]],
    [
      "a misspelt time",
      { ...quality, sla: { afterclose: 60 } },
      [
        'sla has no field "afterclose"; did you mean "afterClose"?',
        'sla {"afterclose":60} must be { afterClose: minutes }, { at: "HH:MM", on } or "none"',
      ],
    ],
    ["rows without a price", { ...quality, rows: { ...rows, price: undefined } }, ["rows: price is missing"]],
    [
      "rows with a misspelt part",
      { ...quality, rows: { ...rows, symbol: undefined, symbl: "s" } },
      ['rows: there is no field "symbl"; did you mean "symbol"?'],
    ],
    ["rows that are no object", { ...quality, rows: "trades" }, ['rows must be an object, got "trades"']],
    [
      "an incident without a reason",
      { ...quality, acknowledged: [{ check: "partition.present", until: "2026-01-01", why: "x" }] },
      [
        'acknowledged[0]: there is no field "why"; fields: check, day, until, reason',
        "acknowledged[0]: reason is missing",
      ],
    ],
    [
      "a misspelt check",
      { ...quality, checks: { "files.smal": "off" } },
      ['checks: there is no check "files.smal"; did you mean "files.small"?'],
    ],
  ])("with %s", (_, promise, problems) => {
    const dataset = promising(promise) as unknown as DeclaredDataset;
    expect([...problemsOfQuality([dataset])]).toEqual(
      problems.map((problem) => `dataset "orders": quality: ${problem}`),
    );
  });

  test("of a dataset that is wrong otherwise is judged all the same, as far as it can be", () => {
    const { keys: _, ...broken } = promising({ ...quality, sla: { afterClose: -1 } });
    expect([...problemsOfQuality([broken as unknown as DeclaredDataset], [])]).toEqual([
      'dataset "orders": quality: sla afterClose -1 must be 0 to 10080 minutes',
    ]);
  });
});

test("a grantee's fields are told the same way, each grantee's at once", () => {
  const grantee = { user: "userX", tables: ["orders"], maxSessionMinutes: 60, until: "2028-01-01" };
  const wrong = [
    { ...grantee, tabels: [], tables: undefined },
    { user: "userY" },
    { ...grantee, tables: ["order"] },
  ];
  let thrown: unknown;
  try {
    defineGrantees(wrong as never, defineDatasets([good] as never));
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(ConfigurationError);
  expect((thrown as ConfigurationError).problems).toEqual([
    'grantee "userX": there is no field "tabels"; did you mean "tables"?',
    'grantee "userY": tables is missing',
    'grantee "userY": maxSessionMinutes is missing',
    'grantee "userY": until is missing',
    'grantee "userX": there is no dataset "order"; did you mean "orders"?',
  ]);
});

test.each([
  ["trads", "trades"],
  ["teh", "the"],
  ["VALIDATE", "validate"],
  ["backfil", "backfill"],
  ["bogus", undefined],
  ["", undefined],
  ["x".repeat(50), undefined],
])("%j may have been meant as %j", (word, meant) => {
  const known = ["trades", "the", "validate", "backfill", "from"];
  expect(didYouMean(word, known)).toBe(meant === undefined ? "" : `; did you mean "${meant}"?`);
});
