/** A table, and the keys of the partition index that it is to have, in the order of the index. */
export interface IndexedTable {
  readonly database: string;
  readonly table: string;
  readonly keys: readonly string[];
}

/** Asks Glue for partition indexes. Throws CatalogError. */
export interface IndexCreator {
  /** Answers once Glue has accepted, which is long before the index is there; or that the table has it already. */
  create(wanted: IndexedTable, signal: AbortSignal): Promise<"accepted" | "exists">;
}
