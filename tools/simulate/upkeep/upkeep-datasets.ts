/** The datasets of a story about upkeep, and every folder in which objects of theirs may lie. */
import type { Dataset, PartitionKey } from "../../../shared/datasets/dataset.ts";
import type { Chance } from "../chance.ts";
import { BUCKET } from "../stage-datasets.ts";

/** The Location of a partition, if its values are spelt in this way. */
export interface StoryFolder {
  readonly dataset: Dataset;
  readonly values: Readonly<Record<string, string>>;
  /** The whole key up to and including the last "/". */
  readonly path: string;
  readonly location: string;
}

const day: PartitionKey = { name: "day", kind: "day", from: "2020-01-01", until: "2027-12-31" };
const symbol: PartitionKey = { name: "symbol", kind: "text", pattern: "[A-Z][A-Z0-9.]{0,7}" };
const venue: PartitionKey = { name: "venue", kind: "text" };

/** One is older than what a nightly reconcile looks at. */
const DAYS = ["2026-10-02", "2026-11-18", "2026-11-19", "2026-11-20"];
const SYMBOLS = ["AAPL", "BRK.B", "MSFT"];
const VENUES = ["NYSE Arca", "a=b"];

/** Two ways in which writers spell some folders. */
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  "day=2026-11-19": ["day=2026-11-19", "Day=2026-11-19"],
  "venue=NYSE Arca": ["venue=NYSE Arca", "venue=NYSE%20Arca"],
  "venue=a=b": ["venue=a%3Db"],
};

export function upkeepDatasets(chance: Chance): Dataset[] {
  const shared = { columns: [{ name: "price", type: "double" }], strategy: "register" } as const;
  const removing = () =>
    ({
      onEmpty: "remove",
      removal: { graceMinutes: chance.pick([1, 5, 15, 40]), perDay: chance.pick([2, 6, 1000]) },
    }) as const;
  const emptied = () => (chance.happens(0.6) ? removing() : { onEmpty: "keep" as const });
  return [
    {
      ...{ name: "trades", database: "market_raw", table: "trades", prefix: "lake/raw/trades/" },
      ...{ ...shared, keys: [day, symbol], ...removing() },
    },
    {
      ...{ name: "venues", database: "market_raw", table: "venues", prefix: "lake/raw/venues/" },
      ...{ ...shared, keys: [venue, day], ...emptied() },
    },
    {
      ...{ name: "bars", database: "market_curated", table: "bars", prefix: "lake/curated/bars/" },
      ...{ ...shared, keys: [day], ...emptied() },
    },
    {
      ...{
        name: "features",
        database: "market_curated",
        table: "features",
        prefix: "lake/curated/features/",
      },
      ...{ ...shared, keys: [day], strategy: "crawl" },
    },
  ];
}

export function foldersOf(dataset: Dataset): StoryFolder[] {
  let folders: { readonly values: Record<string, string>; readonly path: string }[] = [
    { values: {}, path: dataset.prefix },
  ];
  for (const { name } of dataset.keys) {
    folders = folders.flatMap(({ values, path }) =>
      valuesOf(name).flatMap((value) => {
        const plain = `${name}=${value}`;
        const spellings = SPELLINGS[plain] ?? [plain];
        return spellings.map((segment) => ({
          values: { ...values, [name]: value },
          path: `${path}${segment}/`,
        }));
      }),
    );
  }
  return folders.map(({ values, path }) => ({
    dataset,
    values,
    path,
    location: `s3://${BUCKET}/${path}`,
  }));
}

function valuesOf(name: string): readonly string[] {
  return name === "day" ? DAYS : name === "symbol" ? SYMBOLS : VENUES;
}

/** Of a partition or folder, whatever the order of the table's keys. */
export const identityOf = (values: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1)));

/** Is it removed from Glue when its data are gone, by functions? */
export const isRemoving = ({ onEmpty, strategy }: Dataset): boolean =>
  strategy === "register" && onEmpty === "remove";
