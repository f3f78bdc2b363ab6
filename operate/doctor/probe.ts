import { messageOf } from "../../shared/runtime/errors.ts";
import type { ProbeResult } from "./probe-result.ts";
import { ABSENT, read } from "./probe-result.ts";

interface ProbeOptions {
  /** "lambda:GetFunctionConfiguration": the permission that the call needs. */
  readonly permission: string;
  /** Says that the thing is not there. */
  readonly isAbsent?: (name: string, message: string) => boolean;
}

/** Makes one read call. Whatever AWS, the network or the SDK throws becomes a result. */
export async function probe<Value>(
  { permission, isAbsent = (name) => NOT_FOUND.test(name) }: ProbeOptions,
  look: () => Promise<Value>,
): Promise<ProbeResult<Value>> {
  try {
    return read(await look());
  } catch (thrown) {
    const name = thrown instanceof Error ? thrown.name : "Error";
    const message = messageOf(thrown);
    if (isAbsent(name, message)) return ABSENT;
    const [cause = "unanswered"] = CAUSES.find(([, names]) => names.test(name)) ?? [];
    return { kind: "unread", cause, permission, reason: `${name}: ${message}` };
  }
}

const NOT_FOUND =
  /^(ResourceNotFound(Exception)?|EntityNotFound(Exception)?|NotFound(Exception)?|NoSuchBucket|QueueDoesNotExist)$/;

/**
 * By the names of errors. AWS's services and protocols each have a name of their own for the same.
 * https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
 */
const CAUSES = [
  [
    "credentials",
    /Credential|TokenProvider|ExpiredToken|InvalidClientTokenId|InvalidAccessKeyId|InvalidToken|UnrecognizedClient|SignatureDoesNotMatch|InvalidSignature|MissingAuthenticationToken|RequestExpired/,
  ],
  ["forbidden", /^(AccessDenied|Forbidden|NotAuthorized|Unauthorized|AuthorizationError)|^403$/],
  // Not AWS: an emulator that lacks the operation, or answers in another protocol.
  ["unsupported", /^(UnknownOperation|InvalidAction|NotImplemented|MethodNotAllowed|SyntaxError)/],
] as const;
