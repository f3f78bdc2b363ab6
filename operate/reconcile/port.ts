/** What a reconcile reads of Glue besides the ports of the functions. Every method throws RegistrarError. */
import type { Refusal, Table, TableFormat, ValueRange } from "../../shared/catalog/port.ts";
import type { CallTimeout } from "../../shared/runtime/deadlines.ts";

/** A partition as Glue lists it: where it points, and nothing of its columns. */
export interface HeldPartition {
  /** In the table's key order. */
  readonly values: readonly string[];
  readonly location: string;
  /** The hash of its columns that its parameters have. */
  readonly columns?: string | undefined;
}

/** All partitions of a table, or those within a range. */
export interface PartitionReader {
  /** Hands over page after page, in no order, several calls at a time. `callTimeout` is for one call. */
  read(
    table: Table,
    range: ValueRange | undefined,
    callTimeout: CallTimeout,
    onPage: (page: readonly HeldPartition[]) => void,
  ): Promise<void>;
}

/** Glue API, BatchUpdatePartition: Entries holds at most 100. */
export const PARTITIONS_PER_UPDATE = 100;

/** Reads and writes the columns of partitions. */
export interface ColumnKeeper {
  formatOf(table: Table): TableFormat;
  /** The partitions that exist, of up to PARTITIONS_PER_READ asked for. Values are in the table's key order. */
  read(
    table: Table,
    values: readonly (readonly string[])[],
    signal: AbortSignal,
  ): Promise<readonly FormedPartition[]>;
  /**
   * Gives up to PARTITIONS_PER_UPDATE partitions the columns that their table has and they lack, and the hash; all else of
   * them is written as it was read. Answers what Glue refused.
   */
  write(
    table: Table,
    partitions: readonly FormedPartition[],
    signal: AbortSignal,
  ): Promise<readonly Refusal[]>;
}

/** A partition with its columns. */
export interface FormedPartition {
  /** In the table's key order. */
  readonly values: readonly string[];
  readonly location: string;
  readonly format: TableFormat;
  /** Opaque to everything but the adapter. */
  readonly input: unknown;
}
