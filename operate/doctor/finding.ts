import { REGISTRAR } from "../../shared/runtime/launcher.ts";
import { printable } from "../../shared/runtime/text.ts";
import type { FaultCode } from "./faults.ts";
import { FAULTS } from "./faults.ts";
import type { FailedProbe, ProbeResult } from "./probe-result.ts";

/** What one check says of one thing. */
export interface DoctorFinding {
  /** "rule", "queue policy" … */
  readonly check: string;
  /** Name of the thing: a queue, a rule, a table … */
  readonly where: string;
  readonly status: FindingStatus;
  /** Of a fault; its heading in docs/doctor.md. */
  readonly code?: FaultCode;
  /** One sentence. */
  readonly what: string;
  /** What mends it: a command for a shell; in words where only a person can. */
  readonly fix?: string;
}

/** Worst first. */
export const FINDING_STATUSES = ["fail", "warn", "unknown", "ok"] as const;
export type FindingStatus = (typeof FINDING_STATUSES)[number];

/** Something that is wrong, before it is known where. */
export interface Fault {
  readonly code: FaultCode;
  readonly what: string;
  readonly fix: string;
}

/** What to do before a command can be told: nothing said where the stage lies, or which bucket it serves. */
export const lookAgain = (stage: string): string => `${REGISTRAR} doctor --stage ${stage} --bucket '<name>'`;

/** What only a person can judge. */
export type Unclear = Pick<Fault, "what" | "fix">;

/** How a check judges what was read. */
export interface Judgement<Value> {
  readonly check: string;
  readonly where: string;
  readonly faults: (value: Value) => Iterable<Fault>;
  /** Why what was read cannot be judged, and where to look. Asked if there is no fault. */
  readonly unclear?: (value: Value) => Unclear | undefined;
  /** What to say if there is no fault. */
  readonly ok: (value: Value) => string;
  /** That the thing is missing. Left out where another check says so. */
  readonly missing?: Fault;
}

/** One finding for every fault; without any, that all is well, or why that is not known. */
export function* judge<Value>(
  result: ProbeResult<Value>,
  judgement: Judgement<Value>,
): Generator<DoctorFinding> {
  const { check, where, faults, unclear, ok, missing } = judgement;
  if (result.kind === "unread") {
    yield { check, where, status: "unknown", ...wordsFor(result) };
  } else if (result.kind === "absent") {
    if (missing !== undefined) yield found(check, where, missing);
  } else {
    const wrong = [...faults(result.value)];
    for (const fault of wrong) yield found(check, where, fault);
    if (wrong.length > 0) return;
    const open = unclear?.(result.value);
    if (open === undefined) yield { check, where, status: "ok", what: printable(ok(result.value)) };
    else yield { check, where, status: "unknown", what: printable(open.what), fix: printable(open.fix) };
  }
}

function found(check: string, where: string, { code, what, fix }: Fault): DoctorFinding {
  return { check, where, status: FAULTS[code], code, what: printable(what), fix: printable(fix) };
}

function wordsFor({ cause, permission, reason }: FailedProbe): Pick<DoctorFinding, "what" | "fix"> {
  const told = printable(reason);
  switch (cause) {
    case "forbidden":
      return { what: `not allowed to look: ${told}`, fix: `allow ${permission} to the caller` };
    case "credentials":
      return { what: "not looked at: the credentials are missing, expired or wrong" };
    case "unsupported":
      return { what: "the endpoint does not know this" };
    case "unanswered":
      return { what: `${permission} was not answered: ${told}` };
  }
}

/** The worst status among findings, for a shell: something must be fixed, all is well enough, or nobody could look. */
export function conclusionOf(findings: readonly DoctorFinding[]): "ok" | "faulty" | "unknown" {
  const seen = findings.filter(({ status, check }) => status !== "unknown" && !ABOUT_CALLER.has(check));
  if (seen.length === 0) return "unknown";
  return findings.some(({ status }) => status === "fail") ? "faulty" : "ok";
}

/** Checks of whoever asks, which say nothing of the stage. */
const ABOUT_CALLER = new Set(["identity", "clock"]);
