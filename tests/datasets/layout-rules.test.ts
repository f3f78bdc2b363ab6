import { describe, expect, test } from "@jest/globals";
import { projectedLayout, projection } from "../../deploy/projection.ts";
import type { Dataset, PartitionKey } from "../../shared/datasets/dataset.ts";
import { defineDatasets, type InvalidDatasets } from "../../shared/datasets/define-datasets.ts";
import { place } from "../../shared/datasets/placing.ts";
import { layoutNamed } from "../support/layouts.ts";

const year: PartitionKey = { name: "year", kind: "year", from: "2020-01-01", until: "2030-12-31" };
const month: PartitionKey = { name: "month", kind: "month" };
const dayOfMonth: PartitionKey = { name: "day", kind: "day-of-month" };
const day: PartitionKey = { name: "day", kind: "day", from: "2020-01-01" };
const symbol: PartitionKey = { name: "symbol", kind: "text" };
const venue: PartitionKey = { name: "venue", kind: "text" };

function problemsOf(changes: object): readonly string[] {
  const good = { ...layoutNamed("parts"), name: "x", keys: [year, month, dayOfMonth] };
  try {
    defineDatasets([{ ...good, ...changes } as Dataset]);
    return [];
  } catch (thrown) {
    return (thrown as InvalidDatasets).problems.map((one) => one.replace('dataset "x": ', ""));
  }
}

const shown = (layout: string) => `layout ${JSON.stringify(layout)}`;

describe("keys that are parts of a date", () => {
  test.each<[PartitionKey[], string[]]>([
    [[year, month, dayOfMonth, { name: "hour", kind: "hour" }], []],
    [[year], []],
    [[day, { name: "hour", kind: "hour" }], []],
    [
      [month],
      ['a partition key of kind "month" needs one of kind "year" or "day": they are parts of one date'],
    ],
    [
      [year, { name: "hour", kind: "hour" }],
      [
        'a partition key of kind "hour" needs one of kind "day-of-month" or "day": they are parts of one date',
      ],
    ],
    [[day, { ...day, name: "dt" }], ['partition keys "day" and "dt" are both of kind "day"']],
    [
      [year, { name: "month", kind: "month", format: "MMM" as "MM" }],
      ['partition key "month": format "MMM" is unknown; expected "MM" or "M"'],
    ],
    [
      [{ ...day, format: "dd.MM.yyyy" as "yyyyMMdd" }],
      [
        'partition key "day": format "dd.MM.yyyy" is unknown; expected "yyyy-MM-dd" or "yyyyMMdd" or "yyyy_MM_dd" or "yyyy.MM.dd" or "yyyy/MM/dd" or "yyyy-MM-dd-HH" or "yyyyMMddHH" or "yyyy/MM/dd/HH"',
      ],
    ],
    [[{ ...year, until: "2031" }], ['partition key "year": until "2031" is not a calendar day (YYYY-MM-DD)']],
  ])("%j are told what they lack", (keys, problems) => {
    expect(problemsOf({ keys })).toEqual(problems);
  });
});

describe("the type of a key", () => {
  const wrong = (name: string, type: string, problem: string) => [
    `partition key "${name}": type "${type}" ${problem}`,
  ];
  const number: PartitionKey = {
    name: "dt",
    kind: "day",
    format: "yyyyMMdd",
    from: "2020-01-01",
    type: "int",
  };

  test.each<[string, readonly unknown[], object, string[]]>([
    ["date, of a day", [{ ...day, type: "date" }], {}, []],
    ["int, of a day that is a number", [number], {}, []],
    [
      "bigint, of parts",
      [
        { ...year, type: "bigint" },
        { ...month, format: "M", type: "int" },
      ],
      {},
      [],
    ],
    ["string, said", [{ ...day, type: "string" }], {}, []],
    [
      "unknown",
      [{ ...day, type: "integer" }],
      {},
      wrong("day", "integer", 'is unknown; expected "string" or "date" or "int" or "bigint"'),
    ],
    [
      "a date, of a part",
      [{ ...year, type: "date" }],
      {},
      wrong("year", "date", 'is unknown; expected "string" or "int" or "bigint"'),
    ],
    [
      "a date that is written otherwise",
      [{ ...number, type: "date" }],
      {},
      wrong("dt", "date", 'needs format "yyyy-MM-dd": no other text is a date to Athena'),
    ],
    [
      "a number that is none",
      [{ ...day, type: "int" }],
      {},
      wrong("day", "int", 'needs format "yyyyMMdd" or "yyyyMMddHH": other values are no whole numbers'),
    ],
    ["bigint, of an hour that is a number", [{ ...number, format: "yyyyMMddHH", type: "bigint" }], {}, []],
    [
      "int, of hours that end",
      [{ ...number, format: "yyyyMMddHH", type: "int", until: "2147-12-31" }],
      {},
      [],
    ],
    ...[undefined, "2148-01-01"].map((until): [string, unknown[], object, string[]] => [
      `int, of hours until ${until}`,
      [{ ...number, format: "yyyyMMddHH", type: "int", ...(until && { until }) }],
      {},
      wrong(
        "dt",
        "int",
        'holds hours up to the year 2147, and a later one would fail every query: give the key until, or type "bigint"',
      ),
    ]),
    [
      "a number with leading zeros",
      [year, { ...month, type: "int" }],
      {},
      wrong(
        "month",
        "int",
        'needs values without leading zeros: give it format "M"; folders like month=02/ stay as they are with layout "…/month={month:MM}/…"',
      ),
    ],
    [
      "of a text",
      [day, { ...symbol, type: "int" }],
      {},
      ['keys[1]: there is no field "type"; fields: name, kind, pattern, values'],
    ],
    [
      "of crawled keys",
      [{ ...day, type: "date" }],
      { strategy: "crawl" },
      wrong("day", "date", "is not what a crawler makes: all of its keys are strings"),
    ],
    [
      "of a projected day",
      [number],
      { strategy: "project" },
      wrong(
        "dt",
        "int",
        'of a projected day: Athena computes days as texts; leave it out, or take strategy "register"',
      ),
    ],
    [
      "of projected parts, with leading zeros",
      [
        { ...year, type: "int" },
        { ...month, type: "int" },
      ],
      { strategy: "project" },
      [],
    ],
  ])("may be refused: %s", (_, keys, changes, problems) => {
    expect(problemsOf({ keys, ...changes })).toEqual(problems);
  });
});

describe("a layout", () => {
  test.each<[string, PartitionKey[], string[]]>([
    ["{year}/{month}/{day}/", [year, month, dayOfMonth], []],
    ["v1/{year}-{month}/d={day:d}/data/", [year, month, dayOfMonth], []],
    ["{day:yyyy}/{day:MM}/{day:dd}/{symbol}/", [day, symbol], []],
    [
      "{year}/{month}/",
      [year, month, dayOfMonth],
      ["lacks {day}: a path must tell the value of every partition key"],
    ],
    [
      "/{yaer}//{month}/{day}",
      [year, month, dayOfMonth],
      [
        'must end with "/": it names the folder of a partition',
        "must not have folders without a name",
        ': {yaer} is no partition key; did you mean "year"?',
        "lacks {year}: a path must tell the value of every partition key",
      ],
    ],
    ["{day:yyyy/MM}/", [day], ["must tell of {day} once each: year, month, day"]],
    ["{day}/{day:dd}/", [day], ["must tell of {day} once each: year, month, day"]],
    [
      "{day:yyyy MM dd}/",
      [day],
      [": {day:yyyy MM dd}: a format has yyyy, MM, M, dd, d, HH and H, and - _ . / between them"],
    ],
    [
      "{symbol:x}/{day}/{symbol}/",
      [day, symbol],
      [": {symbol:x}: a text has no format; write {symbol}", "has {symbol} twice"],
    ],
    [
      "{symbol}-{venue}/",
      [symbol, venue],
      ["has two texts in one folder: nothing tells where the first one ends"],
    ],
    ["_raw/{day}/", [day], ['has a folder that begins with "_" or ".": Athena passes over it']],
    [
      "{year}{month:M}/{day}/",
      [year, month, dayOfMonth],
      ["has M beside another digit or key: nothing tells where its digits end"],
    ],
    ["{day}/*/", [day], ["may hold only {key}, {key:format} and A-Z a-z 0-9 / _ . = -"]],
  ])("%s is judged at once", (layout, keys, problems) => {
    const expected = problems.map((one) => shown(layout) + (one.startsWith(":") ? one : ` ${one}`));
    expect(problemsOf({ layout, keys })).toEqual(expected);
  });

  test("is nothing for a crawler", () => {
    expect(problemsOf({ layout: "{year}/{month}/{day}/", strategy: "crawl" })).toEqual([
      `${shown("{year}/{month}/{day}/")} is for strategies "register" and "project": a crawler would name such keys partition_0, partition_1 …`,
    ]);
  });
});

describe("a projected layout", () => {
  test.each<[object, RegExp[]]>([
    [{ layout: "{year}/{month}/{day}/" }, []],
    [{ keys: [{ ...day, format: "yyyy/MM/dd" }], layout: "{day}/" }, []],
    [{ keys: [day], layout: "{day:yyyy/MM/dd}/" }, [/give the key format "yyyy\/MM\/dd"/]],
    [{ keys: [day, month] }, [/^partition keys "month" .*repeat the day/]],
    [{ keys: [day, { name: "hour", kind: "hour" }] }, []],
    [
      { keys: [{ ...day, format: "yyyyMMddHH" }, { name: "hour", kind: "hour" }, year] },
      [/^partition keys "hour", "year" .*repeat the day/],
    ],
    [
      { keys: [{ ...day, format: "yyyyMMddHH" }], layout: "{day:yyyy/MM/dd/HH}/" },
      [/give the key format "yyyy\/MM\/dd\/HH"/],
    ],
    [{ keys: [{ name: "year", kind: "year" }] }, [/needs from and until/]],
  ])("%j is refused where Athena cannot compute it", (changes, problems) => {
    const found = problemsOf({ strategy: "project", ...changes });
    expect(found).toEqual(problems.map((one) => expect.stringMatching(one)));
  });

  test("has the properties of its keys, and a template", () => {
    const keys: PartitionKey[] = [
      year,
      { ...month, format: "M" },
      dayOfMonth,
      { name: "hour", kind: "hour" },
    ];
    expect(projection(keys)).toEqual({
      "projection.enabled": "true",
      "projection.year.type": "integer",
      "projection.year.range": "2020,2030",
      "projection.year.digits": "4",
      "projection.month.type": "integer",
      "projection.month.range": "1,12",
      "projection.month.digits": "1",
      "projection.day.type": "integer",
      "projection.day.range": "1,31",
      "projection.day.digits": "2",
      "projection.hour.type": "integer",
      "projection.hour.range": "0,23",
      "projection.hour.digits": "2",
    });
    expect(projection([{ ...day, format: "yyyy/MM/dd" }])).toMatchObject({
      "projection.day.range": "2020/01/01,NOW",
      "projection.day.format": "yyyy/MM/dd",
    });
    expect(projection([{ ...day, format: "yyyyMMddHH" }])).toEqual({
      "projection.enabled": "true",
      "projection.day.type": "date",
      "projection.day.range": "2020010100,NOW",
      "projection.day.format": "yyyyMMddHH",
      "projection.day.interval": "1",
      "projection.day.interval.unit": "HOURS",
    });
    expect(projectedLayout(layoutNamed("paths"), "<")).toBe("raw/paths/<year}/<month}/<day}/<hour}/");
  });
});

test.each([
  ["paths", "2026/11/31/05/x", "2026-11-31 is no day of the calendar"],
  ["paths", "2026/11/20/24/x", 'found "2026/11/20/24/"'],
  ["paths", "2019/11/20/05/x", "the day is 2019-11-20: expected 2020-02-10 or later"],
  ["paths", "2026/11/x", 'found "2026/11/"'],
  ["unpadded", "year=2026/month=02/day=3/hour=4/x", 'month is "02": expected M, a real month'],
  ["integer", "day=20260230/symbol=A/x", 'day is "20260230": expected a calendar day, YYYYMMDD'],
  ["hour_numbers", "day=2026112024/x", 'day is "2026112024": expected an hour of a calendar day, YYYYMMDDHH'],
  [
    "hours",
    "day=2026-02-30-07/symbol=A/x",
    'day is "2026-02-30-07": expected an hour of a calendar day, YYYY-MM-DD-HH',
  ],
  ["hours", "day=2019-11-20-07/symbol=A/x", 'day is "2019-11-20-07": expected 2020-02-10 or later'],
  ["hour_folders", "v1/2026/11/20/24/x", 'found "v1/2026/11/20/24/"'],
  ["both", "year=2026/month=11/dt=2026-12-01/x", 'dt is "2026-12-01": other keys say 11'],
])("of %s, %s is unplaceable: %s", (name, below, reason) => {
  const dataset = layoutNamed(name);
  const placed = place(dataset, "lake", dataset.prefix + below, 1);
  expect(placed).toEqual({
    kind: "unplaceable",
    reason: expect.stringContaining(`${reason}; expected raw/`),
  });
});
