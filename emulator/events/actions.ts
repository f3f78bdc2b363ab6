/** Every action of the local EventBridge, under the name that it has on the wire. */
import { putEvents } from "./actions/put-events.ts";
import { putRule } from "./actions/put-rule.ts";
import { putTargets } from "./actions/put-targets.ts";

export const actions = {
  PutEvents: putEvents,
  PutRule: putRule,
  PutTargets: putTargets,
};
