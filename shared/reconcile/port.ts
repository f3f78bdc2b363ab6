/** What a reconcile needs of Glue to keep columns, and of SQS to go on. Every method throws RegistrarError. */
import type { Refusal, Table, TableFormat } from "../catalog/port.ts";
import type { DatasetMessage } from "./run-message.ts";

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

/** The function's own queue. */
export interface ReconcileQueue {
  /** Sends messages of datasets. Throws RegistrarError if one could not be sent. */
  send(messages: readonly DatasetMessage[], signal: AbortSignal): Promise<void>;
}
