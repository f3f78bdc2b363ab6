/** What came of looking at one thing: what it says, that it is not there, or why nobody could look. */
export type Reading<Value> =
  | { readonly kind: "read"; readonly value: Value }
  | { readonly kind: "absent" }
  | Unread;

export interface Unread {
  readonly kind: "unread";
  readonly cause: "credentials" | "forbidden" | "unspoken" | "unanswered";
  /** "lambda:GetFunctionConfiguration" */
  readonly permission: string;
  /** What the SDK or AWS said. */
  readonly reason: string;
}

export const read = <Value>(value: Value): Reading<Value> => ({ kind: "read", value });

export const ABSENT: Reading<never> = { kind: "absent" };

/** The value, where there is one. */
export function known<Value>(reading: Reading<Value>): Value | undefined {
  return reading.kind === "read" ? reading.value : undefined;
}

/** Two readings that only say something together: unread if either is, else absent if either is. */
export function both<One, Other>(one: Reading<One>, other: Reading<Other>): Reading<readonly [One, Other]> {
  if (one.kind === "unread") return one;
  if (other.kind === "unread") return other;
  if (one.kind === "absent" || other.kind === "absent") return ABSENT;
  return read([one.value, other.value]);
}
