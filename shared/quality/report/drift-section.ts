import { BUDGETS, type DriftRecord } from "../../reconcile/drift-record.ts";
import { html } from "./html.ts";
import { prose, type Section, scrollable, section, table } from "./parts.ts";
import { count, moment } from "./wording.ts";

/** What the last scheduled reconcile of each dataset found, and what it did about it. */
export function driftSection(drift: readonly DriftRecord[], now: string): Section | undefined {
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
  const notes = drift.flatMap((record) => notesOf(record, now));
  return section(
    "drift",
    "Glue against S3",
    html`<p class="note">Partitions as the scheduled reconcile found them, and what it did about them.</p>`,
    scrollable("Glue against S3", table({ caption: "Partitions that differ, by dataset", head, rows })),
    notes.length > 0 && html`<ul class="notes">${notes.map((note) => html`<li>${prose(note)}</li>`)}</ul>`,
  );
}

/** Milliseconds after which a record says that the schedule does not run. */
const STALE = 3 * 24 * 3_600_000;

function notesOf({ dataset, ended, stoppedBy, repaired, undo }: DriftRecord, now: string): string[] {
  const stale = Date.parse(now) - Date.parse(ended) > STALE;
  return [
    ...(stale ? [`${dataset} was last compared on ${ended.slice(0, 10)}: the schedule does not run.`] : []),
    ...(stoppedBy === null ? [] : [`${dataset} was not compared to the end: ${BUDGETS[stoppedBy]}.`]),
    ...(undo === null ? [] : [`${dataset}: ./registrar undo ${undo} brings back what was removed.`]),
    ...(repaired.capped > 0
      ? [
          `${dataset}: ${count(repaired.capped, "partitions")} without data are left, because of the cap of one day.`,
        ]
      : []),
    ...repaired.lines.map((line) => `${dataset}: ${line}`),
  ];
}
