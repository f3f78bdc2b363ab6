/** One standard queue: at-least-once, a best-effort order, and time by the clock it is given. */
import type { Clock } from "../clock.ts";
import type { Random } from "../random.ts";
import { AwsError } from "../wire/service.ts";
import { createMessage, type Message, type MessageContents } from "./message.ts";
import { type QueueAttributes, readRedrivePolicy, settingOf } from "./queue-settings.ts";
import { receiptHandleOf, refuseHandleOfAnother } from "./receipt-handles.ts";
import { VisibleMessages } from "./visible-messages.ts";

/** Total time that a message may stay hidden since it was received, in milliseconds (12 hours). */
const HIDDEN_MS = 43_200_000;

export interface QueueCounts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

export interface QueueOptions {
  readonly name: string;
  readonly arn: string;
  readonly clock: Clock;
  readonly attributes: QueueAttributes;
  /** The queue of an ARN: where this one's dead letters go. */
  readonly find: (arn: string) => Queue | undefined;
}

export class Queue {
  readonly name: string;
  readonly arn: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  attributes: QueueAttributes;
  modifiedAt: number;
  readonly #clock: Clock;
  readonly #find: QueueOptions["find"];
  readonly #visible = new VisibleMessages();
  /** Delayed or in flight. */
  readonly #hidden = new Set<Message>();
  /** By the receipt handle of the latest receive. */
  readonly #receipts = new Map<string, Message>();
  readonly #listeners = new Set<() => void>();
  /** Set for the moment at which the next hidden message comes into sight, or earlier. */
  #alarm: { readonly at: number; readonly cancel: () => void } | undefined;
  /** No message here was sent before this (epoch milliseconds). */
  #oldestSentAt = Number.POSITIVE_INFINITY;

  constructor(options: QueueOptions) {
    this.name = options.name;
    this.arn = options.arn;
    this.attributes = options.attributes;
    this.#clock = options.clock;
    this.#find = options.find;
    this.createdAt = options.clock.now();
    this.modifiedAt = this.createdAt;
  }

  /** Changed in any way: a message came, went, or came into sight. Returns the function that ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** `shuffle` gives the message a random place among those that wait, instead of the last. */
  send(contents: MessageContents, delaySeconds?: number, shuffle?: Random): Message {
    const delay = delaySeconds ?? settingOf(this.attributes, "DelaySeconds");
    const message = createMessage(contents, this.#clock.now(), delay * 1000);
    this.put(message, shuffle);
    return message;
  }

  /** Takes in a message that exists already: a dead letter, or one moved back. */
  put(message: Message, shuffle?: Random): void {
    this.#oldestSentAt = Math.min(this.#oldestSentAt, message.sentAt);
    if (message.visibleAt > this.#clock.now()) this.#hide(message);
    else this.#visible.add(message, shuffle);
    this.#changed();
  }

  /**
   * Up to `limit` messages, hidden from others for the visibility timeout. Dead letters leave for their queue here,
   * when they would be received once too often, as on AWS.
   */
  receive(limit: number, visibilitySeconds = settingOf(this.attributes, "VisibilityTimeout")): Message[] {
    this.#settle();
    const received: Message[] = [];
    while (received.length < limit) {
      const message = this.#visible.takeFirst();
      if (message === undefined) break;
      if (!this.#gaveUp(message)) received.push(this.#handOut(message, visibilitySeconds * 1000));
    }
    if (received.length > 0) this.#changed();
    return received;
  }

  /** What would be received next, without receiving it. */
  peek(): readonly Message[] {
    this.#settle();
    return this.#visible.messages;
  }

  /** Bytes of all visible messages, as SQS counts them. */
  get visibleBytes(): number {
    this.#settle();
    return this.#visible.bytes;
  }

  /** Every message, visible or not. No API of AWS shows this; tests assert on it. */
  messages(): Message[] {
    this.#settle();
    return [...this.#visible.messages, ...this.#hidden];
  }

  /** By the receipt handle of the latest receive. An older handle deletes nothing and is no error. */
  delete(...receiptHandles: string[]): void {
    for (const receiptHandle of receiptHandles) {
      const message = this.#received(receiptHandle);
      if (message === undefined) continue;
      this.#receipts.delete(receiptHandle);
      if (!this.#hidden.delete(message)) this.#visible.keep((other) => other !== message);
    }
    this.#changed();
  }

  /** Takes a waiting message away for good: it moves to another queue. */
  take(message: Message): void {
    this.#visible.keep((other) => other !== message);
    this.#receipts.delete(message.receiptHandle ?? "");
    this.#changed();
  }

  changeVisibility(receiptHandle: string, seconds: number): void {
    const message = this.#received(receiptHandle);
    const now = this.#clock.now();
    if (message === undefined || message.visibleAt <= now) {
      throw new AwsError("MessageNotInflight", "The message referred to isn't in flight.");
    }
    if (now + seconds * 1000 > (message.receivedAt ?? now) + HIDDEN_MS) {
      throw new AwsError(
        "InvalidParameterValue",
        `Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds].`,
      );
    }
    message.visibleAt = now + seconds * 1000;
    this.#hide(message);
    this.#settle();
    this.#changed();
  }

  purge(): void {
    this.#visible.keep(() => false);
    this.#hidden.clear();
    this.#receipts.clear();
    this.#changed();
  }

  counts(): QueueCounts {
    this.#settle();
    let inFlight = 0;
    for (const message of this.#hidden) if (message.receivedAt !== undefined) inFlight += 1;
    return { visible: this.#visible.messages.length, inFlight, delayed: this.#hidden.size - inFlight };
  }

  /** Calls off what still waits for its time. */
  close(): void {
    this.#alarm?.cancel();
    this.#alarm = undefined;
    this.#listeners.clear();
  }

  #gaveUp(message: Message): boolean {
    const policy = readRedrivePolicy(this.attributes.RedrivePolicy);
    if (policy === undefined || message.receiveCount < policy.maxReceiveCount) return false;
    const deadLetters = this.#find(policy.deadLetterTargetArn);
    // AWS keeps offering the message when its dead-letter queue is gone.
    if (deadLetters === undefined) return false;
    const { receiptHandle: _, receivedAt: __, ...rest } = message;
    deadLetters.put({ ...rest, visibleAt: this.#clock.now(), deadLetterSourceArn: this.arn });
    this.#receipts.delete(message.receiptHandle ?? "");
    this.#changed();
    return true;
  }

  #handOut(message: Message, hiddenMs: number): Message {
    const now = this.#clock.now();
    message.receiveCount += 1;
    message.firstReceivedAt ??= now;
    message.receivedAt = now;
    this.#receipts.delete(message.receiptHandle ?? "");
    message.receiptHandle = receiptHandleOf(this.name, message);
    this.#receipts.set(message.receiptHandle, message);
    message.visibleAt = now + hiddenMs;
    this.#hide(message);
    return message;
  }

  #received(receiptHandle: string): Message | undefined {
    refuseHandleOfAnother(this.name, receiptHandle);
    return this.#receipts.get(receiptHandle);
  }

  #hide(message: Message): void {
    this.#hidden.add(message);
    const at = message.visibleAt;
    if (this.#alarm !== undefined && this.#alarm.at <= at) return;
    this.#alarm?.cancel();
    const cancel = this.#clock.after(at - this.#clock.now(), () => {
      this.#alarm = undefined;
      this.#showDue();
      for (const message of this.#hidden) this.#hide(message);
      this.#changed();
    });
    this.#alarm = { at, cancel };
  }

  /**
   * Brings the queue up to the present. The alarm stays set: whoever looks in the moment before it must not keep from
   * the listeners that messages came into sight.
   */
  #settle(): void {
    const now = this.#clock.now();
    if (this.#alarm !== undefined && this.#alarm.at <= now) this.#showDue();
    const oldest = now - settingOf(this.attributes, "MessageRetentionPeriod") * 1000;
    if (this.#oldestSentAt < oldest) this.#expire(oldest);
  }

  /** Brings into sight what is due. */
  #showDue(): void {
    const now = this.#clock.now();
    for (const message of this.#hidden) {
      if (message.visibleAt > now) continue;
      this.#hidden.delete(message);
      this.#visible.add(message);
    }
  }

  /** Forgets what nobody took within the retention period. */
  #expire(oldest: number): void {
    this.#visible.keep((message) => message.sentAt >= oldest);
    const left = [...this.#visible.messages, ...this.#hidden].map((message) => message.sentAt);
    this.#oldestSentAt = left.reduce((least, sentAt) => Math.min(least, sentAt), Number.POSITIVE_INFINITY);
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
