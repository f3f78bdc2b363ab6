/** What one read call came to: a value, that the thing does not exist, or why it could not be read. */
export type ProbeResult<Value> =
  | { readonly kind: "read"; readonly value: Value }
  | { readonly kind: "absent" }
  | FailedProbe;

export interface FailedProbe {
  readonly kind: "unread";
  readonly cause: "credentials" | "forbidden" | "unsupported" | "unanswered";
  /** "lambda:GetFunctionConfiguration" */
  readonly permission: string;
  /** What the SDK or AWS said. */
  readonly reason: string;
}

export const read = <Value>(value: Value): ProbeResult<Value> => ({ kind: "read", value });

export const ABSENT: ProbeResult<never> = { kind: "absent" };

/** The value, where there is one. */
export function known<Value>(result: ProbeResult<Value>): Value | undefined {
  return result.kind === "read" ? result.value : undefined;
}

/** Two results that only say something together: unread if either is, else absent if either is. */
export function both<One, Other>(
  one: ProbeResult<One>,
  other: ProbeResult<Other>,
): ProbeResult<readonly [One, Other]> {
  if (one.kind === "unread") return one;
  if (other.kind === "unread") return other;
  if (one.kind === "absent" || other.kind === "absent") return ABSENT;
  return read([one.value, other.value]);
}
