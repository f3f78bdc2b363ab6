/**
 * Keys of objects, and what must become of each: known because the key was made of it, and not because the product's
 * own reading was asked.
 */
import type { Dataset } from "../../shared/datasets/dataset.ts";
import type { Chance } from "./chance.ts";
import { BUCKET } from "./stage-datasets.ts";

/** What an object is to the catalog. */
export type ExpectedPlacement =
  | {
      readonly kind: "data";
      readonly dataset: string;
      readonly values: Readonly<Record<string, string>>;
      readonly location: string;
      readonly inKeyOrder: boolean;
      /** Glue refuses these values. */
      readonly isPoison: boolean;
    }
  | { readonly kind: "ignored" }
  | { readonly kind: "unplaceable"; readonly dataset: string };

export interface MadeKey {
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  readonly expected: ExpectedPlacement;
}

export const POISON = "POISON";

const DAYS = ["2026-11-18", "2026-11-19", "2026-11-20"];
const SYMBOLS = ["AAPL", "BRK.B", "MSFT", POISON];
const VENUES = ["NYSE", "NYSE Arca", "a=b", "50% off", "a+b", "Zürich", "x/y", "q:1", "%41", "o'hare"];
const REGIONS = ["us", "eu"];

const DATA = [
  "part-0000.parquet",
  "part-0001.snappy.parquet",
  "20261120_00001_x",
  "a b+c%3A.parquet",
  "run-7/part-0000.parquet",
  "Kurse-ü.parquet",
];
const NO_DATA = [
  "_SUCCESS",
  ".part-0000.parquet.crc",
  "rows.csv",
  "rows.json.gz",
  "_temporary/0/part-0000.parquet",
  "",
  "run-7/",
  "x_$folder$",
  "manifest",
];

/** A key below a dataset, or of nobody. */
export function makeKey(chance: Chance, datasets: readonly Dataset[]): MadeKey {
  const size = 48_213;
  const turn = chance.number();
  if (turn < 0.02) return { ...elsewhere("lake/other/day=2026-11-20/part-0000.parquet"), size };
  if (turn < 0.04) {
    const key = `${datasets[0]!.prefix}day=2026-11-20/symbol=AAPL/part-0000.parquet`;
    return { bucket: "somebody-elses", key, size, expected: { kind: "ignored" } };
  }
  const dataset = chance.pick(datasets);
  if (turn < 0.12) return { ...unplaceable(chance, dataset), size };
  const placed = folderOf(chance, dataset);
  if (turn < 0.22) {
    const key = placed.folder + chance.pick(NO_DATA);
    return { bucket: BUCKET, key, size, expected: { kind: "ignored" } };
  }
  const key = placed.folder + chance.pick(DATA);
  if (turn < 0.25) return { bucket: BUCKET, key, size: 0, expected: { kind: "ignored" } };
  const { values, inKeyOrder, folder } = placed;
  const isPoison = Object.values(values).includes(POISON);
  const location = `s3://${BUCKET}/${folder}`;
  return {
    bucket: BUCKET,
    key,
    size,
    expected: { kind: "data", dataset: dataset.name, values, location, inKeyOrder, isPoison },
  };
}

function elsewhere(key: string): Omit<MadeKey, "size"> {
  return { bucket: BUCKET, key, expected: { kind: "ignored" } };
}

function folderOf(chance: Chance, { prefix, keys }: Dataset) {
  const values: Record<string, string> = {};
  for (const { name } of keys) values[name] = oneOf(chance, name);
  const inKeyOrder = keys.length === 1 || !chance.happens(0.15);
  const names = keys.map(({ name }) => name);
  const written = inKeyOrder ? names : names.toReversed();
  const segments = written.map((name) => {
    const shown = chance.happens(0.05) ? name[0]!.toUpperCase() + name.slice(1) : name;
    return `${shown}=${spelt(chance, values[name]!)}/`;
  });
  return { values, inKeyOrder, folder: prefix + segments.join("") };
}

function oneOf(chance: Chance, name: string): string {
  switch (name) {
    case "day":
      return chance.pick(DAYS);
    case "symbol":
      return chance.happens(0.1) ? POISON : chance.pick(SYMBOLS.slice(0, 3));
    case "region":
      return chance.pick(REGIONS);
    default:
      return chance.pick(VENUES);
  }
}

/** Writers spell a value as it is, as Hive does, or as URIs do. */
function spelt(chance: Chance, value: string): string {
  const way = chance.number();
  if (way < 0.15) return encodeURIComponent(value);
  if (way < 0.2) return value.replace(/[-/%=:']/g, percent);
  const isPlain = !/[/%]/.test(value);
  return way < 0.6 && isPlain ? value : value.replace(/["#%'*/:=?\\^]/g, percent);
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** A key of a dataset that says no partition. */
function unplaceable(chance: Chance, { name, prefix, keys }: Dataset): Omit<MadeKey, "size"> {
  const good = keys.map((key) => `${key.name}=${key.name === "day" ? "2026-11-20" : firstOf(key.name)}/`);
  const at = keys.findIndex((key) => key.name === "day");
  const day = (text: string) => good.with(at, `day=${text}/`).join("");
  const ways = [
    good.slice(0, -1).join(""),
    day("2026-02-30"),
    day("2026-13-01"),
    day("2026-2-3"),
    day("2019-12-31"),
    day("2028-01-01"),
    day("__HIVE_DEFAULT_PARTITION__"),
    day(""),
    `plain/${good.join("")}`,
    `${good[0]}${good.join("")}`.slice(0, keys.length > 1 ? undefined : 0),
    ...(keys.some((key) => key.name === "symbol") ? [good.join("").replace("AAPL", "aapl")] : []),
    ...(keys.some((key) => key.name === "region") ? [good.join("").replace("=us", "=mars")] : []),
  ];
  const key = `${prefix}${chance.pick(ways)}part-0000.parquet`;
  return { bucket: BUCKET, key, expected: { kind: "unplaceable", dataset: name } };
}

function firstOf(name: string): string {
  return name === "symbol" ? "AAPL" : name === "region" ? "us" : "NYSE";
}
