/** The datasets of a story: few days and symbols, so that objects meet, and every shape that the product knows. */
import type { Dataset, PartitionKey, Strategy } from "../../shared/datasets/dataset.ts";
import type { Chance } from "./chance.ts";

export const BUCKET = "stock-trades-data";

const day: PartitionKey = { name: "day", kind: "day", from: "2020-01-01", until: "2027-12-31" };
const symbol: PartitionKey = {
  name: "symbol",
  kind: "text",
  pattern: "[A-Z][A-Z0-9]{0,7}([.-][A-Z0-9]{1,4})?",
};
const venue: PartitionKey = { name: "venue", kind: "text" };
const region: PartitionKey = { name: "region", kind: "text", values: ["us", "eu"] };

interface Shape {
  readonly name: string;
  readonly database: string;
  readonly prefix: string;
  readonly keys: readonly PartitionKey[];
}

/** One lies within another's prefix, and two share a database. */
const SHAPES = {
  trades: { name: "trades", database: "market_raw", prefix: "lake/raw/trades/", keys: [day, symbol] },
  late: { name: "late", database: "market_raw", prefix: "lake/raw/trades/late/", keys: [day] },
  venues: { name: "venues", database: "market_raw", prefix: "lake/raw/venues/", keys: [venue, day] },
  regions: {
    name: "regions",
    database: "market_curated",
    prefix: "lake/regions/",
    keys: [region, day, symbol],
  },
  bars: { name: "bars", database: "market_curated", prefix: "lake/curated/bars/", keys: [day] },
  features: { name: "features", database: "market_curated", prefix: "lake/curated/features/", keys: [day] },
  quotes: { name: "quotes", database: "market_raw", prefix: "lake/raw/quotes/", keys: [day] },
} as const satisfies Record<string, Shape>;

/** What is deployed: datasets, and where S3's events of each go. */
export interface DeployedDatasets {
  readonly datasets: readonly Dataset[];
}

export interface StageDatasets {
  readonly stage: string;
  /** As deployed first, and as deployed later if strategies are switched. */
  readonly first: DeployedDatasets;
  readonly later: DeployedDatasets | undefined;
}

export function stageDatasetsOf(chance: Chance): StageDatasets {
  const stage = chance.pick(["prod", "dev"]);
  const crawl = {
    debounceSeconds: chance.between(1, 120),
    minimumInterval: chance.happens(0.5) ? 0 : chance.between(60, 1200),
  };
  const strategies: Record<string, Strategy> = {
    bars: chance.pick(["register", "crawl"] as const),
    features: "crawl",
    quotes: "project",
  };
  const deployed = (changes: Record<string, Strategy>): DeployedDatasets => ({
    datasets: Object.values(SHAPES).map((shape: Shape): Dataset => {
      const strategy = changes[shape.name] ?? strategies[shape.name] ?? "register";
      const columns = [{ name: "price", type: "double" }];
      const plain = { ...shape, table: shape.name, columns, strategy };
      return strategy === "crawl" ? { ...plain, crawl } : plain;
    }),
  });
  const other = strategies.bars === "crawl" ? "register" : "crawl";
  const later = chance.happens(0.25) ? deployed({ bars: other }) : undefined;
  return { stage, first: deployed({}), later };
}
