import { ConfigurationError, messageOf, RegistrarError } from "../shared/runtime/errors.ts";
import { REGISTRAR } from "../shared/runtime/launcher.ts";

/**
 * By the names of errors that say: these credentials are none, or no longer any. The first two are the SDK's own, InvalidAccessKeyId
 * is what S3 says.
 * https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
const NAMES = new Set([
  "CredentialsProviderError",
  "TokenProviderError",
  "ExpiredToken",
  "ExpiredTokenException",
  "InvalidAccessKeyId",
  "InvalidClientTokenId",
  "UnrecognizedClientException",
  "SignatureDoesNotMatch",
  "MissingAuthenticationToken",
  "MissingAuthenticationTokenException",
  "RequestExpired",
]);

/** What an error of the SDK, or one of ours that it caused, says of credentials; undefined if it is about something else. */
export function missingCredentials(
  thrown: unknown,
  told = messageOf(thrown),
): ConfigurationError | undefined {
  if (thrown instanceof ConfigurationError) return undefined;
  if (!NAMES.has(rootOf(thrown))) return undefined;
  return new ConfigurationError("NO_CREDENTIALS", "AWS credentials are missing, expired or wrong:", [
    told,
    "log in (aws sso login), or export AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    `for the local stack, export what ${REGISTRAR} local prints`,
  ]);
}

/** The name of the error at the bottom of those of ours. */
function rootOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return "";
  return thrown instanceof RegistrarError ? rootOf(thrown.cause) : thrown.name;
}
