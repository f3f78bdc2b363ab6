import type { Resources } from "./cloudformation.ts";
import type { Deployment } from "./deployment.ts";
import { schedules } from "./schedules.ts";
import { subscription, topic, topicPolicy } from "./topics.ts";
import { validateRole } from "./validate-role.ts";
import type { Validation } from "./validation-settings.ts";

/** All of validation but the function itself and its alarms. */
export function validator(validation: Validation, deployment: Deployment): Resources {
  const { alarmEmail } = deployment;
  return {
    ValidateRole: validateRole(validation, deployment),
    // Its own: who reads data wants to know when they change for the worse, and nothing of queues and functions.
    QualityTopic: topic(validation.topic),
    QualityTopicPolicy: topicPolicy("QualityTopic"),
    ...(alarmEmail === undefined ? {} : { QualitySubscription: subscription("QualityTopic", alarmEmail) }),
    ...schedules(validation),
  };
}
