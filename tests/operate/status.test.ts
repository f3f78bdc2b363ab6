import { describe, expect, test } from "@jest/globals";
import { readStatus } from "../../operate/read-status.ts";
import { conclusionOfStatus, type StatusPorts } from "../../operate/status.ts";
import type { Table } from "../../shared/catalog/port.ts";
import type { Crawler, CrawlRun } from "../../shared/crawl/port.ts";
import { isValidated } from "../../shared/quality/snapshot.ts";
import { CatalogError, RegistrarError } from "../../shared/runtime/errors.ts";
import { datasets } from "../fixtures/datasets.ts";
import { bars, type mixed, quotes, trades } from "../support/crawl-datasets.ts";
import { NO_DEADLINES } from "../support/platform.ts";

const EMPTY = { visible: 0, inFlight: 0, delayed: 0 };

const table = (keys: readonly string[], projected = false): Table => ({
  database: "db",
  name: "t",
  createdAt: 0,
  keys,
  projected,
  location: "s3://b/t/",
  descriptor: {},
});

const listing = (...pages: readonly (readonly string[])[][]): StatusPorts["partitions"] => ({
  async *values() {
    yield* pages;
  },
});

const ports = (changes: Partial<StatusPorts> = {}): StatusPorts => ({
  catalog: {
    table: async (_, name) => table(name === "trades" ? ["day", "symbol"] : ["day"], name === "quotes"),
  },
  partitions: listing(),
  crawlers: { read: async () => ({ state: "READY", last: undefined }) },
  queues: { url: async (name) => name, depth: async () => EMPTY },
  ...changes,
});

const read = (datasets: typeof mixed, changes: Partial<StatusPorts> = {}) =>
  readStatus("prod", datasets, ports(changes), NO_DEADLINES.catalog);

const codes = (status: Awaited<ReturnType<typeof read>>) =>
  status.datasets.flatMap(({ problems }) => problems.map(({ code }) => code));

test("partitions are counted over pages, and told while they are", async () => {
  const told: number[] = [];
  const pages = listing(
    [["2025-11-26", "A"]],
    [],
    [
      ["2025-11-28", "A"],
      ["2025-11-27", "B"],
    ],
  );
  const status = await readStatus(
    "prod",
    [trades],
    ports({ partitions: pages }),
    NO_DEADLINES.catalog,
    (_, n) => told.push(n),
  );
  expect(status.datasets[0]).toMatchObject({ partitions: 3, newestDay: "2025-11-28", problems: [] });
  expect(told).toEqual([1, 1, 3]);
});

test.each([
  ["in the table's key order", ["symbol", "day"], [["A", "2025-11-26"]], "2025-11-26"],
  ["whatever case Glue has them in", ["Day", "symbol"], [["2025-11-26", "A"]], "2025-11-26"],
  [
    "and only if it is one",
    ["day", "symbol"],
    [
      ["2025-11-31", "A"],
      ["2025-11-26", "A"],
    ],
    "2025-11-26",
  ],
  ["none of none", ["day", "symbol"], [], undefined],
])("the newest day is read %s", async (_, keys, values, newestDay) => {
  const catalog = { table: async () => table(keys) };
  const status = await read([trades], { catalog, partitions: listing(values) });
  expect(status.datasets[0]?.newestDay).toBe(newestDay);
});

test("a table that lies elsewhere than the list says is no problem, and a hint names both places", async () => {
  const status = await read([trades], { catalog: { table: async () => table(["day", "symbol"]) } });
  expect(conclusionOfStatus(status)).toBe("well");
  expect(status.datasets[0]!.hint).toMatch(
    /^the table lies at s3:\/\/b\/t\/, and shared\/datasets\.ts says s3:\/\/b\/stock-.*: deploy the stage, or start/,
  );
  const home = { ...table(["day", "symbol"]), location: `s3://b/${trades.prefix}` };
  const { datasets } = await read([trades], { catalog: { table: async () => home } });
  expect(datasets[0]).not.toHaveProperty("hint");
});

test("a projected table is not counted", async () => {
  const status = await read([quotes], { partitions: listing([["2025-11-26"]]) });
  expect(status.datasets[0]).toMatchObject({ partitions: "projected", newestDay: undefined, problems: [] });
});

test.each([
  ["a register table that Athena computes", trades, table(["day", "symbol"], true), "INERT_REGISTRATION"],
  ["a crawled table that Athena computes", bars, table(["day"], true), "INERT_REGISTRATION"],
  ["a table of other keys", trades, table(["date"]), "TABLE_KEYS_DIFFER"],
  ["a projected dataset whose table is not", quotes, table(["day"]), "NOT_PROJECTED"],
])("%s is a problem", async (_, dataset, found, code) => {
  const status = await read([dataset], { catalog: { table: async () => found } });
  expect(codes(status)).toEqual([code]);
  expect(conclusionOfStatus(status)).toBe("attention");
});

describe("files of a Delta, Hudi or Iceberg table", () => {
  type Store = NonNullable<StatusPorts["store"]>;

  const deltaOf = (prefix: string): Store => ({
    async *objects(_, asked) {
      const key = `${prefix}_delta_log/00000000000000000000.json`;
      if (key.startsWith(asked)) yield { key, size: 1, modified: "", etag: "" };
    },
  });

  test("are a problem of their dataset, which says what a query would show", async () => {
    const status = await read([trades], { store: deltaOf(trades.prefix) });
    expect(status.datasets[0]!.problems).toEqual([
      {
        code: "OPEN_TABLE_FORMAT",
        reason:
          `s3://b/${trades.prefix} is a table of Delta Lake: read as plain Parquet it shows rows that were deleted, ` +
          "and of a row that was updated every version that VACUUM has not removed",
      },
    ]);
    expect(status.datasets[0]!.partitions).toBe(0);
  });

  test("are not asked for by whoever may not list the bucket", async () => {
    const store: Store = {
      // biome-ignore lint/correctness/useYield: it is refused
      async *objects() {
        throw new RegistrarError("STORE_REFUSED", "AccessDenied");
      },
    };
    expect(codes(await read([trades], { store }))).toEqual([]);
  });
});

const run = (status: CrawlRun["status"], reason?: string): CrawlRun => ({ startedAt: 0, status, reason });

test.each<[string, Crawler, string[]]>([
  ["that has never run", { state: "READY", last: undefined }, []],
  ["whose last run succeeded", { state: "READY", last: run("succeeded") }, []],
  ["whose last run failed", { state: "READY", last: run("failed", "no Parquet") }, ["CRAWLER_FAILING"]],
  ["whose last run was stopped", { state: "READY", last: run("stopped") }, ["CRAWLER_FAILING"]],
  ["that runs again after a failure", { state: "RUNNING", last: run("failed") }, []],
])("a crawler %s is well, or a problem that is told", async (_, crawler, expected) => {
  expect(codes(await read([bars], { crawlers: { read: async () => crawler } }))).toEqual(expected);
});

describe("the queues", () => {
  test("of crawls are asked for only if a dataset is crawled", async () => {
    const names = async (datasets: typeof mixed) => (await read(datasets)).queues.map(({ name }) => name);
    expect(await names([trades])).toEqual([
      "stock-trades-partitions-prod-register",
      "stock-trades-partitions-prod-parking",
    ]);
    expect(await names([bars])).toHaveLength(4);
  });

  test.each([
    ["an event to register", "register", "well"],
    ["a parked message", "parking", "attention"],
    ["a parked crawl request", "crawl-parking", "attention"],
    ["a session to be judged", "validate", "well"],
    ["a verdict that was given up", "validate-dead-letters", "attention"],
  ])("with %s are judged by whether somebody must look", async (_, queue, conclusion) => {
    const depth = async (url: string) => ({ ...EMPTY, visible: url.endsWith(`-prod-${queue}`) ? 1 : 0 });
    const all = [trades, bars, ...datasets.filter(isValidated)];
    const status = await read(all, { queues: { url: async (name) => name, depth } });
    expect(conclusionOfStatus(status)).toBe(conclusion);
  });
});

const denied = async () => {
  throw new CatalogError("ACCESS_DENIED", "no");
};
const unreachable = async () => {
  throw new RegistrarError("QUEUE_REFUSED", "no");
};

test("one refusal is a problem where it is; nothing but refusals means that AWS answered nothing", async () => {
  const some = await read([trades, bars], { crawlers: { read: denied } });
  expect(some.datasets.map(({ partitions, problems }) => [partitions, problems.length])).toEqual([
    [0, 0],
    [0, 1],
  ]);
  expect(conclusionOfStatus(some)).toBe("attention");
  const none = await read([trades, bars], {
    catalog: { table: denied },
    crawlers: { read: denied },
    queues: { url: unreachable, depth: unreachable },
  });
  expect(conclusionOfStatus(none)).toBe("unavailable");
});

test("a defect is not taken for a refusal", async () => {
  const table = async () => {
    throw new TypeError("defect");
  };
  await expect(read([trades], { catalog: { table } })).rejects.toThrow("defect");
});
