import type { CallTimeout } from "../runtime/deadlines.ts";
import { RegistrarError } from "../runtime/errors.ts";
import type { RecordStore } from "../store/port.ts";
import type { WholePartition } from "./port.ts";
import { undoPrefix } from "./records.ts";

/** Which run deleted something of which dataset. */
export interface UndoOf {
  readonly bucket: string;
  readonly stage: string;
  readonly dataset: string;
  /** As in `idOfRun`. */
  readonly id: string;
  readonly by: Remover;
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

/** Who removes: a person's reconcile, the nightly one, or the function that hears of removed objects. */
export type Remover = "command" | "reconcile" | "deregister";

/** Version 1 did not say who removed: only the command did. */
export const UNDO_VERSION = 2;

/** "20261120T153000Z-1f3a9c", of the moment at which a run begins and 24 random bits in hex. */
export const idOfRun = (now: number, random: string): string =>
  `${new Date(now).toISOString().replace(/[-:]|\.\d+/g, "")}-${random}`;

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
    const { bucket, stage, dataset, id, by } = this.#of;
    this.#written += 1;
    const name = `${String(this.#written).padStart(6, "0")}-${record.partitions.length}.json`;
    const key = `${undoPrefix(stage)}${dataset}/${id}/${name}`;
    const text = `${JSON.stringify({ version: UNDO_VERSION, stage, dataset, id, by, ...record }, null, 2)}\n`;
    const written = await this.#records.write(bucket, key, text, "nothing", this.#callTimeout());
    if (written === "outdated")
      throw new RegistrarError("STORE_REFUSED", `s3://${bucket}/${key} exists already`);
  }
}
