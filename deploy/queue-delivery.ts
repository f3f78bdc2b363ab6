/**
 * How messages reach the functions, and how long they are tried. serverless.yml and the queues read the same numbers,
 * because most of them follow from one another.
 */

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Seconds. A batch is a few Glue calls of at most 5 s each; what is left undone goes back to the queue. */
const functionTimeout = 30;

/**
 * Seconds, 0 to 300. Long enough to fold a burst into few Glue calls, short enough for "within seconds". It bounds how
 * often a trickle invokes the function: docs/architecture.md has what that costs.
 */
const batchWindow = 1;

/**
 * Messages, 1 to 10,000. An invocation's payload ends at 6 MB, which is some 3,000 S3 notifications; the number says
 * so, and keeps the work of one invocation bounded (30 calls of 100 partitions) should messages ever be smaller.
 */
const batchSize = 3000;

/**
 * Batches at once, 2 to 1,000. Glue's write rate is one for the account: more functions would only wait for each
 * other. Not reserved concurrency, under which the poller's throttled attempts count as receives of a message.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
const maximumConcurrency = 5;

/**
 * The same for the crawl function: the least that a mapping takes. What it does with a batch is a few calls per
 * crawler; more at once would only ask after the same crawlers more often.
 */
const crawlConcurrency = 2;

/**
 * The same for the guard function, and messages: each is a file, of which eight are read at once, in some 50 ms each. A
 * batch of a hundred takes a second, and has the whole timeout if S3 is slow.
 */
const guardConcurrency = 2;
const guardBatchSize = 100;

/**
 * Seconds: six times the function's timeout, plus the window.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
const visibilityOf = (timeout: number, window: number) => 6 * timeout + window;
const visibilityTimeout = visibilityOf(functionTimeout, batchWindow);

/** Seconds that an outage may last before messages move to the parking queue. */
const tolerableOutage = 3 * HOUR;

/** Deliveries before SQS moves a message, 1 to 1,000. A message that fails returns after the visibility timeout. */
const receivesWithin = (visibility: number) => Math.ceil(tolerableOutage / visibility);
const maxReceiveCount = receivesWithin(visibilityTimeout);

/** Seconds; SQS deletes older messages. The greatest value it allows is 14 days. */
const queueRetention = 4 * DAY;
const parkingRetention = 14 * DAY;

export const delivery = {
  functionTimeout,
  batchWindow,
  batchSize,
  maximumConcurrency,
  crawlConcurrency,
  guardConcurrency,
  guardBatchSize,
  visibilityTimeout,
  tolerableOutage,
  maxReceiveCount,
  queueRetention,
  parkingRetention,
} as const;

/**
 * The same for the deregister function, which nobody waits for. It may have to read a table of a million partitions before
 * it removes one, and the longer it collects, the more neighbours share a listing.
 */
const removals = { functionTimeout: 300, batchWindow: 60 } as const;
const removalVisibility = visibilityOf(removals.functionTimeout, removals.batchWindow);

/**
 * The same for the look function, and messages: each is a session, of which eight are listed at once, in half a second for
 * 10,000 objects. What came at the same time is looked at together.
 */
const looks = { functionTimeout: 60, batchWindow: 2 } as const;
const lookVisibility = visibilityOf(looks.functionTimeout, looks.batchWindow);

/** How messages reach the function of a pipeline, and how long they are tried. */
export interface PipelineDelivery {
  /** Seconds. */
  readonly functionTimeout: number;
  readonly batchWindow: number;
  readonly visibilityTimeout: number;
  /** Messages. */
  readonly batchSize: number;
  /** Batches at once. */
  readonly maximumConcurrency: number;
  readonly maxReceiveCount: number;
}

export const PIPELINE_DELIVERY = {
  register: delivery,
  crawl: { ...delivery, maximumConcurrency: crawlConcurrency },
  guard: { ...delivery, batchSize: guardBatchSize, maximumConcurrency: guardConcurrency },
  deregister: {
    ...removals,
    batchSize: 1000,
    maximumConcurrency: 2,
    visibilityTimeout: removalVisibility,
    maxReceiveCount: receivesWithin(removalVisibility),
  },
  look: {
    ...looks,
    batchSize: 100,
    maximumConcurrency: 2,
    visibilityTimeout: lookVisibility,
    maxReceiveCount: receivesWithin(lookVisibility),
  },
} as const satisfies Record<string, PipelineDelivery>;
