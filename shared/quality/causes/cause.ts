import type { CheckOutcome } from "../outcome.ts";
import type { CheckResult } from "../result.ts";

/** What can be behind results that are not as they should be, and where to look first. docs/report.md has the same table. */
export const CAUSE_KINDS = {
  missing_table: { look: "Is the table still in Glue? Deploy the stage, or run its crawler." },
  missing_session: { look: "Has the job written it? If S3 has objects, reconcile registers them." },
  empty_session: { look: "The partition is there and no row is: look at its files, and run the job again." },
  absent_symbol: { look: "Has the provider delivered it? It may have a new name, or be delisted." },
  not_evaluated: { look: "Whether the data are right is not known: read the reason, and run again." },
  failed_check: { look: "Look at the rows below, and at the job that writes them." },
} as const;

export type CauseKind = keyof typeof CAUSE_KINDS;

/** Names one cause: the same in every run that finds it. */
export interface CauseRef {
  readonly kind: CauseKind;
  /** Where it began: the first dataset, of those that are made from each other, that shows it. */
  readonly dataset: string;
  /** What of it: the check that failed, the symbols that are absent, the reason; "" if there is nothing to tell apart. */
  readonly about: string;
}

/** One cause, and every result that it explains. */
export interface ResultCause extends CauseRef {
  /** Text for the end of a link: lower case, digits, "-", "." and "_". */
  readonly anchor: string;
  /** The worst that it led to. */
  readonly outcome: CheckOutcome;
  /** Those that show it, newest session first. At least one. */
  readonly shownBy: readonly CheckResult[];
  /** Those that follow from it. */
  readonly followedBy: readonly CheckResult[];
  /** Other causes that have a part in some of these results. */
  readonly related: readonly CauseRef[];
}
