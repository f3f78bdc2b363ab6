/** How often the function compares, and how much. */
export const CADENCES = {
  nightly: "the last sessions of every dataset",
  weekly: "everything of every dataset",
} as const;

export type Cadence = keyof typeof CADENCES;

/** Sent by a schedule: every dataset of the stage is to be reconciled. */
export interface StartMessage {
  readonly kind: "start";
  readonly cadence: Cadence;
  /** The scheduled time, milliseconds since 1970: equal for every delivery. */
  readonly at: number;
}

/** Sent by the function to its own queue: one dataset is to be reconciled, or goes on being. */
export interface DatasetMessage {
  readonly kind: "dataset";
  readonly cadence: Cadence;
  readonly at: number;
  /** Name of the dataset. */
  readonly dataset: string;
  /** How many invocations have worked at it already. */
  readonly part: number;
}

export type ReconcileMessage = StartMessage | DatasetMessage;

/** What tells our messages from everything else that may be in the queue. */
const KIND = "partition-registrar/reconcile";
/** A body of a later version is not read as one of this. */
const VERSION = 1;

/** As EventBridge Scheduler and `writeMessage` write it: 2026-11-20T23:00:00Z. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** The body that a schedule sends; `time` is what Scheduler puts in place of its context attribute. */
export const startBody = (cadence: Cadence, time: string): string =>
  JSON.stringify({ kind: KIND, version: VERSION, cadence, time });

/** The body of a message of one dataset. */
export function writeMessage({ cadence, at, dataset, part }: DatasetMessage): string {
  const time = new Date(at).toISOString().replace(/\.\d+/, "");
  return JSON.stringify({ kind: KIND, version: VERSION, cadence, time, dataset, part });
}

/** The message in a body; undefined for any other body. Never throws. */
export function readMessage(body: string): ReconcileMessage | undefined {
  const { kind, version, cadence, time, dataset, part } = parse(body) ?? {};
  if (kind !== KIND || version !== VERSION) return undefined;
  if (cadence !== "nightly" && cadence !== "weekly") return undefined;
  const at = typeof time === "string" && TIME.test(time) ? Date.parse(time) : Number.NaN;
  if (Number.isNaN(at)) return undefined;
  if (dataset === undefined) return { kind: "start", cadence, at };
  const isSound = typeof dataset === "string" && Number.isSafeInteger(part) && Number(part) >= 0;
  return isSound ? { kind: "dataset", cadence, at, dataset, part: Number(part) } : undefined;
}

function parse(body: string): Readonly<Record<string, unknown>> | null | undefined {
  try {
    return JSON.parse(body);
  } catch {
    return undefined; // no JSON, so none of ours
  }
}
