/**
 * Names of what is deployed, computed the same way by the template, the functions, the CLI and the local stack.
 *
 * Stages share one AWS account. `prod` has the plain names; every other stage carries its own name in them.
 */
import { naming } from "./naming.ts";

/** A bucket's name. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** A bus of EventBridge, not one of a partner. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html */
export const EVENT_BUS = /^[.\-_A-Za-z0-9]{1,256}$/;

export const SERVICE = naming.service;

/** The Glue database of a dataset in a stage: as declared in prod, with `_<stage>` elsewhere. */
export function databaseName(declared: string, stage: string): string {
  return stage === "prod" ? declared : `${declared}_${stage}`;
}

/** Name of a queue, function, role, rule or alarm of a stage: `<service>-<stage>-<what>`. */
export function resourceName(stage: string, what: string): string {
  return `${SERVICE}-${stage}-${what}`;
}

/** The register function, and its role. */
export function registerFunctionName(stage: string): string {
  return resourceName(stage, "register");
}

export function registerQueueName(stage: string): string {
  return resourceName(stage, "register");
}

export function crawlFunctionName(stage: string): string {
  return resourceName(stage, "crawl");
}

export function crawlQueueName(stage: string): string {
  return resourceName(stage, "crawl");
}

export function crawlParkingQueueName(stage: string): string {
  return resourceName(stage, "crawl-parking");
}

/** The guard function, and its role. */
export function guardFunctionName(stage: string): string {
  return resourceName(stage, "guard");
}

export function guardQueueName(stage: string): string {
  return resourceName(stage, "guard");
}

export function guardParkingQueueName(stage: string): string {
  return resourceName(stage, "guard-parking");
}

/** The look function, and its role. */
export function lookFunctionName(stage: string): string {
  return resourceName(stage, "look");
}

export function lookQueueName(stage: string): string {
  return resourceName(stage, "look");
}

export function lookParkingQueueName(stage: string): string {
  return resourceName(stage, "look-parking");
}

/** The group of the schedule that has all sessions compared at night, and the role by which it does. */
export function lookScheduleName(stage: string): string {
  return resourceName(stage, "look-schedules");
}

/** The crawler of a dataset, and its role. */
export function crawlerName(stage: string, dataset: string): string {
  return resourceName(stage, `crawler-${dataset}`);
}

export function deregisterFunctionName(stage: string): string {
  return resourceName(stage, "deregister");
}

export function deregisterQueueName(stage: string): string {
  return resourceName(stage, "deregister");
}

export function deregisterParkingQueueName(stage: string): string {
  return resourceName(stage, "deregister-parking");
}

/** The EventBridge rule that brings the removals of an existing bucket. */
export function removalEventsRuleName(stage: string): string {
  return resourceName(stage, "removal-events");
}

export function parkingQueueName(stage: string): string {
  return resourceName(stage, "parking");
}

/** The EventBridge rule that brings the events of an existing bucket. */
export function objectEventsRuleName(stage: string): string {
  return resourceName(stage, "object-events");
}

export function alarmTopicName(stage: string): string {
  return resourceName(stage, "alarms");
}

/** The reconcile function, and its role. */
export function reconcileFunctionName(stage: string): string {
  return resourceName(stage, "reconcile");
}

export function reconcileQueueName(stage: string): string {
  return resourceName(stage, "reconcile");
}

/** Where a message ends that was tried in vain. */
export function reconcileDeadLetterQueueName(stage: string): string {
  return resourceName(stage, "reconcile-dead-letters");
}

/** The group of the schedules that start reconciles, and the role by which they do. */
export function reconcileScheduleName(stage: string): string {
  return resourceName(stage, "reconcile-schedules");
}

/** The validate function, and its role. */
export function validateFunctionName(stage: string): string {
  return resourceName(stage, "validate");
}

/** Where the look function asks for verdicts. */
export function validateQueueName(stage: string): string {
  return resourceName(stage, "validate");
}

/** Where a verdict ends that was tried for in vain. */
export function validateDeadLetterQueueName(stage: string): string {
  return resourceName(stage, "validate-dead-letters");
}

/** The group of the schedules that start runs of validation, and the role by which they do. */
export function validateScheduleName(stage: string): string {
  return resourceName(stage, "validate-schedules");
}

/** The Athena workgroup in which validation asks. */
export function validationWorkGroupName(stage: string): string {
  return resourceName(stage, "validation");
}

/** The Athena workgroup of dashboards, and of people who look around. */
export function biWorkGroupName(stage: string): string {
  return resourceName(stage, "bi");
}

/** The Athena workgroup of grantees. Its name, as that of their roles, says "reader"; names in an account do not change. */
export function granteeWorkGroupName(stage: string): string {
  return resourceName(stage, "reader");
}

/** The role that a grantee's credentials are of. IAM takes 64 characters, so a user has 16 at most. */
export function granteeRoleName(stage: string, user: string): string {
  return resourceName(stage, `reader-${user}`);
}

/** The function that empties the stack's buckets before it is removed, and its role. */
export function emptyFunctionName(stage: string): string {
  return resourceName(stage, "empty");
}

/** The function that asks Glue for partition indexes when a stage is deployed, and its role. */
export function indexesFunctionName(stage: string): string {
  return resourceName(stage, "indexes");
}

/** Where changes of the data's quality are told. */
export function qualityTopicName(stage: string): string {
  return resourceName(stage, "quality");
}

export function dashboardName(stage: string): string {
  return resourceName(stage, "overview");
}

/** The same for the events of crawl datasets. */
export function crawlEventsRuleName(stage: string): string {
  return resourceName(stage, "crawl-events");
}

/** The bucket that a stage owns. Bucket names are global, so the account is part of it. */
export function ownedBucketName(stage: string, accountId: string): string {
  return `${SERVICE}-${stage}-${accountId}`;
}

/** The bucket of a stage for the results of queries. */
export function resultsBucketName(stage: string, accountId: string): string {
  return `${SERVICE}-${stage}-results-${accountId}`;
}
