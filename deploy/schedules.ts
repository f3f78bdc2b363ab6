import { accountId, functionArn, scheduleGroupArn } from "./arns.ts";
import { getAtt, pascalCase, type Resource, type Resources, ref } from "./cloudformation.ts";
import { role, type Trusted } from "./role-resource.ts";
import { type RunTime, runTimes } from "./run-times.ts";
import type { Validation } from "./validation-settings.ts";

/**
 * What starts runs of validation. Not by `schedule` events of serverless.yml: those go to the default group, whose
 * metrics all schedules of the account share, take the function's own role, and leave retries at a whole day.
 */
export function schedules(validation: Validation): Resources {
  const { functionName, scheduleGroup, validated } = validation;
  return {
    ValidateScheduleGroup: { Type: "AWS::Scheduler::ScheduleGroup", Properties: { Name: scheduleGroup } },
    ValidateScheduleRole: role(scheduleGroup, schedulerOf(scheduleGroup), "invoke", [invoke(functionName)]),
    ...Object.fromEntries(runTimes(validated).map((time) => [scheduleId(time), schedule(time)])),
  };
}

const invoke = (functionName: string) => ({
  Sid: "InvokeValidate",
  Effect: "Allow",
  Action: "lambda:InvokeFunction",
  Resource: functionArn(functionName),
});

/**
 * Only for schedules of this group.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
 */
export const schedulerOf = (group: string): Trusted => ({
  service: "scheduler",
  condition: {
    StringEquals: { "aws:SourceAccount": accountId },
    ArnEquals: { "aws:SourceArn": scheduleGroupArn(group) },
  },
});

/** "close-18-0-america-new-york": of one group no two schedules may have the same. */
const nameOf = ({ suite, hours, minutes, zone }: RunTime) =>
  [suite, hours, minutes, zone]
    .join("-")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-");

const scheduleId = (time: RunTime) => `ValidateSchedule${pascalCase(nameOf(time).replaceAll("-", "_"))}`;

function schedule(time: RunTime): Resource {
  const { suite, zone, minutes, hours, weekdays } = time;
  return {
    Type: "AWS::Scheduler::Schedule",
    Properties: {
      Name: nameOf(time),
      GroupName: ref("ValidateScheduleGroup"),
      Description: DESCRIPTIONS[suite],
      State: "ENABLED",
      ScheduleExpression: `cron(${minutes} ${hours} ? * ${weekdays.join(",")} *)`,
      ScheduleExpressionTimezone: zone,
      FlexibleTimeWindow: { Mode: "OFF" },
      Target: {
        Arn: getAtt("ValidateLambdaFunction", "Arn"),
        RoleArn: getAtt("ValidateScheduleRole", "Arn"),
        Input: JSON.stringify({ suite, time: SCHEDULED_TIME }),
        RetryPolicy: RETRY_POLICY,
      },
    },
  };
}

const DESCRIPTIONS = {
  close: "Every check, once the data of a session are due",
  intraday: "Rows up to the last bar, while a session is open",
  metadata: "What Glue alone can tell",
} as const;

/**
 * Scheduler writes the time here, as 2026-11-20T23:00:00Z. It is equal for every attempt at one run.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
export const SCHEDULED_TIME = "<aws.scheduler.scheduled-time>";

/** For handing the event to Lambda, which then retries by itself. What is given up is counted, and alarmed. */
export const RETRY_POLICY = { MaximumEventAgeInSeconds: 6 * 3600, MaximumRetryAttempts: 185 } as const;
