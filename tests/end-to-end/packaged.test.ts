/** What is deployed, not the sources: the bundle out of the packaged zip, behind the resources of the template. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "@jest/globals";
import { createFunctionLog } from "../../local/demo/function-log.ts";
import { travel } from "../../local/demo/journey.ts";
import { tradingDays } from "../../local/demo/trading-day.ts";
import { startPlatform } from "../../local/platform.ts";
import { withFolder } from "../cli/run.ts";
import { datasets } from "../fixtures/datasets.ts";
import { packageService } from "../packaging/packaged.ts";

const PACKAGING_MS = 90_000;

test(
  "objects that are PUT become partitions that Athena sees, by the packaged function",
  () =>
    withFolder(async (folder) => {
      const { code } = await packageService("--stage", "dev");
      for (const [name, content] of code) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), content);
      }
      const log = createFunctionLog();
      const platform = await startPlatform({
        datasets,
        bundleFile: join(folder, "functions/register.mjs"),
        windowMs: 1000,
        onLog: (line) => log.read(line),
      });
      try {
        const witness = { done: () => {}, doing: () => {} };
        const journey = await travel(platform, tradingDays(folder), log, witness);
        expect(journey.datasets).toEqual([
          {
            dataset: "trades",
            table: "stock_trades_raw_dev.trades",
            objects: 53,
            partitions: 26,
            keys: ["day", "symbol"],
            columns: 6,
            rows: 37_440,
          },
          {
            dataset: "bars_5m",
            table: "stock_trades_curated_dev.bars_5m",
            objects: 2,
            partitions: 2,
            keys: ["day"],
            columns: 9,
            rows: 1_560,
          },
          {
            dataset: "ml_features_5m",
            table: "stock_trades_curated_dev.ml_features_5m",
            objects: 2,
            partitions: 2,
            keys: ["day"],
            columns: 8,
            rows: 1_560,
          },
        ]);
        expect(journey.parked).toEqual([
          {
            key: "stock-trades-platform/raw/trades/day=2025-11-31/symbol=AAPL/part-0.parquet",
            outcome: "unplaceable",
            reason: expect.stringContaining('day is "2025-11-31": expected a calendar day'),
          },
        ]);
        expect(journey.answers[0]?.columns).toEqual(["symbol", "bars", "change_percent", "volume"]);
        expect(journey.answers[0]?.rows.map(([, bars]) => bars)).toEqual(["42", "42", "42", "42", "42"]);
        expect(journey.putToRegistered?.p99).toBeGreaterThan(0);
      } finally {
        await platform.close();
      }
    }),
  PACKAGING_MS,
);
