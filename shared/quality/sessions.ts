import type { Session } from "../calendar/calendar.ts";
import { dueAt, NO_DEADLINE } from "../calendar/sla.ts";
import type { Dataset } from "../datasets/dataset.ts";
import { boundsOf, dayReaderOf } from "../datasets/partition-day.ts";
import { RegistrarError } from "../runtime/errors.ts";
import { quoted } from "../runtime/text.ts";
import type { Unavailable } from "./finding.ts";
import type { CatalogSnapshot, Maybe, RegisteredPartition, RegisteredPartitions } from "./snapshot.ts";

/** What Glue holds of a session, judged at the run's moment. */
export type SessionState =
  | { readonly kind: "there"; readonly partitions: readonly RegisteredPartition[] }
  | { readonly kind: "missing"; readonly dueAt: number }
  | { readonly kind: "not due"; readonly dueAt: number }
  /** Nothing is expected: the dataset begins later, has ended before, or promises no session. */
  | { readonly kind: "outside"; readonly message: string }
  /** It is not known when it is due. */
  | { readonly kind: "unreviewed"; readonly message: string };

export function stateOf(
  snapshot: CatalogSnapshot,
  held: RegisteredPartitions,
  session: Session,
): SessionState {
  const { dataset, calendar, now } = snapshot;
  const { day } = session;
  const partitions = partitionsOn(snapshot, held, day);
  if (partitions.length > 0) return { kind: "there", partitions };
  const outside = outsideOf(snapshot, held, day);
  if (outside !== undefined) return { kind: "outside", message: outside };
  const due = reviewed(() => dueAt(calendar, session, dataset.quality.sla));
  if (!("value" in due)) return { kind: "unreviewed", message: due.message };
  if (due.value === undefined) {
    return { kind: "outside", message: nothingPromised(dataset, day, held.newestDay) };
  }
  return { kind: due.value > now ? "not due" : "missing", dueAt: due.value };
}

export function partitionsOn(
  snapshot: CatalogSnapshot,
  { listed }: RegisteredPartitions,
  day: string,
): RegisteredPartition[] {
  const dayOf = dayReaderOf(snapshot.dataset);
  return listed.filter(({ values }) => dayOf(values) === day);
}

function outsideOf(
  { dataset }: CatalogSnapshot,
  { oldestDay }: RegisteredPartitions,
  day: string,
): string | undefined {
  const { from, until } = boundsOf(dataset);
  if (from !== undefined && day < from) return `${dataset.name} begins on ${from}`;
  if (until !== undefined && day > until) return `${dataset.name} ended on ${until}`;
  // A table that has just been made lacks nothing of the time before.
  return oldestDay !== undefined && day < oldestDay
    ? `the first day of ${dataset.name} is ${oldestDay}`
    : undefined;
}

/** Of a dataset without a deadline, and a day without data. */
export function nothingPromised({ name }: Pick<Dataset, "name">, day: string, newestDay?: string): string {
  const newest = newestDay === undefined ? "" : `; its newest day is ${newestDay}`;
  return `${name} has nothing of ${day}, nor has to: its sla is ${quoted(NO_DEADLINE)}${newest}`;
}

/** An answer of a calendar, or that the years in which it lies are not reviewed. */
export function reviewed<Value>(ask: () => Value): Maybe<Value> {
  try {
    return { value: ask() };
  } catch (thrown) {
    if (!(thrown instanceof RegistrarError) || thrown.code !== "CALENDAR_OUT_OF_RANGE") throw thrown;
    return unreviewed(thrown.message);
  }
}

/** The calendar is not reviewed for the year of a day. */
export function unreviewed(message: string): Unavailable {
  return { outcome: "skipped", reason: "unreviewed_year", message };
}

/** The partitions that Athena goes by: none of a table whose partitions it computes. */
export function registeredOf({ dataset, table, partitions }: CatalogSnapshot): Maybe<RegisteredPartitions> {
  if (!("value" in table)) return table;
  const { name, projected } = table.value;
  if (projected) {
    const message = `${name} has projection.enabled=true: Athena computes its partitions`;
    return { outcome: "skipped", reason: "not_applicable", message };
  }
  if ("value" in partitions && partitions.value.isEmpty && dataset.quality.sla !== NO_DEADLINE) {
    return { outcome: "no_data", reason: "missing_partition", message: `${name} has no partitions` };
  }
  return partitions;
}

/** Why the rows of a session cannot be looked at; undefined if they can. */
export function obstacleTo(snapshot: CatalogSnapshot, session: Session): Unavailable | undefined {
  const { table } = snapshot;
  // Whether Athena finds objects where it computes a partition, only the query itself shows.
  if ("value" in table && table.value.projected) return undefined;
  const held = registeredOf(snapshot);
  if (!("value" in held)) return held;
  return obstacleOf(snapshot, session.day, stateOf(snapshot, held.value, session));
}

export function obstacleOf(
  { dataset }: CatalogSnapshot,
  day: string,
  state: SessionState,
): Unavailable | undefined {
  switch (state.kind) {
    case "there":
      return undefined;
    case "missing":
      return {
        outcome: "no_data",
        reason: "missing_partition",
        message: `${dataset.name} has no partition of ${day}, which was due at ${isoOf(state.dueAt)}`,
      };
    case "not due":
      return {
        outcome: "skipped",
        reason: "sla_not_reached",
        message: `${dataset.name} has no partition of ${day} yet, which is due at ${isoOf(state.dueAt)}`,
        dueAt: state.dueAt,
      };
    case "outside":
      return { outcome: "skipped", reason: "not_applicable", message: state.message };
    case "unreviewed":
      return unreviewed(state.message);
  }
}

/** Why there is nothing to say of days without a session, or of days of which that is not known. */
export function closedMarket({ window, calendar }: CatalogSnapshot): Unavailable {
  if (window.problem !== undefined) return unreviewed(window.problem);
  const message = window.notes.join("; ") || `${calendar.name} has no ${calendar.period} to look at`;
  return { outcome: "skipped", reason: "market_closed", message };
}

export function isoOf(instant: number): string {
  return new Date(instant).toISOString().replace(".000Z", "Z");
}
