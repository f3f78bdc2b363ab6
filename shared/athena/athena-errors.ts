import { type ErrorCode, messageOf } from "../runtime/errors.ts";
import { isThrottling } from "../runtime/throttling.ts";
import { AthenaQueryError } from "./port.ts";

type Meaning = readonly [code: ErrorCode, retryable: boolean];

const REFUSED: Meaning = ["QUERY_REFUSED", false];
const DENIED: Meaning = ["ACCESS_DENIED", false];
const THROTTLED: Meaning = ["THROTTLED", true];
const UNAVAILABLE: Meaning = ["QUERY_UNAVAILABLE", true];

/**
 * Athena's errors, by name. Sources: the Athena API reference (Errors of StartQueryExecution, GetQueryExecution,
 * GetQueryResults, StopQueryExecution) and its "Common errors", which the SDK does not model. Throttling has names of
 * its own; TooManyRequestsException is also the account's quota of active queries. Every call of ours may be made twice,
 * so nothing hangs on whether a broken one was carried out.
 */
const BY_NAME = new Map<string, Meaning>(
  Object.entries({
    InvalidRequestException: REFUSED,
    ResourceNotFoundException: REFUSED,
    MetadataException: REFUSED,
    ValidationException: REFUSED,
    AccessDeniedException: DENIED,
    NotAuthorized: DENIED,
    ExpiredTokenException: DENIED,
    RequestExpired: DENIED,
    UnrecognizedClientException: DENIED,
    InvalidClientTokenId: DENIED,
    InvalidSignatureException: DENIED,
    CredentialsProviderError: DENIED,
    InternalServerException: UNAVAILABLE,
  }),
);

/** What an error of the SDK means to us. */
export function athenaError(thrown: unknown, doing: string): AthenaQueryError {
  if (thrown instanceof AthenaQueryError) return thrown;
  const [code, retryable] = isThrottling(thrown)
    ? THROTTLED
    : (BY_NAME.get(nameOf(thrown)) ?? byStatus(thrown));
  const message = `${doing}: ${nameOf(thrown)}: ${messageOf(thrown)}`;
  return new AthenaQueryError(code, message, { retryable, cause: thrown });
}

/** No status: the connection broke or the request timed out. */
function byStatus(thrown: unknown): Meaning {
  const metadata = (thrown as { $metadata?: { httpStatusCode?: number } } | null | undefined)?.$metadata;
  const status = metadata?.httpStatusCode;
  if (status === 401 || status === 403) return DENIED;
  return status === undefined || status >= 500 ? UNAVAILABLE : REFUSED;
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : "Error";
}
