import type { Spending } from "../athena/budget.ts";
import type { Dataset } from "../datasets/dataset.ts";
import type { Answered } from "./ask.ts";
import type { CheckSuite } from "./result.ts";
import type { CatalogSnapshot, ValidatedDataset } from "./snapshot.ts";
import type { Days } from "./windows.ts";

/** What is to be validated. */
export interface ValidationRequest {
  readonly stage: string;
  readonly suite: CheckSuite;
  /** Equal when the run is tried again, fresh for every other: its queries are paid once. */
  readonly runId: string;
  /** The moment that is judged from, milliseconds since 1970; equal when the run is tried again. */
  readonly asOf: number;
  readonly bucket: string;
  readonly datasets: readonly ValidatedDataset[];
  /** All there are: some are computed from others. */
  readonly all: readonly Dataset[];
  /** Undefined: the newest sessions. */
  readonly days: Days | undefined;
  /** Bytes that the run's queries may scan. */
  readonly mostBytes: number;
}

/** What a run has read, asked and paid. */
export interface RunEvidence {
  /** Of each dataset that is validated, what Glue and S3 hold, and what Athena answered. */
  readonly datasets: readonly { readonly snapshot: CatalogSnapshot; readonly answered: Answered }[];
  /** Those of the datasets, and of others that they are computed from. */
  readonly known: readonly CatalogSnapshot[];
  /** What is to be said of the run as a whole. */
  readonly notes: readonly string[];
  readonly spent: Spending;
}
