import { describe, expect, test } from "@jest/globals";
import type { TableFormat } from "../../shared/catalog/port.ts";
import { readSnapshot } from "../../shared/quality/read-snapshot.ts";
import {
  type CatalogSnapshot,
  type RegisteredPartitions,
  scopeOf,
  type ValidatedDataset,
} from "../../shared/quality/snapshot.ts";
import type { Days } from "../../shared/quality/windows.ts";
import { RegistrarError } from "../../shared/runtime/errors.ts";
import type { ObjectStore } from "../../shared/store/port.ts";
import { type CallFault, type LoggedCall, MemoryCatalog, type Operation } from "../support/memory-catalog.ts";
import { MemoryStore } from "../support/memory-store.ts";
import { BARS, BUCKET, TRADES } from "../support/platform.ts";
import { bars, locationOf, NOW, resultsOf, SESSIONS, told, trades } from "../support/snapshots.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

const DATABASE = { trades: "stock_trades_raw_dev", bars_5m: "stock_trades_curated_dev" } as const;
const FORM: TableFormat = { columns: bars.columns, inputFormat: "parquet", serde: "parquet" };
const WRITTEN = "2025-11-28T18:05:00.000Z";
const never = new AbortController().signal;
const on = (day: string) => ({ from: day, to: day });

interface Asked {
  readonly now?: string;
  readonly days?: Days;
  readonly signal?: AbortSignal;
  readonly store?: ObjectStore | undefined;
}

/** Glue and S3 with one table, and a survey of them. */
function open(dataset: ValidatedDataset, keys: readonly string[] = dataset.keys.map(({ name }) => name)) {
  const catalog = new MemoryCatalog(new VirtualClock());
  const table = catalog.add(DATABASE[dataset.name as keyof typeof DATABASE], dataset.table, keys, {
    form: FORM,
  });
  const store = new MemoryStore();
  const register = (...all: (string | readonly string[])[]) => {
    for (const one of all) {
      const values = typeof one === "string" ? [one] : one;
      catalog.put(table, values, locationOf(dataset, values));
    }
  };
  const write = (...days: string[]) => {
    for (const day of days) store.put(`${dataset.prefix}day=${day}/part-0.parquet`, 1000, WRITTEN);
  };
  const look = (asked: Asked = {}): Promise<CatalogSnapshot> => {
    const scope = scopeOf(dataset, "metadata", Date.parse(asked.now ?? NOW), asked.days);
    const ports = { catalog, partitions: catalog, store: "store" in asked ? asked.store : store };
    return readSnapshot(scope, { stage: "dev", bucket: BUCKET }, ports, asked.signal ?? never);
  };
  return { catalog, table, store, register, write, look };
}

function heldIn({ partitions }: CatalogSnapshot): RegisteredPartitions {
  if (!("value" in partitions)) throw new Error(partitions.message);
  return partitions.value;
}

function foldersIn({ folders }: CatalogSnapshot) {
  if (!("value" in folders)) throw new Error(folders.message);
  return folders.value;
}

const daysIn = (snapshot: CatalogSnapshot) => heldIn(snapshot).listed.map(({ values }) => values[0]);
const operations = ({ calls }: MemoryCatalog) => calls.map(({ operation }) => operation);

describe("a survey", () => {
  test("reads the table, its partitions and its folders", async () => {
    const { register, write, look } = open(bars);
    register("2025-11-26", "2025-11-28");
    write("2025-11-26");
    const days = { from: "2025-11-26", to: "2025-11-28" };
    const snapshot = await look({ days });
    const partition = (day: string) => ({
      values: [day],
      location: `s3://${BUCKET}/${BARS}day=${day}/`,
      deviations: [],
      latency: undefined,
    });
    expect(snapshot).toMatchObject({ dataset: bars, bucket: BUCKET, span: days, storeSpan: days });
    expect(snapshot.table).toEqual({
      value: { name: "stock_trades_curated_dev.bars_5m", keys: ["day"], form: FORM, projected: false },
    });
    expect(snapshot.partitions).toEqual({
      value: {
        listed: [partition("2025-11-26"), partition("2025-11-28")],
        isEmpty: false,
        oldestDay: undefined,
        newestDay: "2025-11-28",
      },
    });
    expect(snapshot.folders).toEqual({
      value: [
        {
          values: ["2025-11-26"],
          locations: [`s3://${BUCKET}/${BARS}day=2025-11-26/`],
          files: 1,
          bytes: 1000,
          medianBytes: 1000,
          since: Date.parse(WRITTEN),
          lastWrite: Date.parse(WRITTEN),
        },
      ],
    });
  });

  test("reads the twenty newest sessions of Glue and the five newest of S3, when nobody names days", async () => {
    const { register, write, look } = open(bars);
    register("2025-10-30", ...SESSIONS, "2025-12-01");
    write("2025-10-30", ...SESSIONS);
    const snapshot = await look();
    expect(daysIn(snapshot)).toEqual([...SESSIONS, "2025-12-01"]);
    expect(heldIn(snapshot).newestDay).toBe("2025-11-28");
    expect(foldersIn(snapshot).map(({ values }) => values[0])).toEqual(SESSIONS.slice(-5));
    expect([snapshot.span, snapshot.storeSpan]).toEqual([
      { from: "2025-10-31", to: undefined },
      { from: "2025-11-21", to: undefined },
    ]);
  });

  test("reads the last four weeks when the calendar does not know today", async () => {
    const { register, look } = open(bars);
    register("2028-02-01", "2028-01-10");
    const snapshot = await look({ now: "2028-02-10T22:00:00Z" });
    expect(snapshot.span).toEqual({ from: "2028-01-13", to: undefined });
    expect(daysIn(snapshot)).toEqual(["2028-02-01"]);
  });

  test("finds the first day among them, too", async () => {
    const { register, look } = open(bars);
    register("2028-01-13");
    expect(heldIn(await look({ now: "2028-02-10T22:00:00Z" })).oldestDay).toBe("2028-01-13");
  });

  test("tells that a table is projected", async () => {
    const { catalog, look } = open(bars);
    catalog.add(DATABASE.bars_5m, "bars_5m", ["day"], { projected: true });
    expect((await look()).table).toMatchObject({ value: { projected: true } });
  });

  test.each([[["symbol", "day"]], [["Symbol", "DAY"]], [["Day", "symbol"]]])(
    "puts values into the dataset's order from a table partitioned by %j",
    async (keys) => {
      const { register, look } = open(trades, keys);
      register(keys[0] === "Day" ? ["2025-11-28", "SPY"] : ["SPY", "2025-11-28"]);
      const snapshot = await look({ days: on("2025-11-28") });
      expect(heldIn(snapshot)).toMatchObject({
        listed: [{ values: ["2025-11-28", "SPY"] }],
        newestDay: "2025-11-28",
      });
    },
  );

  test.each([[["day"]], [["day", "ticker"]], [["day", "symbol", "hour"]]])(
    "does not read partitions by %j of a dataset of day and symbol",
    async (keys) => {
      const { catalog, look } = open(trades, keys);
      const snapshot = await look();
      expect(snapshot.partitions).toEqual({
        outcome: "error",
        reason: "missing_column",
        message: `stock_trades_raw_dev.trades is partitioned by [${keys}], the dataset by [day,symbol]`,
      });
      expect(operations(catalog)).toEqual(["table"]);
      expect(told("schema.contract", snapshot)[0]).toMatch(/^fail/);
    },
  );

  test.each([
    ["half a minute", "2025-11-28T18:00:00.000Z", "2025-11-28T18:00:30.500Z", 30.5],
    ["none, where clocks disagree", "2025-11-28T18:00:01Z", "2025-11-28T18:00:00Z", 0],
    ["unknown without the event", undefined, "2025-11-28T18:00:30Z", undefined],
    ["unknown without the stamp", "2025-11-28T18:00:00Z", undefined, undefined],
    ["unknown of stamps that are none", "soon", "2025-11-28T18:00:30Z", undefined],
  ])("measures how long a partition took: %s", async (_, eventTime, registeredAt, latency) => {
    const { catalog, table, look } = open(bars);
    catalog.put(table, ["2025-11-28"], "s3://x/", { eventTime, registeredAt });
    expect(heldIn(await look()).listed[0]!.latency).toBe(latency);
  });

  test("tells how a partition's form differs from its table's", async () => {
    const { catalog, table, look } = open(bars);
    const columns = bars.columns.filter(({ name }) => name !== "vwap");
    catalog.put(table, ["2025-11-28"], "s3://x/", { form: { ...FORM, columns, serde: "csv" } });
    expect(heldIn(await look()).listed[0]!.deviations).toEqual([
      { what: "no column vwap", breaks: false },
      { what: "SerDe is csv, not parquet", breaks: true },
    ]);
  });
});

describe("what came first and last", () => {
  test.each<[string, string[], Asked, Partial<RegisteredPartitions>]>([
    [
      "a table without partitions is empty",
      [],
      {},
      { isEmpty: true, oldestDay: undefined, newestDay: undefined },
    ],
    [
      "a table that has just begun says when",
      ["2025-11-25", "2025-11-28", "2025-11-26"],
      {},
      { isEmpty: false, oldestDay: "2025-11-25", newestDay: "2025-11-28" },
    ],
    [
      "one with older days has no beginning among those looked at",
      ["2025-11-25", "2025-06-02"],
      {},
      { isEmpty: false, oldestDay: undefined, newestDay: "2025-11-25" },
    ],
    [
      "one whose newest day lies before them says which it is",
      ["2025-06-02", "2025-06-05", "2025-06-03", "2025-06-04"],
      {},
      { listed: [], isEmpty: false, oldestDay: undefined, newestDay: "2025-06-05" },
    ],
    [
      "the future is nobody's newest day",
      ["2025-11-25", "2026-11-25"],
      {},
      { isEmpty: false, oldestDay: "2025-11-25", newestDay: "2025-11-25" },
    ],
    [
      "and what is no day is neither",
      ["2025-11-25", "2025-11-00", "__HIVE_DEFAULT_PARTITION__"],
      {},
      { isEmpty: false, oldestDay: "2025-11-25", newestDay: "2025-11-25" },
    ],
    [
      "days asked for of which Glue has none do not make a table empty",
      ["2025-06-02"],
      { days: on("2025-11-28") },
      { listed: [], isEmpty: false, oldestDay: undefined, newestDay: undefined },
    ],
    [
      "but that it has none at all does",
      [],
      { days: on("2025-11-28") },
      { listed: [], isEmpty: true, oldestDay: undefined, newestDay: undefined },
    ],
    [
      "days asked for may begin before the table does",
      ["2025-11-26", "2025-11-28"],
      { days: { from: "2025-11-20", to: "2025-11-26" } },
      { isEmpty: false, oldestDay: "2025-11-26", newestDay: "2025-11-26" },
    ],
    [
      "or end before it does",
      ["2025-11-26", "2025-11-28"],
      { days: { from: "2025-11-20", to: "2025-11-25" } },
      { listed: [], isEmpty: false, oldestDay: "2025-11-26", newestDay: undefined },
    ],
    [
      "or lack although there are older ones",
      ["2025-06-02", "2025-11-26"],
      { days: { from: "2025-11-20", to: "2025-11-26" } },
      { isEmpty: false, oldestDay: undefined, newestDay: "2025-11-26" },
    ],
    [
      "a table does not begin in the future",
      ["2026-11-25"],
      { days: { from: "2025-11-20", to: "2025-11-26" } },
      { listed: [], isEmpty: false, oldestDay: undefined, newestDay: undefined },
    ],
    [
      "nor does it when nobody names days",
      ["2026-11-25"],
      {},
      { isEmpty: false, oldestDay: undefined, newestDay: undefined },
    ],
    [
      "of days asked for the newest up to today is known",
      ["2025-11-25", "2025-11-28", "2025-12-01"],
      { days: { from: "2025-11-24", to: "2025-12-05" } },
      { isEmpty: false, oldestDay: "2025-11-25", newestDay: "2025-11-28" },
    ],
  ])("is known: %s", async (_, days, asked, held) => {
    const { register, look } = open(bars);
    register(...days);
    expect(heldIn(await look(asked))).toMatchObject(held);
  });

  test("sessions before a table's first day are not missing, whether or not somebody asks for them", async () => {
    const { register, look } = open(bars);
    register("2025-11-26", "2025-11-28");
    const skipped = (day: string) => `skipped not_applicable ${day}: the first day of bars_5m is 2025-11-26`;
    const days = { from: "2025-11-21", to: "2025-11-26" };
    expect(told("partition.present", await look({ days }))).toEqual([
      ...["2025-11-21", "2025-11-24", "2025-11-25"].map(skipped),
      "pass - 2025-11-26: bars_5m has 1 partition of 2025-11-26",
    ]);
    expect(told("partition.present", await look({ days: on("2025-11-25") }))).toEqual([
      skipped("2025-11-25"),
    ]);
    expect(told("partition.present", await look()).slice(-3, -2)).toEqual([skipped("2025-11-25")]);
  });
});

/** Pages of three partitions; the last one may be empty. */
describe("Glue is asked", () => {
  const many = Array.from({ length: 30 }, (_, index) => `2024-01-${String(index + 1).padStart(2, "0")}`);
  test.each<[string, string[], Asked, Operation[]]>([
    [
      "one listing, when the first session is there",
      SESSIONS.slice(),
      {},
      ["table", ...Array(7).fill("within")],
    ],
    ["one more when it is not", ["2025-11-28"], {}, ["table", "within", "within"]],
    [
      "of older days one page, when a newer one is known",
      [...many, "2025-11-28"],
      {},
      ["table", "within", "within"],
    ],
    [
      "of older days all, when none is",
      many.slice(0, 7),
      {},
      ["table", "within", "within", "within", "within"],
    ],
    ["one listing of days that are there", ["2025-11-28"], { days: on("2025-11-28") }, ["table", "within"]],
    [
      "one page of older ones, when they are not",
      many,
      { days: on("2025-11-28") },
      ["table", "within", "within"],
    ],
    [
      "one page more of later ones, when there are no older ones",
      SESSIONS.slice(4),
      { days: on(SESSIONS[0]!) },
      ["table", "within", "within", "within"],
    ],
    [
      "one page of any, when the days asked for have no session",
      many,
      { days: on("2025-11-27") },
      ["table", "within", "values"],
    ],
  ])("no more than is needed: %s", async (_, days, asked, calls) => {
    const { catalog, register, look } = open(bars);
    register(...days);
    await look(asked);
    expect(operations(catalog)).toEqual(calls);
  });
});

describe("what Glue refuses", () => {
  test.each<[string, Operation, CallFault, string]>([
    ["access to the table", "table", "access denied", "ACCESS_DENIED: not authorized"],
    ["access to its partitions", "within", "access denied", "ACCESS_DENIED: not authorized"],
    ["a listing, throttled", "within", "throttle", "THROTTLED: Rate exceeded"],
    ["a table, throttled", "table", "throttle", "THROTTLED: Rate exceeded"],
    ["an answer that was lost", "within", "lost before", "UNAVAILABLE: the answer was lost"],
  ])("is a fact, and S3 is read all the same: %s", async (_, operation, fault, message) => {
    const { catalog, register, write, look } = open(bars);
    register(...SESSIONS);
    write(...SESSIONS);
    catalog.fate = (call) => (call.operation === operation ? fault : undefined);
    const snapshot = await look();
    const refused = { outcome: "error", reason: "source_unavailable", message };
    expect(snapshot.partitions).toEqual(refused);
    expect("value" in snapshot.table).toBe(operation !== "table");
    expect(foldersIn(snapshot)).toHaveLength(5);
    expect(told("partition.present", snapshot)).toEqual([`error source_unavailable -: ${message}`]);
    expect(resultsOf("files.small", snapshot).map(({ outcome }) => outcome)).toEqual(["pass"]);
  });

  test("is a fact, and S3 is read all the same: a page that fails, after others", async () => {
    const { catalog, register, look } = open(bars);
    register(...SESSIONS);
    const isThird = ({ operation }: LoggedCall) => operation === "within" && catalog.count("within") === 3;
    catalog.fate = (call) => (isThird(call) ? "throttle" : undefined);
    expect((await look()).partitions).toMatchObject({
      outcome: "error",
      message: "THROTTLED: Rate exceeded",
    });
  });

  test("is a fact, and S3 is read all the same: the question whether there are any at all", async () => {
    const { catalog, look } = open(bars);
    catalog.fate = ({ operation }) => (operation === "values" ? "throttle" : undefined);
    expect((await look({ days: on("2025-11-27") })).partitions).toMatchObject({ outcome: "error" });
  });

  test("a table that is not there is no data", async () => {
    const { catalog, write, look } = open(bars);
    catalog.tables.clear();
    write("2025-11-28");
    const snapshot = await look();
    const missing = {
      outcome: "no_data",
      reason: "missing_table",
      message: "there is no table stock_trades_curated_dev.bars_5m",
    };
    expect([snapshot.table, snapshot.partitions]).toEqual([missing, missing]);
    expect(operations(catalog)).toEqual(["table"]);
    expect(foldersIn(snapshot)).toHaveLength(1);
  });
});

describe("S3", () => {
  const reading = async (dataset: ValidatedDataset, objects: Record<string, number>, asked: Asked = {}) => {
    const { store, look } = open(dataset);
    for (const [key, size] of Object.entries(objects)) store.put(dataset.prefix + key, size, WRITTEN);
    const snapshot = await look({ days: on("2025-11-28"), ...asked });
    return { folders: foldersIn(snapshot), listings: store.listings };
  };

  test("is listed once for the days, and once for each that is looked at", async () => {
    const { listings } = await reading(trades, {
      "day=2025-11-26/symbol=SPY/a.parquet": 1,
      "day=2025-11-28/symbol=SPY/a.parquet": 1,
      "day=2025-11-28/symbol=AAPL/a.parquet": 1,
    });
    expect(listings).toEqual([TRADES, `${TRADES}day=2025-11-28/`]);
  });

  test("is not listed below what is no day", async () => {
    const days = { from: "2025-11-26", to: "2025-11-28" };
    const { listings } = await reading(bars, { "day=2025-11-26T00/a.parquet": 1 }, { days });
    expect(listings).toEqual([BARS]);
  });

  test("is gone down to the days where another key comes before", async () => {
    const keys = [trades.keys[1]!, trades.keys[0]!];
    const { folders, listings } = await reading(
      { ...trades, keys },
      {
        "symbol=SPY/day=2025-11-28/a.parquet": 1,
        "symbol=SPY/day=2025-11-26/a.parquet": 1,
        "other/a.parquet": 1,
      },
    );
    expect(folders.map(({ values }) => values)).toEqual([["SPY", "2025-11-28"]]);
    expect(listings).toEqual([TRADES, `${TRADES}symbol=SPY/`, `${TRADES}symbol=SPY/day=2025-11-28/`]);
  });

  test("finds partitions whose segments come in another order than the keys", async () => {
    const { folders } = await reading(trades, {
      "symbol=SPY/day=2025-11-28/a.parquet": 1,
      "symbol=SPY/day=2025-11-26/a.parquet": 1,
    });
    expect(folders).toMatchObject([
      { values: ["2025-11-28", "SPY"], locations: [`s3://${BUCKET}/${TRADES}symbol=SPY/day=2025-11-28/`] },
    ]);
  });

  test("one partition may be written in several ways", async () => {
    const { folders } = await reading(bars, {
      "day=2025-11-28/a.parquet": 1,
      "DAY=2025-11-28/b.parquet": 2,
      "day=2025%2D11-28/c.parquet": 4,
    });
    expect(folders).toMatchObject([
      {
        values: ["2025-11-28"],
        files: 3,
        bytes: 7,
        locations: ["DAY=2025-11-28/", "day=2025%2D11-28/", "day=2025-11-28/"].map(
          (folder) => `s3://${BUCKET}/${BARS}${folder}`,
        ),
      },
    ]);
  });

  test.each<[string, Record<string, number>]>([
    ["hidden files", { "day=2025-11-28/_SUCCESS": 1, "day=2025-11-28/.a.parquet.crc": 1 }],
    [
      "empty objects and folder markers",
      { "day=2025-11-28/": 0, "day=2025-11-28/a.parquet": 0, "day=2025-11-28_$folder$": 0 },
    ],
    ["files under way", { "day=2025-11-28/_temporary/a.parquet": 1, "day=2025-11-28/a.parquet.tmp": 1 }],
    ["folders of no day", { "day=2025-11-31/a.parquet": 1, "day=/a.parquet": 1, "other/a.parquet": 1 }],
    ["days that were not asked for", { "day=2025-11-27/a.parquet": 1, "day=2025-11-29/a.parquet": 1 }],
    ["objects beside the folders", { "a.parquet": 1 }],
  ])("%s are no partition", async (_, objects) => {
    expect((await reading(bars, objects)).folders).toEqual([]);
  });

  test("of a folder's files the one in the middle tells their size, the first one their age", async () => {
    const { store, look } = open(bars);
    const sizes = [900, 5, 100_000, 20, 30];
    for (const [index, size] of sizes.entries()) {
      store.put(
        `${BARS}day=2025-11-28/deep/part-${index}.parquet`,
        size,
        `2025-11-28T18:0${9 - index}:00.000Z`,
      );
    }
    const [folder] = foldersIn(await look());
    expect(folder).toMatchObject({
      files: 5,
      bytes: 100_955,
      medianBytes: 30,
      since: Date.parse("2025-11-28T18:05:00Z"),
    });
  });

  test("refuses: that is a fact, and Glue's checks go on", async () => {
    const { store, register, look } = open(bars);
    register(...SESSIONS);
    store.isDenied = true;
    const snapshot = await look();
    const message = "STORE_REFUSED: ListObjectsV2: AccessDenied";
    expect(snapshot.folders).toEqual({ outcome: "error", reason: "source_unavailable", message });
    expect(told("partition.drift", snapshot)).toEqual([`error source_unavailable -: ${message}`]);
    expect(told("files.small", snapshot)).toEqual([`error source_unavailable -: ${message}`]);
    expect(resultsOf("partition.present", snapshot).map(({ outcome }) => outcome)).toEqual(
      Array(20).fill("pass"),
    );
  });

  test("may be left out", async () => {
    const { store, register, look } = open(bars);
    register(...SESSIONS);
    const snapshot = await look({ store: undefined });
    expect(snapshot.folders).toEqual({
      outcome: "skipped",
      reason: "not_applicable",
      message: "this run does not read S3",
    });
    expect(store.listings).toEqual([]);
  });
});

describe("when time is up", () => {
  test("nothing is known, and that is why", async () => {
    const { register, look } = open(bars);
    register(...SESSIONS);
    const snapshot = await look({ signal: AbortSignal.abort() });
    const late = { outcome: "error", reason: "timeout", message: "DEADLINE: no answer in time" };
    expect([snapshot.table, snapshot.partitions]).toEqual([late, late]);
  });

  test.each<Operation>(["table", "within"])("silence of %s ends", async (operation) => {
    const { catalog, look } = open(bars);
    const ending = new AbortController();
    catalog.fate = (call) => {
      if (call.operation !== operation) return undefined;
      queueMicrotask(() => ending.abort());
      return "silence";
    };
    const snapshot = await look({ signal: ending.signal });
    expect(snapshot.partitions).toMatchObject({ outcome: "error", reason: "timeout" });
  });

  test("of one call alone, the others go on", async () => {
    const { catalog, write, look } = open(bars);
    write("2025-11-28");
    catalog.fate = ({ operation }) => {
      if (operation === "within") throw new RegistrarError("DEADLINE", "no answer in 5 s");
      return undefined;
    };
    const snapshot = await look();
    expect(snapshot.partitions).toEqual({
      outcome: "error",
      reason: "timeout",
      message: "DEADLINE: no answer in 5 s",
    });
    expect("value" in snapshot.table).toBe(true);
    expect(foldersIn(snapshot)).toHaveLength(1);
  });

  test("what S3 refuses is not its fault", async () => {
    const { look } = open(bars);
    const ending = new AbortController();
    const store: ObjectStore = {
      children: async () => {
        ending.abort();
        throw new RegistrarError("STORE_REFUSED", "ListObjectsV2: AbortError");
      },
      objects: async function* () {},
    };
    expect((await look({ store, signal: ending.signal })).folders).toEqual({
      outcome: "error",
      reason: "timeout",
      message: "STORE_REFUSED: ListObjectsV2: AbortError",
    });
  });
});

test("a defect is nobody's finding", async () => {
  const { look } = open(bars);
  const store: ObjectStore = {
    children: async () => {
      throw new TypeError("undefined is not a function");
    },
    objects: async function* () {},
  };
  await expect(look({ store })).rejects.toThrow(TypeError);
});
