import { nightlyBody } from "../shared/looks/nightly-message.ts";
import { lookQueueName } from "../shared/runtime/names.ts";
import { queueArn } from "./arns.ts";
import { getAtt, type Resources, ref } from "./cloudformation.ts";
import { role } from "./role-resource.ts";
import { RETRY_POLICY, schedulerOf } from "./schedules.ts";
import type { Validation } from "./validation-settings.ts";

/** Has the sessions compared that may change without an event: before the nightly reconcile, when nobody waits for Athena. */
export function lookSchedule({ lookScheduleGroup }: Validation, stage: string): Resources {
  return {
    LookScheduleGroup: { Type: "AWS::Scheduler::ScheduleGroup", Properties: { Name: lookScheduleGroup } },
    LookScheduleRole: role(lookScheduleGroup, schedulerOf(lookScheduleGroup), "send", [
      {
        Sid: "StartComparisons",
        Effect: "Allow",
        Action: "sqs:SendMessage",
        Resource: queueArn(lookQueueName(stage)),
      },
    ]),
    LookScheduleNightly: {
      Type: "AWS::Scheduler::Schedule",
      Properties: {
        // Another name than reconcile's: CloudFormation tells schedules apart by name alone.
        Name: "nightly-comparison",
        GroupName: ref("LookScheduleGroup"),
        Description: "Compares the newest sessions with their verdicts, and tells what was not told",
        State: "ENABLED",
        ScheduleExpression: "cron(0 7 * * ? *)",
        ScheduleExpressionTimezone: "UTC",
        FlexibleTimeWindow: { Mode: "OFF" },
        Target: {
          Arn: getAtt("LookQueue", "Arn"),
          RoleArn: getAtt("LookScheduleRole", "Arn"),
          Input: nightlyBody(),
          RetryPolicy: RETRY_POLICY,
        },
      },
    },
  };
}
