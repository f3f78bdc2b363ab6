import type { Dataset } from "../../dataset.ts";
import type { RowSession } from "../windows.ts";
import type { HistoryPoint } from "./baseline.ts";
import type { RowPlan } from "./query.ts";

export interface ScanOptions {
  /** Of any datasets and days, for complete.rows. */
  readonly history?: readonly HistoryPoint[];
  /** Names of the columns and keys that the live table has; by default those that are declared. */
  readonly columns?: readonly string[];
}

/** All checks of a dataset's rows, in one scan of its table. */
export declare function rowScan(
  dataset: Dataset,
  stage: string,
  sessions: readonly RowSession[],
  options?: ScanOptions,
): RowPlan;
