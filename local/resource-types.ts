/** Every type of resource that is deployed here, under the name that it has in a template. */
import type { ResourceType } from "./resource-type.ts";
import { bucket } from "./resource-types/bucket.ts";
import { crawler } from "./resource-types/crawler.ts";
import { database } from "./resource-types/database.ts";
import { namedQuery } from "./resource-types/named-query.ts";
import { partitionIndexes } from "./resource-types/partition-indexes.ts";
import { queue } from "./resource-types/queue.ts";
import { queuePolicy } from "./resource-types/queue-policy.ts";
import { role } from "./resource-types/role.ts";
import { rolePolicy } from "./resource-types/role-policy.ts";
import { table } from "./resource-types/table.ts";
import { topic } from "./resource-types/topic.ts";
import { workGroup } from "./resource-types/work-group.ts";

/** In the order in which they need one another. */
export const SUPPORTED_TYPES: Readonly<Record<string, ResourceType>> = {
  "AWS::IAM::Role": role,
  "AWS::IAM::RolePolicy": rolePolicy,
  "AWS::SNS::Topic": topic,
  "AWS::SQS::Queue": queue,
  "AWS::SQS::QueuePolicy": queuePolicy,
  "AWS::Glue::Database": database,
  "AWS::Glue::Table": table,
  "Custom::PartitionIndexes": partitionIndexes,
  "AWS::Glue::Crawler": crawler,
  "AWS::S3::Bucket": bucket,
  "AWS::Athena::WorkGroup": workGroup,
  "AWS::Athena::NamedQuery": namedQuery,
};

/**
 * Resources that the local stack has no use for: nobody is refused anything, nobody is alarmed, and nothing happens by
 * itself at a time of day.
 */
export const LEFT_OUT: ReadonlySet<string> = new Set([
  "AWS::S3::BucketPolicy",
  "Custom::EmptyBuckets",
  "AWS::SNS::TopicPolicy",
  "AWS::SNS::Subscription",
  "AWS::CloudWatch::Alarm",
  "AWS::CloudWatch::Dashboard",
  "AWS::Scheduler::Schedule",
  "AWS::Scheduler::ScheduleGroup",
]);
