/** Causes planted in a market, as runs over it find them: what the report makes one card of is what really follows. */
import { DeleteTableCommand, GlueClient } from "@aws-sdk/client-glue";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { clientConfig } from "../../emulator/index.ts";
import type { Plant } from "../../local/demo/market.ts";
import { look } from "../../local/demo/validation.ts";
import { isTrouble } from "../../shared/quality/causes/evidence.ts";
import { causesOf } from "../../shared/quality/causes/group.ts";
import { datasets } from "../fixtures/datasets.ts";
import {
  BOTH_DAYS,
  FRIDAY,
  openMarket,
  type ValidatedMarket,
  WEDNESDAY,
} from "../functions/validated-market.ts";

const EVENING = "2025-11-28T23:00:00Z";
const TABLES = ["trades", "bars_5m", "ml_features_5m"] as const;

let market: ValidatedMarket;
beforeEach(async () => {
  market = await openMarket();
});
afterEach(() => market.close());

const without = (tables: readonly string[], condition: string): readonly Plant[] =>
  tables.map((dataset) => ({ dataset, sql: `DELETE FROM written WHERE ${condition}` }));
const onFriday = `day = '${FRIDAY.day}'`;

/** What a run finds: each cause, how many results it explains, and of which datasets. */
async function causes(plants: readonly Plant[], change: () => Promise<void> = async () => {}) {
  await market.arrive([WEDNESDAY]);
  await market.arrive([FRIDAY], plants);
  await change();
  const { results } = await look(market.platform, { asOf: EVENING, days: BOTH_DAYS });
  const found = causesOf(results, datasets);
  const explained = found.flatMap(({ shownBy, followedBy }) => [...shownBy, ...followedBy]);
  expect(explained).toHaveLength(results.filter(isTrouble).length);
  return found.map(({ anchor }) => anchor);
}

test("nothing is wrong with a sound market", async () => {
  expect(await causes([])).toEqual([]);
});

test("a symbol that never came is one cause, in three tables", async () => {
  expect(await causes(without(TABLES, `symbol = 'TSLA' AND ${onFriday}`))).toEqual([
    "absent_symbol-trades-tsla",
  ]);
});

test("a session that never came is one cause, in three tables", async () => {
  expect(await causes(without(TABLES, onFriday))).toEqual(["missing_session-trades"]);
});

test("two things are two causes", async () => {
  const plants = [
    ...without(["ml_features_5m"], onFriday),
    ...without(["trades", "bars_5m"], `symbol = 'TSLA' AND ${onFriday}`),
  ];
  expect((await causes(plants)).sort()).toEqual([
    "absent_symbol-trades-tsla",
    "missing_session-ml_features_5m",
  ]);
});

test.each([
  ["trades", "stock_trades_raw_dev"],
  ["bars_5m", "stock_trades_curated_dev"],
  ["ml_features_5m", "stock_trades_curated_dev"],
])("a table that somebody deleted is one cause: %s", async (Name, DatabaseName) => {
  const found = await causes([], async () => {
    const glue = new GlueClient(clientConfig(market.platform.emulator));
    await glue.send(new DeleteTableCommand({ DatabaseName, Name }));
    glue.destroy();
  });
  expect(found).toEqual([`missing_table-${Name}`]);
});
