/** What a reconcile reads of Glue besides the ports of the functions. Every method throws RegistrarError. */
import type { Table, ValueRange } from "../../shared/catalog/port.ts";
import type { CallTimeout } from "../../shared/runtime/deadlines.ts";

/** A partition as Glue lists it: where it points, and nothing of its columns. */
export interface HeldPartition {
  /** In the table's key order. */
  readonly values: readonly string[];
  readonly location: string;
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
