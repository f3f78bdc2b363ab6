/** Every saved query and every view, by the client under Superset's connection, over the demonstration's data. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { namedQueriesOf } from "../../deploy/exploration/named-queries.ts";
import { viewsOf } from "../../deploy/exploration/views.ts";
import { SESSIONS } from "../../local/demo/market.ts";
import { biWorkGroupName, databaseName } from "../../shared/runtime/names.ts";
import { datasets } from "../fixtures/datasets.ts";
import { FRIDAY, openMarket, type ValidatedMarket } from "../functions/validated-market.ts";
import { type Python, startPython } from "./python.ts";

const STAGE = "dev";
const VIEWS = viewsOf(datasets, STAGE).map(({ database, name }) => ({
  name: `view ${name}`,
  database,
  sql: `SELECT * FROM "${database}"."${name}" LIMIT 1000`,
}));
const FRIDAY_EVENING = { suite: "close", time: "2025-11-28T23:00:00Z" } as const;
/** So that there is a check that did not pass: a bar of Friday is missing. */
const FLAW = {
  dataset: "bars_5m",
  sql: `DELETE FROM written WHERE symbol = 'AAPL' AND bar_start = TIMESTAMP '${FRIDAY.day} 15:30:00'`,
};
const DATABASES = [...new Set(VIEWS.map(({ database }) => database))];

let market: ValidatedMarket;
let python: Python;

/** As docs/bi.md writes it, but that answers are looked for more often than every second. */
const inDatabase = (database: string) => ({
  url: `awsathena+rest://athena.us-east-1.amazonaws.com:443/${database}?work_group=${biWorkGroupName(STAGE)}&poll_interval=0.02`,
});

const run = (database: string, sql: string) =>
  python.ask<{ rows: unknown[] }>("run", { ...inDatabase(database), sql });

beforeAll(async () => {
  market = await openMarket();
  await market.arrive(SESSIONS, [FLAW]);
  await market.platform.validate(FRIDAY_EVENING);
  await market.platform.quiet();
  const env = { ...market.platform.env, PATH: process.env.PATH!, PYTHONDONTWRITEBYTECODE: "1" };
  python = startPython("superset_client.py", env, "bi");
}, 240_000);

afterAll(async () => {
  await python.close();
  await market.close();
});

test.each([...namedQueriesOf(datasets, STAGE), ...VIEWS])(
  "$name answers with rows",
  async ({ database, sql }) => {
    expect((await run(database, sql)).rows.length).toBeGreaterThan(0);
  },
);

test("a query that is wrong is an error that says why", async () => {
  const wrong = run(databaseName("stock_trades_raw", STAGE), "SELECT nope FROM trades");
  await expect(wrong).rejects.toThrow("COLUMN_NOT_FOUND");
});

describe("the browser of tables", () => {
  test.each(DATABASES)("lists the views of %s", async (schema) => {
    const { views } = await python.ask<{ views: string[] }>("browse", {
      ...inDatabase(schema),
      schema,
      name: viewsOf(datasets, STAGE).find(({ database }) => database === schema)!.name,
    });
    const all = viewsOf(datasets, STAGE).filter(({ database }) => database === schema);
    expect(views).toEqual(expect.arrayContaining(all.map(({ name }) => name)));
  });
});
