import type { Dataset } from "../dataset.ts";
import { signalAfter } from "../deadlines.ts";
import { RegistrarError } from "../errors.ts";
import { STOPPING_MS } from "../query/port.ts";
import { quoted } from "../text.ts";
import { isPromised, type Promised } from "./facts.ts";
import { SUITES, type Suite } from "./result.ts";

/** What a scheduled run may scan: a quarter of a dollar at 5 USD a TB. */
export const RUN_BYTES = 50_000_000_000;

/** A run that a schedule has set off. */
export interface ScheduledRun {
  readonly suite: Suite;
  /** Equal for every attempt at this run: made of the suite and the scheduled time. */
  readonly runId: string;
  /** The scheduled time, milliseconds since 1970: what the run judges from, however late it is tried again. */
  readonly asOf: number;
}

/** As EventBridge Scheduler writes it: 2026-11-20T23:00:00Z. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** Reads `{ "suite": "close", "time": "2026-11-20T23:00:00Z" }`, which deploy/schedules.ts writes. Throws NOT_A_RUN. */
export function readScheduledRun(event: unknown): ScheduledRun {
  const { suite: name, time } = (event ?? {}) as { readonly suite?: unknown; readonly time?: unknown };
  const suite = SUITES.find((one) => one === name);
  const asOf = typeof time === "string" && TIME.test(time) ? Date.parse(time) : Number.NaN;
  if (suite === undefined || Number.isNaN(asOf)) {
    const expected = `a suite (${SUITES.join(", ")}) and a time as 2026-11-20T23:00:00Z`;
    throw new RegistrarError("NOT_A_RUN", `Expected ${expected}, but was invoked with ${quoted(event)}`);
  }
  return { suite, runId: `${suite}-${String(time)}`, asOf };
}

/** The datasets that a suite looks at: in an open session those alone that ask for it. */
export function validatedBy(suite: Suite, datasets: readonly Dataset[]): Promised[] {
  return datasets.filter(isPromised).filter(({ quality }) => suite !== "intraday" || quality.intraday);
}

/** Milliseconds that are kept to write what a run leaves, and to tell of it; and to answer. */
const RESERVED = { storing: 30_000, answering: 2_000 };

/** The ends of what an invocation does that has `remaining` milliseconds left. */
export function endsWithin(remaining: number): {
  readonly asking: AbortSignal;
  readonly storing: AbortSignal;
} {
  return {
    asking: signalAfter(remaining - RESERVED.answering - RESERVED.storing - STOPPING_MS),
    storing: signalAfter(remaining - RESERVED.answering),
  };
}
