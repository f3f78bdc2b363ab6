import { RegistrarError } from "../../runtime/errors.ts";
import { quoted } from "../../runtime/text.ts";
import type { CheckId } from "../checks/index.ts";
import { type CheckOutcome, OUTCOMES } from "../outcome.ts";

/** How the checks of a suite stood after its last run, and what subscribers were notified of. */
export interface State {
  readonly schemaVersion: 1;
  readonly runId: string;
  /** The moment that the run judged from, ISO 8601. */
  readonly asOf: string;
  readonly standings: readonly CheckState[];
}

/** One check of one dataset. */
export interface CheckState {
  readonly dataset: string;
  readonly check: CheckId;
  /** The worst that the last run which evaluated it found, over its sessions and symbols. */
  readonly outcome: CheckOutcome;
  /** What subscribers were last notified of, and when; null if of nothing. */
  readonly told: { readonly outcome: CheckOutcome; readonly at: string } | null;
}

/** Reads a state file. Throws STATE_UNREADABLE: without it everything would be sent again. */
export function readState(text: string): State {
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch (cause) {
    throw unreadable("it is not JSON", cause);
  }
  if (!isState(state)) throw unreadable(`it begins ${quoted(text.slice(0, 80))}`);
  return state;
}

export function writeState(state: State): string {
  return `${JSON.stringify(state, null, 2)}\n`;
}

function isState(value: unknown): value is State {
  const { schemaVersion, asOf, standings } = (value ?? {}) as Partial<Record<keyof State, unknown>>;
  return schemaVersion === 1 && isTime(asOf) && Array.isArray(standings) && standings.every(isCheckState);
}

function isCheckState(value: unknown): boolean {
  const { dataset, check, outcome, told } = (value ?? {}) as Partial<Record<keyof CheckState, unknown>>;
  return typeof dataset === "string" && typeof check === "string" && isOutcome(outcome) && isTold(told);
}

function isTold(value: unknown): boolean {
  if (value === null) return true;
  const { outcome, at } = (value ?? {}) as { readonly outcome?: unknown; readonly at?: unknown };
  return isOutcome(outcome) && isTime(at);
}

const isOutcome = (value: unknown) => OUTCOMES.some((outcome) => outcome === value);
const isTime = (value: unknown) => typeof value === "string" && !Number.isNaN(Date.parse(value));

function unreadable(why: string, cause?: unknown): RegistrarError {
  return new RegistrarError("STATE_UNREADABLE", `The state of the last run cannot be read: ${why}`, {
    cause,
  });
}
