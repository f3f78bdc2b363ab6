import { CADENCES, type Cadence, startBody } from "../shared/reconcile/run-message.ts";
import { getAtt, pascalCase, type Resource, type Resources, ref } from "./cloudformation.ts";
import type { Deployment } from "./deployment.ts";
import { type Named, policyOf } from "./event-pipelines.ts";
import { policy, queueWithDeadLetters } from "./queues.ts";
import { reconcileRole } from "./reconcile-role.ts";
import { type Reconciler, reconciling } from "./reconcile-settings.ts";
import { role } from "./role-resource.ts";
import { RETRY_POLICY, SCHEDULED_TIME, schedulerOf } from "./schedules.ts";
import { send } from "./statements.ts";

/** At night of the Americas and Europe, UTC: the days of both have ended, and nobody waits for Athena. */
const TIMES: Readonly<Record<Cadence, string>> = {
  nightly: "cron(30 7 * * ? *)",
  weekly: "cron(30 8 ? * SUN *)",
};

/** All of reconciles but the function itself and its alarms. */
export function reconciler(one: Reconciler, deployment: Deployment): Resources {
  const { queue, deadLetters, scheduleGroup } = one;
  return {
    ReconcileRole: reconcileRole(one, deployment),
    ...queueWithDeadLetters(queue, deadLetters, reconciling),
    [policyOf(queue)]: policy(queue, []),
    [policyOf(deadLetters)]: policy(deadLetters, []),
    ReconcileScheduleGroup: { Type: "AWS::Scheduler::ScheduleGroup", Properties: { Name: scheduleGroup } },
    ReconcileScheduleRole: role(scheduleGroup, schedulerOf(scheduleGroup), "send", [
      send("StartReconciles", queue),
    ]),
    ...Object.fromEntries(
      (Object.keys(CADENCES) as Cadence[]).map((cadence) => [
        `ReconcileSchedule${pascalCase(cadence)}`,
        schedule(cadence, queue),
      ]),
    ),
  };
}

const schedule = (cadence: Cadence, queue: Named): Resource => ({
  Type: "AWS::Scheduler::Schedule",
  Properties: {
    Name: cadence,
    GroupName: ref("ReconcileScheduleGroup"),
    Description: `Compares S3 with Glue: ${CADENCES[cadence]}`,
    State: "ENABLED",
    ScheduleExpression: TIMES[cadence],
    ScheduleExpressionTimezone: "UTC",
    FlexibleTimeWindow: { Mode: "OFF" },
    Target: {
      Arn: getAtt(queue.id, "Arn"),
      RoleArn: getAtt("ReconcileScheduleRole", "Arn"),
      Input: startBody(cadence, SCHEDULED_TIME),
      RetryPolicy: RETRY_POLICY,
    },
  },
});
