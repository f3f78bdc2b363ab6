import { PutTargets$, type PutTargetsRequest } from "@aws-sdk/client-eventbridge";
import { eventsAction } from "../action.ts";
import { onDefaultBus } from "../default-bus.ts";

export const putTargets = eventsAction<PutTargetsRequest>(
  PutTargets$,
  ({ buses }, { Rule = "", Targets = [], EventBusName }) => {
    onDefaultBus(EventBusName);
    for (const { Id = "", Arn = "" } of Targets) buses.putTarget(Rule, Id, Arn);
    return { FailedEntryCount: 0, FailedEntries: [] };
  },
);
