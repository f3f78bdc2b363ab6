/** What the parts of a story about upkeep know of one another. */
import type { JsonObject } from "../../../emulator/index.ts";
import type { Glue } from "../../../emulator/parts.ts";
import type { Undone } from "../../../operate/reconcile/undo.ts";
import type { UndoEntry } from "../../../operate/reconcile/undo-entries.ts";
import type { Dataset } from "../../../shared/datasets/dataset.ts";
import type { Ledger } from "../ledger.ts";
import type { BaseJudgement, BaseWorld, Invocation, QueueName } from "../world.ts";
import type { BucketContent } from "./bucket-content.ts";
import type { PartitionHistory } from "./partition-history.ts";
import type { StoryFolder } from "./upkeep-datasets.ts";

export interface UpkeepWorld extends BaseWorld {
  readonly stage: string;
  readonly datasets: readonly Dataset[];
  readonly folders: readonly StoryFolder[];
  readonly glue: Glue;
  readonly ledger: Ledger;
  readonly history: PartitionHistory;
  readonly bucket: BucketContent;
  readonly judge: UpkeepJudgement;
  readonly isTroubled: boolean;
  /** Since when all is well; Infinity before. */
  readonly calmSince: number;
  /** Objects that a page of a listing holds at most, and the same of partitions. */
  readonly pageSizes: { readonly objects: number; readonly partitions: number };
  /** Milliseconds that a listing may take besides. */
  readonly slowness: number;
  readonly races: RaceMoments;
  /** "database.table" of a dataset. */
  tableOf(dataset: Dataset): string;
  /** Bodies of what is in the queues of functions. */
  waiting(): readonly string[];
  /** Where a parked body came from. */
  queueOf(body: string): QueueName;
  /** Bodies of what is parked. */
  parkedBodies(): readonly string[];
}

/** Moments at which others may strike. */
interface RaceMoments {
  writtenDown(locations: readonly string[]): void;
  deleted(path: string): void;
  /** Milliseconds that a delete takes longer now. */
  slowness(): number;
}

/** What the judge is told while the story goes on. */
interface UpkeepJudgement extends BaseJudgement {
  /** A call of Glue was carried out. */
  done(
    invocation: Invocation,
    operation: string,
    input: Readonly<Record<string, unknown>>,
    answer: JsonObject,
  ): void;
  /** An object of ours is written. */
  written(invocation: Invocation, key: string, text: string): void;
  /** An undo has ended, which began then. */
  undone(entry: UndoEntry, undone: Undone, since: number): void;
  /** A function, or a command, sent something to a queue. */
  sent(body: string): void;
}
