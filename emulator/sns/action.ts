/** One SNS action: the request checked by the SDK's own schema, then by the limits of the service. */
import type { JsonObject, QueryAction } from "../wire/service.ts";
import { type OperationSchema, validate, type Wire } from "../wire/validation.ts";
import { snsLimits } from "./limits.ts";
import type { Topics } from "./topics.ts";

/** What an action works on. */
export interface SnsParts {
  readonly topics: Topics;
}

export function snsAction<Input>(
  schema: OperationSchema,
  run: (sns: SnsParts, input: Wire<Input>) => JsonObject,
): (sns: SnsParts) => QueryAction {
  return (sns) => (request) => run(sns, validate<Input>(schema[4], request, snsLimits));
}
