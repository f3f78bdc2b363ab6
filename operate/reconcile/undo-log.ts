import type { CallTimeout } from "../../shared/runtime/deadlines.ts";
import { RegistrarError } from "../../shared/runtime/errors.ts";
import type { ObjectStore } from "../../shared/store/port.ts";
import type { RecordStore, WholePartition } from "./port.ts";
import { parseRecord, RECONCILE_PREFIX } from "./records.ts";

/** Which run deleted something of which dataset. */
export interface UndoOf {
  readonly bucket: string;
  readonly stage: string;
  readonly dataset: string;
  /** As in `idOfRun`. */
  readonly id: string;
}

/** What one call of Glue was to delete: written before the call. */
export interface UndoRecord {
  readonly database: string;
  readonly table: string;
  /** Names of the table's partition keys, in order. */
  readonly keys: readonly string[];
  /** ISO 8601. */
  readonly at: string;
  readonly partitions: readonly WholePartition[];
}

/** A run that deleted something, as the keys of its records tell it. */
export interface UndoEntry {
  readonly id: string;
  readonly dataset: string;
  readonly partitions: number;
  readonly keys: readonly string[];
}

const ID = /^\d{8}T\d{6}Z-[0-9a-f]{6}$/;

/** "20261120T153000Z-1f3a9c", of the moment at which a run begins and 24 random bits in hex. */
export const idOfRun = (now: number, random: string): string =>
  `${new Date(now).toISOString().replace(/[-:]|\.\d+/g, "")}-${random}`;

export const isIdOfRun = (text: string): boolean => ID.test(text);

const prefixOf = (stage: string) => `${RECONCILE_PREFIX}undo/${stage}/`;

/** Writes the records of one run. */
export class UndoLog {
  readonly #of: UndoOf;
  readonly #records: RecordStore;
  readonly #callTimeout: CallTimeout;
  #written = 0;

  constructor(of: UndoOf, records: RecordStore, callTimeout: CallTimeout) {
    this.#of = of;
    this.#records = records;
    this.#callTimeout = callTimeout;
  }

  /** Was anything written? */
  get isUsed(): boolean {
    return this.#written > 0;
  }

  /** Throws RegistrarError: what cannot be written down must not be deleted. */
  async write(record: UndoRecord): Promise<void> {
    const { bucket, stage, dataset, id } = this.#of;
    this.#written += 1;
    const name = `${String(this.#written).padStart(6, "0")}-${record.partitions.length}.json`;
    const key = `${prefixOf(stage)}${dataset}/${id}/${name}`;
    const text = `${JSON.stringify({ version: 1, stage, dataset, id, ...record }, null, 2)}\n`;
    const written = await this.#records.write(bucket, key, text, "nothing", this.#callTimeout());
    if (written === "outdated")
      throw new RegistrarError("STORE_REFUSED", `s3://${bucket}/${key} exists already`);
  }
}

/** The runs that deleted something, the latest first. Reads nothing but keys. */
export async function undoEntries(
  bucket: string,
  stage: string,
  dataset: string | undefined,
  store: Pick<ObjectStore, "objects">,
  signal: AbortSignal,
): Promise<UndoEntry[]> {
  const entries = new Map<string, { id: string; dataset: string; partitions: number; keys: string[] }>();
  const prefix = prefixOf(stage) + (dataset === undefined ? "" : `${dataset}/`);
  for await (const { key } of store.objects(bucket, prefix, signal)) {
    const [, of, id, count] =
      /^(\w+)\/([^/]+)\/\d+-(\d+)\.json$/.exec(key.slice(prefixOf(stage).length)) ?? [];
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
  const record = parseRecord(text, key);
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
