import type { Session } from "../../calendar/calendar.ts";
import { dueAt, NO_DEADLINE } from "../../calendar/sla.ts";
import type { CheckValue, OfDay } from "../finding.ts";
import { closedMarket, partitionsOn, registeredOf, reviewed, stateOf, unreviewed } from "../sessions.ts";
import type { CatalogSnapshot } from "../snapshot.ts";
import { defineCheck } from "./check.ts";

/** Sessions that the source has and this dataset does not, once both are due. */
export const freshnessPipeline = defineCheck({
  id: "freshness.pipeline",
  dimension: "freshness",
  unit: "sessions",
  thresholds: { warn: 0, fail: 1 },
  passesWhen: "derived data exist for every session of their source",
  problem: "sessions of the source are not derived yet",
  about: ["session", "table"],
  metadata(snapshot, all) {
    const { source, sla } = snapshot.dataset.quality;
    // Of a dataset that is computed from nothing, or at no time, there is nothing to say.
    if (source === undefined || sla === NO_DEADLINE) return [];
    const origin = all.find(({ dataset }) => dataset.name === source);
    return [pipelineFreshness(snapshot, origin)];
  },
});

function pipelineFreshness(
  snapshot: CatalogSnapshot,
  source: CatalogSnapshot | undefined,
): CheckValue & OfDay {
  const { dataset, window, calendar, now } = snapshot;
  const from = dataset.quality.source;
  if (window.problem !== undefined) return { day: null, ...unreviewed(window.problem) };
  if (source === undefined) {
    const message = `${from}, from which ${dataset.name} is made, is not looked at`;
    return { day: null, outcome: "skipped", reason: "not_applicable", message };
  }
  if (window.expected.length === 0) return { day: null, ...closedMarket(snapshot) };
  const held = registeredOf(snapshot);
  if (!("value" in held)) return { day: null, ...held };
  const origin = registeredOf(source);
  if (!("value" in origin)) return { day: null, ...origin };
  // Of the days before a dataset began and after it ended nothing is missing.
  const asked = window.expected.filter(
    (session) => stateOf(snapshot, held.value, session).kind !== "outside",
  );
  const there = asked.filter(({ day }) => partitionsOn(source, origin.value, day).length > 0);
  const due = there.filter((session) => isDue(snapshot, session, now) && isDue(source, session, now));
  const lacking = due.filter(({ day }) => partitionsOn(snapshot, held.value, day).length === 0);
  const days = lacking.map(({ day }) => day);
  if (due.length === 0) {
    const message = `${from} has no ${calendar.period} of which ${dataset.name} is due`;
    // Of a table that begins with a session that is not due yet, nothing is missing.
    const isMissing = asked.some(
      (session) => isDue(snapshot, session, now) && stateOf(source, origin.value, session).kind === "missing",
    );
    return isMissing
      ? { day: null, outcome: "no_data", reason: "missing_partition", message }
      : { day: null, outcome: "skipped", reason: "not_applicable", message };
  }
  return {
    day: due.at(-1)!.day,
    value: lacking.length,
    measured: due.length - lacking.length,
    expected: due.length,
    message:
      lacking.length === 0
        ? `${dataset.name} has all ${due.length} ${calendar.period}s that ${from} has`
        : `${dataset.name} lacks ${lacking.length} of ${due.length} ${calendar.period}s that ${from} has: ${days.join(", ")}`,
    samples: days.map((day) => ({ day })),
  };
}

/** A source that promises nothing is awaited by nobody: what it has is due. */
function isDue({ calendar, dataset }: CatalogSnapshot, session: Session, now: number): boolean {
  const due = reviewed(() => dueAt(calendar, session, dataset.quality.sla) ?? session.close);
  return "value" in due && due.value <= now;
}
