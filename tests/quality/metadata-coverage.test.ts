import { describe, expect, test } from "@jest/globals";
import type { TableFormat } from "../../shared/catalog/port.ts";
import type { DeclaredRows } from "../../shared/quality/kinds/index.ts";
import { coverageOf, latenciesOf } from "../../shared/quality/partition-coverage.ts";
import { type Deviation, deviationsOf } from "../../shared/quality/table-format.ts";
import {
  bars,
  partitionOf,
  SESSIONS,
  type SnapshotWorld,
  snapshotOf,
  trades,
  withQuality,
} from "../support/snapshots.ts";

const DENIED = { outcome: "error", reason: "source_unavailable", message: "ACCESS_DENIED: no" } as const;
const NO_TABLE = { outcome: "no_data", reason: "missing_table", message: "there is no table" } as const;
const week = { from: "2025-11-26", to: "2025-12-01" };
const on = (day: string) => ({ from: day, to: day });
/** `day symbol: state share`, without what there is not. */
const cells = (...of: Parameters<typeof snapshotOf>) =>
  coverageOf(snapshotOf(...of)).map(({ day, symbol, state, share }) =>
    [day, symbol, `${state}${share === null ? "" : ` ${share}`}`].filter((part) => part !== null).join(" "),
  );

describe("the calendar", () => {
  test.each<[string, SnapshotWorld, string[]]>([
    [
      "has a cell for each day asked for",
      { days: week, glue: ["2025-11-26"], now: "2025-12-01T18:00:00Z" },
      [
        "2025-11-26 present",
        "2025-11-27 closed",
        "2025-11-28 missing 0",
        "2025-11-29 closed",
        "2025-11-30 closed",
        "2025-12-01 not due",
      ],
    ],
    [
      "shows a partition that came before it was due",
      { days: on("2025-12-01"), glue: ["2025-12-01"], now: "2025-12-01T18:00:00Z" },
      ["2025-12-01 present"],
    ],
    [
      "calls nothing missing of the time before the table began",
      {
        days: { from: "2025-11-25", to: "2025-11-26" },
        glue: ["2025-11-26"],
        held: { oldestDay: "2025-11-26" },
      },
      ["2025-11-25 closed", "2025-11-26 present"],
    ],
    [
      "is all missing of a table that is not there",
      { days: on("2025-11-26"), snapshot: { table: NO_TABLE, partitions: NO_TABLE } },
      ["2025-11-26 missing 0"],
    ],
    [
      "is all missing of one without partitions",
      { days: on("2025-11-26"), glue: [] },
      ["2025-11-26 missing 0"],
    ],
    ["is empty when nobody knows", { snapshot: { partitions: DENIED } }, []],
    ["is empty where Athena computes the partitions", { table: { projected: true } }, []],
    ["is empty in years that nobody reviewed", { days: on("2031-01-02") }, []],
  ])("of a dataset %s", (_, world, expected) => {
    expect(cells(bars, world)).toEqual(expected);
  });

  test("reaches from the first expected session to today, when nobody names days", () => {
    const days = cells(bars, { now: "2025-11-30T12:00:00Z" });
    expect(days).toHaveLength(31);
    expect([days[0], days.at(-1)]).toEqual(["2025-10-31 present", "2025-11-30 closed"]);
    expect(days.filter((day) => day.endsWith("present"))).toHaveLength(20);
  });
});

describe("where symbols are a key", () => {
  const core = ["AAPL", "MSFT", "SPY", "TSLA"];
  const dataset = withQuality(trades, { rows: { ...trades.quality.rows!, core } as DeclaredRows });
  const holding = (...symbols: string[]) => ({
    days: on("2025-11-26"),
    glue: symbols.map((symbol) => ["2025-11-26", symbol]),
  });

  test("each core symbol has a cell, and the day says how many are there", () => {
    expect(cells(dataset, holding("AAPL", "SPY", "TSLA", "OTHER"))).toEqual([
      "2025-11-26 partial 0.75",
      "2025-11-26 AAPL present",
      "2025-11-26 MSFT missing 0",
      "2025-11-26 SPY present",
      "2025-11-26 TSLA present",
    ]);
    expect(cells(dataset, holding(...core))[0]).toBe("2025-11-26 present 1");
  });

  test("a day that lacks has no cells of symbols", () => {
    expect(cells(dataset, { ...holding(), held: { isEmpty: false } })).toEqual(["2025-11-26 missing 0"]);
  });

  test("without core symbols a day is there or not", () => {
    const coreless = withQuality(trades, { rows: { ...trades.quality.rows!, core: [] } as DeclaredRows });
    expect(cells(coreless, holding("SPY"))).toEqual(["2025-11-26 present"]);
  });
});

describe("latency", () => {
  const took = (symbol: string, latency: number | undefined, day = "2025-11-26") =>
    partitionOf(trades, [day, symbol], { latency });

  test("of a session is that of its slowest partition; days without a session or stamps have none", () => {
    const glue = [
      took("AAPL", 5),
      took("MSFT", 90),
      took("SPY", undefined),
      took("SPY", 7, "2025-11-27"),
      took("SPY", undefined, "2025-11-25"),
      took("SPY", 0, "2025-11-24"),
    ];
    expect(latenciesOf(snapshotOf(trades, { glue }))).toEqual([
      { dataset: "trades", day: "2025-11-24", seconds: 0 },
      { dataset: "trades", day: "2025-11-26", seconds: 90 },
    ]);
  });

  test("is not known when Glue does not answer", () => {
    expect(latenciesOf(snapshotOf(trades, { glue: [], snapshot: { partitions: DENIED } }))).toEqual([]);
    expect(latenciesOf(snapshotOf(bars, { glue: SESSIONS, table: { projected: true } }))).toEqual([]);
  });
});

describe("a partition's form", () => {
  const TABLE: TableFormat = {
    columns: [
      { name: "symbol", type: "string" },
      { name: "size", type: "int" },
      { name: "tags", type: "array<struct<ints:int,v:string>>" },
    ],
    inputFormat: "parquet",
    serde: "parquet",
  };
  const column = (name: string, type: string) =>
    TABLE.columns.map((one) => (one.name === name ? { name, type } : one));

  const harmless = (what: string) => [{ what, breaks: false }];
  const breaking = (what: string) => [{ what, breaks: true }];

  test.each<[string, Partial<TableFormat>, Deviation[]]>([
    ["nothing", {}, []],
    [
      "the order of columns",
      { columns: TABLE.columns.toReversed() },
      harmless("its columns are in another order"),
    ],
    [
      "the order of columns only once one is left out",
      { columns: TABLE.columns.slice(1) },
      harmless("no column symbol"),
    ],
    [
      "nothing in other letters",
      {
        columns: TABLE.columns.map(({ name, type }) => ({
          name: name.toUpperCase(),
          type: type.toUpperCase(),
        })),
      },
      [],
    ],
    [
      "a column besides, for which nobody asks",
      { columns: [...TABLE.columns, { name: "note", type: "string" }] },
      harmless("a column note that the table lacks"),
    ],
    ["nothing by Hive's two names of an integer", { columns: column("size", "integer") }, []],
    [
      "nothing by spaces in a nested type",
      { columns: column("tags", "array< struct<ints: INTEGER, v: string> >") },
      [],
    ],
    ["a narrower type", { columns: column("size", "smallint") }, harmless("size is smallint, not int")],
    ["a wider type", { columns: column("size", "bigint") }, breaking("size is bigint, not int")],
    ["another type", { columns: column("size", "string") }, breaking("size is string, not int")],
    [
      "a narrower type within another",
      { columns: column("tags", "array<struct<ints:tinyint,v:string>>") },
      harmless("tags is array<struct<ints:tinyint,v:string>>, not array<struct<ints:int,v:string>>"),
    ],
    [
      "a field whose name holds that of a type",
      { columns: column("tags", "array<struct<integers:int,v:string>>") },
      breaking("tags is array<struct<integers:int,v:string>>, not array<struct<ints:int,v:string>>"),
    ],
    ["its SerDe", { serde: "csv" }, breaking("SerDe is csv, not parquet")],
    ["a SerDe that it lacks", { serde: "" }, breaking("SerDe is missing, not parquet")],
    ["its input format", { inputFormat: "text" }, breaking("input format is text, not parquet")],
  ])("differs from its table's by %s", (_, change, deviations) => {
    expect(deviationsOf({ ...TABLE, ...change }, TABLE)).toEqual(deviations);
  });

  test("differs without harm by two names of one reader of Parquet", () => {
    const hive = {
      serde: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
      inputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    };
    const older = {
      serde: "parquet.hive.serde.ParquetHiveSerDe",
      inputFormat: "parquet.hive.DeprecatedParquetInputFormat",
    };
    expect(deviationsOf({ ...TABLE, ...older }, { ...TABLE, ...hive }).map(({ breaks }) => breaks)).toEqual([
      false,
      false,
    ]);
  });
});
