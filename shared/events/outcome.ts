import type { ErrorCode } from "../runtime/errors.ts";

/** How a message ends. Exactly one of these, always; docs/architecture.md has the tables. */
export type Outcome =
  // of the register function
  | { readonly kind: "registered" }
  | { readonly kind: "already there" }
  | { readonly kind: "conflict"; readonly reason: string }
  | { readonly kind: "rejected"; readonly code: ErrorCode; readonly reason: string }
  // of the crawl function; "waiting" is of the register function, too
  | { readonly kind: "covered" }
  | { readonly kind: "crawl started" }
  | { readonly kind: "waiting"; readonly reason: string; readonly code?: ErrorCode }
  | { readonly kind: "uncrawlable"; readonly code: ErrorCode; readonly reason: string }
  // of the guard function, besides those of the register function
  | { readonly kind: "checked" }
  | { readonly kind: "reported"; readonly reason: string }
  | { readonly kind: "unfit"; readonly code: ErrorCode; readonly reason: string }
  // of the deregister function, which may register, too
  | { readonly kind: "removed" }
  | { readonly kind: "kept"; readonly reason: string }
  | { readonly kind: "unremovable"; readonly code: ErrorCode; readonly reason: string }
  // of the look function, besides "waiting" and "reported"
  | { readonly kind: "looked at" }
  | { readonly kind: "unreadable"; readonly code: ErrorCode; readonly reason: string }
  // of all
  | { readonly kind: "ignored"; readonly reason: string }
  | { readonly kind: "unplaceable"; readonly reason: string }
  | { readonly kind: "malformed"; readonly reason: string }
  | {
      readonly kind: "failed";
      readonly code: ErrorCode;
      readonly retryable: boolean;
      readonly reason: string;
    };

export type OutcomeKind = Outcome["kind"];

/** From the one that decides a message of several records, to the one that decides only when alone. */
export const OUTCOMES_BY_PRECEDENCE = [
  "failed",
  "malformed",
  "rejected",
  "conflict",
  "uncrawlable",
  "unfit",
  "unremovable",
  "unreadable",
  "unplaceable",
  "registered",
  "removed",
  "already there",
  "reported",
  "checked",
  "looked at",
  "waiting",
  "crawl started",
  "covered",
  "kept",
  "ignored",
] as const satisfies readonly OutcomeKind[];

/** As what a function parks a message. */
export const PARKED_KINDS = [
  "malformed",
  "rejected",
  "conflict",
  "uncrawlable",
  "unfit",
  "unremovable",
  "unreadable",
  "unplaceable",
] as const;
const PARKED: ReadonlySet<OutcomeKind> = new Set(PARKED_KINDS);
const RANK = new Map<OutcomeKind, number>(OUTCOMES_BY_PRECEDENCE.map((kind, index) => [kind, index]));

export type ParkedOutcome = Extract<Outcome, { kind: (typeof PARKED_KINDS)[number] }>;

/** Does a message with this outcome go to the parking queue? */
export function isParked(outcome: Outcome): outcome is ParkedOutcome {
  return PARKED.has(outcome.kind);
}

/** Which of two outcomes decides the message that has both. */
export function takesPrecedence(one: Outcome, other: Outcome): boolean {
  return RANK.get(one.kind)! < RANK.get(other.kind)!;
}
