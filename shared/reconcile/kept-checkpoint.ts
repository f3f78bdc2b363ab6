import { RECORDS_PREFIX } from "../removal/records.ts";
import type { CallTimeout } from "../runtime/deadlines.ts";
import { RegistrarError } from "../runtime/errors.ts";
import type { RecordStore } from "../store/port.ts";
import {
  type Checkpoint,
  checkpointDefect,
  checkpointText,
  isOfRun,
  type Progress,
  resumable,
} from "./checkpoint.ts";

/** Where the checkpoints of a stage lie. */
export const checkpointPrefix = (stage: string): string => `${RECORDS_PREFIX}checkpoints/${stage}/`;

/** How often it is written over what others have written meanwhile. */
const ROUNDS = 5;

/** The checkpoint of a dataset's run in the bucket, which only one invocation at a time may carry on. */
export class KeptCheckpoint {
  readonly #bucket: string;
  readonly #key: string;
  /** The run, as `Checkpoint.run`. */
  readonly #run: string;
  readonly #records: RecordStore;
  readonly #callTimeout: CallTimeout;
  #version: string | "nothing" = "nothing";
  #defect: string | undefined;

  constructor(
    {
      bucket,
      stage,
      dataset,
      run,
    }: { readonly bucket: string; readonly stage: string; readonly dataset: string; readonly run: string },
    records: RecordStore,
    callTimeout: CallTimeout,
  ) {
    this.#bucket = bucket;
    this.#key = `${checkpointPrefix(stage)}${dataset}.json`;
    this.#run = run;
    this.#records = records;
    this.#callTimeout = callTimeout;
  }

  /** What is wrong with what was read; undefined if nothing is. That it is of another run is usual, and no defect. */
  get defect(): string | undefined {
    return this.#defect;
  }

  /** What an earlier invocation of this run has left; undefined if there is nothing that this one could go on from. */
  async read(now: number): Promise<Checkpoint | undefined> {
    const found = await this.#records.read(this.#bucket, this.#key, this.#callTimeout());
    if (found === undefined) return undefined;
    this.#version = found.version;
    this.#defect = checkpointDefect(found.text);
    const checkpoint = resumable(found.text, this.#run, now);
    return typeof checkpoint === "string" ? undefined : checkpoint;
  }

  /**
   * False if another invocation of the same run has written meanwhile: it is at work, and this one need not be. Over what
   * another run has left it writes: who stood back for that would leave its own run undone. Throws RegistrarError.
   */
  async write(through: string, progress: Progress, now: number): Promise<boolean> {
    const text = checkpointText({ run: this.#run, at: now, through, progress });
    for (let round = 0; round < ROUNDS; round++) {
      const callTimeout = this.#callTimeout();
      const written = await this.#records.write(this.#bucket, this.#key, text, this.#version, callTimeout);
      if (written !== "outdated") {
        this.#version = written.version;
        return true;
      }
      const found = await this.#records.read(this.#bucket, this.#key, this.#callTimeout());
      // Written by this very call, whose first answer was lost: the SDK asks again.
      const isOwn = found?.text === text;
      if (!isOwn && found !== undefined && isOfRun(found.text, this.#run)) return false;
      this.#version = found?.version ?? "nothing";
      if (isOwn) return true;
    }
    const message = `s3://${this.#bucket}/${this.#key} is written by others again and again`;
    throw new RegistrarError("STORE_REFUSED", message, { retryable: true });
  }
}
