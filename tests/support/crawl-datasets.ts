import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { datasets as shipped } from "../fixtures/datasets.ts";

/** Without their promises, which tie each to others. */
const changed = (name: string, change: Partial<DeclaredDataset>): DeclaredDataset => {
  const { quality: _, ...dataset } = shipped.find((one) => one.name === name)!;
  return { ...dataset, ...change };
};

/** The shipped datasets, of all strategies: trades registered, bars and features crawled, one more projected. */
export const trades = changed("trades", {});
export const bars = changed("bars_5m", {
  strategy: "crawl",
  crawl: { debounceSeconds: 60, minimumInterval: 600 },
});
export const features = changed("ml_features_5m", { strategy: "crawl" });
export const quotes = changed("trades", {
  name: "quotes",
  table: "quotes",
  prefix: "stock-trades-platform/raw/quotes/",
  keys: [{ name: "day", kind: "day", from: "2020-01-01" }],
  strategy: "project",
});

export const mixed: readonly DeclaredDataset[] = [trades, bars, features, quotes];
