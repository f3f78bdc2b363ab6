/**
 * The datasets of the made-up market. They are what shared/datasets.ts says as the project comes; whatever a user makes
 * of that file, the demonstration goes by these, and so do the tests (tests/fixtures/datasets.ts).
 */
import type { PartitionKey } from "../../shared/datasets/dataset.ts";
import { defineDatasets } from "../../shared/datasets/define-datasets.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { CHECK_RESULTS } from "../../shared/quality/results/table.ts";
import { SESSION_CHANGES } from "../../shared/sessions/table.ts";

/** The New York trading session an object belongs to. */
const day: PartitionKey = { name: "day", kind: "day", from: "1990-01-01", until: "2099-12-31" };

/** A ticker as exchanges write it: AAPL, BRK.B, BF-A. */
const symbol: PartitionKey = {
  name: "symbol",
  kind: "text",
  pattern: "[A-Z][A-Z0-9]{0,7}([.-][A-Z0-9]{1,4})?",
};

/** Symbols that no session may lack. */
const core: readonly string[] = ["AAPL", "AMZN", "GOOGL", "META", "MSFT", "NVDA", "SPY", "TSLA"];

export const MARKET = defineDatasets<readonly DeclaredDataset[]>([
  {
    name: "trades",
    database: "stock_trades_raw",
    table: "trades",
    prefix: "stock-trades-platform/raw/trades/",
    keys: [day, symbol],
    strategy: "register",
    columns: [
      { name: "trade_id", type: "bigint" },
      { name: "ts", type: "timestamp" },
      { name: "price", type: "double" },
      { name: "size", type: "bigint" },
      { name: "seq_no", type: "bigint" },
      { name: "ingested_at", type: "timestamp" },
    ],
    quality: {
      calendar: "XNYS",
      sla: { afterClose: 30 },
      rows: {
        kind: "trades",
        symbol: "symbol",
        time: "ts",
        id: "trade_id",
        price: "price",
        size: "size",
        core,
      },
    },
  },
  {
    name: "bars_5m",
    database: "stock_trades_curated",
    table: "bars_5m",
    prefix: "stock-trades-platform/curated/bars_5m/",
    keys: [day],
    strategy: "register",
    columns: [
      { name: "symbol", type: "string" },
      { name: "bar_start", type: "timestamp" },
      { name: "open", type: "double" },
      { name: "high", type: "double" },
      { name: "low", type: "double" },
      { name: "close", type: "double" },
      { name: "volume", type: "bigint" },
      { name: "trade_count", type: "bigint" },
      { name: "vwap", type: "double" },
    ],
    quality: {
      calendar: "XNYS",
      sla: { afterClose: 60 },
      source: "trades",
      rows: {
        kind: "bars",
        symbol: "symbol",
        time: "bar_start",
        open: "open",
        high: "high",
        low: "low",
        close: "close",
        volume: "volume",
        trades: "trade_count",
        from: "trades",
        core,
      },
    },
  },
  {
    name: "ml_features_5m",
    database: "stock_trades_curated",
    table: "ml_features_5m",
    prefix: "stock-trades-platform/curated/ml_features/",
    keys: [day],
    strategy: "register",
    columns: [
      { name: "symbol", type: "string" },
      { name: "bar_start", type: "timestamp" },
      { name: "feature_asof", type: "timestamp" },
      { name: "ret_5m", type: "double" },
      { name: "ret_30m", type: "double" },
      { name: "volatility_30m", type: "double" },
      { name: "volume_zscore", type: "double" },
      { name: "rsi_14", type: "double" },
    ],
    quality: {
      calendar: "XNYS",
      sla: { afterClose: 90 },
      source: "bars_5m",
      rows: {
        kind: "features",
        symbol: "symbol",
        time: "bar_start",
        asOf: "feature_asof",
        values: ["ret_5m", "ret_30m", "volatility_30m", "volume_zscore", "rsi_14"],
        bounds: { rsi_14: [0, 100] },
        warmUp: 14,
        from: "bars_5m",
        core,
      },
    },
  },
  CHECK_RESULTS,
  SESSION_CHANGES,
]);

/** As a list that REGISTRAR_DATASETS may name. */
export const datasets = MARKET;
