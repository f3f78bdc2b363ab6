/** One EventBridge action: the request checked by the SDK's own schema, then by the limits of the service. */
import type { Action, JsonObject } from "../wire/service.ts";
import { type OperationSchema, validate, type Wire } from "../wire/validation.ts";
import type { EventBuses } from "./event-buses.ts";
import { eventsLimits } from "./limits.ts";

/** What an action works on. */
export interface EventsParts {
  readonly buses: EventBuses;
}

export function eventsAction<Input>(
  schema: OperationSchema,
  run: (events: EventsParts, input: Wire<Input>) => JsonObject | Promise<JsonObject>,
): (events: EventsParts) => Action {
  return (events) => (request) => run(events, validate<Input>(schema[4], request, eventsLimits));
}
