/**
 * How every AWS client of ours behaves: a request that gets no answer within 5 s is broken off, and what AWS or the
 * network spoiled is tried three times in all. Without `throwOnRequestTimeout` the SDK only logs a warning and waits.
 */
export const PATIENCE = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
} as const;
