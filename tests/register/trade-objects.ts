/** Objects of trades of one day, by symbol, and what stands for them in Glue; one object of bars. */

import { BARS, BUCKET, type openPlatform, TRADES } from "../support/platform.ts";

export const symbols = (count: number) => Array.from({ length: count }, (_, index) => `S${index}`);
export const folder = (symbol: string) => `${TRADES}day=2026-11-20/symbol=${symbol}/`;
export const object = (symbol: string) => `${folder(symbol)}part-0000.parquet`;
export const inGlue = (symbol: string) =>
  `stock_trades_raw.trades ["2026-11-20","${symbol}"] s3://${BUCKET}/${folder(symbol)}`;
export const bars = `${BARS}day=2026-11-20/part-0000.parquet`;
export const trades = (platform: ReturnType<typeof openPlatform>) =>
  platform.catalog.tables.get("stock_trades_raw.trades")!;
