import { pascalCase, type Resource, type Resources } from "../../deploy/cloudformation.ts";
import { readDeployment } from "../../deploy/deployment.ts";
import {
  type EventPipeline,
  eventPipelinesOf,
  lookQueueOf,
  type Named,
} from "../../deploy/event-pipelines.ts";
import { consumerOf, queueVariables } from "../../deploy/functions.ts";
import { usageOf } from "../../deploy/limits/usage.ts";
import { type Reconciler, reconcilerOf, reconciling } from "../../deploy/reconcile-settings.ts";
import { sizeOf, templateOf } from "../../deploy/resources.ts";
import { References } from "../../deploy/template-references.ts";
import { type Validation, validation, validationOf } from "../../deploy/validation-settings.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { validateFunctionName } from "../../shared/runtime/names.ts";
import type { StagePlace, Wanted, WantedFunction, WantedRule, WantedWorkGroup } from "./wanted.ts";
import { wantedBucket } from "./wanted-bucket.ts";

/** What the template that deploys a stage makes of its resources at a place. */
export function wantedStage(datasets: readonly DeclaredDataset[], stage: string, place: StagePlace): Wanted {
  const bucket = place.owned ? "" : place.bucket;
  const deployment = readDeployment({ stage, bucket, alarmEmail: "" });
  const template = templateOf(datasets, deployment);
  const { Resources } = template;
  const resolved = resolvedAt(place, Resources, stage);
  const named = <Made>(type: string, name: string, make: (properties: Properties) => Made) =>
    new Map(ofType(resolved, type).map((properties) => [String(properties[name]), make(properties)]));
  return {
    tables: new Map(ofType(resolved, "AWS::Glue::Table").map(tableOf)),
    queues: named("AWS::SQS::Queue", "QueueName", (queue) => queueOf(queue, resolved)),
    rules: named("AWS::Events::Rule", "Name", ruleOf),
    crawlers: named("AWS::Glue::Crawler", "Name", crawlerOf),
    workGroups: named("AWS::Athena::WorkGroup", "Name", workGroupOf),
    topics: named("AWS::SNS::Topic", "TopicName", ({ TopicName }) =>
      topicPolicyOf(String(TopicName), resolved),
    ),
    schedules: new Map(
      ofType(resolved, "AWS::Scheduler::Schedule").map((schedule) => [
        `${schedule.GroupName}/${schedule.Name}`,
        schedule,
      ]),
    ),
    functions: new Map([
      ...eventPipelinesOf(datasets, stage).map((pipeline) => consumerAt(pipeline, place)),
      ...[reconcilerOf(datasets, stage)].flatMap((one) =>
        one === undefined ? [] : [reconcilerAt(one, place)],
      ),
      ...[validationOf(datasets, stage)].flatMap((one) =>
        one === undefined ? [] : [validatorAt(one, stage, place)],
      ),
    ]),
    bucket: place.owned ? wantedBucket(resolved) : undefined,
    limits: usageOf(sizeOf(template, datasets, deployment)),
  };
}

type Properties = Resource["Properties"];

/** Those that are made again, with what every reference in them comes to. */
function resolvedAt(
  { account, region, partition }: StagePlace,
  resources: Resources,
  stage: string,
): Resources {
  const references = new References({ accountId: account, region, partition });
  const arn = (service: string, what: string) => `arn:${partition}:${service}:${region}:${account}:${what}`;
  for (const [id, { Type, Properties }] of Object.entries(resources)) {
    const identity = IDENTITIES[Type]?.(Properties, arn);
    if (identity !== undefined) {
      references.learn(id, { ...identity, ref: String(references.resolve(identity.ref)) });
    }
  }
  // Functions are osls's to write.
  const validate = validateFunctionName(stage);
  references.learn("ValidateLambdaFunction", { ref: validate, arn: arn("lambda", `function:${validate}`) });
  return Object.fromEntries(
    Object.entries(resources)
      .filter(([, { Type }]) => MADE_AGAIN.has(Type))
      .map(([id, resource]) => [
        id,
        { ...resource, Properties: references.resolve(resource.Properties) as Properties },
      ]),
  );
}

type Arn = (service: string, what: string) => string;

/** Of what others refer to. A queue's Ref is its URL; here it is only asked whose a policy is. */
const IDENTITIES: Readonly<
  Record<string, (properties: Properties, arn: Arn) => { readonly ref: unknown; readonly arn?: string }>
> = {
  "AWS::Glue::Database": ({ DatabaseInput }) => ({ ref: (DatabaseInput as { Name: unknown }).Name }),
  "AWS::SQS::Queue": ({ QueueName }, arn) => ({ ref: QueueName, arn: arn("sqs", String(QueueName)) }),
  "AWS::SNS::Topic": ({ TopicName }, arn) => ({
    ref: arn("sns", String(TopicName)),
    arn: arn("sns", String(TopicName)),
  }),
  "AWS::IAM::Role": ({ RoleName }, arn) => ({ ref: RoleName, arn: roleArn(arn, String(RoleName)) }),
  "AWS::Scheduler::ScheduleGroup": ({ Name }) => ({ ref: Name }),
  "AWS::S3::Bucket": ({ BucketName }) => ({ ref: BucketName }),
};

/** Roles are of no Region. */
const roleArn = (arn: Arn, name: string) => arn("iam", `role/${name}`).replace(/(:iam:)[^:]*/, "$1");

const MADE_AGAIN: ReadonlySet<string> = new Set([
  "AWS::Athena::WorkGroup",
  "AWS::Events::Rule",
  "AWS::Glue::Crawler",
  "AWS::Glue::Table",
  "AWS::S3::Bucket",
  "AWS::S3::BucketPolicy",
  "AWS::SNS::Topic",
  "AWS::SNS::TopicPolicy",
  "AWS::SQS::Queue",
  "AWS::SQS::QueuePolicy",
  "AWS::Scheduler::Schedule",
]);

const ofType = (resources: Resources, type: string): readonly Properties[] =>
  Object.values(resources).flatMap(({ Type, Properties }) => (Type === type ? [Properties] : []));

/** A policy is a resource of its own in the template, and an attribute of what it protects in every API. */
function policyOf(
  resources: Resources,
  type: string,
  property: string,
  isIts: (ref: string) => boolean,
): Properties {
  const policy = ofType(resources, type).find((one) => (one[property] as readonly string[]).some(isIts));
  return policy!.PolicyDocument as Properties;
}

function tableOf({ DatabaseName, TableInput }: Properties) {
  const input = TableInput as Properties;
  return [`${DatabaseName}.${input.Name}`, input] as const;
}

function queueOf({ QueueName, ...attributes }: Properties, resources: Resources) {
  const Policy = policyOf(resources, "AWS::SQS::QueuePolicy", "Queues", (name) => name === QueueName);
  return Object.fromEntries(
    Object.entries({ ...attributes, Policy }).map(([name, value]) => [
      name,
      typeof value === "object" ? JSON.stringify(value) : String(value),
    ]),
  );
}

function ruleOf({ Description, EventPattern, Targets }: Properties): WantedRule {
  return {
    description: String(Description),
    pattern: EventPattern as WantedRule["pattern"],
    targets: Targets as WantedRule["targets"],
  };
}

/** The schedule is a text in Glue's own API. */
function crawlerOf({ Schedule, ...crawler }: Properties): Properties {
  const { ScheduleExpression } = (Schedule ?? {}) as { readonly ScheduleExpression?: string };
  return ScheduleExpression === undefined ? crawler : { ...crawler, Schedule: ScheduleExpression };
}

function workGroupOf({ Description, WorkGroupConfiguration }: Properties): WantedWorkGroup {
  return {
    description: String(Description),
    configuration: WorkGroupConfiguration as WantedWorkGroup["configuration"],
  };
}

function topicPolicyOf(name: string, resources: Resources): Properties {
  return policyOf(resources, "AWS::SNS::TopicPolicy", "Topics", (arn) => arn.endsWith(`:${name}`));
}

function consumerAt(pipeline: EventPipeline, place: StagePlace) {
  const { consumer, functionName, queue } = pipeline;
  const [{ sqs }] = consumerOf(pipeline).events;
  return functionAt(place, functionName, consumer, queueVariables(pipeline), queue, {
    batchSize: sqs.batchSize,
    window: sqs.maximumBatchingWindow,
    concurrency: sqs.maximumConcurrency,
  });
}

const reconcilerAt = ({ functionName, queue }: Reconciler, place: StagePlace) =>
  functionAt(place, functionName, "reconcile", { RECONCILE_QUEUE_URL: queue }, queue, {
    batchSize: reconciling.batchSize,
    window: reconciling.batchWindow,
    concurrency: reconciling.maximumConcurrency,
  });

/** The schedules that invoke it are resources of the template. */
function validatorAt({ functionName, queue, topic }: Validation, stage: string, place: StagePlace) {
  const { partition, account, region } = place;
  const source = {
    batchSize: validation.batchSize,
    window: validation.batchWindow,
    concurrency: validation.maximumConcurrency,
  };
  return functionAt(place, functionName, "validate", { LOOK_QUEUE_URL: lookQueueOf(stage) }, queue, source, {
    QUALITY_TOPIC_ARN: `arn:${partition}:sns:${region}:${account}:${topic}`,
  });
}

function functionAt(
  { partition, account, region }: StagePlace,
  functionName: string,
  file: string,
  queueUrls: Readonly<Record<string, Named>>,
  queue: Named,
  source: Omit<WantedFunction["source"], "arn">,
  variables: WantedFunction["variables"] = {},
) {
  const made: WantedFunction = {
    logicalId: `${pascalCase(file)}LambdaFunction`,
    role: `arn:${partition}:iam::${account}:role/${functionName}`,
    queueUrls: Object.fromEntries(Object.entries(queueUrls).map(([variable, { name }]) => [variable, name])),
    variables,
    source: { arn: `arn:${partition}:sqs:${region}:${account}:${queue.name}`, ...source },
  };
  return [functionName, made] as const;
}
