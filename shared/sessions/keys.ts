import { QUALITY_PREFIX } from "../quality/results/table.ts";
import { SESSION_CHANGES } from "./table.ts";

/** Which session of which dataset. */
export interface SessionName {
  readonly dataset: string;
  /** YYYY-MM-DD */
  readonly day: string;
}

/** Below it are the states of sessions, one object each. */
export const SESSIONS_PREFIX = `${QUALITY_PREFIX}sessions/`;

/** Where the state of a session lies in the stage's bucket. No table reads there. */
export function sessionRecordKey({ dataset, day }: SessionName): string {
  return `${SESSIONS_PREFIX}${dataset}/${day}.json`;
}

/** The file of a change: of one sequence there is one, however often it is written. */
export function sessionChangeKey({ dataset, day }: SessionName, sequence: number): string {
  return `${SESSION_CHANGES.prefix}day=${day}/${dataset}-${String(sequence).padStart(6, "0")}.parquet`;
}
