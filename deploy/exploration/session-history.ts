import { sqlTable } from "../../shared/athena/sql.ts";
import { databaseName } from "../../shared/runtime/names.ts";
import { SESSION_CHANGES } from "../../shared/sessions/table.ts";
import type { View } from "./view-definition.ts";

/**
 * What was known of every session, and from when until when: the changes of its state, each up to the next one. Without an
 * end it is what is known now. docs/bi.md has the query for what was known then.
 */
export function sessionHistoryView(stage: string): View {
  const database = databaseName(SESSION_CHANGES.database, stage);
  return {
    database,
    name: "session_history",
    sql: `SELECT
  day,
  dataset,
  sequence,
  state,
  reason,
  valid_from,
  lead(valid_from) OVER (PARTITION BY day, dataset ORDER BY sequence) AS valid_to,
  version,
  objects,
  bytes,
  last_write,
  as_of,
  run_id,
  checks
FROM ${sqlTable(database, SESSION_CHANGES.table)}`,
    columns: [
      { name: "day", type: "string" },
      { name: "dataset", type: "string" },
      { name: "sequence", type: "bigint" },
      { name: "state", type: "string" },
      { name: "reason", type: "string" },
      { name: "valid_from", type: "timestamp" },
      { name: "valid_to", type: "timestamp" },
      { name: "version", type: "string" },
      { name: "objects", type: "bigint" },
      { name: "bytes", type: "bigint" },
      { name: "last_write", type: "timestamp" },
      { name: "as_of", type: "timestamp" },
      { name: "run_id", type: "string" },
      { name: "checks", type: "string" },
    ],
  };
}
