import { describe, expect, test } from "@jest/globals";
import { appliesTo, speaksOf } from "../../deploy/declarations/applicability.ts";
import type { ResultScope } from "../../shared/quality/checks/check.ts";
import { CHECK_IDS, type CheckId } from "../../shared/quality/checks/index.ts";
import { metadataFindings } from "../../shared/quality/metadata-findings.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import type { CatalogSnapshot } from "../../shared/quality/snapshot.ts";
import {
  bars,
  partitionOf,
  resultsOf,
  SESSIONS,
  type SnapshotWorld,
  snapshotOf,
  told,
  trades,
  withQuality,
} from "../support/snapshots.ts";

const on = (day: string) => ({ from: day, to: day });
const without = (...days: string[]) => SESSIONS.filter((day) => !days.includes(day));
const DENIED = { outcome: "error", reason: "source_unavailable", message: "ACCESS_DENIED: no" } as const;
const NO_TABLE = { outcome: "no_data", reason: "missing_table", message: "there is no table" } as const;
const REFUSED: Partial<CatalogSnapshot> = { table: DENIED, partitions: DENIED, folders: DENIED };

describe("nothing is wrong:", () => {
  test("every check of metadata passes, and says what it looked at", () => {
    const world = { glue: SESSIONS.slice(-2) };
    const days = { from: "2025-11-26", to: "2025-11-28" };
    const snapshot = snapshotOf(bars, { ...world, days });
    const checks: CheckId[] = [
      "partition.present",
      "partition.nonsession",
      "partition.format",
      "partition.schema",
      "partition.drift",
      "schema.contract",
      "freshness.session",
      "files.small",
    ];
    expect(checks.flatMap((check) => told(check, snapshot))).toEqual([
      "pass - 2025-11-26: bars_5m has 1 partition of 2025-11-26",
      "pass - 2025-11-28: bars_5m has 1 partition of 2025-11-28",
      "pass - -: no partition of bars_5m from 2025-11-26 to 2025-11-28 lies on a day without a session",
      "pass - -: all 2 partitions of bars_5m from 2025-11-26 to 2025-11-28 have values that its keys allow",
      "pass - -: all 2 partitions of bars_5m from 2025-11-26 to 2025-11-28 have the columns and the SerDe of their table",
      "pass - 2025-11-26: S3 and Glue agree on the partitions of bars_5m on 2025-11-26: 1",
      "pass - 2025-11-28: S3 and Glue agree on the partitions of bars_5m on 2025-11-28: 1",
      "pass - -: stock_trades_curated_dev.bars_5m has the 9 columns that are declared",
      "pass - 2025-11-28: the newest day, 2025-11-28, of bars_5m is not behind 2025-11-28, the last session that is due",
      "pass - -: all 2 partitions of bars_5m from 2025-11-26 to 2025-11-28 are few or large files",
    ]);
  });
});

describe("without an SLA", () => {
  const promisesNothing = withQuality(bars, { sla: "none" });
  const world = { glue: ["2025-11-26"], now: "2025-12-05T12:00:00Z" };

  test("no session is missing or late, and those that are there are checked", () => {
    const snapshot = snapshotOf(promisesNothing, {
      ...world,
      days: { from: "2025-11-26", to: "2025-12-01" },
    });
    expect(told("partition.present", snapshot)).toEqual([
      "pass - 2025-11-26: bars_5m has 1 partition of 2025-11-26",
      'skipped not_applicable 2025-11-28: bars_5m has nothing of 2025-11-28, nor has to: its sla is "none"; its newest day is 2025-11-26',
      'skipped not_applicable 2025-12-01: bars_5m has nothing of 2025-12-01, nor has to: its sla is "none"; its newest day is 2025-11-26',
    ]);
    expect(told("freshness.session", snapshot)).toEqual([]);
    expect(told("partition.drift", snapshot)[0]).toBe(
      "pass - 2025-11-26: S3 and Glue agree on the partitions of bars_5m on 2025-11-26: 1",
    );
  });

  test("a table without any partition lacks none", () => {
    const snapshot = snapshotOf(promisesNothing, { ...world, glue: [], days: on("2025-11-28") });
    const checks: CheckId[] = [
      "partition.present",
      "partition.nonsession",
      "partition.format",
      "partition.schema",
    ];
    expect(checks.flatMap((check) => told(check, snapshot)).map((line) => line.replace(/:.*/, ""))).toEqual([
      "skipped not_applicable 2025-11-28",
      "pass - -",
      "pass - -",
      "pass - -",
    ]);
  });
});

describe("partition.present", () => {
  test.each<[string, SnapshotWorld, string[]]>([
    [
      "fails for a session that is due and not there",
      { days: on("2025-11-28"), glue: [], held: { isEmpty: false } },
      ["fail - 2025-11-28: bars_5m has no partition of 2025-11-28, which was due at 2025-11-28T19:00:00Z"],
    ],
    [
      "skips a session until it is due",
      { days: on("2025-11-28"), glue: [], held: { isEmpty: false }, now: "2025-11-28T18:59:59Z" },
      [
        "skipped sla_not_reached 2025-11-28: bars_5m has no partition of 2025-11-28 yet, which is due at 2025-11-28T19:00:00Z",
      ],
    ],
    [
      "fails for a session from the very moment on that it is due",
      { days: on("2025-11-28"), glue: [], held: { isEmpty: false }, now: "2025-11-28T19:00:00Z" },
      ["fail - 2025-11-28: bars_5m has no partition of 2025-11-28, which was due at 2025-11-28T19:00:00Z"],
    ],
    [
      "says on a holiday that the market is closed",
      { days: on("2025-11-27"), glue: [], held: { isEmpty: false } },
      [
        "skipped market_closed 2025-11-27: XNYS is closed on 2025-11-27 (Thanksgiving Day); the last session is 2025-11-26",
      ],
    ],
    [
      "says of a weekend that it has no session",
      { days: { from: "2025-11-29", to: "2025-11-30" }, now: "2025-12-01T12:00:00Z" },
      ["skipped market_closed -: XNYS has no session from 2025-11-29 to 2025-11-30"],
    ],
    [
      "has nothing to say of years that nobody reviewed",
      { days: on("2031-01-02") },
      [
        'skipped unreviewed_year -: "2031-01-02" is outside the years that the calendar XNYS was reviewed for, 2000-01-01 to 2027-12-31',
      ],
    ],
    [
      "has no data of a table without partitions",
      { glue: [] },
      ["no_data missing_partition -: stock_trades_curated_dev.bars_5m has no partitions"],
    ],
    [
      "has no data of a table that is not there",
      { snapshot: { table: NO_TABLE, partitions: NO_TABLE } },
      ["no_data missing_table -: there is no table"],
    ],
    [
      "is an error when Glue does not answer",
      { snapshot: { partitions: DENIED } },
      ["error source_unavailable -: ACCESS_DENIED: no"],
    ],
    [
      "is not for partitions that Athena computes",
      { table: { projected: true } },
      [
        "skipped not_applicable -: stock_trades_curated_dev.bars_5m has projection.enabled=true: Athena computes its partitions",
      ],
    ],
  ])("the check %s", (_, world, lines) => {
    expect(told("partition.present", snapshotOf(bars, world))).toEqual(lines);
  });

  test("judges each of the twenty sessions by itself", () => {
    const results = resultsOf("partition.present", snapshotOf(bars, { glue: without("2025-11-13") }));
    expect(results).toHaveLength(20);
    expect(results.filter(({ outcome }) => outcome !== "pass").map(({ day }) => day)).toEqual(["2025-11-13"]);
  });

  test("tells when a session that is not due will be", () => {
    const world = { days: on("2025-11-28"), glue: [], held: { isEmpty: false } };
    const [result] = resultsOf(
      "partition.present",
      snapshotOf(bars, { ...world, now: "2025-11-28T18:00:00Z" }),
    );
    expect(result).toMatchObject({ value: null, dueAt: "2025-11-28T19:00:00.000Z" });
  });

  test("a table that was just made lacks nothing of the time before", () => {
    const glue = ["2025-11-26", "2025-11-28"];
    const lines = told("partition.present", snapshotOf(bars, { glue, held: { oldestDay: "2025-11-26" } }));
    expect(lines.slice(-3)).toEqual([
      "skipped not_applicable 2025-11-25: the first day of bars_5m is 2025-11-26",
      "pass - 2025-11-26: bars_5m has 1 partition of 2025-11-26",
      "pass - 2025-11-28: bars_5m has 1 partition of 2025-11-28",
    ]);
  });

  test("a dataset is expected on no day outside of those that its key allows", () => {
    const dataset = {
      ...bars,
      keys: [{ name: "day", kind: "day", from: "2025-11-25", until: "2025-11-26" }],
    } as const;
    const world = { days: { from: "2025-11-24", to: "2025-11-28" }, glue: [], held: { isEmpty: false } };
    expect(told("partition.present", snapshotOf(dataset, world))).toEqual([
      "skipped not_applicable 2025-11-24: bars_5m begins on 2025-11-25",
      "fail - 2025-11-25: bars_5m has no partition of 2025-11-25, which was due at 2025-11-25T22:00:00Z",
      "fail - 2025-11-26: bars_5m has no partition of 2025-11-26, which was due at 2025-11-26T22:00:00Z",
      "skipped not_applicable 2025-11-28: bars_5m ended on 2025-11-26",
    ]);
  });

  test("names the core symbols without a partition, where symbols are a key", () => {
    const glue = ["AAPL", "AMZN", "GOOGL", "META", "MSFT", "NVDA"].map((symbol) => ["2025-11-28", symbol]);
    const snapshot = snapshotOf(trades, { days: on("2025-11-28"), glue });
    const [result] = resultsOf("partition.present", snapshot);
    expect(result).toMatchObject({
      outcome: "pass",
      message: "trades has 6 partitions of 2025-11-28; core symbols without one: SPY, TSLA",
      samples: [{ symbol: "SPY" }, { symbol: "TSLA" }],
    });
  });

  test("goes by the dataset's own closings", () => {
    const dataset = withQuality(bars, { calendar: { name: "XNYS", closed: ["2025-11-28"] } });
    const lines = told(
      "partition.present",
      snapshotOf(dataset, { days: on("2025-11-28"), glue: ["2025-11-26"] }),
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^skipped market_closed 2025-11-28: XNYS is closed on 2025-11-28/);
  });
});

describe("partition.nonsession", () => {
  test.each<[string, SnapshotWorld, string]>([
    [
      "warns of a holiday, and says which",
      { glue: [...SESSIONS, "2025-11-27"] },
      "warn - -: 1 of 21 partitions of bars_5m on days without a session: 2025-11-27 (Thanksgiving Day)",
    ],
    [
      "warns of a weekend",
      { glue: [...SESSIONS, "2025-11-22", "2025-11-23"] },
      "warn - -: 2 of 22 partitions of bars_5m on days without a session: 2025-11-22 (weekend), 2025-11-23 (weekend)",
    ],
    [
      "leaves the future, and what is no day, to partition.format",
      { glue: [...SESSIONS, "2025-11-29", "2025-02-30", "__HIVE_DEFAULT_PARTITION__"] },
      "pass - -: no partition of bars_5m since 2025-10-31 lies on a day without a session",
    ],
    [
      "knows nothing of years that nobody reviewed",
      { days: on("1999-12-31"), glue: ["1999-12-31"] },
      'skipped unreviewed_year -: "1999-12-31" is outside the years that the calendar XNYS was reviewed for, 2000-01-01 to 2027-12-31',
    ],
    [
      "is skipped where Athena computes the partitions",
      { table: { projected: true } },
      "skipped not_applicable -: stock_trades_curated_dev.bars_5m has projection.enabled=true: Athena computes its partitions",
    ],
  ])("the check %s", (_, world, line) => {
    expect(told("partition.nonsession", snapshotOf(bars, world))).toEqual([line]);
  });

  test("counts partitions, names each day once, and shows the values and why", () => {
    const glue = [
      ["2025-11-27", "AAPL"],
      ["2025-11-27", "SPY"],
      ["2025-11-28", "SPY"],
    ];
    const [result] = resultsOf("partition.nonsession", snapshotOf(trades, { glue }));
    expect(result).toMatchObject({
      value: 2,
      message: "2 of 3 partitions of trades on days without a session: 2025-11-27 (Thanksgiving Day)",
      samples: [
        { day: "2025-11-27", symbol: "AAPL", reason: "Thanksgiving Day" },
        { day: "2025-11-27", symbol: "SPY", reason: "Thanksgiving Day" },
      ],
    });
  });
});

describe("partition.format", () => {
  test.each<[string, SnapshotWorld, string]>([
    [
      "2025-02-30",
      { glue: ["2025-02-30"] },
      '1 of 1 partitions of bars_5m have impossible values: day is "2025-02-30": expected a calendar day, YYYY-MM-DD; expected stock-trades-platform/curated/bars_5m/day=YYYY-MM-DD/',
    ],
    [
      "20251128",
      { glue: ["20251128"] },
      '1 of 1 partitions of bars_5m have impossible values: day is "20251128": expected a calendar day, YYYY-MM-DD; expected stock-trades-platform/curated/bars_5m/day=YYYY-MM-DD/',
    ],
    [
      "Hive's NULL",
      { glue: ["__HIVE_DEFAULT_PARTITION__"] },
      '1 of 1 partitions of bars_5m have impossible values: day is "__HIVE_DEFAULT_PARTITION__": NULL cannot be a partition here; expected stock-trades-platform/curated/bars_5m/day=YYYY-MM-DD/',
    ],
    [
      "a day before the first",
      { glue: ["1989-12-29"] },
      '1 of 1 partitions of bars_5m have impossible values: day is "1989-12-29": expected 1990-01-01 or later; expected stock-trades-platform/curated/bars_5m/day=YYYY-MM-DD/',
    ],
    [
      "tomorrow",
      { glue: ["2025-11-28", "2025-11-29"] },
      "1 of 2 partitions of bars_5m have impossible values: 2025-11-29 is in the future: today is 2025-11-28",
    ],
    // 03:00 in UTC is still the evening before in New York.
    [
      "tomorrow on New York's wall",
      { glue: ["2025-11-29"], now: "2025-11-29T03:00:00Z" },
      "1 of 1 partitions of bars_5m have impossible values: 2025-11-29 is in the future: today is 2025-11-28",
    ],
  ])("fails for %s", (_, world, message) => {
    expect(told("partition.format", snapshotOf(bars, world))).toEqual([`fail - -: ${message}`]);
  });

  test("fails for another key's value, too, and shows it", () => {
    const glue = [
      ["2025-11-28", "aapl"],
      ["2025-11-28", "SPY"],
    ];
    const [result] = resultsOf("partition.format", snapshotOf(trades, { glue }));
    expect(result).toMatchObject({
      outcome: "fail",
      value: 1,
      samples: [{ day: "2025-11-28", symbol: "aapl" }],
    });
  });

  test("passes today's session while it is open", () => {
    const world = { glue: ["2025-11-28"], now: "2025-11-28T15:00:00Z" };
    expect(resultsOf("partition.format", snapshotOf(bars, world))).toMatchObject([
      { outcome: "pass", value: 0 },
    ]);
  });
});

describe("partition.schema", () => {
  const differing = (day: string, what: string, breaks = false) =>
    partitionOf(bars, day, { deviations: [{ what, breaks }] });
  const harmless = differing("2025-11-28", "no column vwap");
  const breaking = differing("2025-11-26", "volume is string, not bigint", true);

  test("warns of partitions that queries bear, and says how they differ", () => {
    const snapshot = snapshotOf(bars, { glue: ["2025-11-26", harmless] });
    expect(told("partition.schema", snapshot)).toEqual([
      "warn - -: 1 of 2 partitions of bars_5m differ from their table: no column vwap",
    ]);
    const [result] = resultsOf("partition.schema", snapshot);
    expect(result).toMatchObject({
      value: 1,
      measured: 1,
      samples: [{ day: "2025-11-28", differs: "no column vwap" }],
    });
  });

  test.each<[Partial<DeclaredDataset>, string]>([
    [{ strategy: "register" }, "delete these partitions in Glue, then run registrar backfill"],
    [{ strategy: "crawl" }, "run its crawler"],
    [{ strategy: "crawl", crawl: { newFoldersOnly: true } }, "let its crawler crawl all folders once"],
  ])("fails for one that queries fail on, names it first, and says how to repair it: %j", (kept, repair) => {
    const snapshot = snapshotOf({ ...bars, ...kept }, { glue: [harmless, breaking] });
    expect(told("partition.schema", snapshot)).toEqual([
      "fail - -: 2 of 2 partitions of bars_5m differ from their table: volume is string, not bigint; queries of " +
        `1 of them fail or read other values: if the files hold the table's types, ${repair}`,
    ]);
    const [result] = resultsOf("partition.schema", snapshot);
    expect(result).toMatchObject({ value: 2, measured: 2 });
    expect(result!.samples.map(({ day }) => day)).toEqual(["2025-11-26", "2025-11-28"]);
  });
});

describe("a finding", () => {
  const glue = Array.from({ length: 25 }, (_, index) =>
    partitionOf(bars, `2025-02-${String(31 + index)}`, {
      deviations: [{ what: "no column vwap", breaks: false }],
    }),
  );
  const weekends = Array.from({ length: 25 }, (_, index) => ["2025-11-22", `S${index}`]);
  test.each<[CheckId, CatalogSnapshot]>([
    ["partition.format", snapshotOf(bars, { glue })],
    ["partition.schema", snapshotOf(bars, { glue })],
    ["partition.nonsession", snapshotOf(trades, { glue: weekends })],
  ])("shows twenty samples at most, and counts all: %s", (check, snapshot) => {
    const [result] = resultsOf(check, snapshot);
    expect(result!.measured ?? result!.value).toBe(25);
    expect(result!.samples).toHaveLength(20);
  });
});

describe("schema.contract", () => {
  const columns = bars.columns;
  const form = (changed: typeof columns) => ({
    form: { columns: changed, inputFormat: "parquet", serde: "parquet" },
  });
  const NAME = "stock_trades_curated_dev.bars_5m";

  test.each<[string, SnapshotWorld, string]>([
    [
      "passes in any order and case",
      {
        table: {
          ...form(
            columns
              .toReversed()
              .map(({ name, type }) => ({ name: name.toUpperCase(), type: type.toUpperCase() })),
          ),
          keys: ["DAY"],
        },
      },
      `pass - -: ${NAME} has the 9 columns that are declared`,
    ],
    [
      "warns of a column besides",
      { table: form([...columns, { name: "note", type: "string" }]) },
      `warn - -: ${NAME} is not as declared: note (string) is not declared`,
    ],
    [
      "fails for a column that is missing",
      { table: form(columns.filter(({ name }) => name !== "vwap")) },
      `fail - -: ${NAME} is not as declared: vwap (double) is missing; if Glue has it, Lake Formation hides it from this role`,
    ],
    [
      "fails for another type",
      { table: form(columns.map((one) => (one.name === "volume" ? { ...one, type: "int" } : one))) },
      `fail - -: ${NAME} is not as declared: volume is int, not bigint`,
    ],
    [
      "fails for a partition key that is missing, and one that is not declared",
      { table: { keys: ["dt"] } },
      `fail - -: ${NAME} is not as declared: day (partition key) is missing, dt (partition key) is not declared`,
    ],
    [
      "fails for a partition key that is no text: queries compare it with text",
      { table: { keyTypes: ["date"] } },
      `fail - -: ${NAME} is not as declared: day is date, not string`,
    ],
    [
      "names what is broken before what is besides",
      { table: form([{ name: "note", type: "string" }, ...columns.slice(1)]) },
      `fail - -: ${NAME} is not as declared: symbol (string) is missing, note (string) is not declared; if Glue has it, Lake Formation hides it from this role`,
    ],
    [
      "has no data of a table that is not there",
      { snapshot: { table: NO_TABLE } },
      "no_data missing_table -: there is no table",
    ],
    [
      "is an error when Glue does not answer",
      { snapshot: { table: DENIED } },
      "error source_unavailable -: ACCESS_DENIED: no",
    ],
    [
      "looks at projected tables, too",
      { table: { projected: true } },
      `pass - -: ${NAME} has the 9 columns that are declared`,
    ],
  ])("the check %s", (_, world, line) => {
    expect(told("schema.contract", snapshotOf(bars, world))).toEqual([line]);
  });

  test("is not for columns that a crawler finds out", () => {
    expect(told("schema.contract", snapshotOf({ ...bars, columns: [] }))).toEqual([
      "skipped not_applicable -: bars_5m declares no columns: its crawler finds them out",
    ]);
  });
});

test("what Glue and S3 refuse, every check says for itself, with the same reason", () => {
  const snapshot = snapshotOf(bars, { snapshot: REFUSED });
  const checks: CheckId[] = [
    "partition.present",
    "partition.nonsession",
    "partition.format",
    "partition.schema",
    "partition.drift",
    "schema.contract",
    "freshness.session",
    "freshness.pipeline",
    "files.small",
  ];
  const all = [snapshot, snapshotOf(trades)];
  for (const check of checks) {
    expect([check, told(check, snapshot, all)]).toEqual([
      check,
      ["error source_unavailable -: ACCESS_DENIED: no"],
    ]);
  }
});

test("a check speaks of sessions, of the table or of both, as is known of it", () => {
  const worlds: readonly SnapshotWorld[] = [
    {},
    { glue: [] },
    { glue: ["2025-11-27", "tomorrow"] },
    { table: { projected: true } },
    { snapshot: REFUSED },
    { snapshot: { files: { value: [] } } },
    { days: on("2025-11-27") },
    { days: on("2031-01-02") },
  ];
  const snapshot = worlds.map((world) => snapshotOf(bars, world));
  const found = snapshot.flatMap((one) => metadataFindings(one, [one, snapshotOf(trades)]));
  const spoken = (subject: ResultScope) =>
    new Set(found.filter(({ day }) => (day === null) === (subject === "table")).map(({ check }) => check));
  const known = (subject: ResultScope) =>
    CHECK_IDS.filter((check) => appliesTo(check, undefined) && speaksOf(check, subject));
  expect([...spoken("table")].sort()).toEqual([...known("table")].sort());
  expect([...spoken("session")].sort()).toEqual([...known("session")].sort());
});
