/**
 * The Glue Data Catalog, as the product needs it. Every method takes an AbortSignal: when it fires the call ends, and
 * throws.
 */
import type { Column } from "../datasets/dataset.ts";
import type { CatalogError } from "../runtime/errors.ts";

/** Glue API, BatchCreatePartition: PartitionInputList holds at most 100. */
export const PARTITIONS_PER_CREATE = 100;
/** Glue API, BatchGetPartition: PartitionsToGet holds at most 1,000. */
export const PARTITIONS_PER_READ = 1000;

/** The Data Catalog. Every method throws CatalogError. */
export interface Catalog {
  table(database: string, name: string, signal: AbortSignal): Promise<Table>;
  /**
   * Creates up to PARTITIONS_PER_CREATE partitions and answers those that Glue did not accept. Throws when the call
   * as a whole was refused or broke.
   */
  createPartitions(
    table: Table,
    partitions: readonly NewPartition[],
    signal: AbortSignal,
  ): Promise<readonly Refusal[]>;
  /** The partitions that exist, of up to PARTITIONS_PER_READ asked for. Values are in the table's key order. */
  readPartitions(
    table: Table,
    values: readonly (readonly string[])[],
    signal: AbortSignal,
  ): Promise<readonly StoredPartition[]>;
}

/** What a table holds as a whole, which only people and validation ask for. Throws CatalogError. */
export interface PartitionListing {
  /** The values of every partition in the table's key order, in pages, in no order. */
  values(table: Table, signal: AbortSignal): AsyncIterable<readonly (readonly string[])[]>;
  /** The partitions within ranges (undefined: all), whole, in pages, in no order. Glue does the filtering. */
  within(
    table: Table,
    ranges: PartitionRanges | undefined,
    signal: AbortSignal,
  ): AsyncIterable<readonly ListedPartition[]>;
  /** The form of the table's own descriptor. */
  formatOf(table: Table): TableFormat;
}

/** Values of one partition key from one to another, both included; undefined is no bound. */
export interface ValueRange {
  readonly key: string;
  /** Are they compared as whole numbers? Otherwise as text. */
  readonly isNumber?: boolean;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** Partitions of which one of the alternatives is true: all ranges of it. */
export type PartitionRanges = readonly (readonly ValueRange[])[];

/** How Athena reads the files of a table or of a partition: each has a descriptor of its own. */
export interface TableFormat {
  readonly columns: readonly Column[];
  readonly inputFormat: string;
  readonly serde: string;
}

export interface Table {
  readonly database: string;
  readonly name: string;
  /** Tells a table from its successor of the same name. Milliseconds since 1970. */
  readonly createdAt: number;
  /** Names of the partition keys, in order. */
  readonly keys: readonly string[];
  /** Their types, in the same order; undefined if they were not read. */
  readonly keyTypes?: readonly string[];
  /** Does Athena compute the partitions (projection.enabled) and ignore registered ones? */
  readonly projected: boolean;
  /** Where the table's own objects lie, as `s3://bucket/prefix/`. */
  readonly location: string;
  /** The StorageDescriptor that new partitions inherit; opaque to everything but the adapter. */
  readonly descriptor: unknown;
}

export interface NewPartition {
  /** In the table's key order. */
  readonly values: readonly string[];
  readonly location: string;
  readonly provenance: Provenance;
  /** ISO 8601; together with the key it tells our own registration from somebody else's. */
  readonly registeredAt: string;
}

export interface Provenance {
  readonly key: string;
  /** ISO 8601 as S3 wrote it; undefined when the event did not say. */
  readonly time: string | undefined;
  readonly replayed: boolean;
}

export interface StoredPartition {
  readonly values: readonly string[];
  readonly location: string;
  /** The stamp of the registrar that made it, if one did. */
  readonly registeredAt: string | undefined;
  readonly registeredFor: string | undefined;
  /** When S3 told of the object for which it was made, ISO 8601. */
  readonly eventTime: string | undefined;
}

export interface ListedPartition extends StoredPartition {
  readonly form: TableFormat;
}

/** One partition that Glue did not accept, of a call that it otherwise carried out. */
export interface Refusal {
  readonly values: readonly string[];
  readonly error: "already exists" | CatalogError;
}
