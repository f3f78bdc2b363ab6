import { PutRule$, type PutRuleRequest } from "@aws-sdk/client-eventbridge";
import { AwsError } from "../../wire/service.ts";
import { eventsAction } from "../action.ts";
import { onDefaultBus } from "../default-bus.ts";
import { readPattern } from "../pattern.ts";

export const putRule = eventsAction<PutRuleRequest>(
  PutRule$,
  ({ buses }, { Name = "", EventPattern, EventBusName, State = "ENABLED" }) => {
    onDefaultBus(EventBusName);
    if (EventPattern === undefined) {
      const message = "Parameter(s) EventPattern or ScheduleExpression must be specified.";
      throw new AwsError("ValidationException", message);
    }
    return { RuleArn: buses.putRule(Name, readPattern(EventPattern), State === "ENABLED") };
  },
);
