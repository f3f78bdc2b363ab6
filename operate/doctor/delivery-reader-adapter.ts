import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
} from "@aws-sdk/client-eventbridge";
import { DescribeKeyCommand, GetKeyPolicyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  type EventSourceMappingConfiguration,
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  paginateListEventSourceMappings,
} from "@aws-sdk/client-lambda";
import {
  GetBucketLocationCommand,
  GetBucketNotificationConfigurationCommand,
  type GetBucketNotificationConfigurationCommandOutput,
  S3Client,
} from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { CLIENT_DEFAULTS } from "../../shared/runtime/client-defaults.ts";
import { RegistrarError } from "../../shared/runtime/errors.ts";
import { s3Store } from "../../shared/store/s3-store-adapter.ts";
import { findFormattedTable } from "../table-formats.ts";
import type { Listener, Mapping, Queue, StageReader } from "./port.ts";
import { probe } from "./probe.ts";
import { read } from "./probe-result.ts";

/** Milliseconds for a few pages. */
const LISTING_TIMEOUT = 20_000;

type DeliveryReader = Pick<
  StageReader,
  | "bucket"
  | "isBucketOf"
  | "formattedTable"
  | "notifications"
  | "rule"
  | "queue"
  | "key"
  | "lambda"
  | "mappings"
  | "concurrency"
>;

/** What lies between an object and the function that hears of it, by calls that change nothing. */
export function deliveryReader(
  s3 = new S3Client({ ...CLIENT_DEFAULTS, followRegionRedirects: true }),
  events = new EventBridgeClient(CLIENT_DEFAULTS),
  sqs = new SQSClient(CLIENT_DEFAULTS),
  kms = new KMSClient(CLIENT_DEFAULTS),
  lambda = new LambdaClient(CLIENT_DEFAULTS),
): DeliveryReader {
  return {
    bucket: (name) =>
      probe({ permission: "s3:GetBucketLocation" }, async () => {
        const { LocationConstraint } = await s3.send(new GetBucketLocationCommand({ Bucket: name }));
        return regionOf(LocationConstraint);
      }),

    isBucketOf: (name, account) =>
      probe({ permission: "s3:GetBucketLocation" }, async () => {
        try {
          await s3.send(new GetBucketLocationCommand({ Bucket: name, ExpectedBucketOwner: account }));
          return true;
        } catch (thrown) {
          // Who may ask without naming an owner, which is another check, is refused only for the owner.
          if (thrown instanceof Error && /^(AccessDenied|403)$/.test(thrown.name)) return false;
          throw thrown;
        }
      }),

    formattedTable: (bucket, prefix) =>
      probe({ permission: "s3:ListBucket" }, async () => {
        try {
          return await findFormattedTable(s3Store(s3), bucket, prefix, AbortSignal.timeout(LISTING_TIMEOUT));
        } catch (thrown) {
          throw thrown instanceof RegistrarError ? thrown.cause : thrown;
        }
      }),

    notifications: (bucket) =>
      probe({ permission: "s3:GetBucketNotification" }, async () => {
        const answer = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: bucket }));
        return { eventBridge: answer.EventBridgeConfiguration !== undefined, listeners: listenersOf(answer) };
      }),

    rule: (name) =>
      probe({ permission: "events:DescribeRule and events:ListTargetsByRule" }, async () => {
        const { State, EventPattern = "" } = await events.send(new DescribeRuleCommand({ Name: name }));
        // A rule has five targets unless AWS was asked for more: one page.
        const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule: name }));
        return {
          enabled: State !== "DISABLED",
          pattern: EventPattern,
          targets: Targets.map(({ Id = "", Arn = "", DeadLetterConfig }) => ({
            id: Id,
            arn: Arn,
            deadLetters: DeadLetterConfig?.Arn,
          })),
        };
      }),

    queue: (name) =>
      probe({ permission: "sqs:GetQueueUrl and sqs:GetQueueAttributes" }, async () => {
        const { QueueUrl = "" } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
        const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] });
        const { Attributes = {} } = await sqs.send(command);
        return queueOf(QueueUrl, Attributes);
      }),

    // The key that AWS manages for SQS is only made by its first use, and its policy is known: nobody can change it.
    key: async (id) =>
      /(^|:)alias\/aws\//.test(id)
        ? read({ arn: id, managed: true, enabled: true, policy: "" })
        : probe({ permission: "kms:DescribeKey and kms:GetKeyPolicy" }, async () => {
            const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: id }));
            const arn = KeyMetadata?.Arn ?? id;
            const command = new GetKeyPolicyCommand({ KeyId: KeyMetadata?.KeyId ?? id });
            const { Policy = "" } = await kms.send(command);
            const { KeyManager, Enabled } = KeyMetadata ?? {};
            return { arn, managed: KeyManager === "AWS", enabled: Enabled === true, policy: Policy };
          }),

    lambda: (name) =>
      probe({ permission: "lambda:GetFunctionConfiguration and lambda:GetFunctionConcurrency" }, async () => {
        const [{ Timeout = 3, Environment }, { ReservedConcurrentExecutions }] = await Promise.all([
          lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name })),
          lambda.send(new GetFunctionConcurrencyCommand({ FunctionName: name })),
        ]);
        const bucket = Environment?.Variables?.BUCKET;
        return { timeout: Timeout, bucket, reserved: ReservedConcurrentExecutions };
      }),

    mappings: (functionName) =>
      probe({ permission: "lambda:ListEventSourceMappings" }, async () => {
        const mappings: Mapping[] = [];
        const pages = paginateListEventSourceMappings({ client: lambda }, { FunctionName: functionName });
        for await (const page of pages) mappings.push(...(page.EventSourceMappings ?? []).map(mappingOf));
        return mappings;
      }),

    concurrency: () =>
      probe({ permission: "lambda:GetAccountSettings" }, async () => {
        const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
        return AccountLimit?.UnreservedConcurrentExecutions ?? 0;
      }),
  };
}

/** Two Regions that S3 names otherwise. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
function regionOf(constraint: string | undefined): string {
  if (constraint === undefined || constraint === "") return "us-east-1";
  return constraint === "EU" ? "eu-west-1" : constraint;
}

function listenersOf({
  QueueConfigurations = [],
  TopicConfigurations = [],
  LambdaFunctionConfigurations = [],
}: GetBucketNotificationConfigurationCommandOutput): Listener[] {
  return [
    ...QueueConfigurations.map((one) => ({ ...one, destination: one.QueueArn ?? "" })),
    ...TopicConfigurations.map((one) => ({ ...one, destination: one.TopicArn ?? "" })),
    ...LambdaFunctionConfigurations.map((one) => ({ ...one, destination: one.LambdaFunctionArn ?? "" })),
  ].map(({ destination, Events = [], Filter }) => {
    const rules = Filter?.Key?.FilterRules ?? [];
    const prefix = rules.find(({ Name }) => Name?.toLowerCase() === "prefix")?.Value ?? "";
    return { destination, events: Events, prefix: decoded(prefix) };
  });
}

/** S3 wants filters form-encoded, and takes others too. */
function decoded(prefix: string): string {
  return prefix.replace(/(%[0-9A-Fa-f]{2})+/g, (octets) =>
    Buffer.from(octets.replaceAll("%", ""), "hex").toString("utf8"),
  );
}

function queueOf(url: string, attributes: Readonly<Record<string, string>>): Queue {
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(attributes.RedrivePolicy || "{}") as {
    deadLetterTargetArn?: string;
    maxReceiveCount?: number | string;
  };
  return {
    url,
    arn: attributes.QueueArn ?? "",
    policy: attributes.Policy,
    key: attributes.KmsMasterKeyId || undefined,
    visibility: Number(attributes.VisibilityTimeout),
    retention: Number(attributes.MessageRetentionPeriod),
    redrive:
      deadLetterTargetArn === undefined
        ? undefined
        : { to: deadLetterTargetArn, receives: Number(maxReceiveCount) },
  };
}

/** A mapping that is being created, updated or enabled works, or is about to. */
const RUNNING = new Set(["Enabled", "Enabling", "Creating", "Updating"]);

function mappingOf({
  UUID = "",
  EventSourceArn = "",
  State = "",
  BatchSize = 10,
  MaximumBatchingWindowInSeconds = 0,
  FunctionResponseTypes = [],
  ScalingConfig,
}: EventSourceMappingConfiguration): Mapping {
  return {
    id: UUID,
    queue: EventSourceArn,
    enabled: RUNNING.has(State),
    batch: BatchSize,
    window: MaximumBatchingWindowInSeconds,
    reportsItems: FunctionResponseTypes.includes("ReportBatchItemFailures"),
    concurrency: ScalingConfig?.MaximumConcurrency,
  };
}
