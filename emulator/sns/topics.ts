/** Topics, and what was published to each. Nobody subscribes here: whoever wants to know what was told looks. */
import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import { AwsError } from "../wire/service.ts";

/** What was published. */
export interface PublishedMessage {
  readonly id: string;
  readonly subject: string | undefined;
  readonly message: string;
  /** Values of the message attributes, which subscriptions filter by. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Epoch milliseconds by the emulator's clock. */
  readonly at: number;
}

export interface TopicsOptions {
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
}

export class Topics {
  /** By ARN; the messages of each, oldest first. */
  readonly #published = new Map<string, PublishedMessage[]>();
  readonly #options: TopicsOptions;

  constructor(options: TopicsOptions) {
    this.#options = options;
  }

  /** A topic that is there already stays, with what was published. Returns its ARN. */
  create(name: string): string {
    const { accountId, region } = this.#options;
    const arn = `arn:aws:sns:${region}:${accountId}:${name}`;
    if (!this.#published.has(arn)) this.#published.set(arn, []);
    return arn;
  }

  /** A topic that is not there is no error to SNS. */
  delete(arn: string): void {
    this.#published.delete(arn);
  }

  has(arn: string): boolean {
    return this.#published.has(arn);
  }

  /** Throws NotFound. */
  publish(arn: string, message: Omit<PublishedMessage, "id" | "at">): PublishedMessage {
    const kept = { ...message, id: randomUUID(), at: this.#options.clock.now() };
    this.#publishedTo(arn).push(kept);
    return kept;
  }

  /** Oldest first. Throws NotFound. */
  published(arn: string): readonly PublishedMessage[] {
    return this.#publishedTo(arn);
  }

  #publishedTo(arn: string): PublishedMessage[] {
    const messages = this.#published.get(arn);
    if (messages === undefined) throw new AwsError("NotFound", "Topic does not exist", 404);
    return messages;
  }
}
