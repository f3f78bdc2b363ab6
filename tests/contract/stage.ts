/** A stage on moto: what deploy/ describes, the bundled function, and a poller between queue and function. */

import {
  GetTableCommand,
  type GetTableCommandOutput,
  GlueClient,
  type Partition,
  paginateGetPartitions,
} from "@aws-sdk/client-glue";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type Message, SQSClient } from "@aws-sdk/client-sqs";
import { createLambda, type Emulator } from "../../emulator/index.ts";
import { deployStage } from "../../local/deployment.ts";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import {
  databaseName,
  parkingQueueName,
  registerFunctionName,
  registerQueueName,
} from "../../shared/runtime/names.ts";
import { datasets } from "../fixtures/datasets.ts";
import { makeVisible, remove, takeAll } from "./queue.ts";
import { sqsEvent } from "./sqs-event.ts";

export const REGION = "us-east-1";
/** moto's account, unless told otherwise. */
export const ACCOUNT_ID = "123456789012";
export const endpoint = process.env.AWS_ENDPOINT_URL!;
const bundle = process.env.REGISTER_BUNDLE!;

export const glue = new GlueClient();
export const s3 = new S3Client();
export const sqs = new SQSClient();

/** How a batch ended: what the function answered, and what it logged of the batch. */
export interface Ending {
  readonly outcomes: Readonly<Record<string, number>>;
  readonly glueCalls: number;
  /** Bodies of the messages that came back. */
  readonly returned: readonly string[];
}

export interface Parked {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What a stage offers to a test. Stages share nothing but moto. */
export type ContractStage = Awaited<ReturnType<typeof startStage>>;

export async function startStage(name: string, bucketOf = (owned: string) => owned) {
  // All that a deployment asks of the stack that it is made on.
  const moto = { endpoint, region: REGION, accountId: ACCOUNT_ID } as Emulator;
  // Its Glue makes no partition indexes.
  const deployed = await deployStage(moto, name, datasets, ["Custom::PartitionIndexes"]);
  const bucket = bucketOf(deployed.bucket);
  const lines: string[] = [];
  const start = () =>
    createLambda({
      file: bundle,
      functionName: registerFunctionName(name),
      env: {
        STAGE: name,
        BUCKET: bucket,
        PARKING_QUEUE_URL: deployed.parkingQueueUrl,
        LOOK_QUEUE_URL: deployed.lookQueueUrl ?? "",
        AWS_ENDPOINT_URL: endpoint,
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      },
      timeoutMs: 30_000,
      region: REGION,
      onLog: (line) => lines.push(line),
    });
  let lambda = start();

  /** Gives these messages to the function as one batch, and does with them what Lambda does. */
  async function deliver(messages: readonly Message[]): Promise<Ending> {
    lines.length = 0;
    const answer = (await lambda.invoke(sqsEvent(messages, queueArn(registerQueueName(name))))) as {
      batchItemFailures: { itemIdentifier: string }[];
    };
    const failures = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const returned = messages.filter(({ MessageId }) => failures.has(MessageId!));
    await remove(
      deployed.registerQueueUrl,
      messages.filter(({ MessageId }) => !failures.has(MessageId!)),
    );
    await makeVisible(deployed.registerQueueUrl, returned);
    const { outcomes, glueCalls } = batchDone(lines);
    return { outcomes, glueCalls, returned: returned.map(({ Body }) => Body!) };
  }

  return {
    name,
    ...deployed,
    bucket,
    deliver,
    /** Everything in the register queue, hidden from others as messages in flight are. */
    take: () => takeAll(deployed.registerQueueUrl),
    /** One batch of everything that is in the register queue. */
    poll: async () => deliver(await takeAll(deployed.registerQueueUrl)),
    put: (key: string, body = "PAR1") =>
      s3.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: body,
          ContentLength: Buffer.byteLength(body),
        }),
      ),
    /** Empties the parking queue. */
    async parked(): Promise<Parked[]> {
      const messages = await takeAll(deployed.parkingQueueUrl);
      await remove(deployed.parkingQueueUrl, messages);
      return messages.map(({ Body, MessageAttributes = {} }) => ({
        body: Body!,
        attributes: Object.fromEntries(
          Object.entries(MessageAttributes).map(([attribute, { StringValue }]) => [attribute, StringValue!]),
        ),
      }));
    },
    /** A new container, which remembers nothing. */
    async restart() {
      await lambda.close();
      lambda = start();
    },
    close: () => lambda.close(),
    tableOf: (dataset: string) => tableOf(name, dataset),
    partitionsOf: (dataset: string, expression?: string) => partitionsOf(name, dataset, expression),
  };
}

export const queueArn = (queue: string) => `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:${queue}`;

export const parkingQueueArn = (stage: string) => queueArn(parkingQueueName(stage));

/** The database and the table of a dataset. */
export function addressOf(stage: string, name: string) {
  const { database, table } = datasetNamed(name);
  return { DatabaseName: databaseName(database, stage), TableName: table };
}

export function datasetNamed(name: string): Dataset {
  return datasets.find((dataset) => dataset.name === name)!;
}

async function tableOf(stage: string, dataset: string): Promise<NonNullable<GetTableCommandOutput["Table"]>> {
  const { DatabaseName, TableName } = addressOf(stage, dataset);
  const { Table } = await glue.send(new GetTableCommand({ DatabaseName, Name: TableName }));
  return Table!;
}

async function partitionsOf(stage: string, dataset: string, Expression?: string): Promise<Partition[]> {
  const found: Partition[] = [];
  const asked = { ...addressOf(stage, dataset), ...(Expression === undefined ? {} : { Expression }) };
  for await (const { Partitions = [] } of paginateGetPartitions({ client: glue }, asked))
    found.push(...Partitions);
  return found;
}

function batchDone(lines: readonly string[]): Pick<Ending, "outcomes" | "glueCalls"> {
  const summary = lines
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as { message?: string; outcomes: Ending["outcomes"]; glueCalls: number })
    .find(({ message }) => message === "batch done");
  if (summary === undefined) throw new Error(`the function told nothing of the batch: ${lines.join("\n")}`);
  return { outcomes: summary.outcomes, glueCalls: summary.glueCalls };
}
