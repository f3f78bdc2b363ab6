/**
 * CPU of a batch that brings nothing new, which is what most batches do, against merely parsing what comes in: the
 * payload, and Glue's answers, since each known partition is looked at again.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Emulator, startEmulator } from "../../emulator/index.ts";
import { deployStage } from "../../local/deployment.ts";
import { LOCAL_STAGE } from "../../local/functions.ts";
import { PARTITIONS_PER_READ } from "../../shared/catalog/port.ts";
import { datasets } from "../../shared/declared-datasets.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { chunked } from "../../shared/runtime/parallel.ts";
import type { Bundles } from "./bundles.ts";
import { objectKeys, sqsEvent } from "./burst.ts";
import { type Entry, judged } from "./goal.ts";
import { lambdaEnvironment } from "./lambda-environment.ts";
import { median } from "./median.ts";
import { recordAnswers } from "./recorded-answers.ts";
import type { Scale } from "./scale.ts";

/** Tables of a batch: how many partitions it writes to, and how many columns each has. */
export interface BatchShape {
  readonly name: string;
  readonly partitions: number;
  /** Undefined for those of shared/datasets.ts. */
  readonly columns?: number;
}

export const SHAPES: readonly BatchShape[] = [
  { name: "1,500 known partitions", partitions: 1500 },
  { name: "500 known partitions of 100 columns", partitions: 500, columns: 100 },
];

/** CPU milliseconds, one of each per repetition. */
interface Samples {
  /** Of the payload, and of Glue's answers. */
  readonly jsonParse: readonly number[];
  readonly payloadParse: readonly number[];
  readonly handler: readonly number[];
  readonly invocation: readonly number[];
}

/** Processes that are measured before a goal counts as missed. */
const PROCESSES = 3;

/**
 * One process, if it meets the goal. Otherwise two more, and the one in the middle: what V8 compiles, and whose turn a
 * full collection falls into, differs from process to process.
 */
export async function measureSteadyStream(
  bundles: Bundles,
  scale: Scale,
  shape: BatchShape,
  folder: string,
): Promise<Entry> {
  const measure = (process: number) =>
    measureProcess(bundles, scale, shape, join(folder, `steady-stream-${shape.partitions}-${process}`));
  const first = await measure(1);
  if (first.met) return first;
  const entries = [first];
  while (entries.length < PROCESSES) entries.push(await measure(entries.length + 1));
  return entries.sort((one, other) => one.ratio - other.ratio)[(PROCESSES - 1) / 2]!;
}

async function measureProcess(
  bundles: Bundles,
  scale: Scale,
  { name, partitions, columns }: BatchShape,
  folder: string,
): Promise<Entry> {
  mkdirSync(folder);
  const stack = await startEmulator({ dataDir: folder });
  const glue = await recordAnswers(stack.endpoint);
  try {
    const wide = columns === undefined ? datasets : datasets.map((dataset) => widened(dataset, columns));
    const deployed = await deployStage(stack, LOCAL_STAGE, wide);
    const queueArn = stack.sqs.byUrl(deployed.registerQueueUrl).arn;
    const event = sqsEvent(deployed.bucket, objectKeys(scale.messages, partitions), queueArn);
    const payload = JSON.stringify(event);
    const payloadFile = join(folder, "payload.json");
    writeFileSync(payloadFile, payload);
    const answersFile = join(folder, "answers.json");

    const child = spawn(
      process.execPath,
      ["--expose-gc", CHILD, bundles.register, payloadFile, answersFile, String(scale.repetitions)],
      {
        env: {
          ...stack.env,
          AWS_ENDPOINT_URL: glue.endpoint,
          AWS_ENDPOINT_URL_SQS: stack.endpoint,
          ...lambdaEnvironment(LOCAL_STAGE, deployed),
        },
        // The function writes its log to a pipe, as in Lambda, and nobody prints it.
        stdio: ["ignore", "pipe", "inherit", "ipc"],
      },
    );
    let logBytes = 0;
    child.stdout!.on("data", (chunk: Buffer) => {
      logBytes += chunk.length;
    });
    await heard(child, "registered");
    const answers = await answersOf(stack);
    writeFileSync(answersFile, JSON.stringify(answers));
    glue.freeze();
    child.send("warm up");
    await heard(child, "warm");
    const [warmRequests, warmLogBytes] = [new Map(glue.requests), logBytes];
    child.send("measure");
    const samples = (await heard(child, "samples")).samples as Samples;
    await once(child, "close");

    const calls = (name: string) => (glue.requests.get(name) ?? 0) - (warmRequests.get(name) ?? 0);
    const writes = calls("BatchCreatePartition");
    if (writes > 0) throw new Error(`warm batches made ${writes} calls that create: they were not warm`);
    if (logBytes === warmLogBytes) throw new Error("the handler logged nothing: it was not the deployed one");
    const values = {
      jsonParse: median(samples.jsonParse),
      payloadParse: median(samples.payloadParse),
      handler: median(samples.handler),
      invocation: median(samples.invocation),
    };
    return judged({
      name: `CPU of a warm batch into ${name}`,
      unit: "CPU ms",
      values,
      ratio: values.handler / values.jsonParse,
      ratioOf: "handler / jsonParse",
      goal: { of: "ratio", atMost: 2.5 },
      method:
        "user and system time of all threads (process.cpuUsage) of a process that holds nothing but the deployed " +
        "bundle, after 60 untimed rounds; the four take turns, each first in turn; two untimed collections of young " +
        "garbage before every turn, so that each pays for its own; jsonParse: JSON.parse of the payload and of the " +
        "text of Glue's answers; payloadParse: of the payload alone; handler: the handler alone, its log lines " +
        "written to a pipe, Glue's answers those of the local stack, recorded; invocation: " +
        "JSON.parse of the payload, the handler, JSON.stringify of the answer, as Lambda's runtime does; medians. A process that misses the goal is followed by two others, and the one in " +
        "the middle counts",
      details: {
        messages: scale.messages,
        partitions,
        payloadBytes: Buffer.byteLength(payload),
        answerBytes: answers.reduce((sum, text) => sum + Buffer.byteLength(text), 0),
        bodyBytesOfAMessage: Buffer.byteLength(event.Records[0]!.body),
        repetitions: scale.repetitions,
        glueWritesWhileTimed: writes,
        glueReadsWhileTimed: calls("BatchGetPartition"),
        glueTableReadsWhileTimed: calls("GetTable"),
        logBytesPerBatch: Math.round((logBytes - warmLogBytes) / (2 * scale.repetitions)),
        samples,
      },
    });
  } finally {
    glue.close();
    await stack.close();
  }
}

function widened(dataset: DeclaredDataset, columns: number): DeclaredDataset {
  const added = Array.from({ length: Math.max(0, columns - dataset.columns.length) }, (_, index) => {
    return { name: `feature_${index}`, type: "double" };
  });
  return { ...dataset, columns: [...dataset.columns, ...added] };
}

/** What Glue answers, as text, when all partitions are read a thousand at a time, table by table. */
async function answersOf(stack: Emulator): Promise<string[]> {
  const answers: string[] = [];
  for (const [database, { tables }] of stack.glue.store.databases) {
    for (const [table, { partitions }] of tables) {
      const keys = [...partitions.values()].map(({ record }) => ({ Values: record.Values }));
      for (const chunk of chunked(keys, PARTITIONS_PER_READ)) {
        const response = await fetch(stack.endpoint, {
          method: "POST",
          headers: {
            "x-amz-target": "AWSGlue.BatchGetPartition",
            "content-type": "application/x-amz-json-1.1",
          },
          body: JSON.stringify({ DatabaseName: database, TableName: table, PartitionsToGet: chunk }),
        });
        if (!response.ok) throw new Error(`Glue answered ${response.status}: ${await response.text()}`);
        answers.push(await response.text());
      }
    }
  }
  return answers;
}

const CHILD = fileURLToPath(new URL("steady-stream-process.mjs", import.meta.url));

/** The child's next message, which must be of this kind. */
async function heard(child: ChildProcess, kind: string): Promise<Record<string, unknown>> {
  const died = once(child, "close").then(([code, signal]) => {
    throw new Error(`the measured process ended with ${signal ?? code} before it said "${kind}"`);
  });
  const [message] = (await Promise.race([once(child, "message"), died])) as [Record<string, unknown>];
  died.catch(() => {}); // it ends later, as it should
  if (message.kind !== kind) throw new Error(`expected "${kind}", heard ${JSON.stringify(message)}`);
  return message;
}
