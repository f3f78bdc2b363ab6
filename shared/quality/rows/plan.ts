import { dueAt } from "../../calendar/sla.ts";
import { dayReaderOf } from "../../datasets/partition-day.ts";
import type { CheckQuery } from "../ask.ts";
import { type CheckId, checkOf } from "../checks/index.ts";
import type { CheckFinding, Unavailable } from "../finding.ts";
import { isFailure } from "../judgement.ts";
import type { CheckSuite } from "../result.ts";
import { isoOf, obstacleTo, reviewed } from "../sessions.ts";
import type { CatalogSnapshot, TableSnapshot } from "../snapshot.ts";
import type { RowSession } from "../windows.ts";
import type { BaselinePoint } from "./baseline.ts";
import { comparisons } from "./comparisons.ts";
import { drillDowns } from "./drill-down.ts";
import { type RowPlan, unmeasured } from "./query.ts";
import { rowScan } from "./scan.ts";
import type { Source } from "./sources.ts";

/** What is to be asked about a dataset's rows. */
export interface DatasetPlan extends RowPlan {
  /** What to ask next, once this was found. */
  followUp(found: readonly CheckFinding[]): readonly CheckQuery[];
}

/** What a plan is made by, besides what Glue and S3 hold. */
export interface RowPlanContext {
  readonly stage: string;
  readonly suite: CheckSuite;
  /** What is known of all datasets of the run: this one may be computed from another. */
  readonly known: readonly CatalogSnapshot[];
  readonly history: readonly BaselinePoint[];
}

/** The rows of a dataset: scanned where there are any and they are due, or why not. Pure. */
export function planRows(
  snapshot: CatalogSnapshot,
  { stage, suite, known, history }: RowPlanContext,
): DatasetPlan {
  const { dataset, window } = snapshot;
  const sources = known.map((one) => ({ dataset: one.dataset, held: heldDays(one) }));
  const columns = "value" in snapshot.table ? { columns: namesIn(snapshot.table.value) } : {};
  const of = (sessions: readonly RowSession[]): RowPlan => {
    const scan = rowScan(dataset, stage, sessions, { history, ...columns });
    const compared = comparisons(dataset, stage, sessions, sources);
    // Those of comparisons come last, and know more than the scan of one table.
    return {
      queries: [...scan.queries, ...compared.queries],
      findings: [...scan.findings, ...compared.findings],
    };
  };
  const ready = window.rows.filter((row) => whyNotScanned(snapshot, row, suite) === undefined);
  const waiting = window.rows.flatMap((row) => {
    const why = whyNotScanned(snapshot, row, suite);
    return why === undefined ? [] : withoutRows(checksIn(of([row])), row, why, suite);
  });
  const { queries, findings } = of(ready);
  return {
    queries,
    findings: [...waiting, ...findings],
    followUp(found) {
      const failed = found.filter((finding) => isFailure(finding, dataset));
      return drillDowns(dataset, stage, ready, failed, sources);
    },
  };
}

/** Every check of a plan, also those that need no query to be answered. */
function checksIn({ queries, findings }: RowPlan): CheckId[] {
  const asked = queries.flatMap(({ checks }) => checks);
  return [...new Set([...asked, ...findings.map(({ check }) => check)])];
}

/** What is said of a session whose rows cannot be looked at. */
function withoutRows(
  checks: readonly CheckId[],
  row: RowSession,
  why: Unavailable,
  suite: CheckSuite,
): readonly CheckFinding[] {
  const { day } = row.session;
  return checks.flatMap((check): readonly CheckFinding[] => {
    const found = checkOf(check).withoutRows?.(row, why, suite);
    return found === undefined ? unmeasured([check], [day], why) : [{ check, day, ...found }];
  });
}

/** Why the rows of a session are not looked at, if so: they are not there, or may still be on their way. */
function whyNotScanned(
  snapshot: CatalogSnapshot,
  { session }: RowSession,
  suite: CheckSuite,
): Unavailable | undefined {
  const { dataset, calendar, now } = snapshot;
  const due = reviewed(() => dueAt(calendar, session, dataset.quality.sla));
  if (suite === "close" && "value" in due && due.value !== undefined && now < due.value) {
    const message = `the rows of ${session.day} are due at ${isoOf(due.value)}`;
    return { outcome: "skipped", reason: "sla_not_reached", message, dueAt: due.value };
  }
  return obstacleTo(snapshot, session);
}

/** The days that a query may find: those of which Glue holds a partition, and every day where Athena computes them. */
function heldDays({ dataset, table, partitions }: CatalogSnapshot): Source["held"] {
  if ("value" in table && table.value.projected) return { value: { has: () => true } };
  if (!("value" in partitions)) return partitions;
  const dayOf = dayReaderOf(dataset);
  return { value: new Set(partitions.value.listed.map(({ values }) => dayOf(values) ?? "")) };
}

function namesIn({ form, keys }: TableSnapshot): string[] {
  return [...form.columns.map(({ name }) => name.toLowerCase()), ...keys.map((key) => key.toLowerCase())];
}
