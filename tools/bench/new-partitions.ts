/** A burst of objects into partitions that Glue does not know: batches as deployed, against a call for each event. */

import { join } from "node:path";
import { AlreadyExistsException, CreatePartitionCommand, GlueClient } from "@aws-sdk/client-glue";
import { delivery } from "../../deploy/queue-delivery.ts";
import { clientConfig, type Emulator, type Lambda, startEmulator } from "../../emulator/index.ts";
import { deployStage } from "../../local/deployment.ts";
import { LOCAL_STAGE } from "../../local/functions.ts";
import { startPlatform } from "../../local/platform.ts";
import { place } from "../../shared/datasets/placing.ts";
import { datasets } from "../../shared/declared-datasets.ts";
import { datasetOf } from "../../shared/events/routing.ts";
import { databaseName } from "../../shared/runtime/names.ts";
import { inParallel } from "../../shared/runtime/parallel.ts";
import type { Bundles } from "./bundles.ts";
import { notification, objectKeys } from "./burst.ts";
import { type Entry, judged } from "./goal.ts";
import { listPrice, PRICES, type Usage } from "./prices.ts";
import type { Scale } from "./scale.ts";

const GLUE_LATENCY_MS = 30;
/** GB of the deployed function (serverless.yml: memorySize 512). */
const MEMORY_GB = 0.5;
/** Of the baseline. */
const CALLS_AT_ONCE = 10;
/** Messages that SQS hands over or deletes in one request; also the messages of a Lambda batch by default. */
const MESSAGES_PER_REQUEST = 10;

interface Run {
  readonly glueCalls: Readonly<Record<string, number>>;
  readonly wallSeconds: number;
  readonly invocations: number;
  readonly gbSeconds: number;
}

export async function measureNewPartitions(bundles: Bundles, scale: Scale, folder: string): Promise<Entry[]> {
  const batched = await runBatches(bundles, scale, join(folder, "batched"));
  const sample = await runPerEvent(scale, join(folder, "per-event"));
  const factor = scale.objects / scale.baselineEvents;
  const perEvent = {
    calls: total(sample) * factor,
    wallSeconds: sample.wallSeconds * factor,
    invocations: sample.invocations * factor,
    gbSeconds: sample.gbSeconds * factor,
  };
  const burst = `${scale.objects} objects in ${scale.partitions} new partitions`;
  const scaled = `perEvent is measured on ${scale.baselineEvents} events and multiplied by ${factor}`;
  const baseline = `perEvent: one CreatePartition an event, ${CALLS_AT_ONCE} at a time, nothing else of a function`;
  const details = { glueLatencyMs: GLUE_LATENCY_MS, baselineEvents: scale.baselineEvents, scaledBy: factor };
  const usage: Usage = {
    glueRequests: total(batched),
    lambdaRequests: batched.invocations,
    lambdaGbSeconds: batched.gbSeconds,
    sqsRequests: sqsRequests(scale.objects),
  };
  const perEventUsage: Usage = {
    glueRequests: perEvent.calls,
    lambdaRequests: perEvent.invocations,
    lambdaGbSeconds: perEvent.gbSeconds,
    sqsRequests: sqsRequests(scale.objects),
  };
  const dollars = { batched: listPrice(usage), perEvent: listPrice(perEventUsage) };
  return [
    judged({
      name: `Glue calls for ${burst}`,
      unit: "calls",
      values: { batched: total(batched), perEvent: perEvent.calls },
      ratio: perEvent.calls / total(batched),
      ratioOf: "perEvent / batched",
      goal: { of: "ratio", atLeast: 50 },
      method: `batched: counted by the local Glue, through the local queue and event source mapping, objects of all partitions mixed; ${baseline}; ${scaled}`,
      details: { ...details, batchedByOperation: batched.glueCalls, invocations: batched.invocations },
    }),
    judged({
      name: `wall time of ${burst}`,
      unit: "s",
      values: { batched: batched.wallSeconds, perEvent: perEvent.wallSeconds },
      ratio: perEvent.wallSeconds / batched.wallSeconds,
      ratioOf: "perEvent / batched",
      goal: { of: "ratio", atLeast: 1 },
      method: `from the first message sent until the queue is empty, Glue answering after ${GLUE_LATENCY_MS} ms; batched includes cold starts and the batch window of ${delivery.batchWindow} s, perEvent neither; ${scaled}`,
      details,
    }),
    judged({
      name: `list price of ${burst}`,
      unit: "US dollars",
      values: dollars,
      ratio: dollars.perEvent / dollars.batched,
      ratioOf: "perEvent / batched",
      goal: { of: "ratio", atLeast: 1 },
      method:
        "computed: counted Glue requests and invocations, GB-s of durations as measured on this machine (cold " +
        "starts included, Lambda's CPU differs), SQS requests by rule (a send each, receives and deletes of ten, " +
        "no empty polls); perEvent runs in Lambda batches of ten, billed for its calls alone; " +
        `${scaled}; no free tier, no log ingestion`,
      details: {
        ...details,
        usage: { batched: usage, perEvent: perEventUsage },
        prices: PRICES,
        dollarsOfGlueAlone: {
          batched: usage.glueRequests * PRICES.glueRequest.dollars,
          perEvent: perEventUsage.glueRequests * PRICES.glueRequest.dollars,
        },
      },
    }),
  ];
}

/** The deployed function behind its queue. */
async function runBatches({ register }: Bundles, scale: Scale, dataDir: string): Promise<Run> {
  const logged: string[] = [];
  const platform = await startPlatform({
    bundleFile: register,
    dataDir,
    onLog: (line) => logged.push(line),
  });
  try {
    const { bucket, registerQueueUrl, parkingQueueUrl, emulator: stack } = platform;
    const billed = timing(platform.register);
    const bodies = objectKeys(scale.objects, scale.partitions).map((key) => notification(bucket, key));
    const before = stack.requests.length;
    stack.faults.add({ operation: "AWSGlue.*", kind: "latency", ms: GLUE_LATENCY_MS });
    const startedAt = performance.now();
    const queue = stack.sqs.byUrl(registerQueueUrl);
    for (const body of bodies) queue.send({ body });
    await platform.events.idle();
    const wallSeconds = (performance.now() - startedAt) / 1000;

    const found = partitionsOf(stack);
    const parked = stack.sqs.byUrl(parkingQueueUrl).counts().visible;
    if (found !== scale.partitions || parked > 0) {
      throw new Error(
        `${found} of ${scale.partitions} partitions, ${parked} messages parked:\n${logged.slice(-5).join("\n")}`,
      );
    }
    return {
      glueCalls: glueCalls(stack, before),
      wallSeconds,
      invocations: billed.length,
      gbSeconds: billedGbSeconds(billed),
    };
  } finally {
    await platform.close();
  }
}

/** Wraps a function so that the milliseconds of its invocations, cold starts included, gather in what is answered. */
function timing(lambda: Lambda): number[] {
  const durations: number[] = [];
  const invoke = lambda.invoke;
  lambda.invoke = async (event) => {
    const startedAt = performance.now();
    try {
      return await invoke(event);
    } finally {
      durations.push(performance.now() - startedAt);
    }
  };
  return durations;
}

/** The simplest registrar there is: every event is a CreatePartition, and "already exists" is fine. */
async function runPerEvent({ baselineEvents, objects, partitions }: Scale, dataDir: string): Promise<Run> {
  const stack = await startEmulator({ dataDir });
  const glue = new GlueClient(clientConfig(stack));
  try {
    const { bucket } = await deployStage(stack, LOCAL_STAGE, datasets);
    const keys = objectKeys(baselineEvents, Math.ceil((partitions * baselineEvents) / objects));
    const before = stack.requests.length;
    stack.faults.add({ operation: "AWSGlue.*", kind: "latency", ms: GLUE_LATENCY_MS });
    const durations: number[] = [];
    const startedAt = performance.now();
    await inParallel(keys, CALLS_AT_ONCE, async (key) => {
      const calledAt = performance.now();
      await createPartition(glue, bucket, key);
      durations.push(performance.now() - calledAt);
    });
    return {
      wallSeconds: (performance.now() - startedAt) / 1000,
      glueCalls: glueCalls(stack, before),
      invocations: baselineEvents / MESSAGES_PER_REQUEST,
      gbSeconds: billedGbSeconds(durations),
    };
  } finally {
    glue.destroy();
    await stack.close();
  }
}

async function createPartition(glue: GlueClient, bucket: string, key: string): Promise<void> {
  const dataset = datasetOf(key, datasets)!;
  const placement = place(dataset, bucket, key, undefined);
  if (placement.kind !== "partition") throw new Error(`${key} is in no partition`);
  const { location, values } = placement.partition;
  const Columns = dataset.columns.map(({ name, type }) => ({ Name: name, Type: type }));
  try {
    await glue.send(
      new CreatePartitionCommand({
        DatabaseName: databaseName(dataset.database, LOCAL_STAGE),
        TableName: dataset.table,
        PartitionInput: { Values: [...values], StorageDescriptor: { Location: location, Columns } },
      }),
    );
  } catch (error) {
    if (!(error instanceof AlreadyExistsException)) throw error;
  }
}

function glueCalls(stack: Emulator, since: number): Record<string, number> {
  const calls: Record<string, number> = {};
  for (const { operation, service } of stack.requests.slice(since)) {
    if (service === "AWSGlue") calls[operation] = (calls[operation] ?? 0) + 1;
  }
  return calls;
}

function total({ glueCalls: calls }: Run): number {
  return Object.values(calls).reduce((sum, count) => sum + count, 0);
}

function partitionsOf({ glue }: Emulator): number {
  const tables = [...glue.store.databases.values()].flatMap(({ tables }) => [...tables.values()]);
  return tables.reduce((sum, { partitions }) => sum + partitions.size, 0);
}

/** Lambda bills whole milliseconds. */
function billedGbSeconds(durations: readonly number[]): number {
  return (durations.reduce((sum, milliseconds) => sum + Math.ceil(milliseconds), 0) / 1000) * MEMORY_GB;
}

function sqsRequests(messages: number): number {
  return messages + 2 * Math.ceil(messages / MESSAGES_PER_REQUEST);
}
