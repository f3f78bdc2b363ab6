/** A statement with a query in it, and what it makes of the query's rows. */

import type { DuckDBConnection } from "@duckdb/node-api";
import type { QueryOutput } from "../query-engine.ts";
import type { TreeNode } from "./tree.ts";

export interface QueryStatement {
  readonly tree: TreeNode;
  /** The query, in the tree. */
  readonly query: TreeNode;
  /** `select` is the query in DuckDB's words. */
  answer(select: string, connection: DuckDBConnection): Promise<StatementOutput>;
}

/** Without bytes of its own, those of the tables that the query names. */
export type StatementOutput = Omit<QueryOutput, "scannedBytes"> & Partial<Pick<QueryOutput, "scannedBytes">>;
