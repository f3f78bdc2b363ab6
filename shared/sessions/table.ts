import type { DeclaredDataset } from "../quality/quality.ts";
import { QUALITY_PREFIX } from "../quality/results/table.ts";
import { naming } from "../runtime/naming.ts";

/** Column by column what a row of changes is. */
const COLUMNS = {
  dataset: "string",
  sequence: "bigint",
  state: "string",
  reason: "string",
  valid_from: "timestamp",
  version: "string",
  objects: "bigint",
  bytes: "bigint",
  last_write: "timestamp",
  as_of: "timestamp",
  run_id: "string",
  checks: "string",
} as const;

export type ChangeColumn = keyof typeof COLUMNS;

export const CHANGE_COLUMNS = Object.entries(COLUMNS).map(([name, type]) => ({ name, type })) as readonly {
  readonly name: ChangeColumn;
  readonly type: (typeof COLUMNS)[ChangeColumn];
}[];

/**
 * The changes of sessions' states: one row each, under the session. Written by the product, as the results of checks are;
 * until when a row was valid, the next one tells: deploy/exploration/session-history.ts has the view.
 */
export const SESSION_CHANGES: DeclaredDataset = {
  name: "session_changes",
  database: naming.resultsDatabase,
  table: "session_changes",
  prefix: `${QUALITY_PREFIX}session_changes/`,
  keys: [{ name: "day", kind: "day" }],
  strategy: "register",
  columns: CHANGE_COLUMNS,
};
