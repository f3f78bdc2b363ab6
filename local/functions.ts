/** The functions of the platform: bundled as packaging does it, run as the template says, fed by their queues. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "../deploy/bundle.ts";
import { PIPELINE_DELIVERY, type PipelineDelivery } from "../deploy/queue-delivery.ts";
import { reconciling } from "../deploy/reconcile-settings.ts";
import {
  connectQueue,
  createLambda,
  type Emulator,
  type EventSource,
  type Lambda,
} from "../emulator/index.ts";
import type { DeclaredDataset } from "../shared/quality/quality.ts";
import {
  crawlFunctionName,
  deregisterFunctionName,
  guardFunctionName,
  reconcileFunctionName,
  registerFunctionName,
} from "../shared/runtime/names.ts";
import type { Deployed } from "./deployment.ts";

export const LOCAL_STAGE = "dev";

export interface FunctionOptions {
  /** Default: those of shared/datasets.ts. */
  readonly datasets?: readonly DeclaredDataset[];
  /** A bundle of functions/register.ts; default: it is made now, as packaging makes it. */
  readonly bundleFile?: string;
  /** The same of functions/crawl.ts, which runs only if a dataset is crawled. */
  readonly crawlBundleFile?: string;
  /** The same of functions/guard.ts, which runs only if a dataset is guarded. */
  readonly guardBundleFile?: string;
  /** The same of functions/look.ts, which runs only if a dataset promises something. */
  readonly lookBundleFile?: string;
  /** The same of functions/deregister.ts, which runs only if empty partitions of a dataset are removed. */
  readonly deregisterBundleFile?: string;
  /** The same of functions/reconcile.ts; default: it is made by the first run. */
  readonly reconcileBundleFile?: string;
  /** The same of functions/validate.ts; default: it is made by the first run. */
  readonly validateBundleFile?: string;
  /** Milliseconds that a batch may wait for more messages; default: as deployed. */
  readonly windowMs?: number;
  readonly onLog?: (line: string) => void;
}

/** With other datasets than the project's own, those take their place. */
export function bundleRegister(file: string, datasets?: readonly DeclaredDataset[]): Promise<void> {
  return bundleFunction("register", file, datasets);
}

export function bundleValidate(file: string, datasets?: readonly DeclaredDataset[]): Promise<void> {
  return bundleFunction("validate", file, datasets);
}

export function runRegister(
  emulator: Emulator,
  options: FunctionOptions,
  deployed: Deployed,
  file: string,
): Running {
  return runFunction(emulator, options, {
    functionName: registerFunctionName(LOCAL_STAGE),
    file,
    queueUrl: deployed.registerQueueUrl,
    delivery: PIPELINE_DELIVERY.register,
    settings: {
      BUCKET: deployed.bucket,
      PARKING_QUEUE_URL: deployed.parkingQueueUrl,
      ...(deployed.guardQueueUrl === undefined ? {} : { GUARD_QUEUE_URL: deployed.guardQueueUrl }),
      ...looksOf(deployed),
    },
  });
}

/** Where those that see writes ask for looks. */
export const looksOf = ({ lookQueueUrl }: Deployed): Readonly<Record<string, string>> =>
  lookQueueUrl === undefined ? {} : { LOOK_QUEUE_URL: lookQueueUrl };

export function runGuard(
  emulator: Emulator,
  options: FunctionOptions,
  deployed: Deployed,
  file: string,
): Running {
  const { bucket, guardQueueUrl = "", guardParkingQueueUrl = "" } = deployed;
  return runFunction(emulator, options, {
    functionName: guardFunctionName(LOCAL_STAGE),
    file,
    queueUrl: guardQueueUrl,
    delivery: PIPELINE_DELIVERY.guard,
    settings: { BUCKET: bucket, PARKING_QUEUE_URL: guardParkingQueueUrl },
  });
}

export function runCrawl(
  emulator: Emulator,
  options: FunctionOptions,
  deployed: Deployed,
  file: string,
): Running {
  const { bucket, crawlQueueUrl = "", crawlParkingQueueUrl = "" } = deployed;
  return runFunction(emulator, options, {
    functionName: crawlFunctionName(LOCAL_STAGE),
    file,
    queueUrl: crawlQueueUrl,
    delivery: PIPELINE_DELIVERY.crawl,
    settings: {
      BUCKET: bucket,
      PARKING_QUEUE_URL: crawlParkingQueueUrl,
      CRAWL_QUEUE_URL: crawlQueueUrl,
      ...looksOf(deployed),
    },
  });
}

export function runDeregister(
  emulator: Emulator,
  options: FunctionOptions,
  deployed: Deployed,
  file: string,
): Running {
  const { bucket, deregisterQueueUrl = "", deregisterParkingQueueUrl = "" } = deployed;
  return runFunction(emulator, options, {
    functionName: deregisterFunctionName(LOCAL_STAGE),
    file,
    queueUrl: deregisterQueueUrl,
    delivery: PIPELINE_DELIVERY.deregister,
    settings: {
      BUCKET: bucket,
      PARKING_QUEUE_URL: deregisterParkingQueueUrl,
      DEREGISTER_QUEUE_URL: deregisterQueueUrl,
    },
  });
}

/** The reconcile function, fed by its queue, to which nothing but a schedule sends. */
export async function runReconcile(
  emulator: Emulator,
  options: FunctionOptions,
  { bucket, reconcileQueueUrl }: Deployed,
): Promise<Running & { readonly queueUrl: string }> {
  if (reconcileQueueUrl === undefined)
    throw new Error("no dataset is registered: there is no reconcile function");
  const running = runFunction(emulator, options, {
    functionName: reconcileFunctionName(LOCAL_STAGE),
    file: options.reconcileBundleFile ?? (await bundled("reconcile", emulator, options)),
    queueUrl: reconcileQueueUrl,
    delivery: reconciling,
    settings: { BUCKET: bucket, RECONCILE_QUEUE_URL: reconcileQueueUrl },
  });
  return { ...running, queueUrl: reconcileQueueUrl };
}

/** A function, and how its queue feeds it. */
export interface MappedFunction {
  readonly functionName: string;
  readonly queueUrl: string;
  readonly delivery: Pick<PipelineDelivery, "batchWindow" | "batchSize" | "maximumConcurrency">;
}

/** A function, as serverless.yml and deploy/ describe it. */
interface FunctionPlan extends MappedFunction {
  readonly file: string;
  readonly delivery: MappedFunction["delivery"] & Pick<PipelineDelivery, "functionTimeout">;
  readonly settings: Readonly<Record<string, string>>;
}

export interface Running {
  readonly lambda: Lambda;
  readonly events: EventSource;
}

function runFunction(emulator: Emulator, options: FunctionOptions, plan: FunctionPlan): Running {
  const { functionName, file, settings } = plan;
  const { functionTimeout, maximumConcurrency } = plan.delivery;
  const lambda = createLambda({
    file,
    functionName,
    timeoutMs: functionTimeout * 1000,
    memoryMb: 512,
    concurrency: maximumConcurrency,
    clock: emulator.clock,
    env: { ...environmentOf(emulator), ...settings },
    onLog: options.onLog ?? (() => {}),
  });
  const events = mapQueue(emulator, options, plan, (event) => lambda.invoke(event));
  return { lambda, events };
}

/** Invokes a function with what comes into its queue, as an event source mapping does, and has the emulator know the mapping. */
export function mapQueue(
  emulator: Emulator,
  { windowMs, onLog = () => {} }: FunctionOptions,
  { functionName, queueUrl, delivery }: MappedFunction,
  invoke: Lambda["invoke"],
): EventSource {
  const { batchSize, batchWindow, maximumConcurrency } = delivery;
  const queue = emulator.sqs.byUrl(queueUrl);
  const window = windowMs ?? batchWindow * 1000;
  const source = connectQueue({
    queue,
    invoke,
    batchSize,
    windowMs: window,
    maximumConcurrency,
    clock: emulator.clock,
    onError: (error) => onLog(`invocation failed: ${error}`),
  });
  const mapped = { functionName, queueArn: queue.arn, batchSize, windowMs: window, maximumConcurrency };
  emulator.eventSourceMappings.add({ ...mapped, source });
  return source;
}

export const environmentOf = (emulator: Emulator) => ({
  ...emulator.env,
  STAGE: LOCAL_STAGE,
  LOG_LEVEL: "INFO",
});

type FunctionName = "register" | "crawl" | "deregister" | "guard" | "look" | "reconcile" | "validate";

export async function bundled(
  name: FunctionName,
  { dataDir }: Emulator,
  { datasets }: FunctionOptions,
): Promise<string> {
  const file = join(dataDir, "functions", `${name}.mjs`);
  await bundleFunction(name, file, datasets);
  return file;
}

function bundleFunction(
  name: FunctionName,
  file: string,
  datasets?: readonly DeclaredDataset[],
): Promise<void> {
  return bundle(fileURLToPath(new URL(`../functions/${name}.ts`, import.meta.url)), file, datasets);
}
