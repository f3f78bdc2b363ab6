import { parseRecord, RECORDS_PREFIX } from "../removal/records.ts";
import { RegistrarError } from "../runtime/errors.ts";
import type { Repaired } from "./checkpoint.ts";
import type { Counts, Finding } from "./finding.ts";
import type { Cadence } from "./run-message.ts";

/** Why a run ended before everything was compared. */
export const BUDGETS = {
  calls: "it had made as many calls of AWS as one run may",
  writes: "it had registered as many partitions as one run may",
  parts: "it had taken as many invocations as one run may",
} as const;

export type Budget = keyof typeof BUDGETS;

/** What the function's last run of a dataset came to, for the report. */
export interface DriftRecord {
  readonly dataset: string;
  readonly cadence: Cadence;
  /** When it was scheduled, and when it ended, ISO 8601. */
  readonly scheduled: string;
  readonly ended: string;
  /** The first day that was looked at, YYYY-MM-DD; null for everything. */
  readonly from: string | null;
  readonly counts: Counts;
  readonly repaired: Repaired;
  /** The first of each kind. */
  readonly findings: readonly Finding[];
  /** By which `registrar undo` finds what was removed; null if nothing was. */
  readonly undo: string | null;
  /** Null if everything was compared. */
  readonly stoppedBy: Budget | null;
}

const VERSION = 1;

/** Where the records of a stage lie. */
export const driftPrefix = (stage: string): string => `${RECORDS_PREFIX}drift/${stage}/`;

export const driftKey = (stage: string, dataset: string): string => `${driftPrefix(stage)}${dataset}.json`;

export const driftText = (record: DriftRecord): string =>
  `${JSON.stringify({ version: VERSION, ...record }, null, 2)}\n`;

/** Throws RECORD_UNREADABLE. */
export function parseDriftRecord(text: string, key: string): DriftRecord {
  const record = parseRecord(text, key, VERSION);
  const { dataset, scheduled, ended, counts, repaired, findings } = record;
  const isSound =
    [dataset, scheduled, ended].every((field) => typeof field === "string") &&
    [counts, repaired].every((field) => typeof field === "object" && field !== null) &&
    Array.isArray(findings);
  if (isSound) return record as unknown as DriftRecord;
  throw new RegistrarError("RECORD_UNREADABLE", `${key} is not what was written: a field is missing`);
}
