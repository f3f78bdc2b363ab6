import type { Resource } from "../../deploy/cloudformation.ts";
import type { CompiledTemplate } from "./packaged.ts";

/** Under which property a type of resource has the name that must be unique in its account. */
const NAMED: Readonly<Record<string, (properties: Record<string, unknown>) => unknown>> = {
  "AWS::Athena::WorkGroup": ({ Name }) => Name,
  "AWS::CloudWatch::Alarm": ({ AlarmName }) => AlarmName,
  "AWS::CloudWatch::Dashboard": ({ DashboardName }) => DashboardName,
  "AWS::Events::Rule": ({ Name }) => Name,
  "AWS::Glue::Crawler": ({ Name }) => Name,
  "AWS::Glue::Database": ({ DatabaseInput }) => DatabaseInput,
  "AWS::IAM::Role": ({ RoleName }) => RoleName,
  "AWS::Lambda::Function": ({ FunctionName }) => FunctionName,
  "AWS::Logs::LogGroup": ({ LogGroupName }) => LogGroupName,
  "AWS::S3::Bucket": ({ BucketName }) => BucketName,
  "AWS::Scheduler::ScheduleGroup": ({ Name }) => Name,
  "AWS::SNS::Topic": ({ TopicName }) => TopicName,
  "AWS::SQS::Queue": ({ QueueName }) => QueueName,
};

/** Have no name, or one that CloudFormation makes up, or one inside of something above. */
const NAMELESS = new Set([
  // Athena lets two have the same name, and they lie in a workgroup.
  "AWS::Athena::NamedQuery",
  "AWS::Glue::Table",
  "AWS::IAM::RolePolicy",
  "AWS::Lambda::EventInvokeConfig",
  "AWS::Lambda::EventSourceMapping",
  "AWS::S3::BucketPolicy",
  "AWS::Scheduler::Schedule",
  "AWS::SNS::Subscription",
  "AWS::SNS::TopicPolicy",
  "AWS::SQS::QueuePolicy",
  "Custom::EmptyBuckets",
  "Custom::PartitionIndexes",
]);

/** "AWS::SQS::Queue stock-trades-partitions-dev-register" and so on. Throws at a type it has not heard of. */
export function physicalNames({ Resources }: CompiledTemplate): Set<string> {
  const named = Object.entries(Resources).filter(([logicalId]) => logicalId !== "ServerlessDeploymentBucket");
  return new Set(
    named.flatMap(([, resource]) => (NAMELESS.has(resource.Type) ? [] : [physicalName(resource)])),
  );
}

function physicalName({ Type, Properties }: Resource): string {
  const nameIn = NAMED[Type];
  if (nameIn === undefined) throw new Error(`does ${Type} have a physical name?`);
  const name = nameIn(Properties);
  if (name === undefined) throw new Error(`a ${Type} has no name`);
  return `${Type} ${typeof name === "string" ? name : JSON.stringify(name)}`;
}
