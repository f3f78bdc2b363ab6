import type { CallTimeout } from "../runtime/deadlines.ts";
import { RegistrarError } from "../runtime/errors.ts";
import type { RecordStore } from "../store/port.ts";
import { DELETES_PREFIX, parseRecord } from "./records.ts";

const COUNT_VERSION = 1;

/** How often a count is read again because somebody else wrote it meanwhile. */
const ROUNDS = 20;

export interface BudgetOf {
  readonly bucket: string;
  readonly stage: string;
  readonly dataset: string;
  /** UTC, YYYY-MM-DD. */
  readonly day: string;
}

/**
 * How many partitions of a dataset may still be deleted today, whoever deletes them: a count in the bucket, which is
 * raised before anything is deleted, and only over the version that was read.
 */
export class DeleteBudget {
  readonly #of: BudgetOf;
  readonly #most: number;
  readonly #records: RecordStore;
  readonly #callTimeout: CallTimeout;
  #known: { readonly deleted: number; readonly version: string | "nothing" } | undefined;

  constructor(of: BudgetOf, most: number, records: RecordStore, callTimeout: CallTimeout) {
    this.#of = of;
    this.#most = most;
    this.#records = records;
    this.#callTimeout = callTimeout;
  }

  /** Was nothing left when it was last asked? */
  get isSpent(): boolean {
    return this.#known !== undefined && this.#known.deleted >= this.#most;
  }

  /** Takes up to `wanted`, and answers how many there were. Throws RegistrarError. */
  async take(wanted: number): Promise<number> {
    const { bucket } = this.#of;
    for (let round = 0; round < ROUNDS; round++) {
      const { deleted, version } = this.#known ?? (await this.#read());
      const granted = Math.max(0, Math.min(wanted, this.#most - deleted));
      this.#known = { deleted, version };
      if (granted === 0) return 0;
      const text = JSON.stringify({ version: COUNT_VERSION, ...this.#of, deleted: deleted + granted });
      const written = await this.#records.write(
        bucket,
        this.#key(),
        `${text}\n`,
        version,
        this.#callTimeout(),
      );
      if (written !== "outdated") {
        this.#known = { deleted: deleted + granted, version: written.version };
        return granted;
      }
      this.#known = undefined;
    }
    const message = `s3://${bucket}/${this.#key()} is written by others again and again`;
    throw new RegistrarError("STORE_REFUSED", message, { retryable: true });
  }

  async #read() {
    const found = await this.#records.read(this.#of.bucket, this.#key(), this.#callTimeout());
    if (found === undefined) return { deleted: 0, version: "nothing" as const };
    const { deleted } = parseRecord(found.text, this.#key(), COUNT_VERSION);
    if (!Number.isSafeInteger(deleted)) {
      throw new RegistrarError("RECORD_UNREADABLE", `${this.#key()}: "deleted" is no number`);
    }
    return { deleted: deleted as number, version: found.version };
  }

  #key(): string {
    const { stage, dataset, day } = this.#of;
    return `${DELETES_PREFIX}${stage}/${dataset}/${day}.json`;
  }
}
