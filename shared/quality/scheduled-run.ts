import { STOPPING_MS } from "../athena/port.ts";
import type { Dataset } from "../datasets/dataset.ts";
import { isCalendarDay } from "../datasets/day.ts";
import { signalAfter } from "../runtime/deadlines.ts";
import { RegistrarError } from "../runtime/errors.ts";
import { quoted } from "../runtime/text.ts";
import { type CheckSuite, SUITES } from "./result.ts";
import { isValidated, type ValidatedDataset } from "./snapshot.ts";
import type { Days } from "./windows.ts";

/** What a scheduled run may scan: a quarter of a dollar at 5 USD a TB. */
export const RUN_BYTES = 50_000_000_000;

/** A run that a schedule has set off, or a person who wants its results stored. */
export interface ScheduledRun {
  readonly suite: CheckSuite;
  /** Equal for every attempt at this run: made of the suite, the scheduled time and the days. */
  readonly runId: string;
  /** The scheduled time, milliseconds since 1970: what the run judges from, however late it is tried again. */
  readonly asOf: number;
  /** The days that a person asks about, after repairing them; undefined: the newest sessions. */
  readonly days: Days | undefined;
  /** The datasets that are meant; undefined: all. */
  readonly names: readonly string[] | undefined;
  /** Bytes that its queries may scan. */
  readonly mostBytes: number;
}

/** As EventBridge Scheduler writes it: 2026-11-20T23:00:00Z. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/**
 * Reads `{ "suite": "close", "time": "2026-11-20T23:00:00Z" }`, which deploy/schedules.ts writes; a person may add
 * `"days": { "from": "2026-11-17", "to": "2026-11-18" }`. The look function names a dataset, too, and what the run may scan.
 * Throws NOT_A_RUN.
 */
export function readScheduledRun(event: unknown): ScheduledRun {
  const read = (event ?? {}) as Readonly<Record<string, unknown>>;
  const { suite: name, time, days: asked, datasets: names, mostBytes = RUN_BYTES } = read;
  const suite = SUITES.find((one) => one === name);
  const asOf = typeof time === "string" && TIME.test(time) ? Date.parse(time) : Number.NaN;
  const days = asked === undefined ? undefined : daysOf(asked);
  // An open session is looked at as it is now, whatever days are named.
  const isOdd = !isNames(names) || !Number.isSafeInteger(mostBytes);
  if (suite === undefined || Number.isNaN(asOf) || days === null || (days && suite === "intraday") || isOdd) {
    const expected = `a suite (${SUITES.join(", ")}) and a time as 2026-11-20T23:00:00Z; with another suite than intraday also days as { "from": "2026-11-17", "to": "2026-11-18" }`;
    throw new RegistrarError("NOT_A_RUN", `Expected ${expected}, but was invoked with ${quoted(event)}`);
  }
  const about = days === undefined ? "" : `-${days.from}-${days.to}`;
  const whose = names === undefined ? "" : `-${names.join("-")}`;
  const runId = `${suite}-${String(time)}${about}${whose}`;
  return { suite, runId, asOf, days, names, mostBytes: Number(mostBytes) };
}

/** What the look function asks for: one session of one dataset is to be judged, from the moment at which it asks. */
export function askedRunBody(asked: {
  readonly dataset: string;
  readonly day: string;
  readonly at: number;
  readonly mostBytes: number;
}): string {
  const { dataset, day, at, mostBytes } = asked;
  const time = new Date(at).toISOString().replace(/\.\d+/, "");
  return JSON.stringify({
    suite: "close",
    time,
    days: { from: day, to: day },
    datasets: [dataset],
    mostBytes,
  });
}

function isNames(value: unknown): value is readonly string[] | undefined {
  return value === undefined || (Array.isArray(value) && value.every((name) => typeof name === "string"));
}

/** A run that somebody starts, or that a message of the function's queue asks for, which holds the same. Throws NOT_A_RUN. */
export function readRun(event: unknown): { readonly run: ScheduledRun; readonly isQueued: boolean } {
  const { Records: records } = (event ?? {}) as Readonly<Record<string, unknown>>;
  if (!Array.isArray(records)) return { run: readScheduledRun(event), isQueued: false };
  // One at a time, as the queue's event source mapping says: what throws is delivered again.
  const [message] = records.length === 1 ? records : [];
  return { run: readScheduledRun(contentOf(message?.body)), isQueued: true };
}

function contentOf(body: unknown): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    return body;
  }
}

/** Null if it is none. */
function daysOf(value: unknown): Days | null {
  const { from, to } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof from !== "string" || typeof to !== "string" || from > to) return null;
  return isCalendarDay(from) && isCalendarDay(to) ? { from, to } : null;
}

/** The datasets that a run looks at: those that it names, and in an open session those alone that ask for it. */
export function validatedBy(
  { suite, names }: Pick<ScheduledRun, "suite" | "names">,
  datasets: readonly Dataset[],
): ValidatedDataset[] {
  const meant = datasets
    .filter(isValidated)
    .filter(({ name }) => names === undefined || names.includes(name));
  return meant.filter(({ quality }) => suite !== "intraday" || quality.intraday);
}

/** Milliseconds that are kept to write what a run leaves, its page last, and to tell of it; and to answer. */
const RESERVED = { storing: 60_000, page: 10_000, answering: 2_000 };

/** The ends of what an invocation does that has `remaining` milliseconds left. */
export function endsWithin(remaining: number): {
  readonly asking: AbortSignal;
  readonly keeping: AbortSignal;
  readonly storing: AbortSignal;
} {
  return {
    asking: signalAfter(remaining - RESERVED.answering - RESERVED.storing - STOPPING_MS),
    keeping: signalAfter(remaining - RESERVED.answering - RESERVED.page),
    storing: signalAfter(remaining - RESERVED.answering),
  };
}
