/** Every SQL text of the product over the demonstration's market with all of its planted defects, asked of both engines. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { viewsOf } from "../../deploy/exploration/views.ts";
import { FLAWED_SESSIONS, flawedDays } from "../../local/demo/defects.ts";
import { createFunctionLog } from "../../local/demo/function-log.ts";
import { deliver } from "../../local/demo/journey.ts";
import { SESSIONS } from "../../local/demo/market.ts";
import { MARKET } from "../../local/demo/market-datasets.ts";
import { tradingDays } from "../../local/demo/trading-day.ts";
import { keep, lookToKeep } from "../../local/demo/validation.ts";
import { type Platform, startPlatform } from "../../local/platform.ts";
import { sqlTable } from "../../shared/athena/sql.ts";
import { datasets } from "../fixtures/datasets.ts";
import { executedOn } from "../functions/validated-market.ts";
import { emittedSql } from "../support/emitted-sql.ts";
import { judgedFact } from "../support/judged-fact.ts";
import { endsInOrder } from "./compare.ts";
import { type Engines, openEngines } from "./engines.ts";
import { judgedPort } from "./trino.ts";

const SOUND = { asOf: "2025-11-28T20:00:00Z", days: { from: SESSIONS[0]!.day, to: SESSIONS.at(-1)!.day } };
const FLAWED = {
  asOf: "2025-12-02T23:00:00Z",
  days: { from: SESSIONS[0]!.day, to: FLAWED_SESSIONS.at(-1)!.day },
};

let platform: Platform;
let engines: Engines;
/** Texts that both answered alike; each counts once. */
const agreeing = new Set<string>();
const compared = new Set<string>();

beforeAll(async () => {
  const log = createFunctionLog();
  const witness = { done: () => {}, doing: () => {} };
  platform = await startPlatform({
    port: judgedPort(),
    datasets,
    windowMs: 1000,
    onLog: (line) => log.read(line),
  });
  const { dataDir } = platform.emulator;
  await deliver(platform, tradingDays(dataDir).uploads, log, witness);
  await keep(platform, await lookToKeep(platform, SOUND));
  await deliver(platform, flawedDays(dataDir, MARKET), log, witness);
  await keep(platform, await lookToKeep(platform, FLAWED));
  engines = openEngines(platform.emulator);
});

afterAll(async () => {
  judgedFact("emitted texts compared", compared.size);
  judgedFact("emitted texts that agree", agreeing.size);
  engines.close();
  await platform.close();
});

/** That of the first table which a text names without one. */
function databaseOf(sql: string): string {
  const names = [...sql.matchAll(/\b(?:FROM|JOIN)\s+"?(\w+)(?:\$partitions)?"?(?!["\w]*\.)/gi)].map(
    ([, name]) => name!,
  );
  for (const name of names) {
    for (const { record, tables } of platform.emulator.glue.store.databases.values())
      if (tables.has(name)) return record.Name;
  }
  return "stock_trades_curated_dev";
}

const isAnyRows = (sql: string) => /\sLIMIT \d+\s*$/.test(sql) && !endsInOrder(sql);

/** A look has any rows of the table: then all of them are compared, and how many a look shows. */
async function compare(sql: string, database = databaseOf(sql)): Promise<string[]> {
  const all = isAnyRows(sql) ? sql.replace(/\s+LIMIT \d+\s*$/, "") : sql;
  const found = await engines.compare(all, { database });
  if (all !== sql) found.push(...(await engines.compare(`SELECT count(*) FROM (${sql})`, { database })));
  compared.add(sql);
  if (found.length === 0) agreeing.add(sql);
  return found;
}

const texts = [...new Map(emittedSql().map(([label, sql]) => [sql, label] as const))];

describe("what can be sent, kept or printed", () => {
  test.each(texts.map(([sql, label], at) => [`${at + 1}. ${label}`, sql] as const))(
    "is answered alike by both engines: %s",
    async (_, sql) => {
      expect(await compare(sql)).toEqual([]);
    },
  );
});

describe("views", () => {
  test.each(viewsOf(datasets, "dev").map((view) => [view.name, view] as const))(
    "are answered alike by both engines: %s",
    async (_, view) => {
      const sql = `SELECT * FROM ${sqlTable(view.database, view.name)}`;
      expect((await engines.trino.ask(sql, view.database)).error).toBeUndefined();
      expect(await compare(sql, view.database)).toEqual([]);
    },
  );
});

test("what two runs of validation had executed, which found every defect", async () => {
  const executed = await executedOn(platform);
  const found: string[] = [];
  for (const { Query = "", QueryExecutionContext } of executed) {
    const differences = await compare(Query, QueryExecutionContext?.Database);
    found.push(...differences.map((difference) => `${Query.split("\n")[0]}: ${difference}`));
  }
  expect(found).toEqual([]);
  expect(executed.length).toBeGreaterThan(10);
});
