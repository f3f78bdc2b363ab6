import { BUDGETS, type DriftRecord } from "../../reconcile/drift-record.ts";
import { REGISTRAR } from "../../runtime/launcher.ts";
import { count } from "../amounts.ts";
import type { RunDocument } from "../result.ts";
import { html } from "./html.ts";
import { commandLine, foldedSection, prose, type Section, scrollable, table } from "./parts.ts";
import { moment } from "./wording.ts";

/** What the last scheduled reconcile of each dataset found, and what it did about it. */
export function driftSection(
  drift: readonly DriftRecord[],
  { asOf, stage }: Pick<RunDocument, "asOf" | "stage">,
): Section | undefined {
  if (drift.length === 0) return undefined;
  const rows = drift.map((record) => {
    const { dataset, ended, from, counts, repaired } = record;
    return [
      dataset,
      moment(ended),
      from === null ? "everything" : `from ${from}`,
      counts.missing,
      counts.orphaned,
      counts.elsewhere,
      repaired.registered,
      repaired.removed,
      repaired.left + repaired.capped,
    ];
  });
  const head = [
    "Dataset",
    "Compared",
    "Days",
    "Missing",
    "Orphaned",
    "Elsewhere",
    "Registered",
    "Removed",
    "Left",
  ];
  const notes = drift.flatMap((record) => notesOf(record, asOf));
  const undone = drift.flatMap(({ undo }) => undo ?? []);
  const left = drift.reduce((sum, { repaired }) => sum + repaired.left + repaired.capped, 0);
  return foldedSection(
    "drift",
    "Glue against S3",
    {
      gist: left === 0 ? "nothing is left to do" : `${count(left, "partitions")} left to a person`,
      isTelling: left > 0,
    },
    html`<p class="note">Partitions as the scheduled reconcile found them, and what it did about them.</p>`,
    scrollable("Glue against S3", table({ caption: "Partitions that differ, by dataset", head, rows })),
    undone.length > 0 &&
      html`<p class="note">What was removed is shown by this, and brought back with --apply:</p>`,
    undone.map((id) => commandLine(`${REGISTRAR} undo ${id} --stage ${stage}`)),
    notes.length > 0 && html`<ul class="notes">${notes.map((note) => html`<li>${prose(note)}</li>`)}</ul>`,
  );
}

/** Milliseconds after which a record says that the schedule does not run. */
const STALE = 3 * 24 * 3_600_000;

function notesOf({ dataset, ended, stoppedBy, repaired }: DriftRecord, now: string): string[] {
  const stale = Date.parse(now) - Date.parse(ended) > STALE;
  return [
    ...(stale ? [`${dataset} was last compared on ${ended.slice(0, 10)}: the schedule does not run.`] : []),
    ...(stoppedBy === null ? [] : [`${dataset} was not compared to the end: ${BUDGETS[stoppedBy]}.`]),
    ...(repaired.capped > 0
      ? [
          `${dataset}: ${count(repaired.capped, "partitions")} without data are left, because of the cap of one day.`,
        ]
      : []),
    ...repaired.lines.map((line) => `${dataset}: ${line}`),
  ];
}
