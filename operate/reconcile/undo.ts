import { type Catalog, PARTITIONS_PER_CREATE, type Table } from "../../shared/catalog/port.ts";
import { identityOf, sameLocation } from "../../shared/datasets/placing.ts";
import type { PartitionRemover, WholePartition } from "../../shared/removal/port.ts";
import type { UndoRecord } from "../../shared/removal/undo-log.ts";
import type { CallTimeout } from "../../shared/runtime/deadlines.ts";
import { RegistrarError } from "../../shared/runtime/errors.ts";
import { chunked } from "../../shared/runtime/parallel.ts";
import type { RecordStore } from "../../shared/store/port.ts";
import { parseUndoRecord, type UndoEntry } from "./undo-entries.ts";

/** What bringing partitions back came to, or would come to. */
export interface Undone {
  /** Created again, or those that would be. */
  readonly restored: readonly WholePartition[];
  /** Partitions that are where they were. */
  readonly present: number;
  /** Partitions that are not, and why. */
  readonly troubles: readonly { readonly location: string; readonly reason: string }[];
}

export interface UndoTools {
  readonly catalog: Pick<Catalog, "table" | "readPartitions">;
  readonly remover: Pick<PartitionRemover, "restore">;
  readonly records: Pick<RecordStore, "read">;
  readonly callTimeout: CallTimeout;
}

/**
 * Brings back what a run removed, each partition as it was. What Glue holds already stays as it is. Without `isApplied`
 * nothing is written. Throws RegistrarError.
 */
export async function undo(
  bucket: string,
  { keys }: UndoEntry,
  isApplied: boolean,
  tools: UndoTools,
): Promise<Undone> {
  const restored: WholePartition[] = [];
  const troubles: { location: string; reason: string }[] = [];
  let present = 0;
  for (const key of keys) {
    const record = await readRecord(bucket, key, tools);
    const table = await tools.catalog.table(record.database, record.table, tools.callTimeout());
    refuseOtherKeys(table, record, key);
    for (const chunk of chunked(record.partitions, PARTITIONS_PER_CREATE)) {
      const { absent, conflicts } = await compare(table, chunk, tools);
      troubles.push(...conflicts);
      present += chunk.length - absent.length - conflicts.length;
      const refused = isApplied ? await restore(table, absent, tools) : new Map<string, string>();
      for (const one of absent) {
        const reason = refused.get(identityOf(one.values));
        if (reason === undefined) restored.push(one);
        else troubles.push({ location: one.location, reason });
      }
    }
  }
  return { restored, present, troubles };
}

async function readRecord(bucket: string, key: string, tools: UndoTools): Promise<UndoRecord> {
  const found = await tools.records.read(bucket, key, tools.callTimeout());
  if (found === undefined) throw new RegistrarError("RECORD_UNREADABLE", `s3://${bucket}/${key} is gone`);
  return parseUndoRecord(found.text, key);
}

/** Glue pairs values with keys by position: in a table that was made anew they may be another partition's. */
function refuseOtherKeys({ database, name, keys }: Table, record: UndoRecord, key: string): void {
  if (keys.join() === record.keys.join()) return;
  const message = `${database}.${name} is partitioned by [${keys}], ${key} is of partitions by [${record.keys}]`;
  throw new RegistrarError("TABLE_KEYS_DIFFER", message);
}

async function compare(
  table: Table,
  partitions: readonly WholePartition[],
  { catalog, callTimeout }: UndoTools,
) {
  const values = partitions.map((one) => one.values);
  const stored = await catalog.readPartitions(table, values, callTimeout());
  const held = new Map(stored.map((one) => [identityOf(one.values), one.location]));
  const absent = partitions.filter((one) => !held.has(identityOf(one.values)));
  const conflicts = partitions.flatMap((one) => {
    const location = held.get(identityOf(one.values));
    if (location === undefined || sameLocation(location, one.location)) return [];
    return [{ location: one.location, reason: `Glue has ${location}` }];
  });
  return { absent, conflicts };
}

/** Answers what Glue refused, by identity. */
async function restore(
  table: Table,
  partitions: readonly WholePartition[],
  { remover, callTimeout }: UndoTools,
) {
  if (partitions.length === 0) return new Map<string, string>();
  const refusals = await remover.restore(table, partitions, callTimeout());
  return new Map(
    refusals.map(({ values, error }) => [
      identityOf(values),
      typeof error === "string" ? "somebody else created it just now" : error.message,
    ]),
  );
}
