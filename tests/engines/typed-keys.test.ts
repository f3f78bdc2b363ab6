/** Partition keys that Glue has as dates and numbers: Trino reads, compares and counts them as the local Athena does. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { fromNewest } from "../../deploy/exploration/views.ts";
import { createFunctionLog } from "../../local/demo/function-log.ts";
import { deliver } from "../../local/demo/journey.ts";
import { type Platform, startPlatform } from "../../local/platform.ts";
import { dayAsSql, isOnDays } from "../../shared/athena/day-sql.ts";
import { defineDatasets } from "../../shared/datasets/define-datasets.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { PROJECT } from "../repository/sources.ts";
import { judgedFact } from "../support/judged-fact.ts";
import { type Engines, openEngines } from "./engines.ts";
import { judgedPort } from "./trino.ts";

const DATABASE = "shop_dev";
const DAYS = ["2025-12-31", "2026-02-01", "2026-11-20"];
const HOURS = ["00", "14", "23"];

const table = (
  name: string,
  rest: Pick<DeclaredDataset, "keys"> & Partial<DeclaredDataset>,
): DeclaredDataset => ({
  name,
  database: "shop",
  table: name,
  prefix: `${name}/`,
  strategy: "register",
  columns: [
    { name: "order_id", type: "bigint" },
    { name: "amount", type: "double" },
  ],
  ...rest,
});

const datasets = defineDatasets([
  table("dated", { keys: [{ name: "day", kind: "day", type: "date" }] }),
  table("numbered", { keys: [{ name: "dt", kind: "day", format: "yyyyMMdd", type: "int" }] }),
  table("parts", {
    keys: [
      { name: "year", kind: "year", type: "int" },
      { name: "month", kind: "month", format: "M", type: "int" },
      { name: "dom", kind: "day-of-month", format: "d", type: "bigint" },
    ],
    layout: "year={year}/month={month:MM}/dom={dom:dd}/",
  }),
  table("hours", { keys: [{ name: "at_hour", kind: "day", format: "yyyy-MM-dd-HH" }] }),
  table("hour_numbers", { keys: [{ name: "hour", kind: "day", format: "yyyyMMddHH", type: "bigint" }] }),
]);

/** The folders of a day, below each prefix. */
const FOLDERS: Readonly<Record<string, (day: string) => readonly string[]>> = {
  dated: (day) => [`day=${day}/`],
  numbered: (day) => [`dt=${day.replaceAll("-", "")}/`],
  parts: (day) => [`year=${day.slice(0, 4)}/month=${day.slice(5, 7)}/dom=${day.slice(8)}/`],
  hours: (day) => HOURS.map((hour) => `at_hour=${day}-${hour}/`),
  hour_numbers: (day) => HOURS.map((hour) => `hour=${day.replaceAll("-", "")}${hour}/`),
};

let platform: Platform;
let engines: Engines;
let statements = 0;

beforeAll(async () => {
  const log = createFunctionLog();
  platform = await startPlatform({
    port: judgedPort(),
    datasets,
    windowMs: 1000,
    onLog: (line) => log.read(line),
  });
  engines = openEngines(platform.emulator);
  await deliver(platform, arrivals(), log, { done: () => {}, doing: () => {} });
});

afterAll(async () => {
  judgedFact("statements about typed partition keys", statements);
  engines.close();
  await platform.close();
});

/** All that Trino answers, each row on a line. */
async function trino(sql: string): Promise<string[]> {
  const answer = await engines.trino.ask(sql, DATABASE);
  if (answer.error !== undefined) throw new Error(`${sql}: ${answer.error}`);
  return answer.rows.map((row) => row.join("/"));
}

/** The same rows for every day of every table. */
async function* arrivals() {
  const folder = join(PROJECT, "tests/fixtures/folders/pyarrow/orders/day=2026-11-20/region=eu");
  const path = join(folder, readdirSync(folder)[0]!);
  for (const dataset of datasets) {
    const folders = DAYS.flatMap((day) => FOLDERS[dataset.name]!(day));
    const uploads = folders.map((below) => ({
      dataset,
      path,
      key: `${dataset.prefix}${below}part-0.parquet`,
    }));
    yield { uploads, label: dataset.name };
  }
}

test.each([
  ["dated", "date", "DATE '2026-02-01'", ["2025-12-31", "2026-02-01", "2026-11-20"]],
  ["numbered", "integer", "20260201", ["20251231", "20260201", "20261120"]],
  ["parts", "integer", "2026", ["2025/12/31", "2026/11/20", "2026/2/1"]],
])(
  "%s: Trino has every partition, reads the key as %s, and finds its rows",
  async (name, type, second, values) => {
    const [key] = datasets.find((dataset) => dataset.name === name)!.keys.map((one) => one.name);
    const { partitions } = platform.emulator.glue.store.table(DATABASE, name);
    expect([...partitions.values()].map(({ record }) => record.Values.join("/")).sort()).toEqual(values);
    const asked = [
      `SELECT * FROM "${name}$partitions" ORDER BY 1, 2`.replace(", 2", name === "parts" ? ", 2, 3" : ""),
      `SELECT ${key}, count(*), sum(amount) FROM ${name} GROUP BY 1 ORDER BY 1`,
      `SELECT count(*) FROM ${name} WHERE ${key} = ${second}`,
      `SELECT count(*) FROM ${name} WHERE ${key} >= ${second}`,
      `SELECT count(*) FROM ${name} WHERE ${key} IN (${second}) AND order_id > 0`,
      `SELECT max(${key}), min(${key}) FROM ${name}`,
      `SELECT typeof(${key}) FROM ${name} LIMIT 1`,
    ];
    for (const sql of asked) {
      statements += 1;
      expect({ sql, differences: await engines.compare(sql, { database: DATABASE }) }).toEqual({
        sql,
        differences: [],
      });
    }
    expect(
      await trino(`SELECT typeof(${key}), count(*) FROM ${name} WHERE ${key} = ${second} GROUP BY 1`),
    ).toEqual([`${type}/${name === "parts" ? 40 : 20}`]);
  },
);

test("a month that its folder pads is found by its number, and by none that is padded as text", async () => {
  for (const sql of [
    "SELECT year, month, dom, count(*) FROM parts WHERE month = 2 GROUP BY 1, 2, 3",
    "SELECT count(*) FROM parts WHERE CAST(month AS varchar) = '02'",
    `SELECT "$path" FROM parts WHERE year = 2026 AND month = 2 AND dom = 1 LIMIT 1`,
  ]) {
    statements += 1;
    expect(await engines.compare(sql, { database: DATABASE })).toEqual([]);
  }
  expect(await trino("SELECT count(*) FROM parts WHERE month = 2")).toEqual(["20"]);
});

const wholeHours = (of: string) => HOURS.map((hour) => of + hour);

test.each([
  ["hours", "at_hour", [...wholeHours("2026-02-01-"), ...wholeHours("2026-11-20-")]],
  ["hour_numbers", "hour", [...wholeHours("20260201"), ...wholeHours("20261120")]],
])(
  "%s: the day of an hour is told, found and narrowed to alike, and no other partition is read",
  async (name, key, hours) => {
    const dataset = datasets.find((one) => one.name === name)!;
    const on = (...days: string[]) => isOnDays(dataset, days);
    const day = dayAsSql(dataset);
    for (const sql of [
      `SELECT * FROM "${name}$partitions" ORDER BY 1`,
      `SELECT ${day}, count(*), min(${key}), max(${key}) FROM ${name} GROUP BY 1 ORDER BY 1`,
      `SELECT DISTINCT ${key} FROM ${name} WHERE ${on("2026-02-01")} ORDER BY 1`,
      `SELECT count(*) FROM ${name} WHERE ${on("2025-12-31", "2026-11-20", "2026-11-21")}`,
      `SELECT count(*) FROM ${name} WHERE ${on("2026-02-02")}`,
      `SELECT DISTINCT ${key} ${fromNewest(dataset, "dev", 2)} ORDER BY 1`,
    ]) {
      statements += 1;
      expect({ sql, differences: await engines.compare(sql, { database: DATABASE }) }).toEqual({
        sql,
        differences: [],
      });
    }
    expect(await trino(`SELECT count(*) FROM ${name} WHERE ${on("2026-02-01")}`)).toEqual(["60"]);
    expect(await trino(`SELECT DISTINCT ${key} ${fromNewest(dataset, "dev", 1)} ORDER BY 1`)).toHaveLength(3);
    const [plan = ""] = await trino(
      `EXPLAIN SELECT count(*) FROM ${name} WHERE ${on("2026-02-01", "2026-11-20")}`,
    );
    expect(plan).toContain(`:: [${hours.map((hour) => `[${hour}]`).join(", ")}]`);
  },
);
