/** What the look function needs besides the states of sessions. */
import type { Session } from "../calendar/calendar.ts";
import type { ValidatedDataset } from "../quality/snapshot.ts";
import type { SessionLook } from "../sessions/session-state.ts";

/** What Glue and S3 have of a session now. Throws RegistrarError: SESSION_TOO_LARGE for one that it does not list to its end. */
export type Seeing = (
  dataset: ValidatedDataset,
  session: Session,
  signal: AbortSignal,
) => Promise<Omit<SessionLook, "now">>;

/** The queue of the validate function. */
export interface VerdictQueue {
  /** Sends each. Answers those that could not be sent, and why; never throws. */
  send(
    requests: readonly VerdictRequest[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<VerdictRequest, string>>;
}

/** That a session is to be judged: a run of suite `close` for one dataset and one day. */
export interface VerdictRequest {
  /** The dataset's name. */
  readonly dataset: string;
  /** YYYY-MM-DD */
  readonly day: string;
  /** When it was asked for, milliseconds since 1970: what the run judges from. Equal if it is sent again. */
  readonly at: number;
  /** What the run may scan, as it was taken from the day's budget. */
  readonly mostBytes: number;
}
