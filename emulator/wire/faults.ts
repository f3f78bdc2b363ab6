/** Failures on request: what AWS does to its callers on a bad day, by operation and repeatable. */
import { type Random, seeded } from "../random.ts";
import { AwsError } from "./service.ts";

/**
 * - `throttle`: refused, nothing happened
 * - `error`: refused with the given code, nothing happened
 * - `timeout-after-commit`: it happened, yet the answer is OperationTimeoutException
 * - `disconnect-after-commit`: it happened, then the connection broke
 * - `no-answer`: nothing happened and no answer comes until the emulator closes
 * - `latency`: answered `ms` milliseconds late (real ones, also under a virtual clock); adds to any other fault
 */
export type FaultKind =
  | "throttle"
  | "error"
  | "timeout-after-commit"
  | "disconnect-after-commit"
  | "no-answer"
  | "latency";

export interface Fault {
  /** "AWSGlue.BatchCreatePartition", "AmazonSQS.SendMessage", "S3.PutObject"; "AWSGlue.*" and "*" match many. */
  readonly operation: string;
  readonly kind: FaultKind;
  /** How many calls it strikes before it is used up. Default: every one. */
  readonly times?: number;
  /** Chance that it strikes a call, 0 to 1. Default 1. */
  readonly probability?: number;
  readonly code?: string;
  readonly message?: string;
  readonly status?: number;
  /** Milliseconds, for `latency`. */
  readonly ms?: number;
}

/** What one call runs into. */
export interface FaultsMet {
  readonly latencyMs: number;
  readonly fault?: Fault;
}

export interface Faults {
  /** Returns the function that takes the fault away again. */
  add(fault: Fault): () => void;
  clear(): void;
  /** Decides the fate of one call and counts it. Of several faults that match, the first added strikes. */
  meet(operation: string): FaultsMet;
}

export function createFaults(seed = 1): Faults {
  const random = seeded(seed);
  let active: { readonly fault: Fault; left: number }[] = [];
  return {
    add(fault) {
      const entry = { fault, left: fault.times ?? Number.POSITIVE_INFINITY };
      active.push(entry);
      return () => {
        active = active.filter((other) => other !== entry);
      };
    },
    clear() {
      active = [];
    },
    meet(operation) {
      let latencyMs = 0;
      let struck: Fault | undefined;
      for (const entry of active) {
        const late = entry.fault.kind === "latency";
        if ((struck !== undefined && !late) || !strikes(entry.fault, entry.left, operation, random)) continue;
        entry.left -= 1;
        if (late) latencyMs += entry.fault.ms ?? 0;
        else struck = entry.fault;
      }
      return struck === undefined ? { latencyMs } : { latencyMs, fault: struck };
    },
  };
}

function strikes(fault: Fault, left: number, operation: string, random: Random): boolean {
  const matches =
    fault.operation === "*" ||
    fault.operation === operation ||
    (fault.operation.endsWith(".*") && operation.startsWith(fault.operation.slice(0, -1)));
  return matches && left > 0 && (fault.probability === undefined || random() < fault.probability);
}

/** The refusal that a fault shows to the caller, in the words of the service it strikes. */
export function refusalOf(fault: Fault, service: string): AwsError {
  const [code, message, status] = wording(fault.kind, service);
  return new AwsError(fault.code ?? code, fault.message ?? message, fault.status ?? status);
}

function wording(kind: FaultKind, service: string): [code: string, message: string, status: number] {
  if (kind === "throttle") {
    return service === "S3"
      ? ["SlowDown", "Please reduce your request rate.", 503]
      : ["ThrottlingException", "Rate exceeded", 400];
  }
  if (kind === "timeout-after-commit") return ["OperationTimeoutException", "The operation timed out.", 400];
  return ["InternalServiceException", "An internal error occurred.", 500];
}
