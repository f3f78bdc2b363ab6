/** All queues of the account, found by name, ARN or URL. */
import type { Clock } from "../clock.ts";
import { AwsError } from "../wire/service.ts";
import { Queue } from "./queue.ts";
import { checkAttributes, completeAttributes, type QueueAttributes } from "./queue-settings.ts";

/** 1 to 80 letters, digits, hyphens and underscores (API reference, CreateQueue). */
const QUEUE_NAME = /^[A-Za-z0-9_-]{1,80}$/;

export interface QueuesOptions {
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  /** Base of every queue URL; asked late because the port is known late. */
  readonly endpoint: () => string;
}

/** One run of StartMessageMoveTask; it is over before the call answers. */
export interface MoveTask {
  readonly handle: string;
  readonly sourceArn: string;
  readonly destinationArn?: string;
  readonly startedAt: number;
  readonly moved: number;
  readonly toMove: number;
  readonly failureReason?: string;
}

export class Queues {
  readonly #options: QueuesOptions;
  readonly #queues = new Map<string, Queue>();
  /** Newest first. */
  readonly moveTasks: MoveTask[] = [];

  constructor(options: QueuesOptions) {
    this.#options = options;
  }

  /** Creating a queue again with the same attributes gives the one that exists. */
  create(name: string, attributes: QueueAttributes = {}): Queue {
    if (name.endsWith(".fifo") || attributes.FifoQueue !== undefined) {
      throw new AwsError("UnsupportedOperation", "the emulator has no FIFO queues: S3 cannot notify them");
    }
    if (!QUEUE_NAME.test(name)) {
      throw new AwsError(
        "InvalidParameterValue",
        "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
      );
    }
    checkAttributes(attributes);
    const existing = this.#queues.get(name);
    if (existing !== undefined) return sameAttributes(existing, attributes);
    const { accountId, clock, region } = this.#options;
    const arn = `arn:aws:sqs:${region}:${accountId}:${name}`;
    const queue = new Queue({ name, arn, clock, attributes, find: (other) => this.findByArn(other) });
    this.#queues.set(name, queue);
    return queue;
  }

  list(prefix = ""): Queue[] {
    return [...this.#queues.values()].filter((queue) => queue.name.startsWith(prefix));
  }

  /** By name. Throws QueueDoesNotExist. */
  get(name: string): Queue {
    const queue = this.#queues.get(name);
    if (queue === undefined) throw missing("QueueDoesNotExist", "The specified queue does not exist.");
    return queue;
  }

  /** By its URL, or by any URL that ends in its account and name: clients may reach the emulator by another host. */
  byUrl(url: string): Queue {
    return this.get(url.slice(url.lastIndexOf("/") + 1));
  }

  findByArn(arn: string): Queue | undefined {
    return this.list().find((queue) => queue.arn === arn);
  }

  /** Throws ResourceNotFoundException, as the calls that take ARNs do. */
  byArn(arn: string): Queue {
    const queue = this.findByArn(arn);
    if (queue === undefined) {
      throw missing(
        "ResourceNotFoundException",
        "The resource that you specified for the SourceArn parameter doesn't exist.",
      );
    }
    return queue;
  }

  urlOf(queue: Queue): string {
    return `${this.#options.endpoint()}/${this.#options.accountId}/${queue.name}`;
  }

  delete(queue: Queue): void {
    queue.close();
    this.#queues.delete(queue.name);
  }

  close(): void {
    for (const queue of this.#queues.values()) queue.close();
  }
}

function missing(code: string, message: string): AwsError {
  return new AwsError(code, message, code === "ResourceNotFoundException" ? 404 : 400);
}

function sameAttributes(queue: Queue, attributes: QueueAttributes): Queue {
  const current = completeAttributes(queue.attributes);
  if (Object.entries(attributes).every(([name, value]) => current[name] === value)) return queue;
  throw new AwsError(
    "QueueNameExists",
    `A queue already exists with the same name and a different value for attribute`,
  );
}
