import { isThrottlingError } from "@smithy/core/retry";

type SdkError = Parameters<typeof isThrottlingError>[0];

/**
 * Does an error say that AWS was asked too often? Its services have more than a dozen names for that, and an answer
 * with the status 429 needs none. The SDK's own retries go by this very rule, so what it tried again for a throttle is
 * a throttle here, too. An error is anything with a name, such as an entry of a batch's errors: `{ name: code }`.
 */
export function isThrottling(error: unknown): boolean {
  return typeof error === "object" && error !== null && isThrottlingError(error as SdkError);
}
