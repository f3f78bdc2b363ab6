/** The client under Superset's connection, on the local stack over the demonstration's data. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { SESSIONS } from "../../cli/demo/market.ts";
import { datasets } from "../../shared/datasets.ts";
import { namedQueriesOf } from "../../shared/exploration/named-queries.ts";
import { viewsOf } from "../../shared/exploration/views.ts";
import { biWorkGroupName, databaseName } from "../../shared/names.ts";
import { FRIDAY, type Market, openMarket } from "../functions/validated-market.ts";
import { askPyAthena, type Told } from "./pyathena.ts";

const STAGE = "dev";
const NAMED = namedQueriesOf(datasets, STAGE);
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
const WRONG = {
  name: "wrong",
  database: databaseName("stock_trades_raw", STAGE),
  sql: "SELECT nope FROM trades",
};
const DATABASES = [...new Set(VIEWS.map(({ database }) => database))];

let market: Market;
let told: Told;

beforeAll(async () => {
  market = await openMarket();
  await market.arrive(SESSIONS, [FLAW]);
  await market.platform.validate(FRIDAY_EVENING);
  await market.platform.quiet();
  told = await askPyAthena(market.platform.stack, {
    workGroup: biWorkGroupName(STAGE),
    queries: [...NAMED, ...VIEWS, WRONG],
    databases: DATABASES,
  });
}, 240_000);

afterAll(() => market.close());

test.each([...NAMED, ...VIEWS].map(({ name }) => name))("%s: has rows", (name) => {
  expect(told.queries[name]).toEqual({ columns: expect.anything(), rows: expect.anything() });
  const { rows } = told.queries[name] as { rows: readonly unknown[] };
  expect(rows.length).toBeGreaterThan(0);
});

test("a query that is wrong is an error that says why", () => {
  expect(told.queries.wrong).toEqual({ error: expect.stringContaining("COLUMN_NOT_FOUND") });
});

describe("the browser of tables", () => {
  test.each(DATABASES)("lists the views of %s", (database) => {
    const views = viewsOf(datasets, STAGE).filter((view) => view.database === database);
    expect(told.tables[database]).toEqual(expect.arrayContaining(views.map(({ name }) => name)));
  });
});
