import { dayReaderOf } from "../../datasets/partition-day.ts";
import type { CheckValue, OfDay } from "../finding.ts";
import { isoOf, obstacleTo } from "../sessions.ts";
import { type CatalogSnapshot, isWithin, type StoredFolder } from "../snapshot.ts";
import { defineCheck } from "./check.ts";

/** Minutes by which a session's source was written later than what is computed from it. */
export const derivedStale = defineCheck({
  id: "derived.stale",
  dimension: "freshness",
  unit: "minutes",
  thresholds: { warn: 0, fail: 60 },
  passesWhen: "derived data were written after their source",
  problem: "derived data are older than their source",
  *metadata(snapshot, all) {
    const origin = all.find(({ dataset }) => dataset.name === snapshot.dataset.quality.source);
    // What cannot be listed is told by partition.drift; of a source that is not looked at nothing is known.
    if (origin === undefined || !("value" in snapshot.folders) || !("value" in origin.folders)) return;
    for (const session of snapshot.window.expected) {
      const { day } = session;
      if (!isWithin(snapshot.storeSpan, day) || !isWithin(origin.storeSpan, day)) continue;
      const written = lastWriteOn(snapshot, snapshot.folders.value, day);
      const changed = lastWriteOn(origin, origin.folders.value, day);
      const obstacle = obstacleTo(snapshot, session);
      if (written !== undefined && changed !== undefined) yield staleness(snapshot, day, written, changed);
      // Of a session that lacks in the source alone, freshness.pipeline and the source's own checks speak.
      else if (written === undefined && obstacle !== undefined) yield { day, ...obstacle };
    }
  },
});

function lastWriteOn(
  { dataset }: CatalogSnapshot,
  folders: readonly StoredFolder[],
  day: string,
): number | undefined {
  const dayOf = dayReaderOf(dataset);
  const writes = folders.filter(({ values }) => dayOf(values) === day).map(({ lastWrite }) => lastWrite);
  return writes.length === 0 ? undefined : Math.max(...writes);
}

function staleness(
  { dataset }: CatalogSnapshot,
  day: string,
  written: number,
  changed: number,
): CheckValue & OfDay {
  const minutes = Math.max(0, Math.ceil((changed - written) / 60_000));
  const { source } = dataset.quality;
  const message =
    minutes === 0
      ? `${dataset.name} of ${day} was written after ${source}, at ${isoOf(written)}`
      : `${source} of ${day} was written at ${isoOf(changed)}, ${dataset.name} last at ${isoOf(written)}: compute it again`;
  return { day, value: minutes, message };
}
