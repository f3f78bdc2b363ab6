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
}

/** As EventBridge Scheduler writes it: 2026-11-20T23:00:00Z. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/**
 * Reads `{ "suite": "close", "time": "2026-11-20T23:00:00Z" }`, which deploy/schedules.ts writes; a person may add
 * `"days": { "from": "2026-11-17", "to": "2026-11-18" }`. Throws NOT_A_RUN.
 */
export function readScheduledRun(event: unknown): ScheduledRun {
  const { suite: name, time, days: asked } = (event ?? {}) as Readonly<Record<string, unknown>>;
  const suite = SUITES.find((one) => one === name);
  const asOf = typeof time === "string" && TIME.test(time) ? Date.parse(time) : Number.NaN;
  const days = asked === undefined ? undefined : daysOf(asked);
  // An open session is looked at as it is now, whatever days are named.
  if (suite === undefined || Number.isNaN(asOf) || days === null || (days && suite === "intraday")) {
    const expected = `a suite (${SUITES.join(", ")}) and a time as 2026-11-20T23:00:00Z; with another suite than intraday also days as { "from": "2026-11-17", "to": "2026-11-18" }`;
    throw new RegistrarError("NOT_A_RUN", `Expected ${expected}, but was invoked with ${quoted(event)}`);
  }
  const about = days === undefined ? "" : `-${days.from}-${days.to}`;
  return { suite, runId: `${suite}-${String(time)}${about}`, asOf, days };
}

/** Null if it is none. */
function daysOf(value: unknown): Days | null {
  const { from, to } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof from !== "string" || typeof to !== "string" || from > to) return null;
  return isCalendarDay(from) && isCalendarDay(to) ? { from, to } : null;
}

/** The datasets that a suite looks at: in an open session those alone that ask for it. */
export function validatedBy(suite: CheckSuite, datasets: readonly Dataset[]): ValidatedDataset[] {
  return datasets.filter(isValidated).filter(({ quality }) => suite !== "intraday" || quality.intraday);
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
