/** Bodies of events as S3 writes them, in its own notification or in EventBridge's envelope. */
import { Bucket, type EventName, S3Events } from "../../emulator/parts.ts";
import type { Chance } from "./chance.ts";
import type { Timeline } from "./timeline.ts";

export interface TellingObject {
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
}

export class EventBodies {
  readonly #timeline: Timeline;
  readonly #chance: Chance;
  readonly #events: S3Events;
  readonly #buckets = new Map<string, Bucket>();
  /** What the events of the change that is under way say. */
  #bodies: string[] = [];

  /** `offset`: milliseconds that S3's clock is ahead. */
  constructor(timeline: Timeline, chance: Chance, offset: number) {
    this.#timeline = timeline;
    this.#chance = chance;
    this.#events = new S3Events({
      clock: timeline.ahead(offset),
      region: "us-east-1",
      accountId: "123456789012",
      destination: () => (body) => this.#bodies.push(body),
    });
    this.#events.onEventBridge((event) => this.#bodies.push(JSON.stringify({ ...event, id: "event" })));
  }

  /** The body of one event, in one of the two envelopes. */
  of(eventName: EventName, { bucket: name, key, size }: TellingObject): string {
    const bucket = this.#bucket(name);
    const isBridge = this.#chance.happens(0.3);
    const queue = {
      id: "q",
      queueArn: "q",
      events: ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"],
      prefix: "",
      suffix: "",
    };
    bucket.notifications = { queues: isBridge ? [] : [queue], eventBridge: isBridge };
    this.#bodies = [];
    const isRemoval = eventName === "ObjectRemoved:Delete";
    this.#events.publish(bucket, { eventName, key, ...(isRemoval ? {} : { size, eTag: '"e"' }) });
    return this.#bodies[0]!;
  }

  #bucket(name: string): Bucket {
    let bucket = this.#buckets.get(name);
    if (bucket === undefined) {
      bucket = new Bucket(name, this.#timeline.now());
      this.#buckets.set(name, bucket);
    }
    return bucket;
  }
}

/** As SNS passes an event on. */
export const bySns = (body: string): string =>
  JSON.stringify({ Type: "Notification", TopicArn: "t", Message: body });
