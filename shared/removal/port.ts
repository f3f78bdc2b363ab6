/** What comparing S3 with Glue, and removing partitions, need of both. Every method throws RegistrarError. */
import type { PartitionRanges, Refusal, Table } from "../catalog/port.ts";
import type { CallTimeout } from "../runtime/deadlines.ts";
import type { StoredObject } from "../store/port.ts";

/** A partition and where it points. */
export interface Pointing {
  /** In the dataset's key order. */
  readonly values: readonly string[];
  readonly location: string;
}

/** Glue API, BatchDeletePartition: PartitionsToDelete holds at most 25. */
export const PARTITIONS_PER_DELETE = 25;

/** What deletes partitions, and brings them back as they were. */
export interface PartitionRemover {
  /** The partitions that exist, of up to PARTITIONS_PER_READ asked for, whole. Values are in the table's key order. */
  readWhole(
    table: Table,
    values: readonly (readonly string[])[],
    signal: AbortSignal,
  ): Promise<readonly WholePartition[]>;
  /** Deletes up to PARTITIONS_PER_DELETE. Answers what Glue refused; those that are gone already are no refusal. */
  delete(
    table: Table,
    values: readonly (readonly string[])[],
    signal: AbortSignal,
  ): Promise<readonly Refusal[]>;
  /** Creates up to PARTITIONS_PER_CREATE again as they were. Answers what Glue refused. */
  restore(
    table: Table,
    partitions: readonly WholePartition[],
    signal: AbortSignal,
  ): Promise<readonly Refusal[]>;
}

/** A partition with everything that Glue keeps of it. */
export interface WholePartition {
  /** In the table's key order. */
  readonly values: readonly string[];
  readonly location: string;
  /** Glue's PartitionInput as JSON, times as ISO 8601. Opaque to everything but the adapter. */
  readonly input: unknown;
}

/** A partition as Glue lists it: where it points, and nothing of its columns. */
export interface HeldPartition {
  /** In the table's key order. */
  readonly values: readonly string[];
  readonly location: string;
  /** The hash of its columns that its parameters have. */
  readonly columns?: string | undefined;
}

/** All partitions of a table, or those within ranges. */
export interface PartitionReader {
  /** Hands over page after page, in no order, several calls at a time. `callTimeout` is for one call. */
  read(
    table: Table,
    ranges: PartitionRanges | undefined,
    callTimeout: CallTimeout,
    onPage: (page: readonly HeldPartition[]) => void,
  ): Promise<void>;
}

/** Keys of a bucket in order, a page at a time. */
export interface KeyListing {
  /** Up to 1,000 objects below a prefix whose keys come after `after`. */
  page(bucket: string, prefix: string, after: string | undefined, signal: AbortSignal): Promise<KeyPage>;
}

export interface KeyPage {
  readonly objects: readonly StoredObject[];
  /** Is there nothing behind these? */
  readonly isLast: boolean;
}

/** Attempts of a call that only reads: among thousands of calls one is throttled, and the run shall not end of it. */
export const READ_ATTEMPTS = 8;
