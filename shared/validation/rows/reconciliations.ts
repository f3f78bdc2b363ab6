import type { Dataset } from "../../dataset.ts";
import type { RowSession } from "../windows.ts";
import type { RowPlan } from "./query.ts";

/** A dataset that another is computed from, and the sessions of which it has a partition. */
export interface Source {
  readonly dataset: Dataset;
  readonly days: ReadonlySet<string>;
}

/** A dataset's rows against those that they were computed from: two scans. */
export declare function reconciliations(
  dataset: Dataset,
  stage: string,
  sessions: readonly RowSession[],
  sources: readonly Source[],
): RowPlan;
