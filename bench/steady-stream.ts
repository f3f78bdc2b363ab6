/** CPU of a batch that brings nothing new, which is what most batches do, against merely reading its payload. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { deployStage } from "../local/deployment.ts";
import { LOCAL_STAGE } from "../local/platform.ts";
import { startStack } from "../local/stack.ts";
import { datasets } from "../shared/datasets.ts";
import type { Bundles } from "./bundles.ts";
import { objectKeys, sqsEvent } from "./burst.ts";
import { lambdaEnvironment } from "./lambda-environment.ts";
import { median } from "./median.ts";
import type { Scale } from "./scale.ts";
import { type Entry, judged } from "./verdict.ts";

/** Objects of a partition in the batch. */
const OBJECTS_PER_PARTITION = 2;

/** CPU milliseconds, one of each per repetition. */
interface Samples {
  readonly jsonParse: readonly number[];
  readonly handler: readonly number[];
  readonly invocation: readonly number[];
}

export async function measureSteadyStream(bundles: Bundles, scale: Scale, folder: string): Promise<Entry> {
  const stack = await startStack({ dataDir: join(folder, "steady-stream") });
  try {
    const deployed = await deployStage(stack, LOCAL_STAGE, datasets);
    const partitions = Math.ceil(scale.messages / OBJECTS_PER_PARTITION);
    const queueArn = stack.sqs.byUrl(deployed.registerQueueUrl).arn;
    const event = sqsEvent(deployed.bucket, objectKeys(scale.messages, partitions), queueArn);
    const payload = JSON.stringify(event);
    const payloadFile = join(folder, "payload.json");
    writeFileSync(payloadFile, payload);

    const child = spawn(
      process.execPath,
      ["--expose-gc", CHILD, bundles.register, payloadFile, String(scale.repetitions)],
      {
        env: { ...stack.env, ...lambdaEnvironment(LOCAL_STAGE, deployed) },
        // The function writes its log to a pipe, as in Lambda, and nobody prints it.
        stdio: ["ignore", "pipe", "inherit", "ipc"],
      },
    );
    let logBytes = 0;
    child.stdout!.on("data", (chunk: Buffer) => {
      logBytes += chunk.length;
    });
    await heard(child, "warm");
    const [warmRequests, warmLogBytes] = [stack.requests.length, logBytes];
    child.send("measure");
    const samples = (await heard(child, "samples")).samples as Samples;
    await once(child, "close");

    const timed = stack.requests.slice(warmRequests);
    const calls = (name: string) => timed.filter(({ operation }) => operation === name).length;
    const writes = calls("BatchCreatePartition");
    if (writes > 0) throw new Error(`warm batches made ${writes} calls that create: they were not warm`);
    if (logBytes === warmLogBytes) throw new Error("the handler logged nothing: it was not the deployed one");
    const [jsonParse, handler, invocation] = [
      median(samples.jsonParse),
      median(samples.handler),
      median(samples.invocation),
    ];
    return judged({
      name: "CPU of a warm batch into known partitions",
      unit: "CPU ms",
      values: { jsonParse, handler, invocation },
      ratio: handler / jsonParse,
      ratioOf: "handler / jsonParse",
      goal: { of: "ratio", atMost: 3 },
      method:
        "user and system time of all threads (process.cpuUsage) of a process that holds nothing but the deployed " +
        "bundle, after 60 untimed rounds; the three take turns, each first in turn; two untimed collections of young " +
        "garbage before every turn, so that each pays for its own; handler: the handler alone, its log lines " +
        "written to a pipe; invocation: " +
        "JSON.parse of the payload, the handler, JSON.stringify of the answer, as Lambda's runtime does; medians",
      details: {
        messages: scale.messages,
        partitions,
        payloadBytes: Buffer.byteLength(payload),
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
    await stack.close();
  }
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
