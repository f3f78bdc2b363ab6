/** The views and named queries of a stage, over the demonstration's market and what validation found in it. */

import { AthenaClient, GetNamedQueryCommand, paginateListNamedQueries } from "@aws-sdk/client-athena";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { namedQueriesOf } from "../../deploy/exploration/named-queries.ts";
import { viewsOf } from "../../deploy/exploration/views.ts";
import { clientConfig } from "../../emulator/index.ts";
import { createFunctionLog } from "../../local/demo/function-log.ts";
import { deliver } from "../../local/demo/journey.ts";
import { SESSIONS } from "../../local/demo/market.ts";
import { tradingDays } from "../../local/demo/trading-day.ts";
import { keep, lookToKeep } from "../../local/demo/validation.ts";
import { type Platform, startPlatform } from "../../local/platform.ts";
import { athenaQueries } from "../../shared/athena/athena-adapter.ts";
import type { QueryRunner } from "../../shared/athena/port.ts";
import { sqlTable } from "../../shared/athena/sql.ts";
import { biWorkGroupName } from "../../shared/runtime/names.ts";
import { datasets } from "../fixtures/datasets.ts";

const LATEST = SESSIONS.at(-1)!.day;
const views = viewsOf(datasets, "dev");
const queries = namedQueriesOf(datasets, "dev");

let platform: Platform;
let athena: AthenaClient;
let engine: QueryRunner;

beforeAll(async () => {
  const log = createFunctionLog();
  platform = await startPlatform({ datasets, windowMs: 1000, onLog: (line) => log.read(line) });
  athena = new AthenaClient(clientConfig(platform.emulator));
  engine = athenaQueries({ workGroup: biWorkGroupName("dev") }, athena);
  await deliver(platform, tradingDays(platform.emulator.dataDir).uploads, log, {
    done: () => {},
    doing: () => {},
  });
  const run = await lookToKeep(platform, {
    asOf: "2025-11-28T20:00:00Z",
    days: { from: SESSIONS[0]!.day, to: LATEST },
  });
  await keep(platform, run);
}, 60_000);

afterAll(async () => {
  athena.destroy();
  await platform.close();
});

const ask = (sql: string, database: string) =>
  engine.run({ sql, database, label: "a look" }, { runId: sql, signal: AbortSignal.timeout(30_000) });

describe("views", () => {
  test.each(views.map((view) => [view.name, view] as const))(
    "%s has rows, and the columns that it says",
    async (_, view) => {
      const { columns, rows } = await ask(
        `SELECT * FROM ${sqlTable(view.database, view.name)}`,
        view.database,
      );
      expect(columns.map(({ name }) => name)).toEqual(view.columns.map(({ name }) => name));
      expect(rows.length).toBeGreaterThan(0);
    },
  );

  test("of the latest session have that one, whole; those of five have what there is", async () => {
    const days = async (view: string) => {
      const { rows } = await ask(
        `SELECT day, count(*) AS n FROM ${view} GROUP BY day ORDER BY day`,
        "stock_trades_curated_dev",
      );
      return rows.map(([day, n]) => [day, Number(n)]);
    };
    expect(await days("bars_5m_latest_session")).toEqual([[LATEST, 13 * 42]]);
    expect(await days("bars_5m_last_5_sessions")).toEqual([
      [SESSIONS[0]!.day, 13 * 78],
      [LATEST, 13 * 42],
    ]);
  });
});

describe("named queries", () => {
  test("are in the workgroup of dashboards, as the template says", async () => {
    const found: string[] = [];
    const pages = paginateListNamedQueries({ client: athena }, { WorkGroup: biWorkGroupName("dev") });
    for await (const { NamedQueryIds = [] } of pages) {
      for (const NamedQueryId of NamedQueryIds) {
        const { NamedQuery } = await athena.send(new GetNamedQueryCommand({ NamedQueryId }));
        found.push(`${NamedQuery!.Database} ${NamedQuery!.Name} ${NamedQuery!.QueryString}`);
      }
    }
    expect(found.sort()).toEqual(
      queries.map(({ database, name, sql }) => `${database} ${name} ${sql}`).sort(),
    );
  });

  // Nothing is wrong with the market.
  const QUIET = "quality: what the latest run found";

  test.each(queries.map((query) => [query.name, query] as const))(
    "answer rows: %s",
    async (name, { sql, database }) => {
      const { rows } = await ask(sql, database);
      if (name === QUIET) expect(rows).toEqual([]);
      else expect(rows.length).toBeGreaterThan(0);
    },
  );

  test("a day of a symbol is what its bars say", async () => {
    const { sql, database } = queries.find(({ name }) => name.startsWith("bars_5m: the last 5 sessions"))!;
    const { rows } = await ask(sql, database);
    expect(rows).toHaveLength(2 * 13);
    expect(rows[0]).toEqual([LATEST, "AAPL", ...Array(5).fill(expect.anything()), 42n]);
    for (const [open, highest, lowest, close] of rows.map((row) => row.slice(2, 6).map(Number))) {
      expect(highest).toBeGreaterThanOrEqual(Math.max(open!, close!));
      expect(lowest).toBeLessThanOrEqual(Math.min(open!, close!));
    }
  });

  test("files are told with their bytes and rows, partition by partition", async () => {
    const { sql, database } = queries.find(({ name }) => name === "trades: files of the latest session")!;
    const { rows } = await ask(sql, database);
    expect(rows).toHaveLength(13);
    const total = rows.reduce((sum, row) => sum + Number(row.at(-1)), 0);
    const { rows: counted } = await ask(`SELECT count(*) AS n FROM trades WHERE day = '${LATEST}'`, database);
    expect(total).toBe(Number(counted[0]![0]));
  });
});
