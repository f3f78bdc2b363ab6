import { type Counts, FINDINGS, type Finding } from "./finding.ts";

/** Milliseconds after which what was compared is no longer taken for granted. */
export const CHECKPOINT_AGE = 3_600_000;
/** Findings that a checkpoint holds at most: it is written every few seconds. */
export const CHECKPOINT_FINDINGS = 10_000;

const VERSION = 1;

/** How far the listing of a dataset was, and what it had come to. */
export interface Checkpoint {
  /** What the run was called with, and the table that it was for. */
  readonly run: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The last folder that was compared, and repaired if that was asked for. */
  readonly through: string;
  readonly progress: Progress;
}

/** Of the listing alone: what Glue holds is read again by whoever goes on. */
export interface Progress {
  readonly counts: Counts;
  readonly kept: readonly Finding[];
  /** Partitions that were told as being elsewhere, by the identity of their values. */
  readonly elsewhere: readonly string[];
  readonly matched: number;
  readonly objects: number;
  readonly repaired: Repaired;
}

/** What was done about drift. */
export interface Repaired {
  readonly registered: number;
  readonly removed: number;
  /** Left because of the cap of deletes. */
  readonly capped: number;
  /** Left for other reasons: they are for a person. */
  readonly left: number;
  /** The first of those, in words. */
  readonly lines: readonly string[];
}

export const NOTHING_REPAIRED: Repaired = { registered: 0, removed: 0, capped: 0, left: 0, lines: [] };

/** Where the text of a dataset's checkpoint is kept. */
export interface CheckpointStore {
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
  clear(): Promise<void>;
}

export const checkpointText = (checkpoint: Checkpoint): string =>
  JSON.stringify({ version: VERSION, ...checkpoint });

/** Why no run can go on from a text: it is damaged, or of another version. Undefined if it is a checkpoint. */
export function checkpointDefect(text: string): string | undefined {
  const found = parse(text);
  if (found !== undefined && found.version !== VERSION) {
    return `the checkpoint is of version ${JSON.stringify(found.version)}, this is ${VERSION}`;
  }
  return found === undefined || !isCheckpoint(found) ? "the checkpoint cannot be read" : undefined;
}

/** The checkpoint that a text holds, or why a run cannot go on from it. */
export function resumable(text: string, run: string, now: number): Checkpoint | string {
  const defect = checkpointDefect(text);
  if (defect !== undefined) return defect;
  const found = JSON.parse(text) as Checkpoint;
  if (found.run !== run) return "the checkpoint is of a run with other arguments, or of another table";
  const age = now - found.at;
  if (age > CHECKPOINT_AGE || age < 0) return `the checkpoint is ${Math.round(age / 60_000)} minutes old`;
  return found;
}

/** Is a text the checkpoint of this run, whether or not one could go on from it? */
export const isOfRun = (text: string, run: string): boolean => parse(text)?.run === run;

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === "object" && found !== null ? (found as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // cut off while it was written, which is told as what it is
  }
}

function isCheckpoint(found: object): found is Checkpoint {
  const { run, at, through, progress } = found as Partial<Checkpoint>;
  if (typeof run !== "string" || typeof at !== "number" || typeof through !== "string") return false;
  const { counts, kept, elsewhere, matched, objects, repaired } = (progress ?? {}) as Partial<Progress>;
  return (
    [matched, objects].every(Number.isSafeInteger) &&
    Object.keys(FINDINGS).every((kind) => Number.isSafeInteger(counts?.[kind as keyof Counts])) &&
    Array.isArray(kept) &&
    Array.isArray(elsewhere) &&
    Object.entries(NOTHING_REPAIRED).every(([name, value]) => {
      const found = (repaired as Readonly<Record<string, unknown>> | undefined)?.[name];
      return Array.isArray(value) ? Array.isArray(found) : Number.isSafeInteger(found);
    })
  );
}
