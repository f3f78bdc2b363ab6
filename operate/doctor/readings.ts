import { messageOf } from "../../shared/runtime/errors.ts";
import type { Reading } from "./reading.ts";
import { ABSENT, read } from "./reading.ts";

interface Asking {
  /** "lambda:GetFunctionConfiguration": what whoever asks has to be allowed. */
  readonly permission: string;
  /** Says that the thing is not there. */
  readonly isAbsent?: (name: string, message: string) => boolean;
}

/** Looks at one thing. Whatever AWS, the network or the SDK throws becomes an answer. */
export async function reading<Value>(
  { permission, isAbsent = (name) => NOT_FOUND.test(name) }: Asking,
  look: () => Promise<Value>,
): Promise<Reading<Value>> {
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
  ["unspoken", /^(UnknownOperation|InvalidAction|NotImplemented|MethodNotAllowed|SyntaxError)/],
] as const;
