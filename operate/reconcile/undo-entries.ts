import type { WholePartition } from "../../shared/removal/port.ts";
import { parseRecord, undoPrefix } from "../../shared/removal/records.ts";
import { UNDO_VERSION, type UndoRecord } from "../../shared/removal/undo-log.ts";
import { RegistrarError } from "../../shared/runtime/errors.ts";
import type { ObjectStore } from "../../shared/store/port.ts";

/** A run that deleted something, as the keys of its records tell it. */
export interface UndoEntry {
  readonly id: string;
  readonly dataset: string;
  readonly partitions: number;
  readonly keys: readonly string[];
}

const ID = /^\d{8}T\d{6}Z-[0-9a-f]{6}$/;

export const isIdOfRun = (text: string): boolean => ID.test(text);

/** The runs that deleted something, the latest first. Reads nothing but keys. */
export async function undoEntries(
  bucket: string,
  stage: string,
  dataset: string | undefined,
  store: Pick<ObjectStore, "objects">,
  signal: AbortSignal,
): Promise<UndoEntry[]> {
  const entries = new Map<string, { id: string; dataset: string; partitions: number; keys: string[] }>();
  const prefix = undoPrefix(stage) + (dataset === undefined ? "" : `${dataset}/`);
  for await (const { key } of store.objects(bucket, prefix, signal)) {
    const [, of, id, count] =
      /^(\w+)\/([^/]+)\/\d+-(\d+)\.json$/.exec(key.slice(undoPrefix(stage).length)) ?? [];
    if (of === undefined || !isIdOfRun(id!)) continue;
    const known = entries.get(`${of}/${id}`) ?? { id: id!, dataset: of, partitions: 0, keys: [] };
    entries.set(`${of}/${id}`, known);
    known.partitions += Number(count);
    known.keys.push(key);
  }
  return [...entries.values()].sort((one, other) => (one.id < other.id ? 1 : -1));
}

/** One record. Throws RECORD_UNREADABLE. */
export function parseUndoRecord(text: string, key: string): UndoRecord {
  const record = parseRecord(text, key, UNDO_VERSION);
  const { database, table, keys, at, partitions } = record;
  const isWhole = [database, table, at].every((field) => typeof field === "string") && Array.isArray(keys);
  if (isWhole && Array.isArray(partitions) && partitions.every(isWholePartition))
    return record as unknown as UndoRecord;
  throw new RegistrarError("RECORD_UNREADABLE", `${key} is not what was written: a field is missing`);
}

function isWholePartition(partition: unknown): partition is WholePartition {
  const { values, location, input } = (partition ?? {}) as Partial<WholePartition>;
  return Array.isArray(values) && typeof location === "string" && typeof input === "object" && input !== null;
}
