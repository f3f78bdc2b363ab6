/** What checks are made of. Each is handed to `undo` before it is made, and none minds being gone when it is undone. */
import {
  DeleteRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import { CreateDatabaseCommand, DeleteDatabaseCommand } from "@aws-sdk/client-glue";
import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  DeleteBucketCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
} from "@aws-sdk/client-s3";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import { emptyBucket } from "../../shared/bucket-cleanup/emptying.ts";
import { s3Emptying } from "../../shared/bucket-cleanup/s3-emptying-adapter.ts";
import { messageOf } from "../../shared/runtime/errors.ts";
import type { Clients, LiveWorld } from "./world.ts";

const GONE = /NoSuchBucket|QueueDoesNotExist|NonExistentQueue|EntityNotFound|ResourceNotFound/;

/** That there is nothing to delete is no reason to tell anybody. */
async function ifThere(deletion: () => Promise<unknown>): Promise<void> {
  try {
    await deletion();
  } catch (thrown) {
    const name = thrown instanceof Error ? thrown.name : "";
    if (!GONE.test(`${name} ${messageOf(thrown)}`)) throw thrown;
  }
}

export async function makeBucket({ clients, region, undo, name }: LiveWorld): Promise<string> {
  const bucket = name();
  undo.later(`bucket ${bucket}`, () => deleteBucket(clients, bucket));
  const LocationConstraint = region as BucketLocationConstraint;
  const elsewhere = region === "us-east-1" ? {} : { CreateBucketConfiguration: { LocationConstraint } };
  await clients.s3.send(new CreateBucketCommand({ Bucket: bucket, ...elsewhere }));
  return bucket;
}

/** With all that is in it. */
export async function deleteBucket({ s3 }: Pick<Clients, "s3">, bucket: string): Promise<void> {
  const { wasGone } = await emptyBucket(
    `arn:aws:s3:::${bucket}`,
    s3Emptying(s3),
    new AbortController().signal,
  );
  if (!wasGone) await ifThere(() => s3.send(new DeleteBucketCommand({ Bucket: bucket })));
}

export interface LiveQueue {
  readonly url: string;
  readonly arn: string;
}

/** That a service may send to, for this account. */
export async function makeQueue(
  { clients, region, account, undo, name }: LiveWorld,
  service: string,
): Promise<LiveQueue> {
  const { sqs } = clients;
  const QueueName = name();
  const arn = `arn:aws:sqs:${region}:${account}:${QueueName}`;
  undo.later(`queue ${QueueName}`, () =>
    ifThere(async () => {
      const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    }),
  );
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: service },
        Action: "sqs:SendMessage",
        Resource: arn,
        Condition: { StringEquals: { "aws:SourceAccount": account } },
      },
    ],
  });
  const { QueueUrl: url = "" } = await sqs.send(
    new CreateQueueCommand({ QueueName, Attributes: { Policy } }),
  );
  return { url, arn };
}

/** The body of the next message that is wanted, for which it waits so many seconds. Others are thrown away. */
export function nextMessage(
  { clients: { sqs }, until }: LiveWorld,
  { url }: LiveQueue,
  seconds: number,
  isWanted: (body: string) => boolean,
): Promise<string | undefined> {
  return until(seconds, async () => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 1 }),
    );
    for (const { ReceiptHandle } of Messages) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
    }
    return Messages.map(({ Body = "" }) => Body).find(isWanted);
  });
}

export const notify = (
  { clients }: LiveWorld,
  Bucket: string,
  NotificationConfiguration: NotificationConfiguration,
) => clients.s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));

export async function makeDatabase({ clients, undo, name }: LiveWorld): Promise<string> {
  const database = name().replaceAll("-", "_");
  const { glue } = clients;
  undo.later(`database ${database}`, () =>
    ifThere(() => glue.send(new DeleteDatabaseCommand({ Name: database }))),
  );
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: database } }));
  return database;
}

/** Brings the events of new objects in a bucket to a queue. */
export async function makeRule(
  { clients: { events }, undo, name }: LiveWorld,
  bucket: string,
  queue: LiveQueue,
): Promise<void> {
  const Name = name();
  undo.later(`rule ${Name}`, async () => {
    await ifThere(() => events.send(new RemoveTargetsCommand({ Rule: Name, Ids: ["queue"] })));
    await ifThere(() => events.send(new DeleteRuleCommand({ Name })));
  });
  const EventPattern = JSON.stringify({
    source: ["aws.s3"],
    "detail-type": ["Object Created"],
    detail: { bucket: { name: [bucket] } },
  });
  await events.send(new PutRuleCommand({ Name, EventPattern }));
  await events.send(new PutTargetsCommand({ Rule: Name, Targets: [{ Id: "queue", Arn: queue.arn }] }));
}
