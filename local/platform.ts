/** The whole platform on this machine: the stack, a deployed stage, and each function fed by its queue. */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "../deploy/bundle.ts";
import { delivery } from "../deploy/delivery.ts";
import { validation } from "../deploy/validation.ts";
import {
  connectQueue,
  createLambda,
  type Emulator,
  type EmulatorOptions,
  type EventSource,
  type Lambda,
  startEmulator,
} from "../emulator/index.ts";
import type { Dataset } from "../shared/datasets/dataset.ts";
import { datasets as declared } from "../shared/datasets.ts";
import type { Suite, Summary } from "../shared/quality/result.ts";
import { crawlFunctionName, registerFunctionName, validateFunctionName } from "../shared/runtime/names.ts";
import { type Deployed, deployStage } from "./deployment.ts";

export const LOCAL_STAGE = "dev";

export interface PlatformOptions extends EmulatorOptions {
  /** Default: those of shared/datasets.ts. */
  readonly datasets?: readonly Dataset[];
  /** A bundle of functions/register.ts; default: it is made now, as packaging makes it. */
  readonly bundleFile?: string;
  /** The same of functions/crawl.ts, which runs only if a dataset is crawled. */
  readonly crawlBundleFile?: string;
  /** The same of functions/validate.ts; default: it is made by the first run. */
  readonly validateBundleFile?: string;
  /** Milliseconds that a batch may wait for more messages; default: as deployed. */
  readonly windowMs?: number;
  readonly onLog?: (line: string) => void;
}

export interface Platform extends Deployed {
  readonly stack: Emulator;
  readonly stage: string;
  readonly register: Lambda;
  /** Feeds the register function. */
  readonly events: EventSource;
  /** The crawl function, and what feeds it; undefined if no dataset is crawled. */
  readonly crawl: Lambda | undefined;
  readonly crawlEvents: EventSource | undefined;
  /**
   * A run of validation, with what a schedule sends; nothing sets one off by itself. Rejects with LambdaError. What it
   * writes is registered once the platform is quiet; what it told lies in `stack.sns`.
   */
  validate(event: ValidateEvent): Promise<Summary>;
  /** What a terminal exports so that the AWS CLI, an SDK or `registrar` talks to this platform. */
  readonly env: Readonly<Record<string, string>>;
  /** Resolves once everything is done that the objects written so far ask for: no event and no due is left. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

/** As deploy/schedules.ts writes it. */
export interface ValidateEvent {
  readonly suite: Suite;
  /** 2026-11-20T23:00:00Z */
  readonly time: string;
  /** YYYY-MM-DD, both included. */
  readonly days?: { readonly from: string; readonly to: string };
}

/** Bundles the register function; with other datasets than the project's own, those take their place. */
export function bundleRegister(file: string, datasets?: readonly Dataset[]): Promise<void> {
  return bundleFunction("register", file, datasets);
}

/** The same of the validate function. */
export function bundleValidate(file: string, datasets?: readonly Dataset[]): Promise<void> {
  return bundleFunction("validate", file, datasets);
}

export async function startPlatform(options: PlatformOptions = {}): Promise<Platform> {
  const { datasets = declared } = options;
  const stack = await startEmulator(options);
  const [deployed, registerFile, crawlFile] = await Promise.all([
    deployStage(stack, LOCAL_STAGE, datasets),
    options.bundleFile ?? bundled("register", stack, options),
    datasets.some(({ strategy }) => strategy === "crawl")
      ? (options.crawlBundleFile ?? bundled("crawl", stack, options))
      : undefined,
  ]);
  const register = runFunction(stack, options, {
    functionName: registerFunctionName(LOCAL_STAGE),
    file: registerFile,
    queueUrl: deployed.registerQueueUrl,
    concurrency: delivery.maximumConcurrency,
    settings: { BUCKET: deployed.bucket, PARKING_QUEUE_URL: deployed.parkingQueueUrl },
  });
  const crawl = crawlFile === undefined ? undefined : runCrawl(stack, options, deployed, crawlFile);
  const running = [register, ...(crawl === undefined ? [] : [crawl])];
  let validate: Promise<Lambda> | undefined;
  return {
    ...deployed,
    stack,
    stage: LOCAL_STAGE,
    register: register.lambda,
    events: register.events,
    crawl: crawl?.lambda,
    crawlEvents: crawl?.events,
    async validate(event) {
      validate ??= loadValidate(stack, options, deployed);
      const lambda = await validate;
      return (await lambda.invoke(event)) as Summary;
    },
    env: stack.env,
    async quiet() {
      await Promise.all(running.map(({ events }) => events.quiet()));
    },
    async close() {
      await Promise.all(running.map(({ events }) => events.close()));
      await Promise.all(running.map(({ lambda }) => lambda.close()));
      // If it could not be made, whoever wanted a run knows.
      await validate?.then(
        (lambda) => lambda.close(),
        () => {},
      );
      await stack.close();
    },
  };
}

function runCrawl(stack: Emulator, options: PlatformOptions, deployed: Deployed, file: string): Running {
  const { bucket, crawlQueueUrl = "", crawlParkingQueueUrl = "" } = deployed;
  return runFunction(stack, options, {
    functionName: crawlFunctionName(LOCAL_STAGE),
    file,
    queueUrl: crawlQueueUrl,
    concurrency: delivery.crawlConcurrency,
    settings: {
      BUCKET: bucket,
      PARKING_QUEUE_URL: crawlParkingQueueUrl,
      CRAWL_QUEUE_URL: crawlQueueUrl,
    },
  });
}

async function loadValidate(stack: Emulator, options: PlatformOptions, deployed: Deployed): Promise<Lambda> {
  const { bucket, qualityTopicArn } = deployed;
  if (qualityTopicArn === undefined)
    throw new Error("no dataset promises anything: there is no validate function");
  return createLambda({
    file: options.validateBundleFile ?? (await bundled("validate", stack, options)),
    functionName: validateFunctionName(LOCAL_STAGE),
    timeoutMs: validation.functionTimeout * 1000,
    memoryMb: validation.memory,
    env: { ...environmentOf(stack), BUCKET: bucket, QUALITY_TOPIC_ARN: qualityTopicArn },
    ...(options.onLog === undefined ? {} : { onLog: options.onLog }),
  });
}

/** A function, as serverless.yml and deploy/ describe it. */
interface FunctionPlan {
  readonly functionName: string;
  readonly file: string;
  readonly queueUrl: string;
  readonly concurrency: number;
  readonly settings: Readonly<Record<string, string>>;
}

interface Running {
  readonly lambda: Lambda;
  readonly events: EventSource;
}

function runFunction(
  stack: Emulator,
  { windowMs = delivery.batchWindow * 1000, onLog = () => {} }: PlatformOptions,
  { functionName, file, queueUrl, concurrency, settings }: FunctionPlan,
): Running {
  const lambda = createLambda({
    file,
    functionName,
    timeoutMs: delivery.functionTimeout * 1000,
    memoryMb: 512,
    concurrency,
    env: { ...environmentOf(stack), ...settings },
    onLog,
  });
  const events = connectQueue({
    queue: stack.sqs.byUrl(queueUrl),
    invoke: (event) => lambda.invoke(event),
    batchSize: delivery.batchSize,
    windowMs,
    maximumConcurrency: concurrency,
    clock: stack.clock,
    onError: (error) => onLog(`invocation failed: ${error}`),
  });
  return { lambda, events };
}

const environmentOf = (stack: Emulator) => ({ ...stack.env, STAGE: LOCAL_STAGE, LOG_LEVEL: "INFO" });

type FunctionName = "register" | "crawl" | "validate";

async function bundled(
  name: FunctionName,
  { dataDir }: Emulator,
  { datasets }: PlatformOptions,
): Promise<string> {
  const file = join(dataDir, "functions", `${name}.mjs`);
  await bundleFunction(name, file, datasets);
  return file;
}

function bundleFunction(name: FunctionName, file: string, datasets?: readonly Dataset[]): Promise<void> {
  return bundle(fileURLToPath(new URL(`../functions/${name}.ts`, import.meta.url)), file, datasets);
}
