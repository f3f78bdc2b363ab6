import { rangesOfDays } from "../catalog/day-ranges.ts";
import type { Catalog, ListedPartition, PartitionListing, Table, TableFormat } from "../catalog/port.ts";
import { isCalendarDay } from "../datasets/day.ts";
import { isGuarded } from "../datasets/guard-mode.ts";
import { type DayReader, dayReaderOf } from "../datasets/partition-day.ts";
import { RegistrarError } from "../runtime/errors.ts";
import { databaseName } from "../runtime/names.ts";
import type { ObjectStore, ObjectWriter } from "../store/port.ts";
import { readFileFindings } from "./file-findings.ts";
import type { Unavailable } from "./finding.ts";
import {
  type CatalogSnapshot,
  dayAfter,
  dayBefore,
  type Maybe,
  type RegisteredPartition,
  type RegisteredPartitions,
  type Span,
  type StoredFolder,
  spanOf,
  storeSpanOf,
  type TableSnapshot,
  todayOf,
  type ValidationScope,
} from "./snapshot.ts";
import { readFolders } from "./stored-folders.ts";
import { deviationsOf } from "./table-format.ts";

/** Whom a survey asks. Without a store nothing is said of folders and files. */
export interface SnapshotPorts {
  readonly catalog: Pick<Catalog, "table">;
  readonly partitions: PartitionListing;
  readonly store: ObjectStore | undefined;
  /** Small objects of the same bucket. Without it nothing is said of the files that the guard has read. */
  readonly texts?: Pick<ObjectWriter, "text">;
}

/** Where a dataset is. */
export interface DatasetLocation {
  readonly stage: string;
  readonly bucket: string;
}

/**
 * Reads what Glue and S3 hold of a dataset: one GetTable, one filtered GetPartitions, and of S3 one listing of the
 * days and one of each day that is looked at, each by pages. A refusal is part of it; only a defect throws.
 */
export async function readSnapshot(
  scope: ValidationScope,
  { stage, bucket }: DatasetLocation,
  ports: SnapshotPorts,
  signal: AbortSignal,
): Promise<CatalogSnapshot> {
  const { dataset } = scope;
  const [span, storeSpan] = [spanOf(scope), storeSpanOf(scope)];
  const found = await known(signal, () =>
    ports.catalog.table(databaseName(dataset.database, stage), dataset.table, signal),
  );
  // Glue first: what is written meanwhile is then too young to be missed, and nothing looks deleted.
  const held = "value" in found ? await readPartitions(scope, found.value, span, ports, signal) : found;
  return {
    ...scope,
    bucket,
    table: "value" in found ? { value: liveTable(found.value, ports.partitions) } : found,
    span,
    partitions: held,
    storeSpan,
    folders: await foldersOf(scope, bucket, storeSpan, ports.store, signal),
    files: await filesOf(scope, bucket, storeSpan, ports, signal),
  };
}

function liveTable(table: Table, partitions: PartitionListing): TableSnapshot {
  return {
    name: `${table.database}.${table.name}`,
    keys: table.keys,
    ...(table.keyTypes && { keyTypes: table.keyTypes }),
    form: partitions.formatOf(table),
    projected: table.projected,
  };
}

async function foldersOf(
  { dataset }: ValidationScope,
  bucket: string,
  span: Span,
  store: ObjectStore | undefined,
  signal: AbortSignal,
): Promise<Maybe<readonly StoredFolder[]>> {
  if (store === undefined) {
    return { outcome: "skipped", reason: "not_applicable", message: "this run does not read S3" };
  }
  return known(signal, () => readFolders(dataset, bucket, span, store, signal));
}

async function filesOf(
  { dataset }: ValidationScope,
  bucket: string,
  span: Span,
  { store, texts }: SnapshotPorts,
  signal: AbortSignal,
): Promise<CatalogSnapshot["files"]> {
  if (!isGuarded(dataset) || store === undefined || texts === undefined) return undefined;
  return known(signal, () => readFileFindings(dataset.name, bucket, span, { store, texts }, signal));
}

async function readPartitions(
  scope: ValidationScope,
  table: Table,
  span: Span,
  { partitions }: SnapshotPorts,
  signal: AbortSignal,
): Promise<Maybe<RegisteredPartitions>> {
  const { dataset, window, days } = scope;
  const order = dataset.keys.map(({ name }) => table.keys.findIndex((key) => key.toLowerCase() === name));
  if (order.includes(-1) || order.length !== table.keys.length) {
    const declared = dataset.keys.map(({ name }) => name);
    const message = `${table.database}.${table.name} is partitioned by [${table.keys}], the dataset by [${declared}]`;
    return { outcome: "error", reason: "missing_column", message };
  }
  const dayOf = dayReaderOf(dataset);
  const inOrder = (values: readonly string[]) => order.map((at) => values[at] ?? "");
  return known(signal, async () => {
    const form = partitions.formatOf(table);
    const listed: RegisteredPartition[] = [];
    for await (const page of partitions.within(table, rangesOfDays(dataset, table, span), signal)) {
      const held = page.map((one) => heldPartition(one, inOrder(one.values), form));
      listed.push(...held.filter(({ values }) => !isOutside(dayOf(values), span)));
    }
    // A day that is still to come is a mistake, and no beginning of anything.
    const present = daysOf(listed, dayOf).filter((day) => day <= todayOf(scope));
    const [oldest] = present;
    const newest = present.at(-1);
    const held = { listed, isEmpty: false, oldestDay: undefined, newestDay: newest };
    const first = window.expected[0]?.day;
    if (first !== undefined && oldest !== undefined && oldest <= first) return held;
    if (days !== undefined && first === undefined) {
      return { ...held, isEmpty: listed.length === 0 && !(await hasAny(partitions.values(table, signal))) };
    }
    // A session lacks at the beginning: does the table begin here, and if nothing came since, what came last?
    const isLastWanted = days === undefined && newest === undefined;
    const older = await daysWithin({ from: undefined, to: dayBefore(span.from) }, isLastWanted);
    if (older !== undefined) return { ...held, newestDay: isLastWanted ? older.at(-1) : newest };
    // Then all of its days are later ones. Of a page of them the first counts: the very first, if Glue lists in order.
    const isElsewhere = days !== undefined && listed.length === 0;
    const later = isElsewhere
      ? await daysWithin({ from: dayAfter(days.to), to: undefined }, false)
      : undefined;
    return {
      ...held,
      isEmpty: listed.length === 0 && later === undefined,
      oldestDay: oldest ?? later?.find((day) => day <= todayOf(scope)),
    };
  });

  /** The days of a range, in order, undefined if it has no partition; those of its first page if not each is wanted. */
  async function daysWithin(
    range: { readonly from: string | undefined; readonly to: string | undefined },
    isEachWanted: boolean,
  ): Promise<string[] | undefined> {
    const found: { readonly values: readonly string[] }[] = [];
    for await (const page of partitions.within(table, rangesOfDays(dataset, table, range), signal)) {
      const held = page.map(({ values }) => ({ values: inOrder(values) }));
      found.push(...held.filter(({ values }) => !isOutside(dayOf(values), range)));
      if (found.length > 0 && !isEachWanted) break;
    }
    return found.length === 0 ? undefined : daysOf(found, dayOf);
  }
}

async function hasAny(pages: AsyncIterable<readonly unknown[]>): Promise<boolean> {
  for await (const page of pages) if (page.length > 0) return true;
  return false;
}

/** The real days among partitions, each once, in order. */
function daysOf(partitions: readonly Pick<RegisteredPartition, "values">[], dayOf: DayReader): string[] {
  const days = new Set(partitions.map(({ values }) => dayOf(values) ?? ""));
  return [...days].filter(isCalendarDay).sort();
}

/** Is it another day than those that Glue was asked for? It may answer with more where several keys tell the day. */
function isOutside(day: string | undefined, { from, to }: Parameters<typeof rangesOfDays>[2]): boolean {
  if (day === undefined || !isCalendarDay(day)) return false;
  return (from !== undefined && day < from) || (to !== undefined && day > to);
}

function heldPartition(
  { location, eventTime, registeredAt, form }: ListedPartition,
  values: readonly string[],
  ofTable: TableFormat,
): RegisteredPartition {
  const seconds = (Date.parse(registeredAt ?? "") - Date.parse(eventTime ?? "")) / 1000;
  return {
    values,
    location,
    deviations: deviationsOf(form, ofTable),
    // Clocks of different machines may disagree by a little.
    latency: Number.isNaN(seconds) ? undefined : Math.max(0, seconds),
  };
}

/** What was read, or why it could not be. Throws only what is a defect. */
async function known<Value>(signal: AbortSignal, read: () => Promise<Value>): Promise<Maybe<Value>> {
  try {
    return { value: await read() };
  } catch (thrown) {
    if (!(thrown instanceof RegistrarError)) throw thrown;
    return unknown(thrown, signal.aborted);
  }
}

function unknown({ code, message }: RegistrarError, isLate: boolean): Unavailable {
  if (code === "TABLE_NOT_FOUND") return { outcome: "no_data", reason: "missing_table", message };
  const reason = isLate || code === "DEADLINE" ? "timeout" : "source_unavailable";
  return { outcome: "error", reason, message: `${code}: ${message}` };
}
