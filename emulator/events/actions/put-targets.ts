import { PutTargets$, type PutTargetsRequest } from "@aws-sdk/client-eventbridge";
import { eventsAction } from "../action.ts";
import { onDefaultBus } from "../default-bus.ts";
import { readTargetInput } from "../target-input.ts";

export const putTargets = eventsAction<PutTargetsRequest>(
  PutTargets$,
  ({ buses }, { Rule = "", Targets = [], EventBusName }) => {
    onDefaultBus(EventBusName);
    for (const { Id = "", Arn = "", InputPath, InputTransformer } of Targets) {
      buses.putTarget(Rule, Id, { arn: Arn, input: readTargetInput(Id, InputPath, InputTransformer) });
    }
    return { FailedEntryCount: 0, FailedEntries: [] };
  },
);
