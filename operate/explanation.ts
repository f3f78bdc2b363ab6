import type { Catalog, Table } from "../shared/catalog/port.ts";
import type { Crawlers } from "../shared/crawl/port.ts";
import type { Dataset, Strategy } from "../shared/datasets/dataset.ts";
import { patternOf, tellsHour, writeDate } from "../shared/datasets/date-pattern.ts";
import { guardOf } from "../shared/datasets/guard-mode.ts";
import { dayKeysOf } from "../shared/datasets/partition-day.ts";
import { folderOf, layoutOf, place, sameLocation } from "../shared/datasets/placing.ts";
import { datasetOf, foreignPrefix } from "../shared/events/routing.ts";
import type { Clock } from "../shared/runtime/clock.ts";
import { CatalogError, type ErrorCode } from "../shared/runtime/errors.ts";
import { REGISTRAR } from "../shared/runtime/launcher.ts";
import { crawlerName, databaseName } from "../shared/runtime/names.ts";
import { quoted } from "../shared/runtime/text.ts";
import { bucketOf, listInForce, lyingElsewhere } from "./other-list.ts";
import { crawlerStatus } from "./read-status.ts";
import type { CrawlerStatus, Problem } from "./status.ts";

/** Everything there is to know of one key, for a person who wonders where its partition is. */
export interface Explanation {
  readonly bucket: string;
  readonly key: string;
  /** Where the key belongs, as the function of its dataset reads it. */
  readonly placement: "partition" | "unplaceable" | "ignored";
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

export interface ObjectPlace {
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

/**
 * Explains a key as the function of its dataset's strategy would see it. Asks `ports`, if given, what Glue holds, and in
 * which bucket: events of another bucket are ignored, whatever their keys.
 */
export async function explainKey(
  { stage, datasets, bucket, key }: ObjectPlace,
  ports: ExplanationPorts | undefined,
  signal: AbortSignal,
): Promise<Explanation> {
  const dataset = datasetOf(key, datasets);
  const hint = /%(2F|3D)/i.test(key)
    ? { hint: "this key looks form-encoded, as S3 notifications write it; explain takes the literal key" }
    : {};
  if (dataset === undefined) {
    const { reason } = foreignPrefix(datasets);
    return { bucket, key, placement: "ignored", reason, hint: listInForce(), ...hint };
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
  const table = ports && (await tableOf(dataset, database, ports, signal));
  const home = table && "location" in table ? bucketOf(table.location) : undefined;
  if (home !== undefined && home !== bucket) {
    const reason = `foreign bucket ${quoted(bucket)}: ${where.table} lies in ${home}, and events of other buckets are ignored`;
    return { ...where, placement: "ignored", reason };
  }
  const placed = place(dataset, bucket, key, undefined);
  if (placed.kind !== "partition") return { ...where, placement: placed.kind, reason: placed.reason };
  const { values, location } = placed.partition;
  const named = Object.fromEntries(dataset.keys.map((one, index) => [one.name, values[index]!]));
  const found = { ...where, placement: "partition", values: named, location } as const;
  if (ports === undefined || table === undefined) return { hint: BUCKET_UNKNOWN, ...found };
  const wanted = { dataset, values: named, location };
  const [glue, crawler] = await Promise.all([
    "location" in table ? stateOf(table, wanted, ports, signal) : table,
    dataset.strategy === "crawl"
      ? crawlerStatus(crawlerName(stage, dataset.name), ports.crawlers, signal)
      : undefined,
  ]);
  const isHeldBack = glue.state === "absent" && guardOf(dataset) === "enforce";
  const told = isHeldBack
    ? HELD_BACK
    : "location" in table
      ? lyingElsewhere(table, dataset, bucket)
      : undefined;
  return { ...(told === undefined ? {} : { hint: told }), ...found, glue, ...(crawler && { crawler }) };
}

const HELD_BACK =
  "its dataset has guard: enforce, and the partition is registered once a file of it was read that fits the table; " +
  `${REGISTRAR} parked list shows those that do not`;

const BUCKET_UNKNOWN =
  "only the table tells which bucket is the stage's, and Glue was not asked: events of other buckets are ignored";

/** A partition that a key asks for. */
interface Wanted {
  readonly dataset: Dataset;
  readonly values: Readonly<Record<string, string>>;
  readonly location: string;
}

type Unknown = Extract<GlueState, { readonly state: "unknown" }>;

/** The live table, or why it is not known. */
async function tableOf(
  { table }: Dataset,
  database: string,
  { catalog }: ExplanationPorts,
  signal: AbortSignal,
): Promise<Table | Unknown> {
  return orUnknown(() => catalog.table(database, table, signal));
}

async function stateOf(
  table: Table,
  wanted: Wanted,
  { catalog, clock }: ExplanationPorts,
  signal: AbortSignal,
): Promise<GlueState> {
  if (wanted.dataset.strategy === "project") return projectionOf(wanted, table, clock);
  return orUnknown(() => heldBy(table, wanted, catalog, signal));
}

async function orUnknown<Answer>(ask: () => Promise<Answer>): Promise<Answer | Unknown> {
  try {
    return await ask();
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
  const ordered = dataset.keys.map(({ name }) => values[name]!);
  const [key, ...parts] = dayKeysOf(dataset);
  // Of a year, a month and a day of the month Athena computes what is to come, too.
  if (key !== undefined && parts.length === 0) {
    const [y, M, d, H] = new Date(clock.now()).toISOString().split(/[-T:]/) as [
      string,
      string,
      string,
      string,
    ];
    const now = writeDate(patternOf(key), { y, M, d, H });
    if (values[key.name]! > now) {
      const what = tellsHour(key) ? "this hour" : "today";
      return {
        state: "out of range",
        reason: `${key.name} ${values[key.name]} is after ${what} in UTC, ${now}`,
      };
    }
  }
  const bucket = location.slice(0, location.indexOf("/", "s3://".length) + 1);
  const computed = bucket + folderOf(dataset, ordered);
  return sameLocation(computed, location) ? { state: "computed" } : { state: "conflict", location: computed };
}
