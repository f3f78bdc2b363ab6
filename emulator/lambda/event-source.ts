/** Lambda's event source mapping for SQS: forms batches, invokes, and deletes only what succeeded. */
import { type Clock, systemClock } from "../clock.ts";
import type { Message } from "../sqs/message.ts";
import type { Queue, QueueCounts } from "../sqs/queue.ts";
import { type SqsEvent, type SqsRecord, sqsRecord } from "./sqs-event.ts";

/** Payload of one invocation, in bytes (Lambda quotas: 6 MB, synchronous). */
const PAYLOAD_BYTES = 6 * 1024 * 1024;

/** Bytes that a record adds to its body: handle, attributes, names. Only decides when a batch may close early. */
const RECORD_OVERHEAD = 700;

export interface EventSourceOptions {
  readonly queue: Queue;
  /** The function. What it answers is read as Lambda reads it; what it throws fails the whole batch. */
  readonly invoke: (event: SqsEvent) => unknown;
  /** Messages of a batch, 1 to 10,000. Default 10. */
  readonly batchSize?: number;
  /** How long a batch may wait for more messages, in milliseconds (0 to 300,000). Default 0. */
  readonly windowMs?: number;
  /** Invocations at a time. Default 5, with which AWS starts. */
  readonly maximumConcurrency?: number;
  /** Default true. */
  readonly reportBatchItemFailures?: boolean;
  readonly region?: string;
  readonly clock?: Clock;
  /** Hears of invocations that threw; they look like any failed batch otherwise. */
  readonly onError?: (error: unknown) => void;
}

export interface EventSource {
  /** While it is false no batch begins, and messages wait in the queue. */
  isEnabled: boolean;
  /** Resolves once no message is visible or in flight and nothing runs. Delayed messages do not count. */
  idle(): Promise<void>;
  /** Resolves once the queue is empty, delayed messages included, and nothing runs. */
  quiet(): Promise<void>;
  /** Takes no more batches; resolves when the running ones are through. */
  close(): Promise<void>;
}

/** Somebody who waits for a state of the queue. */
interface Waiting {
  readonly isEnough: (counts: QueueCounts) => boolean;
  readonly resolve: () => void;
}

export function connectQueue(options: EventSourceOptions): EventSource {
  const mapping = new Mapping(options);
  mapping.look();
  return mapping;
}

class Mapping implements EventSource {
  readonly #queue: Queue;
  readonly #options: EventSourceOptions;
  readonly #clock: Clock;
  readonly #batchSize: number;
  readonly #unsubscribe: () => void;
  #running = 0;
  #looking = false;
  #closed = false;
  #enabled = true;
  /** Set while a batch collects; the batch may close once the window is over. */
  #window: { over: boolean; readonly cancel: () => void } | undefined;
  #waiting: Waiting[] = [];

  constructor(options: EventSourceOptions) {
    const { batchSize = 10, windowMs = 0 } = options;
    if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > 10_000) {
      throw new RangeError(`batchSize is 1 to 10,000, not ${batchSize}`);
    }
    if (batchSize > 10 && windowMs < 1000) {
      throw new RangeError("Lambda wants a window of one second at least for batches of more than 10");
    }
    this.#options = options;
    this.#queue = options.queue;
    this.#clock = options.clock ?? systemClock;
    this.#batchSize = batchSize;
    this.#unsubscribe = options.queue.onChange(() => this.look());
  }

  get isEnabled(): boolean {
    return this.#enabled;
  }

  set isEnabled(enabled: boolean) {
    this.#enabled = enabled;
    if (enabled) this.look();
  }

  idle(): Promise<void> {
    return this.#until(({ visible, inFlight }) => visible + inFlight === 0);
  }

  quiet(): Promise<void> {
    return this.#until(({ visible, inFlight, delayed }) => visible + inFlight + delayed === 0);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#unsubscribe();
    this.#window?.cancel();
    await this.#until(() => true);
  }

  /** Resolves at the first moment when nothing runs and the queue is as wanted, or the mapping closed. */
  #until(isEnough: (counts: QueueCounts) => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ isEnough, resolve });
      this.look();
    });
  }

  /** Starts every batch that is due, and tells those who wait for the end. */
  look(): void {
    // Taking a batch changes the queue, which leads back here: the batch must be under way first.
    if (this.#looking) return;
    this.#looking = true;
    while (this.#isDue()) this.#start();
    this.#looking = false;
    if (this.#running > 0 || this.#waiting.length === 0) return;
    const counts = this.#queue.counts();
    for (const waiting of this.#waiting.splice(0)) {
      if (this.#closed || waiting.isEnough(counts)) waiting.resolve();
      else this.#waiting.push(waiting);
    }
  }

  #isDue(): boolean {
    if (this.#closed || !this.#enabled || this.#running >= (this.#options.maximumConcurrency ?? 5))
      return false;
    const waiting = this.#queue.peek().length;
    if (waiting === 0) return false;
    return waiting >= this.#batchSize || this.#isWindowOver() || this.#isPayloadFull();
  }

  #isWindowOver(): boolean {
    const { windowMs = 0 } = this.#options;
    if (windowMs === 0) return true;
    if (this.#window === undefined) {
      const window = { over: false, cancel: () => {} };
      window.cancel = this.#clock.after(windowMs, () => {
        window.over = true;
        this.look();
      });
      this.#window = window;
    }
    return this.#window.over;
  }

  #isPayloadFull(): boolean {
    return this.#queue.visibleBytes + this.#queue.peek().length * RECORD_OVERHEAD >= PAYLOAD_BYTES;
  }

  #start(): void {
    this.#window?.cancel();
    this.#window = undefined;
    const records = this.#take();
    // All of them went to the dead-letter queue.
    if (records.length === 0) return;
    this.#running += 1;
    void this.#run(records).finally(() => {
      this.#running -= 1;
      this.look();
    });
  }

  /** As many messages as fit into one payload; the rest stays visible. */
  #take(): SqsRecord[] {
    let fitting = 0;
    let bytes = 0;
    for (const message of this.#queue.peek().slice(0, this.#batchSize)) {
      bytes += recordBytes(message);
      if (bytes > PAYLOAD_BYTES && fitting > 0) break;
      fitting += 1;
    }
    const { region = "us-east-1" } = this.#options;
    return this.#queue.receive(fitting).map((message) => sqsRecord(message, this.#queue.arn, region));
  }

  async #run(records: readonly SqsRecord[]): Promise<void> {
    try {
      const answer = await this.#options.invoke({ Records: records });
      const failed = this.#failures(answer, records);
      const succeeded = records.filter((record) => !failed.has(record.messageId));
      this.#queue.delete(...succeeded.map((record) => record.receiptHandle));
    } catch (error) {
      // All stay hidden until their visibility timeout, then come again.
      this.#options.onError?.(error);
    }
  }

  #failures(answer: unknown, records: readonly SqsRecord[]): ReadonlySet<string> {
    const all = new Set(records.map((record) => record.messageId));
    if (this.#options.reportBatchItemFailures === false) return new Set();
    const reported = reportedFailures(answer);
    return reported?.every((id) => all.has(id)) === true ? new Set(reported) : all;
  }
}

function recordBytes(message: Message): number {
  return (
    Buffer.byteLength(JSON.stringify(message.body)) +
    RECORD_OVERHEAD +
    (message.size - Buffer.byteLength(message.body))
  );
}

/**
 * The failed message ids; undefined when the report cannot be read, which fails the batch. Nothing, an empty object
 * and an absent or empty list all mean success (Lambda Developer Guide, "Success and failure conditions").
 */
function reportedFailures(answer: unknown): string[] | undefined {
  if (answer === undefined || answer === null) return [];
  if (typeof answer !== "object") return undefined;
  const failures = "batchItemFailures" in answer ? answer.batchItemFailures : undefined;
  if (failures === undefined || failures === null) return [];
  if (!Array.isArray(failures)) return undefined;
  const ids = failures.map((failure: { itemIdentifier?: unknown } | null) => failure?.itemIdentifier);
  return ids.every((id): id is string => typeof id === "string" && id !== "") ? ids : undefined;
}
