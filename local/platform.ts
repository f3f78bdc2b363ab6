/** The whole platform on this machine: the stack, a deployed stage, and the register function fed by its queue. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "../deploy/bundle.ts";
import { delivery } from "../deploy/delivery.ts";
import type { Dataset } from "../shared/dataset.ts";
import { datasets as declared } from "../shared/datasets.ts";
import { registerFunctionName } from "../shared/names.ts";
import { type Deployed, deployStage } from "./deployment.ts";
import { connectQueue, type EventSource } from "./event-source.ts";
import { createLambda, type Lambda } from "./lambda.ts";
import { type Stack, type StackOptions, startStack } from "./stack.ts";

export const LOCAL_STAGE = "dev";

export interface PlatformOptions extends StackOptions {
  /** Default: those of shared/datasets.ts. */
  readonly datasets?: readonly Dataset[];
  /** A bundle of functions/register.ts; default: it is made now, as packaging makes it. */
  readonly bundleFile?: string;
  /** Milliseconds that a batch may wait for more messages; default: as deployed. */
  readonly windowMs?: number;
  readonly onLog?: (line: string) => void;
}

export interface Platform extends Deployed {
  readonly stack: Stack;
  readonly stage: string;
  readonly register: Lambda;
  readonly events: EventSource;
  /** What a terminal exports so that the AWS CLI, an SDK or `registrar` talks to this platform. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Bundles the register function; with other datasets than the project's own, those take their place. */
export function bundleRegister(file: string, datasets?: readonly Dataset[]): Promise<void> {
  return bundle(fileURLToPath(new URL("../functions/register.ts", import.meta.url)), file, datasets);
}

export async function startPlatform(options: PlatformOptions = {}): Promise<Platform> {
  const { datasets = declared, windowMs = delivery.batchWindow * 1000, onLog = () => {} } = options;
  const stack = await startStack(options);
  const file = options.bundleFile ?? join(stack.dataDir, "functions", "register.mjs");
  const [deployed] = await Promise.all([
    deployStage(stack, LOCAL_STAGE, datasets),
    options.bundleFile ?? bundleRegister(file, options.datasets),
  ]);
  const register = createLambda({
    file,
    functionName: registerFunctionName(LOCAL_STAGE),
    timeoutMs: delivery.functionTimeout * 1000,
    memoryMb: 512,
    concurrency: delivery.maximumConcurrency,
    env: {
      ...stack.env,
      STAGE: LOCAL_STAGE,
      BUCKET: deployed.bucket,
      PARKING_QUEUE_URL: deployed.parkingQueueUrl,
      LOG_LEVEL: "INFO",
    },
    onLog,
  });
  const events = connectQueue({
    queue: stack.sqs.byUrl(deployed.registerQueueUrl),
    invoke: (event) => register.invoke(event),
    batchSize: delivery.batchSize,
    windowMs,
    maximumConcurrency: delivery.maximumConcurrency,
    clock: stack.clock,
    onError: (error) => onLog(`invocation failed: ${error}`),
  });
  return {
    ...deployed,
    stack,
    stage: LOCAL_STAGE,
    register,
    events,
    env: stack.env,
    async close() {
      await events.close();
      await register.close();
      await stack.close();
    },
  };
}
