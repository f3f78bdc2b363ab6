import type { Dataset } from "./dataset.ts";
import { CatalogError, type ErrorCode } from "./errors.ts";
import { databaseName } from "./names.ts";
import { layoutOf, place, sameLocation } from "./partition.ts";
import type { Catalog } from "./ports.ts";
import { datasetOf, foreignPrefix } from "./sorting.ts";

/** Everything there is to know of one key, for a person who wonders where its partition is. */
export interface Explanation {
  readonly bucket: string;
  readonly key: string;
  readonly verdict: "partition" | "unplaceable" | "ignored";
  readonly reason?: string;
  readonly dataset?: string;
  /** `database.table` in the stage. */
  readonly table?: string;
  readonly layout?: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly location?: string;
  /** Absent when Glue was not asked. */
  readonly glue?: GlueState;
  readonly hint?: string;
}

export type GlueState =
  | {
      readonly state: "registered";
      readonly location: string;
      readonly registeredAt?: string | undefined;
      readonly registeredFor?: string | undefined;
    }
  | { readonly state: "conflict"; readonly location: string }
  | { readonly state: "absent" }
  | { readonly state: "unknown"; readonly code: ErrorCode; readonly reason: string };

export interface Place {
  readonly stage: string;
  readonly datasets: readonly Dataset[];
  readonly bucket: string;
  /** The literal key. */
  readonly key: string;
}

/** Explains a key as the register function would see it. Asks `catalog`, if given, what it holds. */
export async function explainKey(
  { stage, datasets, bucket, key }: Place,
  catalog: Catalog | undefined,
  signal: AbortSignal,
): Promise<Explanation> {
  const dataset = datasetOf(key, datasets);
  const hint = /%(2F|3D)/i.test(key)
    ? { hint: "this key looks form-encoded, as S3 notifications write it; explain takes the literal key" }
    : {};
  if (dataset === undefined) {
    return { bucket, key, verdict: "ignored", reason: foreignPrefix(datasets).reason, ...hint };
  }
  const database = databaseName(dataset.database, stage);
  const where = {
    bucket,
    key,
    dataset: dataset.name,
    table: `${database}.${dataset.table}`,
    layout: layoutOf(dataset),
    ...hint,
  };
  const placement = place(dataset, bucket, key, undefined);
  if (placement.kind !== "partition") return { ...where, verdict: placement.kind, reason: placement.reason };
  const { values, location } = placement.partition;
  const named = Object.fromEntries(dataset.keys.map((one, index) => [one.name, values[index]!]));
  const glue = catalog && { glue: await stateOf(catalog, database, dataset, named, location, signal) };
  return { ...where, verdict: "partition", values: named, location, ...glue };
}

async function stateOf(
  catalog: Catalog,
  database: string,
  dataset: Dataset,
  values: Readonly<Record<string, string>>,
  location: string,
  signal: AbortSignal,
): Promise<GlueState> {
  try {
    const table = await catalog.table(database, dataset.table, signal);
    const asked = table.keys.map((name) => values[name.toLowerCase()] ?? "");
    const [held] = await catalog.readPartitions(table, [asked], signal);
    if (held === undefined) return { state: "absent" };
    if (!sameLocation(held.location, location)) return { state: "conflict", location: held.location };
    const { registeredAt, registeredFor } = held;
    return { state: "registered", location: held.location, registeredAt, registeredFor };
  } catch (error) {
    if (!(error instanceof CatalogError)) throw error;
    return { state: "unknown", code: error.code, reason: error.message };
  }
}
