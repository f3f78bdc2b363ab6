/** A stage on the local stack, and containers of its functions whose every call is recorded. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "../../deploy/bundle.ts";
import { delivery } from "../../deploy/queue-delivery.ts";
import { stackIdAt } from "../../deploy/template-references.ts";
import {
  createLambda,
  type Emulator,
  type Lambda,
  sqsRecord,
  type VirtualClock,
} from "../../emulator/index.ts";
import { SESSIONS } from "../../local/demo/market.ts";
import type { Deployed } from "../../local/deployment.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { type Recorder, record, type WireCall } from "./recorder.ts";

/** The stage that is recorded. */
export const STAGE = "dev";

/** The last session of which there are data. */
export const DAY = SESSIONS.at(-1)!.day;

/** A session of which there is nothing. */
export const NEXT_DAY = "2025-12-01";

export interface RecordedStage {
  readonly stack: Emulator;
  readonly clock: VirtualClock;
  readonly folder: string;
  readonly datasets: readonly DeclaredDataset[];
  readonly deployed: Deployed;
}

interface Function {
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** Lets `work` start containers of a function, whose every call passes by the recorder. */
export async function recorded(
  stage: RecordedStage,
  { name, settings }: Function,
  work: (start: () => Promise<Lambda>) => Promise<void>,
): Promise<readonly WireCall[]> {
  const { stack, clock, folder, datasets, deployed } = stage;
  const recorder = await record(stack.endpoint);
  const file = join(folder, `${name}.mjs`);
  const entry = name.slice(name.lastIndexOf("-") + 1);
  await bundle(fileURLToPath(new URL(`../../functions/${entry}.ts`, import.meta.url)), file, datasets);
  const containers: Lambda[] = [];
  try {
    await work(async () => {
      const env = { ...stack.env, STAGE, BUCKET: deployed.bucket, ...settings, LOG_LEVEL: "SILENT" };
      const lambda = createLambda({
        file,
        functionName: name,
        timeoutMs: 900_000,
        clock,
        env: passing(env, stack, recorder),
      });
      containers.push(lambda);
      return lambda;
    });
  } finally {
    await Promise.all(containers.map((lambda) => lambda.close()));
    await recorder.close();
  }
  return recorder.calls;
}

/** The stack's address and its queues' URLs lead to the recorder. */
const passing = (env: Readonly<Record<string, string>>, { endpoint }: Emulator, recorder: Recorder) =>
  Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, value.replace(endpoint, recorder.endpoint)]),
  );

/** Where CloudFormation waits for answers. */
export const ANSWERS = "answers-of-cloudformation";

/** A request of CloudFormation, which waits for the answer at an address of S3. */
export function requestOf(
  { stack }: RecordedStage,
  id: string,
  RequestType: string,
  ResourceProperties: object,
) {
  stack.s3.store.createBucket(ANSWERS);
  return {
    RequestType,
    ResponseURL: `${stack.endpoint}/${ANSWERS}/answer?X-Amz-Signature=0`,
    StackId: stackIdAt(stack),
    RequestId: "11111111-2222-3333-4444-555555555555",
    ResourceType: `Custom::${id}`,
    LogicalResourceId: id,
    PhysicalResourceId: id,
    ResourceProperties,
  };
}

/** All that is visible, as Lambda's poller hands it over; nothing comes back. */
export function receive({ stack }: RecordedStage, url: string) {
  const queue = stack.sqs.byUrl(url);
  const messages = queue.receive(delivery.batchSize);
  queue.delete(...messages.map(({ receiptHandle = "" }) => receiptHandle));
  return { Records: messages.map((message) => sqsRecord(message, queue.arn, stack.region)) };
}
