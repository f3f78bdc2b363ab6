import type { PartitionKey, Strategy } from "../../shared/datasets/dataset.ts";
import { defineDatasets } from "../../shared/datasets/define-datasets.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { CHECK_RESULTS } from "../../shared/quality/results/table.ts";
import { datasets as frozen } from "../fixtures/datasets.ts";

const [trades, bars, features] = frozen as readonly [DeclaredDataset, DeclaredDataset, DeclaredDataset];

/** Half of them are registered, a quarter is crawled, a quarter projected: side by side in every folder. */
const STRATEGIES: readonly Strategy[] = ["register", "crawl", "project", "register"];
const LAYERS = ["raw", "curated", "features", "reference"] as const;

/**
 * As many datasets as a large platform has, and the results of checks: all strategies mixed in each of four databases and
 * folders, keyed by day, or by day and symbol, each with `quality`. Crawlers have a table each, some make it.
 */
export function manyDatasets(count: number): readonly DeclaredDataset[] {
  const many = Array.from({ length: count }, (_, index) => oneOf(index));
  return defineDatasets([...many, CHECK_RESULTS]);
}

function oneOf(index: number): DeclaredDataset {
  const like = [trades, bars, features][index % 3]!;
  const strategy = STRATEGIES[index % STRATEGIES.length]!;
  const layer = LAYERS[Math.floor(index / 3) % LAYERS.length]!;
  const name = `${like.name}_${String(index).padStart(3, "0")}`;
  return {
    name,
    database: `market_${layer}`,
    table: index % 8 === 1 ? `${name}_crawled` : name,
    prefix: `market-data/${layer}/${name}/`,
    keys: strategy === "project" ? [PROJECTED_DAY] : like.keys,
    columns: like.columns,
    strategy,
    quality: qualityLike(like, strategy),
  };
}

const PROJECTED_DAY: PartitionKey = { name: "day", kind: "day", from: "2020-01-02" };

/** Compared with the first of those that they are made of. */
function qualityLike(like: DeclaredDataset, strategy: Strategy): NonNullable<DeclaredDataset["quality"]> {
  const { rows, source, ...promised } = like.quality!;
  if (like === trades) return strategy === "project" ? promised : { ...promised, rows: rows! };
  const from = like === bars ? "trades_000" : "bars_5m_001";
  return { ...promised, source: from, rows: { ...rows!, from } as NonNullable<typeof rows> };
}
