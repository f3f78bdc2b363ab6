/** S3 as the emulator offers it: over the wire, and by function calls within the process. */
import type { Protocol } from "../wire/wire.ts";
import type { StoredObject } from "./bucket.ts";
import { removeObject, writeObject } from "./changes.ts";
import { type DeliveryFaults, type EventBridgeEvent, type EventOptions, S3Events } from "./events.ts";
import { Expirations } from "./expirations.ts";
import { s3Protocol } from "./protocol.ts";
import { S3Store } from "./store.ts";
import { Uploads } from "./uploads.ts";

export interface S3Options extends EventOptions {
  /** Where objects are kept; see S3Store for what happens to those already there. */
  readonly folder: string;
}

export interface S3 {
  readonly store: S3Store;
  readonly protocol: Protocol;
  /** Most entries of a listing's page, 1 to 1000 (the default). Tests set it low to cross pages. */
  pageSize: number;
  /** Duplicated and reordered events; assign `{}` to end them. */
  deliver: DeliveryFaults;
  /** PutObject without the wire, events included. */
  put(bucket: string, key: string, body: Buffer | string): StoredObject;
  /** DeleteObject without the wire, events included. */
  remove(bucket: string, key: string): void;
  /** Hears every change in buckets whose EventBridge is switched on. Returns the function that ends it. */
  onEventBridge(listener: (event: EventBridgeEvent) => void): () => void;
  /** Nothing expires any more. */
  close(): void;
}

export function createS3(options: S3Options): S3 {
  const store = new S3Store(options.folder, options.clock);
  const events = new S3Events(options);
  const expirations = new Expirations(options.clock, store, (bucket, key) =>
    removeObject({ store, events }, bucket, key, { by: "LifecycleExpiration" }),
  );
  const parts = {
    store,
    events,
    expirations,
    uploads: new Uploads(options.clock),
    region: options.region,
    pageSize: () => s3.pageSize,
  };
  const s3: S3 = {
    store,
    protocol: s3Protocol(parts),
    pageSize: 1000,
    get deliver() {
      return events.deliver;
    },
    set deliver(faults) {
      events.deliver = faults;
    },
    put: (bucket, key, body) =>
      writeObject(parts, "ObjectCreated:Put", bucket, key, Buffer.isBuffer(body) ? body : Buffer.from(body)),
    remove(bucket, key) {
      removeObject(parts, bucket, key);
    },
    onEventBridge: (listener) => events.onEventBridge(listener),
    close: () => expirations.stop(),
  };
  return s3;
}
