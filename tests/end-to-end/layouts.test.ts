/** Datasets whose folders are no `day=YYYY-MM-DD`, from the object to the query: the whole platform. */

import { AthenaClient } from "@aws-sdk/client-athena";
import { GetTableCommand, GlueClient } from "@aws-sdk/client-glue";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { clientConfig } from "../../emulator/index.ts";
import { type Platform, startPlatform } from "../../local/platform.ts";
import { explainKey } from "../../operate/explanation.ts";
import { readStatus } from "../../operate/read-status.ts";
import { athenaQueries } from "../../shared/athena/athena-adapter.ts";
import { glueCatalog, gluePartitions } from "../../shared/catalog/glue-catalog-adapter.ts";
import type { PartitionKey } from "../../shared/datasets/dataset.ts";
import { defineDatasets } from "../../shared/datasets/define-datasets.ts";
import type { DeclaredDataset, Quality } from "../../shared/quality/quality.ts";
import type { RunDocument } from "../../shared/quality/result.ts";
import { CHECK_RESULTS, QUALITY_PREFIX } from "../../shared/quality/results/table.ts";
import { driftKey } from "../../shared/reconcile/drift-record.ts";
import { biWorkGroupName } from "../../shared/runtime/names.ts";
import { sessionRecordKey } from "../../shared/sessions/keys.ts";
import { SESSION_CHANGES } from "../../shared/sessions/table.ts";
import { troublesIn } from "../functions/validated-market.ts";
import { type ParquetWriter, parquetWriter } from "../support/duckdb-parquet.ts";

const year: PartitionKey = { name: "year", kind: "year", from: "2020-01-01", until: "2030-12-31" };
const month: PartitionKey = { name: "month", kind: "month" };
const dayOfMonth: PartitionKey = { name: "day", kind: "day-of-month" };
const quality: Quality = {
  calendar: "daily",
  sla: { at: "07:00", on: "next day" },
  rows: { kind: "generic", key: ["id"], time: "at", ranges: { amount: [0, null] } },
};

const dataset = (
  name: string,
  rest: Pick<DeclaredDataset, "keys"> & Partial<DeclaredDataset>,
): DeclaredDataset => ({
  name,
  database: "web",
  table: name,
  prefix: `web/${name}/`,
  columns: [
    { name: "id", type: "string" },
    { name: "at", type: "timestamp" },
    { name: "amount", type: "double" },
  ],
  strategy: "register",
  ...rest,
});

const datasets = defineDatasets([
  dataset("paths", {
    keys: [year, month, dayOfMonth, { name: "hour", kind: "hour" }],
    layout: "{year}/{month}/{day}/{hour}/",
    quality,
  }),
  dataset("numbers", { keys: [{ name: "dt", kind: "day", format: "yyyyMMdd" }], quality }),
  dataset("unpadded", {
    keys: [year, { ...month, format: "M" }, { ...dayOfMonth, format: "d" }],
    quality,
  }),
  dataset("one_day", { keys: [{ name: "day", kind: "day" }], layout: "{day:yyyy/MM/dd}/" }),
  dataset("dates", { keys: [{ name: "day", kind: "day", type: "date" }], quality }),
  dataset("integers", { keys: [{ name: "dt", kind: "day", format: "yyyyMMdd", type: "int" }], quality }),
  dataset("whole_numbers", {
    keys: [
      { ...year, type: "int" },
      { ...month, format: "M", type: "int" },
      { ...dayOfMonth, format: "d", type: "int" },
    ],
    layout: "year={year}/month={month:MM}/day={day:dd}/",
    quality,
  }),
  dataset("hours", { keys: [{ name: "at_hour", kind: "day", format: "yyyy-MM-dd-HH" }], quality }),
  dataset("hour_numbers", {
    keys: [{ name: "hour", kind: "day", format: "yyyyMMddHH", type: "bigint" }],
    quality,
  }),
  dataset("projected", {
    strategy: "project",
    keys: [{ name: "day", kind: "day", format: "yyyy/MM/dd", from: "2025-11-01" }],
    layout: "{day}/",
  }),
  dataset("projected_parts", {
    strategy: "project",
    keys: [
      { ...year, type: "int" },
      { ...month, format: "M", type: "int" },
      { ...dayOfMonth, type: "int" },
    ],
    layout: "{year}/m{month}/{day}/",
  }),
  dataset("projected_hours", {
    strategy: "project",
    keys: [{ name: "hour", kind: "day", format: "yyyy/MM/dd/HH", from: "2025-11-01" }],
    layout: "{hour}/",
  }),
  CHECK_RESULTS,
  SESSION_CHANGES,
] as readonly DeclaredDataset[]);

const TIME = "2025-12-02T08:00:00Z";
const DAYS = { from: "2025-11-29", to: "2025-12-01" };

let platform: Platform;
let parquet: ParquetWriter;

beforeAll(async () => {
  platform = await startPlatform({ datasets, windowMs: 1000 });
  parquet = await parquetWriter();
  for (const [day, folders] of FOLDERS) {
    for (const folder of folders) await put(`web/${folder}/part-0.parquet`, day);
  }
  await platform.quiet();
}, 120_000);

afterAll(async () => {
  await parquet?.close();
  await platform?.close();
});

/** The folders of a day, in every dataset. */
const FOLDERS: readonly (readonly [string, readonly string[]])[] = [
  [
    "2025-11-29",
    ["2025/11/29/09", "2025/11/29/23"],
    "20251129",
    "year=2025/month=11/day=29",
    "2025/11/29",
    "11/29",
  ],
  ["2025-11-30", ["2025/11/30/00"], "20251130", "year=2025/month=11/day=30", "2025/11/30", "11/30"],
  ["2025-12-01", ["2025/12/01/07"], "20251201", "year=2025/month=12/day=1", "2025/12/01", "12/01"],
].map(([day, paths, number, unpadded, oneDay, part]) => [
  day as string,
  [
    ...(paths as string[]).flatMap((path) => [
      `paths/${path}`,
      `hours/at_hour=${path.replaceAll("/", "-")}`,
      `hour_numbers/hour=${path.replaceAll("/", "")}`,
      `projected_hours/${path}`,
    ]),
    `numbers/dt=${number}`,
    `unpadded/${unpadded}`,
    `one_day/${oneDay}`,
    `projected/${oneDay}`,
    `projected_parts/2025/m${part}`,
    `dates/day=${day}`,
    `integers/dt=${number}`,
    `whole_numbers/year=2025/month=${(part as string).replace("/", "/day=")}`,
  ],
]);

async function put(key: string, day: string, rows = 3): Promise<void> {
  const id = `'${key}-' || i`;
  const select = `SELECT ${id} AS id, TIMESTAMP '${day} 23:59:30' + INTERVAL (i) SECOND AS at, 1.5::DOUBLE AS amount FROM range(${rows}) t(i)`;
  platform.emulator.s3.put(platform.bucket, key, await parquet.write(select));
}

async function lines(sql: string): Promise<string[]> {
  const athena = new AthenaClient(clientConfig(platform.emulator));
  const engine = athenaQueries({ workGroup: biWorkGroupName("dev") }, athena);
  const context = { runId: sql, signal: AbortSignal.timeout(30_000) };
  const { rows } = await engine.run({ sql, database: "web_dev", label: "a look" }, context);
  athena.destroy();
  return rows.map((row) => row.join("|"));
}

const held = (table: string) =>
  [...platform.emulator.glue.store.table("web_dev", table).partitions.values()]
    .map(({ record }) =>
      [record.Values?.join("|"), record.StorageDescriptor?.Location?.split("/web/")[1]].join(" at "),
    )
    .sort();

test("objects register their partitions, with the values and the Location that their folders tell", () => {
  expect(held("paths")).toEqual([
    "2025|11|29|09 at paths/2025/11/29/09/",
    "2025|11|29|23 at paths/2025/11/29/23/",
    "2025|11|30|00 at paths/2025/11/30/00/",
    "2025|12|01|07 at paths/2025/12/01/07/",
  ]);
  expect(held("numbers")[0]).toBe("20251129 at numbers/dt=20251129/");
  expect(held("unpadded").at(-1)).toBe("2025|12|1 at unpadded/year=2025/month=12/day=1/");
  expect(held("one_day")[0]).toBe("2025-11-29 at one_day/2025/11/29/");
  expect(held("dates")[0]).toBe("2025-11-29 at dates/day=2025-11-29/");
  expect(held("integers")[0]).toBe("20251129 at integers/dt=20251129/");
  expect(held("whole_numbers").at(-1)).toBe("2025|12|1 at whole_numbers/year=2025/month=12/day=01/");
  expect(held("hours")[1]).toBe("2025-11-29-23 at hours/at_hour=2025-11-29-23/");
  expect(held("hour_numbers")[2]).toBe("2025113000 at hour_numbers/hour=2025113000/");
  expect(held("projected")).toEqual([]);
});

test.each([
  ["paths", "year = '2025' AND month = '11' AND day = '29'", "6"],
  ["numbers", "dt >= '20251130'", "6"],
  ["unpadded", "month = '12' AND day = '1'", "3"],
  ["one_day", "day BETWEEN '2025-11-29' AND '2025-11-30'", "6"],
  ["projected", "day = '2025/11/30'", "3"],
  ["dates", "day BETWEEN DATE '2025-11-29' AND DATE '2025-11-30'", "6"],
  ["integers", "dt >= 20251130", "6"],
  ["whole_numbers", "month = 12 AND day < 2", "3"],
  ["projected_parts", "year = 2025 AND month = 11 AND day = 30", "3"],
  ["hours", "at_hour >= '2025-11-29-10' AND at_hour < '2025-12'", "6"],
  ["hour_numbers", "hour BETWEEN 2025112900 AND 2025112923", "6"],
  ["projected_hours", "hour = '2025/11/29/23'", "3"],
  ["projected_hours", "hour < '2025/11/30'", "6"],
])("Athena finds the rows of %s", async (table, where, rows) => {
  expect(await lines(`SELECT count(*) FROM ${table} WHERE ${where}`)).toEqual([rows]);
});

test("a projected table has the template of its folders", async () => {
  const glue = new GlueClient(clientConfig(platform.emulator));
  const { Table } = await glue.send(
    new GetTableCommand({ DatabaseName: "web_dev", Name: "projected_parts" }),
  );
  glue.destroy();
  expect(Table?.Parameters).toMatchObject({
    "storage.location.template": `s3://${platform.bucket}/web/projected_parts/\${year}/m\${month}/\${day}/`,
    "projection.year.range": "2020,2030",
    "projection.month.digits": "1",
    "projection.day.digits": "2",
  });
});

test("the views of a stage tell days as YYYY-MM-DD, and the newest of them", async () => {
  expect(await lines("SELECT DISTINCT year, month, day FROM paths_latest_session")).toEqual(["2025|12|01"]);
  expect(await lines("SELECT DISTINCT dt FROM integers_latest_session")).toEqual(["20251201"]);
  expect(await lines("SELECT DISTINCT year, month, day FROM whole_numbers_latest_session")).toEqual([
    "2025|12|1",
  ]);
  expect(await lines("SELECT DISTINCT day FROM dates_latest_session WHERE day > DATE '2025-01-01'")).toEqual([
    "2025-12-01",
  ]);
  expect(await lines("SELECT DISTINCT hour FROM hour_numbers_latest_session")).toEqual(["2025120107"]);
  expect(await lines("SELECT DISTINCT at_hour FROM hours_last_5_sessions ORDER BY 1")).toHaveLength(4);
  const sql = `SELECT dataset, max(day) FROM ${CHECK_RESULTS.database}_dev.partition_calendar GROUP BY dataset ORDER BY dataset`;
  expect(await lines(sql)).toEqual(
    [
      "dates",
      "hour_numbers",
      "hours",
      "integers",
      "numbers",
      "one_day",
      "paths",
      "unpadded",
      "whole_numbers",
    ].map((name) => `${name}|2025-12-01`),
  );
});

test("validation finds the sessions of every layout, and what is wrong with their rows", async () => {
  const clean = await validated(TIME);
  expect(troublesIn(clean.results.filter(isOfRows))).toEqual([]);
  expect(clean.summary).toMatchObject({ fail: 0, error: 0, no_data: 0 });
  // Two hours of a day are two folders of one session.
  const { store } = platform.emulator.s3;
  for (const name of ["paths", "hours", "hour_numbers"]) {
    const key = sessionRecordKey({ dataset: name, day: "2025-11-29" });
    expect(JSON.parse(store.read(platform.bucket, key).toString())).toMatchObject({
      verdict: { version: { objects: 2 } },
    });
  }
  // Rows twice, and a day that lacks.
  await put("web/paths/2025/11/30/00/again.parquet", "2025-11-30");
  const again = `web/paths/2025/11/30/00/part-0.parquet`;
  const bytes = platform.emulator.s3.store.read(platform.bucket, again);
  platform.emulator.s3.put(platform.bucket, "web/paths/2025/11/30/00/twice.parquet", bytes);
  for (const folder of [
    "numbers/dt=20251201",
    "dates/day=2025-12-01",
    "integers/dt=20251201",
    "hours/at_hour=2025-12-01-07",
    "hour_numbers/hour=2025120107",
  ]) {
    await put(`web/${folder}/part-0.parquet`, "2025-11-30");
  }
  await put("web/whole_numbers/year=2025/month=12/day=01/part-0.parquet", "2025-11-30");
  await platform.quiet();
  const { results } = await validated("2025-12-02T09:00:00Z");
  const found = troublesIn(results.filter(isOfRows));
  expect(found).toContain("paths unique.key 2025-11-30 fail");
  for (const name of ["numbers", "dates", "integers", "whole_numbers", "hours", "hour_numbers"]) {
    expect(found).toContain(`${name} day.misfiled 2025-12-01 fail`);
  }
  expect(found.filter((one) => one.startsWith("unpadded"))).toEqual([]);
}, 120_000);

const isOfRows = ({ reason }: { readonly reason: string | null }) => reason !== "insufficient_history";

async function validated(time: string): Promise<RunDocument> {
  await platform.validate({ suite: "close", time, days: DAYS });
  const { store } = platform.emulator.s3;
  const keys = store.list(platform.bucket, `${QUALITY_PREFIX}runs/`).map(({ key }) => key);
  const written = keys.filter((key) => key.endsWith(".json")).at(-1)!;
  return JSON.parse(store.read(platform.bucket, written).toString());
}

test("a reconcile finds what no event told of, in every layout", async () => {
  const silent = Buffer.from("x");
  const store = platform.emulator.s3.store;
  for (const path of [
    "paths/2025/12/02/05",
    "numbers/dt=20251202",
    "unpadded/year=2025/month=12/day=2",
    "one_day/2025/12/02",
    "dates/day=2025-12-02",
    "integers/dt=20251202",
    "whole_numbers/year=2025/month=12/day=02",
    "hours/at_hour=2025-12-02-23",
    "hour_numbers/hour=2025120200",
  ]) {
    store.put(platform.bucket, `web/${path}/silent.parquet`, silent);
  }
  store.put(platform.bucket, "web/paths/2025/02/30/05/no-day.parquet", silent);
  await platform.reconcile("nightly", TIME);
  for (const [table, values] of [
    ["paths", "2025|12|02|05"],
    ["numbers", "20251202"],
    ["unpadded", "2025|12|2"],
    ["one_day", "2025-12-02"],
    ["dates", "2025-12-02"],
    ["integers", "20251202"],
    ["whole_numbers", "2025|12|2"],
    ["hours", "2025-12-02-23"],
    ["hour_numbers", "2025120200"],
  ] as const) {
    expect(held(table).map((one) => one.split(" at ")[0])).toContain(values);
  }
  await platform.reconcile("weekly", TIME);
  const drift = JSON.parse(store.read(platform.bucket, driftKey("dev", "paths")).toString());
  expect(JSON.stringify(drift)).toContain("2025/02/30/05/no-day.parquet");
  expect(held("paths")).toHaveLength(5);
}, 60_000);

test("status and explain say the same of days as of any other dataset", async () => {
  const glue = new GlueClient(clientConfig(platform.emulator));
  const catalog = glueCatalog(glue);
  const signal = AbortSignal.timeout(30_000);
  const queues = {
    url: async (name: string) => name,
    depth: async () => ({ waiting: 0, inFlight: 0, delayed: 0 }),
  };
  const ports = { catalog, partitions: gluePartitions(glue), crawlers: {}, queues, store: undefined };
  const { datasets: found } = await readStatus("dev", datasets.slice(0, 9), ports as never, signal);
  expect(found.map(({ newestDay }) => newestDay)).toEqual(Array(9).fill("2025-12-02"));
  const key = "web/paths/2025/11/29/09/part-0.parquet";
  const clock = { now: () => Date.parse(TIME) };
  const where = { stage: "dev", datasets, bucket: platform.bucket };
  const asked = { catalog, crawlers: {} as never, clock };
  expect(await explainKey({ ...where, key }, asked, signal)).toMatchObject({
    placement: "partition",
    layout: "web/paths/{year}/{month}/{day}/{hour}/",
    values: { year: "2025", month: "11", day: "29", hour: "09" },
    glue: { state: "registered" },
  });
  const projected = { ...where, key: "web/projected/2025/12/03/x.parquet" };
  expect(await explainKey(projected, asked, signal)).toMatchObject({ glue: { state: "out of range" } });
  const states = ["08", "09"].map(async (hour) => {
    const hourly = { ...where, key: `web/projected_hours/2025/12/02/${hour}/x.parquet` };
    return (await explainKey(hourly, asked, signal)).glue;
  });
  expect(await Promise.all(states)).toEqual([
    { state: "computed" },
    {
      state: "out of range",
      reason: "hour 2025/12/02/09 is after this hour in UTC, 2025/12/02/08",
    },
  ]);
  glue.destroy();
});
