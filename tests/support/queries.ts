import type { QueryStatus } from "../../shared/athena/calls.ts";
import type { AthenaFailure } from "../../shared/athena/port.ts";

/** A SELECT that has succeeded, unless something else is said. */
export function execution({
  failure,
  ...rest
}: Partial<Omit<QueryStatus, "failure">> & { failure?: Partial<AthenaFailure> } = {}): QueryStatus {
  return {
    state: "SUCCEEDED",
    failure: { category: undefined, type: undefined, retryable: false, reason: "no reason", ...failure },
    statementType: "DML",
    substatementType: "SELECT",
    bytesScanned: 12_000_000,
    queueMs: 20,
    planningMs: 30,
    engineMs: 400,
    totalMs: 450,
    reused: false,
    ...rest,
  };
}
