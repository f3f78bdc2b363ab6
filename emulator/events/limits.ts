/** What the local EventBridge does not offer, by name: it has the default bus, rules with patterns, and no constant input. */
import type { Limits } from "../wire/limits.ts";

export const eventsLimits: Limits = {
  "PutEventsRequest.EndpointId": { offered: false },
  "PutEventsRequest.Entries": { length: [1, 10] },
  "PutRuleRequest.ScheduleExpression": { offered: false },
  "PutRuleRequest.Name": { pattern: /^[.\-_A-Za-z0-9]{1,64}$/ },
  "PutTargetsRequest.Targets": { length: [1, 100] },
  "Target.Input": { offered: false },
};
