import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { CAUSE_KINDS } from "../../shared/quality/causes/cause.ts";
import { causesOf } from "../../shared/quality/causes/group.ts";
import { CHECK_IDS, type CheckId } from "../../shared/quality/checks/index.ts";
import { BY_SEVERITY, type ReasonCode } from "../../shared/quality/outcome.ts";
import type { CheckResult } from "../../shared/quality/result.ts";
import { quietRun } from "../browser/runs.ts";
import { datasets } from "../fixtures/datasets.ts";

const EXAMPLE = quietRun().document.results[0]!;
const D1 = "2026-11-24";
const D2 = "2026-11-25";

type Change = Partial<CheckResult>;

/** A failure, if nothing else is said. */
function result(dataset: string, checkId: CheckId, day: string | null, change: Change = {}): CheckResult {
  const measured = {
    value: 1,
    measured: 1,
    expected: 0,
    outcome: "fail",
    reason: null,
    samples: [],
  } as const;
  return { ...EXAMPLE, ...measured, dataset, checkId, day, symbol: null, message: "1 is wrong", ...change };
}

/** Results without a value, of several checks. */
function without(
  dataset: string,
  day: string | null,
  reason: ReasonCode,
  checks: readonly CheckId[],
  change: Change = {},
): CheckResult[] {
  const outcome = /^missing_(table|partition)$|^no_rows$/.test(reason) ? "no_data" : "error";
  const change_ = { outcome, reason, value: null, measured: null, message: reason, ...change } as const;
  return checks.map((check) => result(dataset, check, day, change_));
}

const ROWS: readonly CheckId[] = [
  "complete.rows",
  "complete.symbols",
  "unique.key",
  "null.key",
  "session.bounds",
];
const METADATA: readonly CheckId[] = [
  "partition.present",
  "partition.drift",
  "schema.contract",
  "freshness.session",
];
const TSLA = { samples: [{ symbol: "TSLA" }] };

/** What a session that is not there leads to in its own table. */
function lackingSession(dataset: string, day: string): CheckResult[] {
  return [
    result(dataset, "partition.present", day),
    result(dataset, "freshness.session", day),
    ...without(dataset, day, "missing_partition", [
      "partition.drift",
      "derived.stale",
      "freshness.event",
      ...ROWS,
    ]),
  ];
}

/** Each cause, planted, with all that follows from it. The browser suite and session-states.test.ts have some from real data. */
const PLANTED: Readonly<
  Record<string, { readonly anchor: string; readonly results: readonly CheckResult[] }>
> = {
  "a table is missing: late, stale and without data, also where others compare with it": {
    anchor: "missing_table-trades",
    results: [
      ...without("trades", null, "missing_table", METADATA),
      ...without("trades", D2, "missing_table", ["freshness.event", ...ROWS]),
      ...without("bars_5m", null, "missing_table", ["freshness.pipeline"]),
      ...without("bars_5m", D2, "missing_table", ["reconcile.bars_trades"]),
    ],
  },
  "a table is missing, and what is made from it was not made": {
    anchor: "missing_table-bars_5m",
    results: [
      ...without("bars_5m", null, "missing_table", METADATA),
      ...lackingSession("ml_features_5m", D1),
      ...without("ml_features_5m", D1, "missing_table", ["reconcile.features_bars"]),
    ],
  },
  "a session is missing": {
    anchor: "missing_session-ml_features_5m",
    results: [
      ...lackingSession("ml_features_5m", D1),
      result("ml_features_5m", "freshness.pipeline", D2, { outcome: "warn", samples: [{ day: D1 }] }),
    ],
  },
  "a session is missing in the first table, and so in those made from it": {
    anchor: "missing_session-trades",
    results: [
      ...lackingSession("trades", D2),
      ...lackingSession("bars_5m", D2),
      ...lackingSession("ml_features_5m", D2),
    ],
  },
  "a session is missing in the first table alone": {
    anchor: "missing_session-trades",
    results: [
      ...lackingSession("trades", D1),
      ...without("bars_5m", D1, "missing_partition", ["reconcile.bars_trades"]),
    ],
  },
  "two sessions of a table are missing": {
    anchor: "missing_session-bars_5m",
    results: [...lackingSession("bars_5m", D1), ...lackingSession("bars_5m", D2)],
  },
  "a session is in S3 and not in Glue": {
    anchor: "missing_session-bars_5m",
    results: [
      result("bars_5m", "partition.present", D1),
      result("bars_5m", "partition.drift", D1, { samples: [{ day: D1, difference: "unregistered" }] }),
    ],
  },
  "a table has no partition at all": {
    anchor: "missing_session-trades",
    results: [
      ...without("trades", null, "missing_partition", ["partition.present", "freshness.session"]),
      ...without("trades", D2, "missing_partition", ROWS),
      ...without("bars_5m", null, "missing_partition", ["freshness.pipeline"]),
    ],
  },
  "a partition has no rows": {
    anchor: "empty_session-bars_5m",
    results: [...without("bars_5m", D2, "no_rows", ROWS), ...without("ml_features_5m", D2, "no_rows", ROWS)],
  },
  "a symbol is absent everywhere": {
    anchor: "absent_symbol-trades-tsla",
    results: [
      result("trades", "complete.symbols", D2, TSLA),
      result("bars_5m", "complete.symbols", D2, TSLA),
      result("bars_5m", "complete.bars", D2, { value: 78, samples: [{ symbol: "TSLA", missing: 78 }] }),
      result("ml_features_5m", "complete.symbols", D2, TSLA),
      result("trades", "partition.drift", D2, { samples: [{ symbol: "TSLA", difference: "phantom" }] }),
    ],
  },
  "a symbol was dropped on the way": {
    anchor: "absent_symbol-bars_5m-tsla",
    results: [
      result("bars_5m", "complete.symbols", D1, TSLA),
      result("bars_5m", "complete.bars", D1, { value: 78, samples: [{ symbol: "TSLA", missing: 78 }] }),
      result("bars_5m", "reconcile.bars_trades", D1, TSLA),
      result("ml_features_5m", "complete.symbols", D1, TSLA),
      result("ml_features_5m", "reconcile.features_bars", D1, {
        value: 78,
        samples: Array.from({ length: 5 }, () => ({ symbol: "TSLA", lacks: "bar" })),
      }),
    ],
  },
  "a column is missing": {
    anchor: "schema.contract-trades",
    results: [
      result("trades", "schema.contract", null, {
        value: 2,
        samples: [{ column: "price", declared: "double", found: null }],
      }),
      ...without("trades", D2, "missing_column", ROWS, { message: "the table has no column price, which …" }),
      ...without("bars_5m", D2, "query_failed", ["reconcile.bars_trades"], {
        message: "COLUMN_NOT_FOUND: Column 'price' cannot be resolved",
      }),
    ],
  },
  "a file cannot be read": {
    anchor: "not_evaluated-trades-query_failed-",
    results: without("trades", D1, "query_failed", ROWS, { message: "HIVE_BAD_DATA: s3://b/part-0.parquet" }),
  },
  "Athena took too long": {
    anchor: "not_evaluated-ml_features_5m-timeout",
    results: without("ml_features_5m", D1, "timeout", ROWS),
  },
  "a bar is missing": {
    anchor: "complete.bars-bars_5m",
    results: [
      result("bars_5m", "complete.bars", D1, { samples: [{ symbol: "AAPL", missing: 1 }] }),
      result("bars_5m", "reconcile.bars_trades", D1, { samples: [{ symbol: "AAPL" }] }),
      result("ml_features_5m", "reconcile.features_bars", D1, {
        samples: [{ symbol: "AAPL", lacks: "bar" }],
      }),
    ],
  },
  "a bar is there twice": {
    anchor: "unique.key-bars_5m",
    results: [
      result("bars_5m", "unique.key", D2, { samples: [{ symbol: "MSFT", copies: 2 }] }),
      result("bars_5m", "reconcile.bars_trades", D2, { samples: [{ symbol: "MSFT" }] }),
    ],
  },
  "a row lies in another day's partition": {
    anchor: "day.misfiled-trades",
    results: [
      result("trades", "day.misfiled", D1, { value: 1 }),
      result("trades", "session.bounds", D1, { outcome: "warn", value: 0.0004 }),
    ],
  },
  "a check fails of which nothing else speaks": {
    anchor: "ohlc.invariant-bars_5m",
    results: [result("bars_5m", "ohlc.invariant", D1), result("bars_5m", "ohlc.invariant", D2)],
  },
};

const anchors = (results: readonly CheckResult[]) => causesOf(results, datasets).map(({ anchor }) => anchor);

describe("one cause", () => {
  test.each(Object.entries(PLANTED))("is one card: %s", (_, { anchor, results }) => {
    const found = causesOf(results, datasets);
    expect(found.map((one) => one.anchor.slice(0, anchor.length))).toEqual([anchor]);
    expect([...found[0]!.shownBy, ...found[0]!.followedBy]).toHaveLength(results.length);
  });
});

describe("two independent causes", () => {
  /** Causes of other tables, or that leave each other's rows alone. */
  const INDEPENDENT = [
    "a symbol is absent everywhere",
    "a bar is missing",
    "a bar is there twice",
    "a row lies in another day's partition",
    "a check fails of which nothing else speaks",
    "a file cannot be read",
    "Athena took too long",
    "a column is missing",
  ];
  const pairs = INDEPENDENT.flatMap((one, index) =>
    INDEPENDENT.slice(index + 1).map((other) => [one, other] as const),
  );

  test.each(pairs)("are two cards: %s; %s", (one, other) => {
    const both = [...PLANTED[one]!.results, ...PLANTED[other]!.results];
    expect(anchors(both)).toHaveLength(2);
  });

  test("two symbols that are absent on two days", () => {
    const other = { samples: [{ symbol: "SPY" }] };
    const both = [
      result("trades", "complete.symbols", D1, TSLA),
      result("trades", "complete.symbols", D2, other),
    ];
    expect(anchors(both)).toEqual(["absent_symbol-trades-tsla", "absent_symbol-trades-spy"]);
  });

  test("a session that its source has, and another that it has not", () => {
    const both = [
      ...lackingSession("bars_5m", D1),
      ...lackingSession("ml_features_5m", D1),
      ...lackingSession("ml_features_5m", D2),
    ];
    expect(anchors(both)).toEqual(["missing_session-bars_5m", "missing_session-ml_features_5m"]);
  });
});

describe("what a cause does not explain wholly has a card of its own", () => {
  const absent = result("bars_5m", "complete.symbols", D2, TSLA);

  test("bars are missing of a symbol that is there, too", () => {
    const bars = result("bars_5m", "complete.bars", D2, {
      value: 79,
      samples: [
        { symbol: "TSLA", missing: 78 },
        { symbol: "BRK.B", missing: 1 },
      ],
    });
    const [, own] = causesOf([absent, bars], datasets);
    expect(own).toMatchObject({
      about: "complete.bars",
      related: [{ kind: "absent_symbol", about: "TSLA" }],
    });
  });

  test("the samples are not all that there is", () => {
    const bars = result("bars_5m", "reconcile.bars_trades", D2, { measured: 9, ...TSLA });
    expect(anchors([absent, bars])).toHaveLength(2);
  });

  test("the same symbol on another day", () => {
    const bars = result("bars_5m", "reconcile.bars_trades", D1, TSLA);
    expect(anchors([absent, bars])).toHaveLength(2);
  });

  test("more rows are out of bounds than lie in another day's partition", () => {
    const misfiled = result("trades", "day.misfiled", D1, { value: 1 });
    const bounds = result("trades", "session.bounds", D1, { measured: 2 });
    expect(anchors([misfiled, bounds])).toHaveLength(2);
  });

  test("two bars of a kind of datasets that do not know of each other", () => {
    const both = [
      result("bars_5m", "complete.symbols", D2, TSLA),
      result("trades", "complete.symbols", D2, TSLA),
    ];
    expect(causesOf(both, [])).toHaveLength(2);
  });
});

test("what two causes explain together is told with the first, and leads to the other", () => {
  const results = [
    result("bars_5m", "complete.bars", D1, { samples: [{ symbol: "AAPL", missing: 1 }] }),
    result("bars_5m", "unique.key", D1, { samples: [{ symbol: "MSFT", copies: 2 }] }),
    result("bars_5m", "reconcile.bars_trades", D1, {
      measured: 2,
      samples: [{ symbol: "AAPL" }, { symbol: "MSFT" }],
    }),
  ];
  expect(causesOf(results, datasets)).toMatchObject([
    {
      about: "complete.bars",
      followedBy: [{ checkId: "reconcile.bars_trades" }],
      related: [{ about: "unique.key" }],
    },
    { about: "unique.key", followedBy: [] },
  ]);
});

test("docs/report.md has the kinds of causes, in their order", () => {
  const page = readFileSync(new URL("../../docs/report.md", import.meta.url), "utf8");
  const kinds = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, kind]) => kind);
  expect(kinds).toEqual(Object.keys(CAUSE_KINDS));
});

test("a session that is half late is no missing session", () => {
  const [cause] = causesOf(
    [result("trades", "freshness.session", D1, { outcome: "warn", value: 0.5 })],
    datasets,
  );
  expect(cause).toMatchObject({ kind: "failed_check", about: "freshness.session" });
});

test("whatever results there are, each that is not as it should be is in exactly one cause, and no two share an anchor", () => {
  const REASONS: readonly (ReasonCode | null)[] = [
    ...[null, "missing_table", "missing_partition", "no_rows", "missing_column", "query_failed", "timeout"],
  ] as const;
  const some = fc.record({
    dataset: fc.constantFrom("trades", "bars_5m", "ml_features_5m", "run"),
    checkId: fc.constantFrom(...CHECK_IDS),
    day: fc.constantFrom(null, D1, D2),
    outcome: fc.constantFrom(...BY_SEVERITY),
    reason: fc.constantFrom(...REASONS),
    value: fc.constantFrom(null, 0.5, 1, 2, 78),
    measured: fc.constantFrom(null, 1, 2),
    samples: fc.array(
      fc.record({
        symbol: fc.constantFrom("TSLA", "../x", null),
        missing: fc.nat(3),
        copies: fc.nat(3),
        day: fc.constant(D1),
      }),
      { maxLength: 3 },
    ),
  });
  const circle = datasets.map((one) =>
    one.name === "trades" ? { ...one, quality: { ...one.quality!, source: "ml_features_5m" } } : one,
  );
  fc.assert(
    fc.property(fc.array(some, { maxLength: 30 }), fc.constantFrom(datasets, circle), (changes, declared) => {
      const results = changes.map((change) => ({ ...EXAMPLE, ...change }));
      const causes = causesOf(results, declared);
      const named = causes.flatMap(({ shownBy, followedBy }) => [...shownBy, ...followedBy]);
      const troubled = results.filter(({ outcome }) => outcome !== "pass" && outcome !== "skipped");
      expect(new Set(named)).toEqual(new Set(troubled));
      expect(named).toHaveLength(troubled.length);
      expect(causes.every(({ shownBy }) => shownBy.length > 0)).toBe(true);
      expect(new Set(causes.map(({ anchor }) => anchor)).size).toBe(causes.length);
      expect(causes.every(({ anchor }) => /^[a-z0-9._-]+$/.test(anchor))).toBe(true);
    }),
  );
});
