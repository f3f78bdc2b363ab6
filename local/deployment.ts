/** `sls deploy` for the local stack: carries out the very template that deploy/ writes, over the wire. */
import {
  CreateDatabaseCommand,
  type CreateDatabaseCommandInput,
  CreateTableCommand,
  type CreateTableCommandInput,
  GlueClient,
} from "@aws-sdk/client-glue";
import { CreateBucketCommand, PutBucketNotificationConfigurationCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Resource } from "../deploy/cloudformation.ts";
import { readDeployment } from "../deploy/deployment.ts";
import { templateOf } from "../deploy/resources.ts";
import type { Dataset } from "../shared/dataset.ts";
import { clientConfig } from "./client-config.ts";
import type { Stack } from "./stack.ts";

/** What was deployed. */
export interface Deployed {
  readonly bucket: string;
  readonly registerQueueUrl: string;
  readonly parkingQueueUrl: string;
}

/** Resources by type, in the order in which they need one another. */
const CARRIED_OUT = [
  "AWS::SQS::Queue",
  "AWS::Glue::Database",
  "AWS::Glue::Table",
  "AWS::S3::Bucket",
] as const;

/** Resources that the local stack has no use for: nobody is refused anything, and nobody is alarmed. */
const LEFT_OUT = new Set([
  "AWS::IAM::Role",
  "AWS::SQS::QueuePolicy",
  "AWS::S3::BucketPolicy",
  "AWS::SNS::Topic",
  "AWS::SNS::TopicPolicy",
  "AWS::SNS::Subscription",
  "AWS::CloudWatch::Alarm",
]);

type CarriedOut = (typeof CARRIED_OUT)[number];

/** Creates the queues, databases, tables and bucket of a stage that owns its bucket. */
export async function deployStage(
  stack: Stack,
  stage: string,
  datasets: readonly Dataset[],
): Promise<Deployed> {
  const deployment = readDeployment({ stage, bucket: "", alarmEmail: "" });
  const { Resources } = templateOf(datasets, deployment);
  const entries = Object.entries(Resources);
  for (const [id, { Type }] of entries) {
    if (!CARRIED_OUT.includes(Type as CarriedOut) && !LEFT_OUT.has(Type)) {
      throw new Error(`the local stack does not know what to do with ${id}, a ${Type}`);
    }
  }
  const formation = new Formation(stack);
  for (const type of CARRIED_OUT) {
    // A queue refers to its dead-letter queue by ARN, which follows from the name: any order will do within a type.
    for (const [id, { Type, Properties }] of entries) if (Type === type) formation.name(id, type, Properties);
    const own = entries.filter(([, { Type }]) => Type === type).sort(deadLetterQueuesFirst);
    for (const [id, resource] of own) await formation.create(id, type, resource);
  }
  return {
    bucket: formation.refOf("DataBucket"),
    registerQueueUrl: formation.refOf("RegisterQueue"),
    parkingQueueUrl: formation.refOf("ParkingQueue"),
  };
}

function deadLetterQueuesFirst([, one]: [string, Resource], [, other]: [string, Resource]): number {
  return Number("RedrivePolicy" in one.Properties) - Number("RedrivePolicy" in other.Properties);
}

type Properties = Readonly<Record<string, unknown>>;

/** A template being carried out: what its references come to, and the calls that create its resources. */
class Formation {
  readonly #stack: Stack;
  readonly #glue: GlueClient;
  readonly #s3: S3Client;
  readonly #sqs: SQSClient;
  readonly #refs = new Map<string, string>();
  readonly #arns = new Map<string, string>();

  constructor(stack: Stack) {
    this.#stack = stack;
    const client = clientConfig(stack);
    this.#glue = new GlueClient(client);
    this.#s3 = new S3Client(client);
    this.#sqs = new SQSClient(client);
  }

  /** What Ref gives for a resource of the template. */
  refOf(id: string): string {
    const value = this.#refs.get(id);
    if (value === undefined) throw new Error(`the template refers to ${id}, which is not there yet`);
    return value;
  }

  /** Learns what Ref and Fn::GetAtt Arn give for a resource, from its properties alone. */
  name(id: string, type: CarriedOut, properties: Properties): void {
    const { accountId, endpoint, region } = this.#stack;
    if (type === "AWS::SQS::Queue") {
      const name = String(properties.QueueName);
      this.#refs.set(id, `${endpoint}/${accountId}/${name}`);
      this.#arns.set(id, `arn:aws:sqs:${region}:${accountId}:${name}`);
    } else if (type === "AWS::Glue::Database") {
      this.#refs.set(id, String((properties.DatabaseInput as { Name: unknown }).Name));
    } else if (type === "AWS::S3::Bucket") {
      this.#refs.set(id, String(this.#resolve(properties.BucketName)));
    }
  }

  async create(id: string, type: CarriedOut, resource: Resource): Promise<void> {
    const properties = this.#resolve(resource.Properties) as Properties;
    switch (type) {
      case "AWS::SQS::Queue":
        await this.#createQueue(properties);
        break;
      case "AWS::Glue::Database":
        await this.#glue.send(new CreateDatabaseCommand(properties as unknown as CreateDatabaseCommandInput));
        break;
      case "AWS::Glue::Table":
        await this.#glue.send(new CreateTableCommand(properties as unknown as CreateTableCommandInput));
        break;
      case "AWS::S3::Bucket":
        await this.#createBucket(this.refOf(id), properties);
    }
  }

  async #createQueue({ QueueName, ...attributes }: Properties): Promise<void> {
    const Attributes = Object.fromEntries(
      Object.entries(attributes)
        .filter(([name]) => name !== "Tags")
        .map(([name, value]) => [name, typeof value === "object" ? JSON.stringify(value) : String(value)]),
    );
    await this.#sqs.send(new CreateQueueCommand({ QueueName: String(QueueName), Attributes }));
  }

  async #createBucket(
    bucket: string,
    { NotificationConfiguration: notifications }: Properties,
  ): Promise<void> {
    await this.#s3.send(new CreateBucketCommand({ Bucket: bucket }));
    const { QueueConfigurations } = notifications as { QueueConfigurations: readonly BucketNotification[] };
    await this.#s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: bucket,
        NotificationConfiguration: { QueueConfigurations: QueueConfigurations.map(queueConfiguration) },
      }),
    );
  }

  #resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#resolve(item));
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value);
    const [[intrinsic, operand] = ["", undefined]] = entries;
    if (intrinsic === "Ref") return this.#reference(String(operand));
    if (intrinsic === "Fn::GetAtt") return this.#attribute(operand as readonly [string, string]);
    if (intrinsic === "Fn::Sub") return this.#substitute(String(operand));
    return Object.fromEntries(entries.map(([name, item]) => [name, this.#resolve(item)]));
  }

  #reference(id: string): string {
    return this.#pseudoParameters()[id] ?? this.refOf(id);
  }

  #attribute([id, attribute]: readonly [string, string]): string {
    const arn = attribute === "Arn" ? this.#arns.get(id) : undefined;
    if (arn === undefined) throw new Error(`the local stack does not know ${id}.${attribute}`);
    return arn;
  }

  #substitute(text: string): string {
    return text.replace(/\$\{([^}]+)\}/g, (_, id: string) => this.#reference(id));
  }

  #pseudoParameters(): Readonly<Record<string, string>> {
    const { accountId, region } = this.#stack;
    return { "AWS::AccountId": accountId, "AWS::Region": region, "AWS::Partition": "aws" };
  }
}

/** A notification as CloudFormation spells it; S3's own API uses other names. */
interface BucketNotification {
  readonly Event: string;
  readonly Queue: string;
  readonly Filter: { readonly S3Key: { readonly Rules: readonly { Name: "prefix"; Value: string }[] } };
}

function queueConfiguration({ Event, Queue, Filter }: BucketNotification) {
  const FilterRules = Filter.S3Key.Rules.map(({ Name, Value }) => ({ Name, Value }));
  return { QueueArn: Queue, Events: [Event as "s3:ObjectCreated:*"], Filter: { Key: { FilterRules } } };
}
