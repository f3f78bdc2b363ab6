import { describe, expect, test } from "@jest/globals";
import {
  bars,
  folderOn,
  locationOf,
  NOW,
  partitionOf,
  resultsOf,
  SESSIONS,
  type SnapshotWorld,
  snapshotOf,
  told,
  trades,
} from "../support/snapshots.ts";

const DAY = "2025-11-28";
const on = (day: string) => ({ from: day, to: day });
const DENIED = { outcome: "error", reason: "source_unavailable", message: "ACCESS_DENIED: no" } as const;
const AGREED = `S3 and Glue agree on the partitions of bars_5m on ${DAY}`;
const written = (minutesAgo: number) => folderOn(bars, DAY, { since: Date.parse(NOW) - minutesAgo * 60_000 });
const at = (...locations: string[]) => folderOn(bars, DAY, { locations });
const HOME = locationOf(bars, [DAY]);

describe("partition.drift", () => {
  test.each<[string, SnapshotWorld, string[]]>([
    ["passes where both hold the same", { glue: [DAY] }, [`pass - ${DAY}: ${AGREED}: 1`]],
    [
      "fails for a folder that Glue does not know",
      { glue: [], s3: [DAY] },
      [`fail - ${DAY}: partitions of bars_5m on ${DAY}: 1 in S3 and not in Glue`],
    ],
    [
      "fails for a partition whose objects are gone",
      { glue: [DAY], s3: [] },
      [`fail - ${DAY}: partitions of bars_5m on ${DAY}: 1 in Glue without objects in S3`],
    ],
    [
      "fails for a partition that points to another place than its objects",
      { glue: [partitionOf(bars, DAY, { location: "s3://elsewhere/bars/" })], s3: [DAY] },
      [`fail - ${DAY}: partitions of bars_5m on ${DAY}: 1 with another location in Glue than in S3`],
    ],
    [
      "fails so for one without objects at its own place, too",
      { glue: [partitionOf(bars, DAY, { location: "s3://elsewhere/bars/" })], s3: [] },
      [`fail - ${DAY}: partitions of bars_5m on ${DAY}: 1 with another location in Glue than in S3`],
    ],
    [
      "reads a location without its slash, or as s3a, as the same",
      { glue: [partitionOf(bars, DAY, { location: HOME.replace("s3:", "s3a:").slice(0, -1) })], s3: [DAY] },
      [`pass - ${DAY}: ${AGREED}: 1`],
    ],
    [
      "passes where one of several ways to write the values is the partition's",
      { glue: [DAY], s3: [at(HOME.replace("day=", "DAY="), HOME)] },
      [`pass - ${DAY}: ${AGREED}: 1`],
    ],
    [
      "leaves a session that is on neither side to partition.present",
      { glue: [], s3: [], held: { isEmpty: false } },
      [
        `no_data missing_partition ${DAY}: bars_5m has no partition of ${DAY}, which was due at 2025-11-28T19:00:00Z`,
      ],
    ],
    [
      "has nothing to compare before the session is due",
      { glue: [], s3: [], held: { isEmpty: false }, now: "2025-11-28T18:30:00Z" },
      [
        `skipped sla_not_reached ${DAY}: bars_5m has no partition of ${DAY} yet, which is due at 2025-11-28T19:00:00Z`,
      ],
    ],
    [
      "is skipped without S3",
      { snapshot: { folders: { outcome: "skipped", reason: "not_applicable", message: "no store" } } },
      ["skipped not_applicable -: no store"],
    ],
    [
      "is an error when S3 does not answer",
      { snapshot: { folders: DENIED } },
      ["error source_unavailable -: ACCESS_DENIED: no"],
    ],
    [
      "is an error when Glue does not answer",
      { snapshot: { partitions: DENIED } },
      ["error source_unavailable -: ACCESS_DENIED: no"],
    ],
    [
      "fails for what is registered where Athena computes the partitions",
      { glue: [DAY], table: { projected: true } },
      [
        "fail - -: stock_trades_curated_dev.bars_5m has projection.enabled=true: Athena ignores what is registered, 1 partitions of the days looked at",
      ],
    ],
    [
      "fails there even while nothing is: the registrar's table must not be projected",
      { glue: [], table: { projected: true } },
      [
        "fail - -: stock_trades_curated_dev.bars_5m has projection.enabled=true: Athena ignores what is registered, 0 partitions of the days looked at",
      ],
    ],
  ])("the check %s", (_, world, lines) => {
    expect(told("partition.drift", snapshotOf(bars, { days: on(DAY), ...world }))).toEqual(lines);
  });

  test("is not for a dataset whose partitions are meant to be computed", () => {
    const snapshot = snapshotOf({ ...bars, strategy: "project" }, { table: { projected: true } });
    expect(told("partition.drift", snapshot)).toEqual([
      "skipped not_applicable -: stock_trades_curated_dev.bars_5m has projection.enabled=true: Athena computes its partitions",
    ]);
  });

  test.each([
    ["written now: it may be on its way", 0, "no_data"],
    ["written nine minutes ago", 9, "no_data"],
    ["written ten minutes ago", 10, "fail"],
    ["written yesterday", 24 * 60, "fail"],
    ["younger than the run's moment by S3's clock", -9, "no_data"],
    ["of a time long after the run's moment", -24 * 60, "fail"],
  ])("a folder that Glue lacks, %s", (_, minutesAgo, outcome) => {
    const snapshot = snapshotOf(bars, {
      days: on(DAY),
      glue: [],
      s3: [written(minutesAgo)],
      held: { isEmpty: false },
    });
    expect(resultsOf("partition.drift", snapshot).map((one) => one.outcome)).toEqual([outcome]);
  });

  test("a young folder that Glue knows agrees at once", () => {
    const snapshot = snapshotOf(bars, { days: on(DAY), glue: [DAY], s3: [written(0)] });
    expect(told("partition.drift", snapshot)).toEqual([`pass - ${DAY}: ${AGREED}: 1`]);
  });

  test("counts each kind, and shows what both sides say", () => {
    const symbols = (...all: string[]) => all.map((symbol) => [DAY, symbol]);
    const glue = [
      ...symbols("AAPL", "GONE"),
      partitionOf(trades, [DAY, "META"], { location: "s3://elsewhere/" }),
    ];
    const s3 = symbols("AAPL", "META", "NEW", "NEWER");
    const [result] = resultsOf("partition.drift", snapshotOf(trades, { days: on(DAY), glue, s3 }));
    expect(result).toMatchObject({
      outcome: "fail",
      value: 4,
      measured: 5,
      message: `partitions of trades on ${DAY}: 2 in S3 and not in Glue, 1 in Glue without objects in S3, 1 with another location in Glue than in S3`,
    });
    const here = (symbol: string) => locationOf(trades, [DAY, symbol]);
    const about = (symbol: string, difference: string, in_s3: string | null, in_glue: string | null) => ({
      day: DAY,
      symbol,
      difference,
      in_s3,
      in_glue,
    });
    expect(result!.samples).toEqual([
      about("META", "location mismatch", here("META"), "s3://elsewhere/"),
      about("NEW", "unregistered", here("NEW"), null),
      about("NEWER", "unregistered", here("NEWER"), null),
      about("GONE", "phantom", null, here("GONE")),
    ]);
  });

  test("shows twenty samples at most, and counts all", () => {
    const s3 = Array.from({ length: 25 }, (_, index) => [DAY, `S${index}`]);
    const [result] = resultsOf("partition.drift", snapshotOf(trades, { days: on(DAY), glue: [], s3 }));
    expect(result!.value).toBe(25);
    expect(result!.samples).toHaveLength(20);
  });

  test("looks at the five newest sessions, and at older ones when they are asked for", () => {
    const days = { from: SESSIONS[0]!, to: SESSIONS.at(-1)! };
    expect(resultsOf("partition.drift", snapshotOf(bars)).map(({ day }) => day)).toEqual(SESSIONS.slice(-5));
    expect(resultsOf("partition.drift", snapshotOf(bars, { days })).map(({ day }) => day)).toEqual(SESSIONS);
  });

  test("of the partitions before those it says nothing", () => {
    const snapshot = snapshotOf(bars, { s3: SESSIONS.slice(-5) });
    expect(resultsOf("partition.drift", snapshot).map(({ outcome }) => outcome)).toEqual(
      Array(5).fill("pass"),
    );
  });
});

describe("partition.drift of a day without a session", () => {
  const THANKSGIVING = "2025-11-27";
  const days = on(THANKSGIVING);

  test.each<[string, SnapshotWorld, string[]]>([
    ["is not told while both agree", { days, glue: [THANKSGIVING] }, []],
    ["is not told while nothing is there", { days, glue: [], held: { isEmpty: false } }, []],
    [
      "is told when they disagree",
      { days, glue: [], s3: [THANKSGIVING] },
      [`fail - ${THANKSGIVING}: partitions of bars_5m on ${THANKSGIVING}: 1 in S3 and not in Glue`],
    ],
    [
      "is told when it lies in the future",
      { days: on("2025-12-01"), glue: ["2025-12-01"], s3: [] },
      ["fail - 2025-12-01: partitions of bars_5m on 2025-12-01: 1 in Glue without objects in S3"],
    ],
    [
      "is not told when it is none: partition.format does",
      { days: { from: "2025-11-29", to: "2025-11-30" }, glue: ["2025-11-29T00"], s3: [] },
      [],
    ],
    [
      "is told in years that nobody reviewed, and that nobody did",
      { days: on("2031-01-02"), glue: ["2031-01-02"], s3: [] },
      [
        'skipped unreviewed_year -: "2031-01-02" is outside the years that the calendar XNYS was reviewed for, 2000-01-01 to 2027-12-31',
        "fail - 2031-01-02: partitions of bars_5m on 2031-01-02: 1 in Glue without objects in S3",
      ],
    ],
  ])("the day %s", (_, world, lines) => {
    expect(told("partition.drift", snapshotOf(bars, world))).toEqual(lines);
  });

  test("what is no day is never called a phantom", () => {
    const snapshot = snapshotOf(bars, { glue: [...SESSIONS, "__HIVE_DEFAULT_PARTITION__"], s3: SESSIONS });
    expect(resultsOf("partition.drift", snapshot).map(({ day }) => day)).toEqual(SESSIONS.slice(-5));
  });
});

describe("files.small", () => {
  const of = (files: number, medianBytes: number) => [folderOn(bars, DAY, { files, medianBytes, bytes: 7 })];

  test.each([
    ["a single small file", 1, 10, "pass"],
    ["nine small files", 9, 10, "pass"],
    ["ten small files", 10, 999_999, "warn"],
    ["ten files of a megabyte", 10, 1_000_000, "pass"],
    ["two hundred large files", 200, 5_000_000, "pass"],
    ["more than two hundred, however large", 201, 5_000_000, "warn"],
  ])("%s: %i of %i bytes are judged %s", (_, files, medianBytes, outcome) => {
    const snapshot = snapshotOf(bars, { days: on(DAY), s3: of(files, medianBytes) });
    expect(resultsOf("files.small", snapshot).map((one) => one.outcome)).toEqual([outcome]);
  });

  test.each<[string, SnapshotWorld, string]>([
    [
      "names the worst",
      {
        s3: [
          folderOn(bars, "2025-11-26", { files: 12, medianBytes: 500, bytes: 6000 }),
          folderOn(bars, DAY, { files: 40, medianBytes: 900, bytes: 36_000 }),
          folderOn(bars, "2025-11-25"),
        ],
      },
      "warn - -: 2 of 3 partitions of bars_5m are many or small files: the worst are 40 files, 900 bytes in the middle",
    ],
    [
      "says since when it looked",
      {},
      "pass - -: all 5 partitions of bars_5m since 2025-11-21 are few or large files",
    ],
    [
      "has no data of sessions that are due and have no objects",
      { s3: [] },
      "no_data missing_partition -: bars_5m has no objects since 2025-11-21",
    ],
    [
      "has no data of a day that was asked for, and names it",
      { days: on("2025-11-26"), glue: [] },
      "no_data missing_partition -: bars_5m has no objects from 2025-11-26 to 2025-11-26",
    ],
    [
      "is skipped while nothing is due",
      { days: on(DAY), glue: [], now: "2025-11-28T18:30:00Z" },
      `skipped sla_not_reached -: bars_5m has no partition of ${DAY} yet, which is due at 2025-11-28T19:00:00Z`,
    ],
    [
      "is skipped on a holiday",
      { days: on("2025-11-27"), glue: [] },
      "skipped market_closed -: XNYS is closed on 2025-11-27 (Thanksgiving Day); the last session is 2025-11-26",
    ],
    [
      "is skipped in years that nobody reviewed",
      { days: on("2031-01-02"), glue: [] },
      'skipped unreviewed_year -: "2031-01-02" is outside the years that the calendar XNYS was reviewed for, 2000-01-01 to 2027-12-31',
    ],
    [
      "has no data without objects when Glue does not answer",
      { s3: [], snapshot: { partitions: DENIED } },
      "no_data missing_partition -: bars_5m has no objects since 2025-11-21",
    ],
    [
      "is an error when S3 does not answer",
      { snapshot: { folders: DENIED } },
      "error source_unavailable -: ACCESS_DENIED: no",
    ],
    [
      "looks at files where Athena computes the partitions, too",
      { table: { projected: true } },
      "pass - -: all 5 partitions of bars_5m since 2025-11-21 are few or large files",
    ],
  ])("the check %s", (_, world, line) => {
    expect(told("files.small", snapshotOf(bars, world))).toEqual([line]);
  });

  test("is skipped for a dataset that ended before the days that are looked at", () => {
    const keys = [{ name: "day", kind: "day", until: "2025-11-19" }] as const;
    const glue = SESSIONS.filter((day) => day <= "2025-11-19");
    expect(told("files.small", snapshotOf({ ...bars, keys }, { glue }))).toEqual([
      "skipped not_applicable -: bars_5m ended on 2025-11-19",
    ]);
  });

  test("shows the partitions, the most files first", () => {
    const s3 = [12, 40, 30].map((files, index) =>
      folderOn(bars, SESSIONS.at(index - 3)!, { files, bytes: files * 500, medianBytes: 500 }),
    );
    const [result] = resultsOf("files.small", snapshotOf(bars, { s3 }));
    expect(result!.samples).toEqual([
      { day: SESSIONS.at(-2), files: 40, bytes: 20_000, median_bytes: 500 },
      { day: SESSIONS.at(-1), files: 30, bytes: 15_000, median_bytes: 500 },
      { day: SESSIONS.at(-3), files: 12, bytes: 6000, median_bytes: 500 },
    ]);
  });

  test("shows twenty samples at most, and counts all", () => {
    const s3 = Array.from({ length: 25 }, (_, index) =>
      folderOn(trades, [DAY, `S${index}`], { files: 11, medianBytes: 1 }),
    );
    const [result] = resultsOf("files.small", snapshotOf(trades, { s3 }));
    expect(result!.value).toBe(25);
    expect(result!.samples).toHaveLength(20);
  });
});
