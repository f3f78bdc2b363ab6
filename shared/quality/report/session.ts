/** How the data of a session stood when they were last looked at, as the page shows it. shared/sessions fills it in. */
export interface ReportedSession {
  readonly dataset: string;
  /** YYYY-MM-DD */
  readonly day: string;
  readonly state: ReportedState;
  /** Why there is no verdict, in words; null if there is one. */
  readonly why: string | null;
  /** Of the objects that were there; null if that is not known. */
  readonly version: ReportedVersion | null;
  /** When the newest run judged, ISO 8601; null if none has. */
  readonly judged: string | null;
  /** How its objects differ from those that were there before; null if nothing is known to have changed. */
  readonly change: ReportedChange | null;
}

export type ReportedState = "pending" | "missing" | "provisional" | "available" | "degraded" | "changed";

export interface ReportedVersion {
  /** 32 hexadecimal digits. */
  readonly hash: string;
  readonly objects: number;
  readonly bytes: number;
  /** ISO 8601; null if there are no objects. */
  readonly lastWrite: string | null;
}

export interface ReportedChange {
  /** When it was seen, ISO 8601. */
  readonly seen: string;
  /** Objects; null if there were too many to tell. */
  readonly added: number | null;
  readonly replaced: number | null;
  readonly removed: number | null;
  /** Some of their keys, below the dataset's prefix. */
  readonly names: readonly string[];
}

/** How a state is shown: by the colours of an outcome, with a sign of its own. */
export const STATE_LOOKS = {
  available: { outcome: "pass", sign: "✓" },
  provisional: { outcome: "skipped", sign: "~" },
  degraded: { outcome: "warn", sign: "!" },
  changed: { outcome: "error", sign: "≠" },
  pending: { outcome: "no_data", sign: "…" },
  missing: { outcome: "fail", sign: "✕" },
} as const satisfies Record<ReportedState, { readonly outcome: string; readonly sign: string }>;

/** The newest first. */
export function newestFirst(sessions: readonly ReportedSession[]): readonly ReportedSession[] {
  return [...sessions].sort((one, other) => (one.day < other.day ? 1 : -1));
}
