import { naming } from "../../runtime/naming.ts";
import type { DeclaredDataset } from "../quality.ts";

/** Below this prefix lies everything that validation writes. */
export const QUALITY_PREFIX = `${naming.recordsPrefix}quality/`;

/** Column by column what a row of results is. `Row` in rows.ts has the same names; the files have them in this order. */
const COLUMNS = {
  run_id: "string",
  suite: "string",
  stage: "string",
  as_of: "timestamp",
  check_id: "string",
  dataset: "string",
  // `table` would have to be quoted in every query: Trino reserves the word.
  table_name: "string",
  symbol: "string",
  outcome: "string",
  value: "double",
  unit: "string",
  measured: "double",
  expected: "double",
  warn: "double",
  fail: "double",
  message: "string",
  reason: "string",
  due_at: "timestamp",
  acknowledged: "string",
  samples: "string",
  sql: "string",
  query_id: "string",
  scanned_bytes: "bigint",
  cost_usd: "double",
  engine_ms: "bigint",
  reproduce: "string",
} as const;

export type ResultColumn = keyof typeof COLUMNS;
export type ResultType = (typeof COLUMNS)[ResultColumn];

export const RESULT_COLUMNS = Object.entries(COLUMNS).map(([name, type]) => ({ name, type })) as readonly {
  readonly name: ResultColumn;
  readonly type: ResultType;
}[];

/**
 * The table of results: one row for each result of each run, under the session that it is about. It is a dataset like
 * any other, so that its partitions are registered as all others are. Nothing validates it.
 */
export const CHECK_RESULTS: DeclaredDataset = {
  name: "check_results",
  database: naming.resultsDatabase,
  table: "check_results",
  prefix: `${QUALITY_PREFIX}check_results/`,
  // Any day: a partition that lies outside a dataset's own bounds has a result, too.
  keys: [{ name: "day", kind: "day" }],
  strategy: "register",
  columns: RESULT_COLUMNS,
};
