import type { Dataset, Strategy } from "./dataset.ts";
import { CatalogError, type ErrorCode } from "./errors.ts";
import { crawlerName, databaseName } from "./names.ts";
import { folderOf, layoutOf, place, sameLocation } from "./partition.ts";
import type { Catalog, Clock, Crawlers, Table } from "./ports.ts";
import { datasetOf, foreignPrefix } from "./sorting.ts";
import { type CrawlerStatus, crawlerStatus, type Problem } from "./status.ts";

/** Everything there is to know of one key, for a person who wonders where its partition is. */
export interface Explanation {
  readonly bucket: string;
  readonly key: string;
  readonly verdict: "partition" | "unplaceable" | "ignored";
  readonly reason?: string;
  readonly dataset?: string;
  readonly strategy?: Strategy;
  /** `database.table` in the stage. */
  readonly table?: string;
  readonly layout?: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly location?: string;
  /** Absent when Glue was not asked. */
  readonly glue?: GlueState;
  /** Of a crawl dataset; absent when Glue was not asked. */
  readonly crawler?: CrawlerStatus & { readonly problems: readonly Problem[] };
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
  /** Athena finds the partition by the table's properties. */
  | { readonly state: "computed" }
  /** Athena computes no such partition. */
  | { readonly state: "out of range"; readonly reason: string }
  | { readonly state: "unknown"; readonly code: ErrorCode; readonly reason: string };

export interface Place {
  readonly stage: string;
  readonly datasets: readonly Dataset[];
  readonly bucket: string;
  /** The literal key. */
  readonly key: string;
}

/** Whom to ask about what is. */
export interface ExplanationPorts {
  readonly catalog: Pick<Catalog, "table" | "readPartitions">;
  readonly crawlers: Pick<Crawlers, "read">;
  readonly clock: Clock;
}

/** Explains a key as the function of its dataset's strategy would see it. Asks `ports`, if given, what Glue holds. */
export async function explainKey(
  { stage, datasets, bucket, key }: Place,
  ports: ExplanationPorts | undefined,
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
    strategy: dataset.strategy,
    table: `${database}.${dataset.table}`,
    layout: layoutOf(dataset),
    ...hint,
  };
  const placement = place(dataset, bucket, key, undefined);
  if (placement.kind !== "partition") return { ...where, verdict: placement.kind, reason: placement.reason };
  const { values, location } = placement.partition;
  const named = Object.fromEntries(dataset.keys.map((one, index) => [one.name, values[index]!]));
  const found = { ...where, verdict: "partition", values: named, location } as const;
  if (ports === undefined) return found;
  const wanted = { dataset, database, values: named, location };
  const [glue, crawler] = await Promise.all([
    stateOf(wanted, ports, signal),
    dataset.strategy === "crawl"
      ? crawlerStatus(crawlerName(stage, dataset.name), ports.crawlers, signal)
      : undefined,
  ]);
  return { ...found, glue, ...(crawler && { crawler }) };
}

/** A partition that a key asks for. */
interface Wanted {
  readonly dataset: Dataset;
  readonly database: string;
  readonly values: Readonly<Record<string, string>>;
  readonly location: string;
}

async function stateOf(wanted: Wanted, ports: ExplanationPorts, signal: AbortSignal): Promise<GlueState> {
  const { dataset, database } = wanted;
  try {
    const table = await ports.catalog.table(database, dataset.table, signal);
    return dataset.strategy === "project"
      ? projectionOf(wanted, table, ports.clock)
      : await heldBy(table, wanted, ports.catalog, signal);
  } catch (error) {
    if (!(error instanceof CatalogError)) throw error;
    return { state: "unknown", code: error.code, reason: error.message };
  }
}

async function heldBy(
  table: Table,
  { values, location }: Wanted,
  catalog: ExplanationPorts["catalog"],
  signal: AbortSignal,
): Promise<GlueState> {
  const asked = table.keys.map((name) => values[name.toLowerCase()] ?? "");
  const [held] = await catalog.readPartitions(table, [asked], signal);
  if (held === undefined) return { state: "absent" };
  if (!sameLocation(held.location, location)) return { state: "conflict", location: held.location };
  const { registeredAt, registeredFor } = held;
  return { state: "registered", location: held.location, registeredAt, registeredFor };
}

/** Athena looks in the folder that Hive would write, of days until today in UTC, the table's NOW. */
function projectionOf({ dataset, values, location }: Wanted, table: Table, clock: Clock): GlueState {
  if (!table.projected) {
    const reason = `${table.database}.${table.name} has no projection.enabled=true: see registrar doctor`;
    return { state: "unknown", code: "NOT_PROJECTED", reason };
  }
  const today = new Date(clock.now()).toISOString().slice(0, 10);
  for (const { name, kind } of dataset.keys) {
    if (kind === "day" && values[name]! > today) {
      return { state: "out of range", reason: `${name} ${values[name]} is after today in UTC, ${today}` };
    }
  }
  const ordered = dataset.keys.map(({ name }) => values[name]!);
  const bucket = location.slice(0, location.indexOf("/", "s3://".length) + 1);
  const computed = bucket + folderOf(dataset, ordered);
  return sameLocation(computed, location) ? { state: "computed" } : { state: "conflict", location: computed };
}
