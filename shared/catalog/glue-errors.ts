import { CatalogError, messageOf } from "../runtime/errors.ts";
import { isThrottling } from "../runtime/throttling.ts";
import type { Refusal } from "./port.ts";

/** HTTP 413, which AWS's front door answers before Glue sees the call. */
const PAYLOAD_TOO_LARGE = 413;

type Make = (message: string, cause: unknown) => CatalogError;

const refusedCall =
  (code: CatalogError["code"], retryable = false): Make =>
  (message, cause) =>
    new CatalogError(code, message, { retryable, cause });

const throttled = refusedCall("THROTTLED", true);
const refused = refusedCall("GLUE_REFUSED");

const refusedItem: Make = (message, cause) =>
  new CatalogError("INVALID_INPUT", message, { blame: "item", cause });

/** The call may have been carried out all the same. */
const unknown: Make = (message, cause) =>
  new CatalogError("UNAVAILABLE", message, { effect: "unknown", retryable: true, cause });

/**
 * Glue's errors, by name. Sources: the Glue API reference (Errors of BatchCreatePartition, BatchGetPartition,
 * GetTable) and its "Common errors", which the SDK does not model.
 */
const BY_NAME = new Map<string, Make>(
  Object.entries({
    EntityNotFoundException: refusedCall("TABLE_NOT_FOUND"),
    AccessDeniedException: refusedCall("ACCESS_DENIED"),
    ExpiredTokenException: refusedCall("ACCESS_DENIED"),
    UnrecognizedClientException: refusedCall("ACCESS_DENIED"),
    InvalidSignatureException: refusedCall("ACCESS_DENIED"),
    CredentialsProviderError: refusedCall("ACCESS_DENIED"),
    ResourceNumberLimitExceededException: refusedCall("LIMIT_EXCEEDED"),
    GlueEncryptionException: refusedCall("ENCRYPTION"),
    ConcurrentModificationException: refusedCall("GLUE_REFUSED", true),
    ResourceNotReadyException: refusedCall("GLUE_REFUSED", true),
    InvalidInputException: refusedItem,
    ValidationException: refusedItem,
    OperationTimeoutException: unknown,
    InternalServiceException: unknown,
    // Of the call as a whole: some of it exists, nobody says what.
    AlreadyExistsException: unknown,
  }),
);

/** What an error of the SDK means to us. `signal` tells a deadline of ours from a broken connection. */
export function catalogError(thrown: unknown, doing: string, signal: AbortSignal): CatalogError {
  if (thrown instanceof CatalogError) return thrown;
  const message = `${doing}: ${nameOf(thrown)}: ${messageOf(thrown)}`;
  if (signal.aborted) {
    const late = `${doing}: no answer before the invocation's deadline`;
    return new CatalogError("DEADLINE", late, { effect: "unknown", retryable: true, cause: thrown });
  }
  return (makeOf(thrown) ?? byStatus(statusOf(thrown)))(message, thrown);
}

/** An entry of `Errors`, as the SDK has it (Glue API, PartitionError). */
interface GlueRefusal {
  readonly PartitionValues?: string[] | undefined;
  readonly ErrorDetail?:
    | { readonly ErrorCode?: string | undefined; readonly ErrorMessage?: string | undefined }
    | undefined;
}

/** What one entry of `Errors` says of its partition, in an answer that carried out the rest. */
export function refusalOf({ PartitionValues: values = [], ErrorDetail }: GlueRefusal): Refusal {
  const { ErrorCode = "unknown", ErrorMessage = "" } = ErrorDetail ?? {};
  const exists = ErrorCode === "AlreadyExistsException";
  return { values, error: exists ? "already exists" : itemError(ErrorCode, ErrorMessage) };
}

export function itemError(code: string, message: string): CatalogError {
  return (makeOf({ name: code }) ?? refused)(`${code}: ${message}`, undefined);
}

function makeOf(thrown: unknown): Make | undefined {
  return BY_NAME.get(nameOf(thrown)) ?? (isThrottling(thrown) ? throttled : undefined);
}

function byStatus(status: number | undefined): Make {
  // No status: the connection broke or the request timed out.
  if (status === undefined || status >= 500) return unknown;
  // A request that is too large is fine in halves.
  return status === PAYLOAD_TOO_LARGE ? refusedItem : refused;
}

function nameOf(thrown: unknown): string {
  const hasName = typeof thrown === "object" && thrown !== null && "name" in thrown;
  return hasName ? String(thrown.name) : "Error";
}

function statusOf(thrown: unknown): number | undefined {
  const metadata = (thrown as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata;
  return metadata?.httpStatusCode;
}
