/** Tells queues and EventBridge of changes, in the words of S3, at least once and in no promised order. */
import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import { type Random, seeded } from "../random.ts";
import type { Bucket } from "./bucket.ts";
import { formEncode } from "./form-encoding.ts";
import {
  type NotificationConfiguration,
  type QueueNotification,
  wants,
} from "./notification-configuration.ts";

export type EventName =
  | "ObjectCreated:Put"
  | "ObjectCreated:Copy"
  | "ObjectCreated:CompleteMultipartUpload"
  | "ObjectRemoved:Delete"
  | "ObjectRemoved:DeleteMarkerCreated"
  | "LifecycleExpiration:Delete"
  | "LifecycleExpiration:DeleteMarkerCreated";

/** `size` and `eTag` are absent from removals, as on AWS. */
export interface Change {
  readonly eventName: EventName;
  readonly key: string;
  readonly size?: number;
  readonly eTag?: string;
}

/** What EventBridge hands to the targets of a rule. */
export interface EventBridgeEvent {
  readonly "detail-type": "Object Created" | "Object Deleted";
  readonly [member: string]: unknown;
}

/** Puts a message into a queue; with `shuffle` not at its end but anywhere. */
export type Destination = (body: string, shuffle?: Random) => void;

export interface DeliveryFaults {
  /** Chance that an event is delivered twice. S3 promises "at least once". Default 0. */
  readonly duplicate?: number;
  /** Events take a random place among those that wait. S3 promises no order. Default false. */
  readonly shuffle?: boolean;
  readonly seed?: number;
}

export interface EventOptions {
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  /** The queue of an ARN, if there is one. */
  readonly destination: (queueArn: string) => Destination | undefined;
}

/** What EventBridge gives as the reason of an event. */
const REASONS: Readonly<Record<EventName, string>> = {
  "ObjectCreated:Put": "PutObject",
  "ObjectCreated:Copy": "CopyObject",
  "ObjectCreated:CompleteMultipartUpload": "CompleteMultipartUpload",
  "ObjectRemoved:Delete": "DeleteObject",
  "ObjectRemoved:DeleteMarkerCreated": "DeleteObject",
  "LifecycleExpiration:Delete": "Lifecycle Expiration",
  "LifecycleExpiration:DeleteMarkerCreated": "Lifecycle Expiration",
};

/**
 * Who does what a lifecycle asks for, as both kinds of events name it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-configure-notification.html
 */
const S3_ITSELF = "s3.amazonaws.com";

export class S3Events {
  readonly #options: EventOptions;
  readonly #listeners = new Set<(event: EventBridgeEvent) => void>();
  #faults: DeliveryFaults = {};
  #random: Random = seeded(1);
  #sequence = 0;

  constructor(options: EventOptions) {
    this.#options = options;
  }

  get deliver(): DeliveryFaults {
    return this.#faults;
  }

  /** Replaces the faults of delivery; an empty object ends them. */
  set deliver(faults: DeliveryFaults) {
    this.#faults = faults;
    this.#random = seeded(faults.seed ?? 1);
  }

  onEventBridge(listener: (event: EventBridgeEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  hasDestination(queueArn: string): boolean {
    return this.#options.destination(queueArn) !== undefined;
  }

  /** AWS proves a new configuration by a message to every queue in it. */
  announce(bucket: Bucket, configuration: NotificationConfiguration): void {
    for (const { queueArn } of configuration.queues) {
      const body = {
        Service: "Amazon S3",
        Event: "s3:TestEvent",
        Time: new Date(this.#options.clock.now()).toISOString(),
        Bucket: bucket.name,
        RequestId: randomUUID(),
        HostId: randomUUID(),
      };
      this.#options.destination(queueArn)?.(JSON.stringify(body));
    }
  }

  publish(bucket: Bucket, change: Change): void {
    const sequencer = this.#nextSequencer();
    for (const queue of bucket.notifications.queues) {
      if (!wants(queue, change.eventName, change.key)) continue;
      const body = JSON.stringify({ Records: [this.#record(bucket, queue, change, sequencer)] });
      // A queue deleted since is no error: S3 drops what it cannot deliver.
      this.#deliver(() => {
        const shuffle = this.#faults.shuffle === true ? this.#random : undefined;
        this.#options.destination(queue.queueArn)?.(body, shuffle);
      });
    }
    if (!bucket.notifications.eventBridge) return;
    const event = this.#eventBridgeEvent(bucket, change, sequencer);
    for (const listener of this.#listeners) this.#deliver(() => listener(event));
  }

  #deliver(send: () => void): void {
    send();
    if (this.#random() < (this.#faults.duplicate ?? 0)) send();
  }

  /** Grows with every change; on AWS only comparable for one key. */
  #nextSequencer(): string {
    this.#sequence += 1;
    const time = this.#options.clock.now().toString(16).padStart(12, "0");
    return (time + this.#sequence.toString(16).padStart(6, "0")).toUpperCase();
  }

  /** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
  #record(bucket: Bucket, queue: QueueNotification, change: Change, sequencer: string): object {
    const expires = isExpiration(change);
    return {
      eventVersion: "2.1",
      eventSource: "aws:s3",
      awsRegion: this.#options.region,
      eventTime: new Date(this.#options.clock.now()).toISOString(),
      eventName: change.eventName,
      userIdentity: { principalId: expires ? S3_ITSELF : `AWS:${this.#options.accountId}` },
      requestParameters: { sourceIPAddress: expires ? S3_ITSELF : "127.0.0.1" },
      responseElements: { "x-amz-request-id": sequencer, "x-amz-id-2": sequencer },
      s3: {
        s3SchemaVersion: "1.0",
        configurationId: queue.id,
        bucket: {
          name: bucket.name,
          ownerIdentity: { principalId: this.#options.accountId },
          arn: `arn:aws:s3:::${bucket.name}`,
        },
        object: {
          key: formEncode(change.key),
          ...(change.size === undefined ? {} : { size: change.size }),
          ...(change.eTag === undefined ? {} : { eTag: change.eTag.replaceAll('"', "") }),
          sequencer,
        },
      },
    };
  }

  /** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html; unlike in notifications the key is raw. */
  #eventBridgeEvent(bucket: Bucket, change: Change, sequencer: string): EventBridgeEvent {
    const removed = !change.eventName.startsWith("ObjectCreated:");
    const isMarker = change.eventName.endsWith(":DeleteMarkerCreated");
    const expires = isExpiration(change);
    return {
      version: "0",
      id: randomUUID(),
      "detail-type": removed ? "Object Deleted" : "Object Created",
      source: "aws.s3",
      account: this.#options.accountId,
      time: `${new Date(this.#options.clock.now()).toISOString().slice(0, 19)}Z`,
      region: this.#options.region,
      resources: [`arn:aws:s3:::${bucket.name}`],
      detail: {
        version: "0",
        bucket: { name: bucket.name },
        object: {
          key: change.key,
          ...(change.size === undefined ? {} : { size: change.size }),
          ...(change.eTag === undefined ? {} : { etag: change.eTag.replaceAll('"', "") }),
          sequencer,
        },
        "request-id": sequencer,
        requester: expires ? S3_ITSELF : this.#options.accountId,
        ...(expires ? {} : { "source-ip-address": "127.0.0.1" }),
        reason: REASONS[change.eventName],
        ...(removed ? { "deletion-type": isMarker ? "Delete Marker Created" : "Permanently Deleted" } : {}),
      },
    };
  }
}

const isExpiration = ({ eventName }: Change) => eventName.startsWith("LifecycleExpiration:");
