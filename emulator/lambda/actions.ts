/** Every action of the local Lambda's API, under the name that AWS gives it. */
import type { LambdaAction } from "./action.ts";
import { listEventSourceMappings } from "./actions/list-event-source-mappings.ts";
import { updateEventSourceMapping } from "./actions/update-event-source-mapping.ts";

export const actions = {
  ListEventSourceMappings: listEventSourceMappings,
  UpdateEventSourceMapping: updateEventSourceMapping,
} satisfies Readonly<Record<string, LambdaAction>>;
