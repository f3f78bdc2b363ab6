import type { Resources } from "./cloudformation.ts";
import type { Deployment } from "./deployment.ts";
import { policyOf } from "./event-pipelines.ts";
import { lookSchedule } from "./look-schedule.ts";
import { policy, queueWithDeadLetters } from "./queues.ts";
import { schedules } from "./schedules.ts";
import { subscription, topic, topicPolicy } from "./topics.ts";
import { validateRole } from "./validate-role.ts";
import { validation as numbers, type Validation } from "./validation-settings.ts";

/** All of validation but the function itself and its alarms. */
export function validator(validation: Validation, deployment: Deployment): Resources {
  const { alarmEmail } = deployment;
  return {
    ValidateRole: validateRole(validation, deployment),
    // Its own: who reads data wants to know when they change for the worse, and nothing of queues and functions.
    QualityTopic: topic(validation.topic),
    QualityTopicPolicy: topicPolicy("QualityTopic"),
    ...(alarmEmail === undefined ? {} : { QualitySubscription: subscription("QualityTopic", alarmEmail) }),
    ...queueWithDeadLetters(validation.queue, validation.deadLetters, numbers),
    [policyOf(validation.queue)]: policy(validation.queue, []),
    [policyOf(validation.deadLetters)]: policy(validation.deadLetters, []),
    ...schedules(validation),
    ...lookSchedule(validation, deployment.stage),
  };
}
