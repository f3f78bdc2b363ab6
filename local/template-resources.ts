/** The resources that the local stack carries out: what they are called, and the calls that make, change and end them. */

import {
  AthenaClient,
  CreateNamedQueryCommand,
  CreateWorkGroupCommand,
  DeleteNamedQueryCommand,
  DeleteWorkGroupCommand,
  GetNamedQueryCommand,
  paginateListNamedQueries,
  UpdateWorkGroupCommand,
  type WorkGroupConfiguration,
  type WorkGroupConfigurationUpdates,
} from "@aws-sdk/client-athena";
import {
  CreateCrawlerCommand,
  type CreateCrawlerCommandInput,
  CreateDatabaseCommand,
  type CreateDatabaseCommandInput,
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteCrawlerCommand,
  DeleteDatabaseCommand,
  DeleteTableCommand,
  GlueClient,
  UpdateCrawlerCommand,
  UpdateDatabaseCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-glue";
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import { CreateBucketCommand, PutBucketNotificationConfigurationCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateTopicCommand, DeleteTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { Identity, Place, References } from "../deploy/template-references.ts";
import { clientConfig } from "../emulator/index.ts";

export interface Clients {
  readonly athena: AthenaClient;
  readonly glue: GlueClient;
  readonly iam: IAMClient;
  readonly s3: S3Client;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
}

export function clientsOf(place: Parameters<typeof clientConfig>[0]): Clients {
  const config = clientConfig(place);
  return {
    athena: new AthenaClient(config),
    glue: new GlueClient(config),
    iam: new IAMClient(config),
    s3: new S3Client(config),
    sns: new SNSClient(config),
    sqs: new SQSClient(config),
  };
}

/** What a resource of the template says. */
type Properties = Readonly<Record<string, unknown>>;

export interface ResourceType {
  /** From properties as they are written; `references` knows the pseudo parameters at least. */
  identity(properties: Properties, place: Place, references: References): Identity;
  /** This and the others are given properties whose references are resolved. */
  create(clients: Clients, properties: Properties): Promise<unknown>;
  update(clients: Clients, properties: Properties, ref: string): Promise<unknown>;
  /** Undefined: CloudFormation retains it. */
  readonly remove?: (clients: Clients, properties: Properties, ref: string) => Promise<unknown>;
}

const queue: ResourceType = {
  identity({ QueueName }, { endpoint, accountId, region }) {
    return {
      ref: `${endpoint}/${accountId}/${QueueName}`,
      arn: `arn:aws:sqs:${region}:${accountId}:${QueueName}`,
    };
  },
  create: ({ sqs }, properties) =>
    sqs.send(
      new CreateQueueCommand({
        QueueName: String(properties.QueueName),
        Attributes: queueAttributes(properties),
      }),
    ),
  update: ({ sqs }, properties, QueueUrl) =>
    sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: queueAttributes(properties) })),
  remove: ({ sqs }, _, QueueUrl) => sqs.send(new DeleteQueueCommand({ QueueUrl })),
};

const queueAttributes = ({ QueueName: _, Tags: __, ...attributes }: Properties) =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      typeof value === "object" ? JSON.stringify(value) : String(value),
    ]),
  );

/** Kept with its queues for who asks; nobody is refused anything here. */
const queuePolicy: ResourceType = {
  identity: ({ Queues }) => ({ ref: String(Queues) }),
  create: putQueuePolicy,
  update: putQueuePolicy,
  remove: (clients, properties) => putQueuePolicy(clients, { ...properties, PolicyDocument: undefined }),
};

function putQueuePolicy({ sqs }: Clients, { Queues, PolicyDocument }: Properties): Promise<unknown> {
  const Policy = PolicyDocument === undefined ? "" : JSON.stringify(PolicyDocument);
  return Promise.all(
    (Queues as readonly string[]).map((QueueUrl) =>
      sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } })),
    ),
  );
}

const database: ResourceType = {
  identity: ({ DatabaseInput }) => ({ ref: String((DatabaseInput as { Name: unknown }).Name) }),
  create: ({ glue }, properties) =>
    glue.send(new CreateDatabaseCommand(properties as unknown as CreateDatabaseCommandInput)),
  update: ({ glue }, properties, Name) =>
    glue.send(new UpdateDatabaseCommand({ ...(properties as unknown as CreateDatabaseCommandInput), Name })),
  remove: ({ glue }, _, Name) => glue.send(new DeleteDatabaseCommand({ Name })),
};

const table: ResourceType = {
  identity: ({ TableInput }) => ({ ref: String((TableInput as { Name: unknown }).Name) }),
  create: ({ glue }, properties) => glue.send(new CreateTableCommand(tableInput(properties))),
  update: ({ glue }, properties) => glue.send(new UpdateTableCommand(tableInput(properties))),
  remove: ({ glue }, properties, Name) =>
    glue.send(new DeleteTableCommand({ DatabaseName: tableInput(properties).DatabaseName, Name })),
};

const tableInput = (properties: Properties) => properties as unknown as CreateTableCommandInput;

const crawler: ResourceType = {
  identity: ({ Name }) => ({ ref: String(Name) }),
  create: ({ glue }, properties) => glue.send(new CreateCrawlerCommand(crawlerInput(properties))),
  update: ({ glue }, properties) => glue.send(new UpdateCrawlerCommand(crawlerInput(properties))),
  remove: ({ glue }, _, Name) => glue.send(new DeleteCrawlerCommand({ Name })),
};

/** As CloudFormation spells it, but for the schedule, which Glue's own API takes as a string. */
function crawlerInput({ Schedule, ...properties }: Properties): CreateCrawlerCommandInput {
  const { ScheduleExpression } = (Schedule ?? {}) as { ScheduleExpression?: string };
  return { ...(properties as unknown as CreateCrawlerCommandInput), Schedule: ScheduleExpression };
}

const bucket: ResourceType = {
  identity: ({ BucketName }, _, references) => ({ ref: String(references.resolve(BucketName)) }),
  async create(clients, properties) {
    await clients.s3.send(new CreateBucketCommand({ Bucket: String(properties.BucketName) }));
    await putNotifications(clients, properties);
  },
  update: putNotifications,
};

/** A notification as CloudFormation spells it; S3's own API uses other names. */
interface BucketNotification {
  readonly Event: string;
  readonly Queue: string;
  readonly Filter: { readonly S3Key: { readonly Rules: readonly { Name: "prefix"; Value: string }[] } };
}

async function putNotifications({ s3 }: Clients, { BucketName, NotificationConfiguration }: Properties) {
  const { QueueConfigurations = [] } = (NotificationConfiguration ?? {}) as {
    QueueConfigurations?: readonly BucketNotification[];
  };
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: String(BucketName),
      NotificationConfiguration: { QueueConfigurations: QueueConfigurations.map(queueConfiguration) },
    }),
  );
}

function queueConfiguration({ Event, Queue, Filter }: BucketNotification) {
  const FilterRules = Filter.S3Key.Rules.map(({ Name, Value }) => ({ Name, Value }));
  return { QueueArn: Queue, Events: [Event as "s3:ObjectCreated:*"], Filter: { Key: { FilterRules } } };
}

const topic: ResourceType = {
  identity({ TopicName }, { accountId, region }) {
    const arn = `arn:aws:sns:${region}:${accountId}:${TopicName}`;
    return { ref: arn, arn };
  },
  create: createTopic,
  // Of a name that is there already it makes none.
  update: createTopic,
  remove: ({ sns }, _, TopicArn) => sns.send(new DeleteTopicCommand({ TopicArn })),
};

function createTopic({ sns }: Clients, { TopicName }: Properties): Promise<unknown> {
  return sns.send(new CreateTopicCommand({ Name: String(TopicName) }));
}

const workGroup: ResourceType = {
  identity: ({ Name }) => ({ ref: String(Name) }),
  create: ({ athena }, { Name, Description, WorkGroupConfiguration }) =>
    athena.send(
      new CreateWorkGroupCommand({
        Name: String(Name),
        Description: String(Description),
        Configuration: WorkGroupConfiguration as WorkGroupConfiguration,
      }),
    ),
  update: ({ athena }, { Description, WorkGroupConfiguration }, WorkGroup) =>
    athena.send(
      new UpdateWorkGroupCommand({
        WorkGroup,
        Description: String(Description),
        ConfigurationUpdates: configurationUpdates(WorkGroupConfiguration as WorkGroupConfiguration),
      }),
    ),
  remove: ({ athena }, { RecursiveDeleteOption }, WorkGroup) =>
    athena.send(
      new DeleteWorkGroupCommand({ WorkGroup, RecursiveDeleteOption: RecursiveDeleteOption === true }),
    ),
};

/** The same settings, as an update calls them. */
function configurationUpdates({
  ManagedQueryResultsConfiguration,
  ResultConfiguration,
  ...settings
}: WorkGroupConfiguration): WorkGroupConfigurationUpdates {
  return {
    ...settings,
    ManagedQueryResultsConfigurationUpdates: ManagedQueryResultsConfiguration,
    ResultConfigurationUpdates: ResultConfiguration,
  };
}

const namedQuery: ResourceType = {
  identity: ({ Name }) => ({ ref: String(Name) }),
  create: ({ athena }, { Name, Description, Database, QueryString, WorkGroup }) =>
    athena.send(
      new CreateNamedQueryCommand({
        Name: String(Name),
        Description: String(Description),
        Database: String(Database),
        QueryString: String(QueryString),
        WorkGroup: String(WorkGroup),
      }),
    ),
  async update(clients, properties, name) {
    await endNamedQuery(clients, properties, name);
    await namedQuery.create(clients, properties);
  },
  remove: endNamedQuery,
};

/** Athena knows it by an id that it made up; in a workgroup of ours the name tells it as well. */
async function endNamedQuery({ athena }: Clients, { WorkGroup }: Properties, name: string): Promise<void> {
  for await (const { NamedQueryIds = [] } of paginateListNamedQueries(
    { client: athena },
    { WorkGroup: String(WorkGroup) },
  )) {
    for (const NamedQueryId of NamedQueryIds) {
      const { NamedQuery } = await athena.send(new GetNamedQueryCommand({ NamedQueryId }));
      if (NamedQuery?.Name === name) await athena.send(new DeleteNamedQueryCommand({ NamedQueryId }));
    }
  }
}

/** Kept as texts: nobody is refused anything here. */
const role: ResourceType = {
  identity: ({ RoleName }, { accountId }) => ({
    ref: String(RoleName),
    arn: `arn:aws:iam::${accountId}:role/${RoleName}`,
  }),
  async create({ iam }, properties) {
    const { RoleName, MaxSessionDuration, AssumeRolePolicyDocument } = properties;
    await iam.send(
      new CreateRoleCommand({
        RoleName: String(RoleName),
        AssumeRolePolicyDocument: JSON.stringify(AssumeRolePolicyDocument),
        MaxSessionDuration: MaxSessionDuration as number | undefined,
      }),
    );
    for (const policy of policiesOf(properties)) await iam.send(new PutRolePolicyCommand(policy));
  },
  async update({ iam }, properties, RoleName) {
    const { MaxSessionDuration, AssumeRolePolicyDocument } = properties;
    const PolicyDocument = JSON.stringify(AssumeRolePolicyDocument);
    await iam.send(
      new UpdateRoleCommand({ RoleName, MaxSessionDuration: MaxSessionDuration as number | undefined }),
    );
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
    for (const policy of policiesOf(properties)) await iam.send(new PutRolePolicyCommand(policy));
  },
  async remove({ iam }, properties, RoleName) {
    for (const { PolicyName } of policiesOf(properties)) {
      await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
    }
    await iam.send(new DeleteRoleCommand({ RoleName }));
  },
};

interface InlinePolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: object;
}

const policiesOf = ({ RoleName, Policies }: Properties) =>
  ((Policies ?? []) as readonly InlinePolicy[]).map(({ PolicyName, PolicyDocument }) => ({
    RoleName: String(RoleName),
    PolicyName,
    PolicyDocument: JSON.stringify(PolicyDocument),
  }));

/** An inline policy of a role that is a resource of its own. */
const rolePolicy: ResourceType = {
  identity: ({ PolicyName }) => ({ ref: String(PolicyName) }),
  create: ({ iam }, properties) => iam.send(new PutRolePolicyCommand(rolePolicyInput(properties))),
  update: ({ iam }, properties) => iam.send(new PutRolePolicyCommand(rolePolicyInput(properties))),
  remove: ({ iam }, properties) => iam.send(new DeleteRolePolicyCommand(rolePolicyInput(properties))),
};

const rolePolicyInput = ({ RoleName, PolicyName, PolicyDocument }: Properties) => ({
  RoleName: String(RoleName),
  PolicyName: String(PolicyName),
  PolicyDocument: JSON.stringify(PolicyDocument),
});

/** In the order in which they need one another. */
export const SUPPORTED_TYPES: Readonly<Record<string, ResourceType>> = {
  "AWS::IAM::Role": role,
  "AWS::IAM::RolePolicy": rolePolicy,
  "AWS::SNS::Topic": topic,
  "AWS::SQS::Queue": queue,
  "AWS::SQS::QueuePolicy": queuePolicy,
  "AWS::Glue::Database": database,
  "AWS::Glue::Table": table,
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
