/** What a statement that writes has at hand, and what it tells of what it wrote. */

import type { S3 } from "../../../s3/index.ts";
import type { QueryOutput, QueryRequest } from "../../query-engine.ts";
import type { Context } from "../commands/command.ts";
import type { StatementOutput } from "../query-statement.ts";

export interface WritingContext extends Context {
  readonly request: QueryRequest;
  /** Puts an object into S3, which tells its listeners. */
  readonly put: S3["put"];
  /** A folder on this machine that DuckDB may write to. */
  readonly drafts: string;
  /** When the query began, in milliseconds. */
  readonly now: number;
}

/** There are no rows to read: clients take their number from UpdateCount. */
export const written = (
  statementType: QueryOutput["statementType"],
  updateCount: number,
  files: readonly string[],
): StatementOutput => ({
  statementType,
  columns: [{ name: "rows", type: "bigint", precision: 19, scale: 0 }],
  rows: [],
  updateCount,
  files,
});
