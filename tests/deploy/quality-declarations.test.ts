import { describe, expect, test } from "@jest/globals";
import { problemsOfQuality, validateQuality } from "../../deploy/declarations/quality-rules.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { ConfigurationError } from "../../shared/runtime/errors.ts";
import { quoted } from "../../shared/runtime/text.ts";
import { datasets } from "../fixtures/datasets.ts";
import { clicks, orders } from "../fixtures/orders.ts";

const shipped = (name: string) => datasets.find((dataset) => dataset.name === name)!;
const [trades, bars, features] = ["trades", "bars_5m", "ml_features_5m"].map(shipped) as [
  DeclaredDataset,
  DeclaredDataset,
  DeclaredDataset,
];

/** What is wrong after a change of one dataset's quality, or of its rows; the others are as shipped. */
function problemsWith(dataset: DeclaredDataset, change: object, rows: object = {}): string[] {
  const quality = { ...dataset.quality, ...change, rows: { ...dataset.quality?.rows, ...rows } };
  const changed = { ...dataset, quality } as DeclaredDataset;
  const all = datasets.map((one) => (one.name === dataset.name ? changed : one));
  return [...problemsOfQuality(all)].map((problem) => problem.replace(/^dataset "[^"]*": quality: /, ""));
}

test("what the frozen datasets promise has no problem", () => {
  expect(() => validateQuality(datasets)).not.toThrow();
});

test("every problem of every dataset is named at once, with its dataset", () => {
  const spoiled = datasets.map((one) =>
    one.quality === undefined
      ? one
      : ({ ...one, quality: { ...one.quality, calendar: "XNAS", sla: { afterClose: -1 } } } as never),
  );
  let thrown: unknown;
  try {
    validateQuality(spoiled);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(ConfigurationError);
  expect(thrown).toMatchObject({ code: "INVALID_DATASETS" });
  expect((thrown as ConfigurationError).problems).toEqual(
    ["trades", "bars_5m", "ml_features_5m"].flatMap((name) => [
      `dataset "${name}": quality: there is no calendar "XNAS"; calendars: XNYS (NYSE and Nasdaq), weekdays (Monday to Friday), daily (always: every day, midnight to midnight UTC)`,
      `dataset "${name}": quality: sla afterClose -1 must be 0 to 10080 minutes`,
    ]),
  );
});

test("a dataset without a day has no sessions", () => {
  const undated = { ...bars, keys: [{ name: "week", kind: "text" as const }] };
  expect([...problemsOfQuality([trades, undated])]).toEqual([
    'dataset "bars_5m": quality: needs a partition key of kind "day", or of "year", "month" and "day-of-month": it names the session',
  ]);
});

describe("rows", () => {
  test("of bars may be without volume, without the number of trades, and without both", () => {
    for (const without of [
      { volume: undefined },
      { trades: undefined },
      { volume: undefined, trades: undefined },
    ]) {
      expect(problemsWith(bars, {}, without)).toEqual([]);
    }
    expect(problemsWith(bars, {}, { trades: "ticks" })).toEqual([
      'rows: trades "ticks" is neither a column nor a partition key',
    ]);
  });

  test.each<[string, DeclaredDataset, object, string]>([
    [
      "a column that the dataset lacks",
      trades,
      { price: "px" },
      'rows: price "px" is neither a column nor a partition key',
    ],
    ["a column that nobody names", bars, { vwap: undefined, time: undefined }, "rows: time is missing"],
    [
      "a time that is a number",
      trades,
      { time: "seq_no" },
      'rows: time "seq_no" is bigint, and has to be a timestamp',
    ],
    [
      "a price that is a time",
      trades,
      { price: "ts" },
      'rows: price "ts" is timestamp, and has to be a number',
    ],
    [
      "a symbol that is a number",
      bars,
      { symbol: "volume" },
      'rows: symbol "volume" is bigint, and has to be a string',
    ],
    [
      "an id that is a fraction",
      trades,
      { id: "price" },
      'rows: id "price" is double, and has to be a whole number or a string',
    ],
    [
      "a number that is a partition key",
      bars,
      { volume: "day" },
      'rows: volume "day" is string, and has to be a number',
    ],
    [
      "a feature that the dataset lacks",
      features,
      { values: ["ret_5m", "macd"] },
      'rows: values "macd" is neither a column nor a partition key',
    ],
    ["no feature", features, { values: [] }, "rows: values must name at least one column"],
    [
      "bounds of a column that the dataset lacks",
      features,
      { bounds: { rsi: [0, 100] } },
      'rows: bounds "rsi" is neither a column nor a partition key',
    ],
    [
      "bounds the wrong way round",
      features,
      { bounds: { rsi_14: [100, 0] } },
      "rows: bounds of rsi_14 [100,0] must be the least and the greatest value",
    ],
    ["half a bar of warm-up", features, { warmUp: 0.5 }, "rows: warmUp 0.5 must be whole bars, 0 or more"],
    [
      "an unknown kind",
      trades,
      { kind: "quotes" },
      'rows: kind "quotes" must be "trades", "bars", "features" or "generic"',
    ],
    [
      "a core symbol listed twice",
      trades,
      { core: ["AAPL", "MSFT", "AAPL"] },
      'rows: core "AAPL" is listed twice',
    ],
    [
      "a core symbol that can be no partition",
      trades,
      { core: ["aapl"] },
      'rows: core "aapl" does not match [A-Z][A-Z0-9]{0,7}([.-][A-Z0-9]{1,4})?',
    ],
    ["an empty core symbol", bars, { core: [""] }, 'rows: core "" is no symbol'],
    ["a core that is no list", bars, { core: "AAPL" }, 'rows: core "AAPL" must be a list of symbols'],
    ["bars from nowhere", bars, { from: "ticks" }, 'rows: from: there is no dataset "ticks"'],
    [
      "bars from features",
      bars,
      { from: "ml_features_5m" },
      "rows: from: the rows of ml_features_5m are not trades, of which bars are made",
    ],
    [
      "features from trades",
      features,
      { from: "trades" },
      "rows: from: the rows of trades are not bars, of which features are made",
    ],
  ])("with %s are refused", (_, dataset, rows, problem) => {
    expect(problemsWith(dataset, {}, rows)).toContain(problem);
  });

  test("a symbol may be a partition key or a column, and any string will do where it is no key", () => {
    expect(problemsWith(bars, {}, { core: ["aapl"] })).toEqual([]);
    expect(problemsWith(trades, {}, { core: ["BRK.B"] })).toEqual([]);
  });

  test("a core symbol has to be among a key's values, if the key lists them", () => {
    const key = { name: "symbol", kind: "text", values: ["AAPL"] } as const;
    const listed = { ...trades, keys: [trades.keys[0]!, key] };
    const problems = [...problemsOfQuality([listed])];
    expect(problems).toHaveLength(7);
    expect(problems[0]).toMatch(/core "AMZN" is not among the values of the partition key symbol$/);
  });

  test("the columns that a crawler finds out are not known here", () => {
    expect([...problemsOfQuality([trades, { ...bars, columns: [] }])]).toEqual([]);
  });
});

describe("generic rows", () => {
  test("may promise everything that there is, or nothing", () => {
    expect([...problemsOfQuality([orders, clicks])]).toEqual([]);
    const silent = { ...orders, quality: { ...orders.quality!, rows: { kind: "generic" } as const } };
    expect([...problemsOfQuality([silent])]).toEqual([]);
  });

  test("are refused with every problem at once", () => {
    const rows = {
      kind: "generic",
      key: ["id", "placed_at", "tags"],
      time: "amount",
      required: [],
      accepted: { state: [], channel: ["web"], amount: [1], order_id: [7] },
      ranges: { amount: [5, 1], pieces: [0], state: [0, 1], channel: [null, null, null], n: [Number.NaN, 1] },
      core: ["AAPL"],
      requird: [],
    };
    const spoiled = {
      ...orders,
      columns: [...orders.columns, { name: "tags", type: "array<string>" }],
      quality: { ...orders.quality, rows },
    } as never;
    const told = [...problemsOfQuality([spoiled])].map((problem) =>
      problem.replace(/^dataset .*?rows: /, ""),
    );
    const range = "must be the least and the greatest value, or null for none";
    expect(told).toEqual([
      'there is no field "core"; fields: kind, key, time, required, accepted, ranges',
      'there is no field "requird"; fields: kind, key, time, required, accepted, ranges',
      'key "id" is neither a column nor a partition key',
      'key "tags" is array<string>, and has to be a single value, as a number, a string or a time is',
      'time "amount" is double, and has to be a timestamp',
      'accepted "amount" is double, and has to be a whole number or a string',
      'ranges "state" is string, and has to be a number',
      'ranges "n" is neither a column nor a partition key',
      "required must name at least one column",
      "accepted of state [] must be a list of texts, of one at least",
      'accepted of channel ["web"] must be a list of whole numbers, of one at least',
      "accepted of order_id [7] must be a list of texts, of one at least",
      `ranges of amount [5,1] ${range}`,
      `ranges of pieces [0] ${range}`,
      `ranges of channel [null,null,null] ${range}`,
      `ranges of n [null,1] ${range}`,
    ]);
  });

  test("have no checks of symbols, bars and prices", () => {
    const checks = {
      "complete.symbols": "off",
      "session.bounds": "off",
      "value.range": { warn: 2, fail: 9 },
    };
    const told = [...problemsOfQuality([{ ...orders, quality: { ...orders.quality, checks } } as never])];
    expect(told).toEqual([
      'dataset "orders": quality: checks: complete.symbols does not apply to rows of kind "generic"',
      'dataset "orders": quality: checks: session.bounds does not apply to rows of kind "generic"',
    ]);
  });
});

describe("checks", () => {
  test.each<[string, DeclaredDataset, object, readonly string[]]>([
    [
      "an unknown one",
      bars,
      { "complete.bar": "off" },
      ['checks: there is no check "complete.bar"; did you mean "complete.bars"?'],
    ],
    [
      "one for other rows",
      trades,
      { "ohlc.invariant": "off" },
      ['checks: ohlc.invariant does not apply to rows of kind "trades"'],
    ],
    [
      "one of the run",
      trades,
      { "cost.budget": { fail: 2 } },
      ['checks: cost.budget does not apply to rows of kind "trades"'],
    ],
    [
      "a warning looser than the failure",
      bars,
      { "null.value": { warn: 0.1, fail: 0.05 } },
      ["checks: null.value could never warn: it warns above 0.1 and fails above 0.05"],
    ],
    [
      "a warning looser than the failure that it leaves",
      bars,
      { "freshness.event": { warn: 60 } },
      [
        "checks: freshness.event could never warn: it warns above 60, and without a fail of its own it fails above 30; fail: null is never",
      ],
    ],
    [
      "a failure stricter than the warning that it leaves",
      bars,
      { "complete.rows": { fail: 0.1 } },
      ["checks: complete.rows could never warn: it warns above 0.4 and fails above 0.1"],
    ],
    [
      "thresholds that are none",
      bars,
      { "unique.key": { warn: -1, fail: Number.NaN } },
      [
        "checks: unique.key: warn -1 must be a number of 0 or more, { rows: 5 }, { share: 0.01 } of the rows, from 0 to 1, or null for never",
        "checks: unique.key: fail NaN must be a number of 0 or more, { rows: 5 }, { share: 0.01 } of the rows, from 0 to 1, or null for never",
      ],
    ],
    [
      "a failure that is endless",
      bars,
      { "unique.key": { fail: Number.POSITIVE_INFINITY } },
      [
        "checks: unique.key: fail Infinity must be a number of 0 or more, { rows: 5 }, { share: 0.01 } of the rows, from 0 to 1, or null for never",
      ],
    ],
    ["another field", bars, { "unique.key": { error: 1 } }, ['checks: unique.key has no field "error"']],
    [
      "something else",
      bars,
      { "unique.key": "on" },
      ['checks: unique.key "on" must be { warn, fail } or "off"'],
    ],
  ])("with %s are refused", (_, dataset, checks, problems) => {
    expect(problemsWith(dataset, { checks })).toEqual(problems);
  });

  test.each<[string, object]>([
    ["equal thresholds", { "null.key": { warn: 5, fail: 5 } }],
    ["no failure", { "freshness.event": { warn: 600, fail: null } }],
    ["no warning", { "freshness.event": { warn: null, fail: 0 } }],
    ["off", { "partition.nonsession": "off", "outlier.return": "off" }],
  ])("may have %s", (_, checks) => {
    expect(problemsWith(bars, { checks })).toEqual([]);
  });

  test("of rows do not apply where no rows are declared", () => {
    const { rows: _, ...quality } = trades.quality!;
    const bare = { ...trades, quality: { ...quality, checks: { "null.key": "off", "files.small": "off" } } };
    expect([...problemsOfQuality([bare as DeclaredDataset])]).toEqual([
      'dataset "trades": quality: checks: null.key does not apply to a dataset that declares no rows',
    ]);
  });
});

describe("who answers for the data", () => {
  const address = (runbook: unknown) => `runbook ${quoted(runbook)} must be an address, https://…`;
  test.each<[string, object, string[]]>([
    ["a name and an address", { owner: "market data", runbook: "https://wiki.example/x" }, []],
    ["no name", { owner: " " }, ['owner " " must be a name of 1 to 100 characters']],
    ["a number", { owner: 7 }, ["owner 7 must be a name of 1 to 100 characters"]],
    [
      "text that turns around",
      { owner: "a\u202eb" },
      ['owner "a\\u202eb" must be a name of 1 to 100 characters'],
    ],
    ["an address without encryption", { runbook: "http://wiki/x" }, [address("http://wiki/x")]],
    ["a script", { runbook: "javascript:alert(1)" }, [address("javascript:alert(1)")]],
    ["no address", { runbook: "https://" }, [address("https://")]],
  ])("declared as %s, by %j, has these problems: %j", (_, declared, problems) => {
    expect(problemsWith(bars, declared)).toEqual(problems);
  });
});

describe("sources", () => {
  test.each<[string, DeclaredDataset, string, readonly string[]]>([
    ["that are no dataset", bars, "ticks", ['source: there is no dataset "ticks"']],
    [
      "that are not checked",
      bars,
      "check_results",
      ["source: check_results declares no quality, so its days are not checked"],
    ],
    [
      "that are the dataset itself",
      bars,
      "bars_5m",
      ["source leads back to itself: bars_5m, which is made from bars_5m"],
    ],
  ])("%s are refused", (_, dataset, source, problems) => {
    expect(problemsWith(dataset, { source })).toEqual(problems);
  });

  test("in a circle are named by each on it, and by no other", () => {
    const from = (dataset: DeclaredDataset, source: string) =>
      ({ ...dataset, quality: { ...dataset.quality, source } }) as DeclaredDataset;
    const circle = [from(trades, "bars_5m"), from(bars, "trades"), features];
    expect([...problemsOfQuality(circle)]).toEqual([
      'dataset "trades": quality: source leads back to itself: trades, which is made from bars_5m, which is made from trades',
      'dataset "bars_5m": quality: source leads back to itself: bars_5m, which is made from trades, which is made from bars_5m',
    ]);
  });
});

describe("acknowledgements", () => {
  const good = {
    check: "complete.bars",
    day: "2025-11-28",
    until: "2025-12-05",
    reason: "the vendor was down",
  };
  test.each<[string, object, readonly string[]]>([
    ["as it should be", {}, []],
    ["of an unknown check", { check: "complete" }, ['check: there is no check "complete"']],
    ["of no day", { day: "2025-11-31" }, ['day "2025-11-31" is not a day YYYY-MM-DD']],
    [
      "of a year that nobody has reviewed",
      { day: "2031-01-02", until: "2031-01-03" },
      [
        'day "2031-01-02" is outside the years that the calendar XNYS was reviewed for, 2000-01-01 to 2027-12-31',
      ],
    ],
    ["until no day", { until: "soon" }, ['until "soon" is not a day YYYY-MM-DD']],
    ["until the day before", { until: "2025-11-27" }, ["until 2025-11-27 is before its day, 2025-11-28"]],
    ["for no reason", { reason: " " }, ["reason must say why it is acknowledged"]],
    [
      "of a check of other rows",
      { check: "feature.health" },
      ['check: feature.health does not apply to rows of kind "bars"'],
    ],
    ["of the run", { check: "cost.budget" }, ['check: cost.budget does not apply to rows of kind "bars"']],
    ["of rows of no session", { day: undefined }, ["day is missing: complete.bars is about sessions"]],
    [
      "of a table in a session",
      { check: "partition.format" },
      ["day must be left out: partition.format is about the table as a whole"],
    ],
    ["of a table", { check: "partition.format", day: undefined }, []],
    ["of a table that is not there", { check: "partition.present", day: undefined }, []],
    ["of a partition that is not there", { check: "partition.present" }, []],
    [
      "of a table, until no day",
      { check: "schema.contract", day: undefined, until: "2025-02-30" },
      ['until "2025-02-30" is not a day YYYY-MM-DD'],
    ],
  ])("%s, changed by %j, have these problems: %j", (_, change, problems) => {
    const acknowledged = [good, { ...good, ...change }];
    expect(problemsWith(bars, { acknowledged })).toEqual(problems.map((one) => `acknowledged[1]: ${one}`));
  });
});
