import type { CheckQuery } from "../ask.ts";
import type { CheckFinding, CheckValue, OfDay, Unavailable } from "../finding.ts";
import type { RowKind, RowsOf } from "../kinds/kind.ts";
import type { Thresholds } from "../outcome.ts";
import type { CheckSuite } from "../result.ts";
import type { TableComparison } from "../rows/comparisons.ts";
import type { Condition } from "../rows/conditions.ts";
import type { RowTable } from "../rows/row-table.ts";
import type { ScanPart } from "../rows/scan-part.ts";
import type { Source } from "../rows/sources.ts";
import type { CatalogSnapshot } from "../snapshot.ts";
import type { RowSession } from "../windows.ts";

/** What a result can be about. */
export type ResultScope = "session" | "table";

/**
 * All that is known of one check: what it is called, how it is judged, which words tell of it, and how it finds its
 * value. A value is better the smaller it is, and nothing is wrong with 0.
 */
export interface CheckDefinition<Id extends string = string, Name extends RowKind = RowKind> {
  readonly id: Id;
  readonly dimension: "freshness" | "completeness" | "quality" | "operation";
  readonly unit: string;
  readonly thresholds: Thresholds;
  /** What holds when it passes. */
  readonly passesWhen: string;
  /** What is wrong when it does not: "bars are missing", to go on with "in bars_5m since …". */
  readonly problem: string;
  /** What its results are about, if not sessions alone: some speak of the table when they cannot of its sessions. */
  readonly about?: readonly ResultScope[];
  /** The kinds of rows of which it says something; undefined: it reads none. */
  readonly rows?: readonly Name[];

  /** What Glue and S3 say. `all` are those of every dataset of the run. */
  metadata?(snapshot: CatalogSnapshot, all: readonly CatalogSnapshot[]): Iterable<CheckValue & OfDay>;
  /** What is wrong with a single row, whatever the others are. Undefined if the rows have not what it reads. */
  rowFault?(rows: RowsOf<Name>): Condition | undefined;
  /** Is its value a number or a share of rows, though not of rows that are wrong by themselves? */
  readonly countsRows?: boolean;
  /** What the one scan of a table's rows counts for it. Undefined as above. */
  scan?(rows: RowsOf<Name>): ScanPart | undefined;
  /** The rows against those that they are made from. */
  comparison?(table: RowTable<RowsOf<Name>>, origin: RowTable): TableComparison;
  /** What to say of a session that has no rows to be looked at. Undefined: that they are not there. */
  withoutRows?(session: RowSession, why: Unavailable, suite: CheckSuite): CheckValue | undefined;
  /** The check whose failures it looks up. */
  readonly looksUp?: string;
  /** Queries for what is behind failures: their findings take the place of those that have the same check and day. */
  lookUp?(failed: FailedFindings<RowsOf<Name>>): readonly CheckQuery[];
  /** What a run as a whole has cost: bytes that it scanned, and that it may scan. */
  run?(scanned: number, most: number): CheckValue;
}

/** Findings of one check that failed, and the sessions that they are of. */
export interface FailedFindings<Rows extends RowsOf<RowKind> = RowsOf<RowKind>> {
  readonly table: RowTable<Rows>;
  readonly sessions: readonly RowSession[];
  readonly findings: readonly CheckFinding[];
  readonly sources: readonly Source[];
}

/** Holds a check's functions to the kinds of rows that it declares, and of which alone they are ever called. */
export function defineCheck<const Id extends string, Name extends RowKind = never>(
  check: CheckDefinition<Id, Name>,
): CheckDefinition<Id> {
  return check as unknown as CheckDefinition<Id>;
}
