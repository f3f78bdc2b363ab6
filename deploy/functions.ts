import type { DeclaredDataset } from "../shared/quality/quality.ts";
import { emptying } from "./bucket-cleanup.ts";
import { getAtt, ref } from "./cloudformation.ts";
import { DEFAULT_BUS } from "./deployment.ts";
import { type EventPipeline, eventPipelinesOf } from "./event-pipelines.ts";
import { indexing } from "./partition-indexes.ts";
import { PIPELINE_DELIVERY } from "./queue-delivery.ts";
import { reconcilerOf, reconciling } from "./reconcile-settings.ts";
import { validation, validationOf } from "./validation-settings.ts";

/** A deployed function, as serverless.yml describes one. What all have in common is there, at `provider`. */
export interface FunctionDefinition {
  readonly description: string;
  /** The file of functions/, and what it exports. */
  readonly handler: string;
  /** Logical id. */
  readonly role: string;
  /** Seconds. */
  readonly timeout?: number;
  /** MB. */
  readonly memorySize?: number;
  /** What only this function reads; all have STAGE, BUCKET and LOG_LEVEL. */
  readonly environment?: Readonly<Record<string, unknown>>;
  readonly maximumRetryAttempts?: number;
  readonly destinations?: object;
  readonly events?: readonly { readonly sqs: SqsSource }[];
}

/** How a queue invokes a function. */
export interface SqsSource {
  readonly arn: unknown;
  /** Messages. */
  readonly batchSize: number;
  /** Seconds. */
  readonly maximumBatchingWindow: number;
  /** Batches at once. */
  readonly maximumConcurrency: number;
  readonly functionResponseType: "ReportBatchItemFailures";
}

/** By their names in functions/. */
export type Functions = Readonly<Record<string, FunctionDefinition>>;

/** Every function of a stage: all that Lambda starts is declared here. `asked` says which custom resources there are. */
export function functionsOf(
  datasets: readonly DeclaredDataset[],
  stage: string,
  asked: { readonly [name in keyof typeof CUSTOM_RESOURCES]: boolean },
  eventBus = "",
): Functions {
  const consumers = eventPipelinesOf(datasets, stage).map((pipeline) => [
    pipeline.consumer,
    consumerOf(pipeline, eventBus),
  ]);
  return {
    ...Object.fromEntries(consumers),
    ...(validationOf(datasets, stage) === undefined ? {} : { validate: validate(eventBus) }),
    ...(reconcilerOf(datasets, stage) === undefined ? {} : { reconcile }),
    ...Object.fromEntries(
      Object.entries(CUSTOM_RESOURCES).filter(([name]) => asked[name as keyof typeof asked]),
    ),
  };
}

const DESCRIPTIONS = {
  register: "Registers the partitions of new objects in the Glue Data Catalog",
  crawl: "Starts the crawlers of new objects, once per burst",
  guard: "Reads the footers of new partitions' first files, and tells what does not fit the table",
  look: "Compares sessions that were written with their verdicts, withdraws those, and asks for others",
  deregister: "Removes partitions from the Glue Data Catalog whose objects are gone",
} as const;

/** The function at the end of an event pipeline. */
export function consumerOf(pipeline: EventPipeline, eventBus = "") {
  const { consumer, queue } = pipeline;
  const { functionTimeout, batchSize, batchWindow, maximumConcurrency } = PIPELINE_DELIVERY[consumer];
  return {
    description: DESCRIPTIONS[consumer],
    handler: `functions/${consumer}.handler`,
    role: pipeline.roleId,
    ...(consumer === "deregister" || consumer === "look" ? { timeout: functionTimeout } : {}),
    environment: {
      ...Object.fromEntries(
        Object.entries(queueVariables(pipeline)).map(([name, { id }]): [string, unknown] => [name, ref(id)]),
      ),
      ...(consumer === "look" ? busVariable(eventBus) : {}),
    },
    events: [
      {
        sqs: {
          arn: getAtt(queue.id, "Arn"),
          batchSize,
          maximumBatchingWindow: batchWindow,
          maximumConcurrency,
          functionResponseType: "ReportBatchItemFailures", // only the messages that failed come back
        },
      },
    ],
  } as const satisfies FunctionDefinition;
}

/** Where changes of sessions' states are told. */
const busVariable = (eventBus: string) => ({ EVENT_BUS: eventBus || DEFAULT_BUS });

/** The environment variables that hold URLs of queues. */
export const queueVariables = ({ consumer, queue, parking, guard, looks }: EventPipeline) => ({
  PARKING_QUEUE_URL: parking,
  ...(consumer === "register" && guard !== undefined ? { GUARD_QUEUE_URL: guard.queue } : {}),
  ...(looks === undefined ? {} : { LOOK_QUEUE_URL: looks.queue }),
  ...(consumer === "look" && looks !== undefined ? { VALIDATE_QUEUE_URL: looks.verdicts } : {}),
  ...(consumer === "crawl" ? { CRAWL_QUEUE_URL: queue } : {}),
  ...(consumer === "deregister" ? { DEREGISTER_QUEUE_URL: queue } : {}),
});

/**
 * Its schedules are in deploy/schedules.ts, and the look function asks by a queue. What fails for good raises an alarm and is
 * not kept: any later run, or `registrar validate`, answers the same questions.
 */
const validate = (eventBus: string): FunctionDefinition => ({
  description: "Checks the data's freshness, completeness and quality",
  handler: "functions/validate.handler",
  role: "ValidateRole",
  timeout: validation.functionTimeout,
  memorySize: validation.memory,
  environment: {
    QUALITY_TOPIC_ARN: ref("QualityTopic"),
    LOOK_QUEUE_URL: ref("LookQueue"),
    ...busVariable(eventBus),
  },
  maximumRetryAttempts: validation.retries,
  destinations: { onFailure: { type: "sns", arn: ref("AlarmTopic") } },
  events: [
    {
      sqs: {
        arn: getAtt("ValidateQueue", "Arn"),
        batchSize: validation.batchSize,
        maximumBatchingWindow: validation.batchWindow,
        maximumConcurrency: validation.maximumConcurrency,
        functionResponseType: "ReportBatchItemFailures",
      },
    },
  ],
});

const reconcile: FunctionDefinition = {
  description: "Compares S3 with the Glue Data Catalog, and registers what is missing",
  handler: "functions/reconcile.handler",
  role: "ReconcileRole",
  timeout: reconciling.functionTimeout,
  memorySize: reconciling.memory,
  environment: { RECONCILE_QUEUE_URL: ref("ReconcileQueue") },
  events: [
    {
      sqs: {
        arn: getAtt("ReconcileQueue", "Arn"),
        batchSize: reconciling.batchSize,
        maximumBatchingWindow: reconciling.batchWindow,
        maximumConcurrency: reconciling.maximumConcurrency,
        functionResponseType: "ReportBatchItemFailures",
      },
    },
  ],
};

/** What CloudFormation asks, each if the template has such a custom resource. */
const CUSTOM_RESOURCES = {
  empty: {
    description: "Empties the stack's buckets before CloudFormation deletes them",
    handler: "functions/empty.handler",
    role: "EmptyRole",
    timeout: emptying.functionTimeout,
  },
  indexes: {
    description: "Asks Glue for the partition indexes of tables",
    handler: "functions/indexes.handler",
    role: "IndexesRole",
    timeout: indexing.functionTimeout,
  },
} as const satisfies Functions;
