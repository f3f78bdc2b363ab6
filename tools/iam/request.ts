/** What IAM is asked when a call is made: may this action be done to this resource, under these circumstances? */
export interface AccessRequest {
  /** "glue:GetTable" */
  readonly action: string;
  /** An ARN, or "*" of actions that know no resource. */
  readonly resource: string;
  /** Condition keys besides those that every request has. */
  readonly context?: Context;
}

/** Condition key → its value, or values. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

/** Names one request among others: two that are equal here are equal to IAM. */
export function keyOf({ action, resource, context = {} }: AccessRequest): string {
  return JSON.stringify([action, resource, Object.entries(context).sort()]);
}

/** Each request once, in the order of their first appearance. */
export function distinct<Request extends AccessRequest>(requests: readonly Request[]): Request[] {
  return [...new Map(requests.map((request) => [keyOf(request), request])).values()];
}
