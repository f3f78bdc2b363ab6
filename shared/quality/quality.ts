import type { CalendarDeclaration } from "../calendar/declaration.ts";
import type { Sla } from "../calendar/sla.ts";
import type { Dataset } from "../datasets/dataset.ts";
import type { BuiltInCheckId, CheckId } from "./checks/index.ts";
import type { DeclaredRows } from "./kinds/index.ts";
import type { RowLimits } from "./row-limits.ts";
import { isRuleId, type RowRule } from "./rules/rule.ts";

/** A dataset as shared/datasets.ts declares it: with what its data promise, if they do. */
export interface DeclaredDataset extends Dataset {
  readonly quality?: Quality;
}

/** What a dataset promises. Declared in shared/datasets.ts, held to by the validator; deploy/declarations/quality-rules.ts has its rules. */
export interface Quality {
  /** The days on which there is data. */
  readonly calendar: CalendarDeclaration;
  /** When the data of a session have to be there; "none": a session without data lacks nothing. */
  readonly sla: Sla;
  /**
   * The correction window: sessions that have to close without a write before a session is final. Until then it is
   * provisional. Default 0: there is no such window.
   */
  readonly finalAfter?: number;
  /** Is it looked at every half hour of an open session, too? Default: after the close only. */
  readonly intraday?: boolean;
  /** What its rows are; without it only partitions and schema are looked at. */
  readonly rows?: DeclaredRows;
  /** Rules of its own, in the scan of its rows. */
  readonly rules?: readonly RowRule[];
  /** The dataset that this one is computed from, for freshness.pipeline. */
  readonly source?: string;
  /** Other thresholds than the check's own, or "off". Only checks that count rows may have shares of them. */
  readonly checks?: { readonly [Id in BuiltInCheckId]?: Partial<RowLimits> | "off" };
  /** Who answers for the data: a person, a team, an address. The report names them. */
  readonly owner?: string;
  /** Where it is written what to do when the data are not as they should be, https://…. */
  readonly runbook?: string;
  /** Known incidents: what would fail warns, and stays visible. */
  readonly acknowledged?: readonly Acknowledgement[];
}

export interface Acknowledgement {
  readonly check: CheckId;
  /** The session, YYYY-MM-DD; left out: what the check says of the table as a whole. */
  readonly day?: string;
  /** The last day, YYYY-MM-DD, on which it holds. */
  readonly until: string;
  readonly reason: string;
}

/** A check that is off is not made: no run has a result of it. */
export function isOff(check: CheckId, { quality }: { readonly quality?: Quality }): boolean {
  return !isRuleId(check) && quality?.checks?.[check] === "off";
}
