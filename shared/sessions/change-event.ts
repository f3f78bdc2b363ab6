import { SERVICE } from "../runtime/names.ts";
import type { SessionName } from "./keys.ts";
import type { ObjectChange } from "./object-changes.ts";
import type { SessionChange } from "./session-record.ts";

/** By which rules of EventBridge find the events of every stage; a rule names its stage in the detail. */
export const EVENT_SOURCE = SERVICE;
export const EVENT_DETAIL_TYPE = "Session State Changed";

/** What an event tells of a change: docs/results.md has the same, member by member. */
export interface SessionChangedDetail {
  readonly schemaVersion: 1;
  readonly stage: string;
  readonly dataset: string;
  /** YYYY-MM-DD */
  readonly session: string;
  /** Grows by one with each change of the session: of two events with the same one, one is a copy. */
  readonly sequence: number;
  readonly state: SessionChange["state"];
  readonly reason: SessionChange["reason"];
  /** ISO 8601. */
  readonly since: string;
  /** The bytes that were judged, or that no longer are there if it changed; null if there is no verdict. */
  readonly version: string | null;
  readonly objects: number | null;
  readonly bytes: number | null;
  readonly runId: string | null;
  /** The checks that did not pass, by their ids: warn, unknown or fail. */
  readonly checks: Readonly<Record<string, string>>;
  /** How the objects differ from those judged before, from version to version; null if nothing does, or nobody knows. */
  readonly change: ObjectChange | null;
}

/** A change as the detail of its event. */
export function changeDetail(
  stage: string,
  { dataset, day }: SessionName,
  { sequence, state, reason, since, verdict, change = null }: SessionChange,
): SessionChangedDetail {
  return {
    schemaVersion: 1,
    stage,
    dataset,
    session: day,
    sequence,
    state,
    reason,
    since,
    version: verdict?.version.hash ?? null,
    objects: verdict?.version.objects ?? null,
    bytes: verdict?.version.bytes ?? null,
    runId: verdict?.runId ?? null,
    checks: verdict?.checks ?? {},
    change,
  };
}
