import { DRIFT, FINDINGS, type Finding, type FindingKind } from "../../shared/reconcile/finding.ts";
import type { Reconciliation } from "../../shared/reconcile/reconcile.ts";
import { count, printable } from "../../shared/runtime/text.ts";
import type { Terminal } from "../terminal.ts";
import type { ReconcileRequest } from "./request.ts";

/** One dataset, and what was found. */
export interface Told extends Reconciliation {
  readonly dataset: string;
  readonly bucket: string;
  /** Partitions of it that may be deleted on one UTC day. */
  readonly maxDeletes: number;
  /** By which `registrar undo` finds what was removed; null if nothing was. */
  readonly undo: string | null;
}

/** Findings of each kind that are shown, if not all are. */
export const SHOWN = 20;

type Style = Parameters<Terminal["style"]>[0];

const SIGNS: Readonly<Record<FindingKind, readonly [sign: string, style: Style]>> = {
  missing: ["+", "green"],
  orphaned: ["-", "red"],
  elsewhere: ["~", "yellow"],
  outside: ["!", "yellow"],
  unplaceable: ["!", "yellow"],
  nonData: ["·", "dim"],
  foreign: ["·", "dim"],
  stale: ["≠", "yellow"],
  differing: ["!", "yellow"],
};

/** The difference between S3 and Glue as a diff that a person reads, its sums at the end. */
export function tellReconciliation(told: Told, terminal: Terminal): void {
  const { dataset, bucket, partitions, objects, matched, counts, findings } = told;
  terminal.out(
    terminal.style("bold", dataset) +
      `  s3://${bucket}, ${count(objects, "object")} listed; ${count(partitions, "partition")} in Glue`,
  );
  for (const kind of Object.keys(FINDINGS) as FindingKind[]) {
    const some = findings.filter((finding) => finding.kind === kind);
    for (const finding of some) terminal.out(lineOf(finding, terminal));
    const others = counts[kind] - some.length;
    if (others > 0)
      terminal.out(`    … and ${others.toLocaleString("en-US")} more ${wordOf(kind)} (--all lists them)`);
  }
  const sums = DRIFT.map((kind) => `${counts[kind].toLocaleString("en-US")} ${wordOf(kind)}`);
  const others = (Object.keys(FINDINGS) as FindingKind[])
    .filter((kind) => !DRIFT.includes(kind) && counts[kind] > 0)
    .map((kind) => `${counts[kind].toLocaleString("en-US")} ${wordOf(kind)}`);
  const agree = `${matched.toLocaleString("en-US")} agree`;
  terminal.out(
    `  ${[agree, ...sums].join(", ")}${others.length === 0 ? "" : `; besides ${others.join(", ")}`}`,
  );
}

function lineOf({ kind, what, note }: Finding, terminal: Terminal): string {
  const [sign, style] = SIGNS[kind];
  return `  ${terminal.style(style, `${sign} ${printable(what)}`)}${note === undefined ? "" : `  ${printable(note)}`}`;
}

const WORDS: Partial<Record<FindingKind, string>> = {
  nonData: "without data",
  foreign: "outside of the prefix",
  outside: "outside of its days",
  stale: "without new columns",
  differing: "with other columns",
};

const wordOf = (kind: FindingKind) => WORDS[kind] ?? kind;

/** What was done, and what is left. */
export function tellRepairs(told: Told, request: ReconcileRequest, terminal: Terminal): void {
  const { repaired, columns, undo, dataset, counts } = told;
  if (repaired === undefined) return;
  if (columns !== undefined) {
    terminal.out(`  ${count(columns.updated, "partition")} given the table's new columns`);
    for (const line of columns.refused) terminal.out(terminal.style("yellow", `  ! ${printable(line)}`));
  }
  terminal.out(
    `  ${count(repaired.registered, "partition")} registered` +
      (request.prune ? `, ${repaired.removed.toLocaleString("en-US")} removed` : ""),
  );
  if (undo !== null)
    terminal.out(`  bring back what was removed: ./registrar undo ${undo} --stage ${request.stage}`);
  for (const line of repaired.lines) terminal.out(terminal.style("yellow", `  ! ${printable(line)}`));
  if (repaired.left > repaired.lines.length)
    terminal.out(`    … and ${repaired.left - repaired.lines.length} more`);
  if (repaired.capped > 0) {
    terminal.note(
      `${dataset}: ${count(repaired.capped, "orphan")} left: at most ${count(told.maxDeletes, "partition")} ` +
        "may be deleted on one day (UTC); --max-deletes <n> raises that.",
    );
  }
  if (!request.prune && !request.addsOnly && counts.orphaned > 0) {
    terminal.note(`${dataset}: ${count(counts.orphaned, "orphan")} left; --prune --apply removes them.`);
  }
}

/** Does something differ still? */
export function isLeft({ counts, repaired, columns }: Told, { prune, addsOnly }: ReconcileRequest): boolean {
  if (counts.stale > (columns?.updated ?? 0)) return true;
  const isOrphaned = !prune && !addsOnly && counts.orphaned > 0;
  if (repaired === undefined) return counts.missing > 0 || counts.elsewhere > 0 || isOrphaned;
  return repaired.left > 0 || repaired.capped > 0 || isOrphaned;
}
