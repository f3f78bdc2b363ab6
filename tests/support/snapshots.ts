import type { Dataset } from "../../shared/datasets/dataset.ts";
import { dayReaderOf } from "../../shared/datasets/partition-day.ts";
import { folderOf } from "../../shared/datasets/placing.ts";
import type { CheckId } from "../../shared/quality/checks/index.ts";
import { judge, subjectOf } from "../../shared/quality/judgement.ts";
import { metadataFindings } from "../../shared/quality/metadata-findings.ts";
import type { Quality } from "../../shared/quality/quality.ts";
import {
  type CatalogSnapshot,
  isWithin,
  type RegisteredPartition,
  type RegisteredPartitions,
  type StoredFolder,
  scopeOf,
  spanOf,
  storeSpanOf,
  type TableSnapshot,
  todayOf,
  type ValidatedDataset,
} from "../../shared/quality/snapshot.ts";
import type { Days } from "../../shared/quality/windows.ts";
import { databaseName } from "../../shared/runtime/names.ts";
import { datasets } from "../fixtures/datasets.ts";
import { BUCKET } from "./platform.ts";

const shipped = (name: string) => datasets.find((one) => one.name === name) as ValidatedDataset;
/** Partitioned by day and symbol; due 30 minutes after the close. */
export const trades = shipped("trades");
/** Partitioned by day; due 60 minutes after the close; made from trades. */
export const bars = shipped("bars_5m");

export function withQuality(dataset: ValidatedDataset, change: Partial<Quality>): ValidatedDataset {
  return { ...dataset, quality: { ...dataset.quality, ...change } };
}

/** Two hours after the half day's close: the bars of 2025-11-28 were due an hour ago. */
export const NOW = "2025-11-28T20:00:00Z";
/** The twenty sessions up to that day. */
export const SESSIONS: readonly string[] = scopeOf(
  bars,
  "metadata",
  Date.parse(NOW),
  undefined,
).window.expected.map(({ day }) => day);

/** What Glue and S3 hold of a dataset, when a test says no more: every session up to 2025-11-28, in both alike. */
export interface SnapshotWorld {
  readonly now?: string;
  readonly days?: Days;
  /** The days, or the values, of the partitions in Glue. */
  readonly glue?: readonly (string | readonly string[] | RegisteredPartition)[];
  /** The same of the folders in S3; what Glue has, where there is no more to say. */
  readonly s3?: readonly (string | readonly string[] | StoredFolder)[];
  readonly held?: Partial<RegisteredPartitions>;
  readonly table?: Partial<TableSnapshot>;
  /** Takes the place of what was read. */
  readonly snapshot?: Partial<CatalogSnapshot>;
}

export function snapshotOf(dataset: ValidatedDataset, world: SnapshotWorld = {}): CatalogSnapshot {
  const { now = NOW, days, glue = SESSIONS, s3 = glue } = world;
  const scope = scopeOf(dataset, "metadata", Date.parse(now), days);
  const listed = glue.map((one) => partitionOf(dataset, one));
  const dayOf = dayReaderOf(dataset);
  const present = listed.map(({ values }) => dayOf(values)!).filter((day) => day <= todayOf(scope));
  const storeSpan = storeSpanOf(scope);
  const folders = s3.map((one) => folderIn(dataset, one));
  const ofTable: TableSnapshot = {
    name: `${databaseName(dataset.database, "dev")}.${dataset.table}`,
    keys: dataset.keys.map(({ name }) => name),
    form: { columns: dataset.columns, inputFormat: "parquet", serde: "parquet" },
    projected: false,
  };
  const held: RegisteredPartitions = {
    listed,
    isEmpty: listed.length === 0,
    oldestDay: undefined,
    newestDay: present.sort().at(-1),
    ...world.held,
  };
  return {
    ...scope,
    bucket: BUCKET,
    table: { value: { ...ofTable, ...world.table } },
    span: spanOf(scope),
    partitions: { value: held },
    storeSpan,
    folders: { value: folders.filter(({ values }) => isWithin(storeSpan, dayOf(values)!)) },
    ...world.snapshot,
  };
}

export function partitionOf(
  dataset: Dataset,
  one: string | readonly string[] | RegisteredPartition,
  change: Partial<RegisteredPartition> = {},
): RegisteredPartition {
  if (typeof one === "object" && "location" in one) return one;
  const values = valuesOf(one);
  return { values, location: locationOf(dataset, values), deviations: [], latency: undefined, ...change };
}

/** Two files of a megabyte, written the day before yesterday at the latest. */
export function folderOn(
  dataset: Dataset,
  one: string | readonly string[],
  change: Partial<StoredFolder> = {},
): StoredFolder {
  const values = valuesOf(one);
  const sizes = { files: 2, bytes: 2_000_000, medianBytes: 1_000_000 };
  return { values, locations: [locationOf(dataset, values)], ...sizes, since: 0, lastWrite: 0, ...change };
}

function folderIn(
  dataset: Dataset,
  one: NonNullable<SnapshotWorld["s3"]>[number] | RegisteredPartition,
): StoredFolder {
  if (typeof one === "object" && "files" in one) return one;
  return folderOn(dataset, typeof one === "object" && "location" in one ? one.values : one);
}

function valuesOf(one: string | readonly string[]): readonly string[] {
  return typeof one === "string" ? [one] : one;
}

export function locationOf(dataset: Dataset, values: readonly string[]): string {
  return `s3://${BUCKET}/${folderOf(dataset, values)}`;
}

/** What a user reads of one check, a line for each finding: `outcome reason day: message`, "-" for none. */
export function told(
  check: CheckId,
  snapshot: CatalogSnapshot,
  all: readonly CatalogSnapshot[] = [snapshot],
): string[] {
  return resultsOf(check, snapshot, all).map(
    ({ outcome, reason, day, message }) => `${outcome} ${reason ?? "-"} ${day ?? "-"}: ${message}`,
  );
}

/** What the findings of one check come to. */
export function resultsOf(
  check: CheckId,
  snapshot: CatalogSnapshot,
  all: readonly CatalogSnapshot[] = [snapshot],
) {
  const judgement = { stage: "dev", suite: "metadata", runId: "run", today: todayOf(snapshot) } as const;
  return metadataFindings(snapshot, all)
    .filter((finding) => finding.check === check)
    .map((finding) => judge(finding, subjectOf(snapshot.dataset, "dev"), judgement));
}
