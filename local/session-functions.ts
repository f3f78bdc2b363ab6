/** The functions that look at sessions and judge them, each made when its queue has something for it. */
import { PIPELINE_DELIVERY } from "../deploy/queue-delivery.ts";
import { validation } from "../deploy/validation-settings.ts";
import { createLambda, type Emulator, type EventSource, type Lambda } from "../emulator/index.ts";
import { lookFunctionName, validateFunctionName } from "../shared/runtime/names.ts";
import type { Deployed } from "./deployment.ts";
import {
  bundled,
  environmentOf,
  type FunctionOptions,
  LOCAL_STAGE,
  looksOf,
  type MappedFunction,
  mapQueue,
} from "./functions.ts";

export interface LateFunction {
  readonly events: EventSource;
  close(): Promise<void>;
}

/** The validate function, for a schedule, a person, and its queue. */
export async function loadValidate(
  emulator: Emulator,
  options: FunctionOptions,
  deployed: Deployed,
): Promise<Lambda> {
  const { bucket, qualityTopicArn } = deployed;
  if (qualityTopicArn === undefined)
    throw new Error("no dataset promises anything: there is no validate function");
  return createLambda({
    file: options.validateBundleFile ?? (await bundled("validate", emulator, options)),
    functionName: validateFunctionName(LOCAL_STAGE),
    timeoutMs: validation.functionTimeout * 1000,
    memoryMb: validation.memory,
    env: {
      ...environmentOf(emulator),
      ...looksOf(deployed),
      BUCKET: bucket,
      QUALITY_TOPIC_ARN: qualityTopicArn,
      EVENT_BUS: "default",
    },
    ...(options.onLog === undefined ? {} : { onLog: options.onLog }),
  });
}

/** The look function, fed by its queue. Its messages are delayed: most who use the platform are gone before the first. */
export function runLook(emulator: Emulator, options: FunctionOptions, deployed: Deployed): LateFunction {
  const { bucket, lookQueueUrl = "", lookParkingQueueUrl = "", validateQueueUrl = "" } = deployed;
  return lateFunction(
    emulator,
    options,
    { functionName: lookFunctionName(LOCAL_STAGE), queueUrl: lookQueueUrl, delivery: PIPELINE_DELIVERY.look },
    async () =>
      createLambda({
        file: options.lookBundleFile ?? (await bundled("look", emulator, options)),
        functionName: lookFunctionName(LOCAL_STAGE),
        timeoutMs: PIPELINE_DELIVERY.look.functionTimeout * 1000,
        memoryMb: 512,
        concurrency: PIPELINE_DELIVERY.look.maximumConcurrency,
        env: {
          ...environmentOf(emulator),
          BUCKET: bucket,
          PARKING_QUEUE_URL: lookParkingQueueUrl,
          LOOK_QUEUE_URL: lookQueueUrl,
          VALIDATE_QUEUE_URL: validateQueueUrl,
          EVENT_BUS: "default",
        },
        ...(options.onLog === undefined ? {} : { onLog: options.onLog }),
      }),
  );
}

/** What feeds the validate function from its queue; a schedule or a person invokes the same one, `validate`. */
export function runAskedVerdicts(
  emulator: Emulator,
  options: FunctionOptions,
  { validateQueueUrl = "" }: Deployed,
  validate: () => Promise<Lambda>,
): LateFunction {
  return lateFunction(
    emulator,
    options,
    {
      functionName: validateFunctionName(LOCAL_STAGE),
      queueUrl: validateQueueUrl,
      delivery: validation,
    },
    validate,
  );
}

function lateFunction(
  emulator: Emulator,
  options: FunctionOptions,
  plan: MappedFunction,
  make: () => Promise<Lambda>,
): LateFunction {
  let lambda: Promise<Lambda> | undefined;
  const events = mapQueue(emulator, options, plan, async (event) => {
    lambda ??= make();
    return (await lambda).invoke(event);
  });
  return {
    events,
    async close() {
      await events.close();
      // If it could not be made, whoever waited for it was told.
      await lambda?.then(
        (made) => made.close(),
        () => {},
      );
    },
  };
}
