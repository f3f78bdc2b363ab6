/**
 * How every AWS client of ours behaves: a request that gets no answer within 5 s is broken off, and what AWS or the
 * network spoiled is tried three times in all. Without `throwOnRequestTimeout` the SDK only logs a warning and waits.
 */
export const CLIENT_DEFAULTS = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
} as const;

/**
 * A client that prepares no log records. The SDK does so for every call, with a copy of all that was sent and
 * answered, also when its logger throws them away as it does by default: a third of what a large answer costs.
 */
export function withoutLogRecords<
  Client extends { readonly middlewareStack: { remove(name: string): boolean } },
>(client: Client): Client {
  client.middlewareStack.remove("loggerMiddleware");
  return client;
}
