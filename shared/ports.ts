import type { Message } from "./arrivals.ts";
import type { Column } from "./dataset.ts";
import type { Due } from "./due.ts";
import type { CatalogError } from "./errors.ts";
import type { ParkedOutcome } from "./outcome.ts";
import type { Provenance } from "./plan.ts";
import type { StackState } from "./stack-removal.ts";

/**
 * What the product needs from the world, in its own words. `shared/aws/` implements these over the AWS SDK; tests
 * implement them in memory. Every method takes an AbortSignal: when it fires the call ends, and throws.
 */

/** Glue API, BatchCreatePartition: PartitionInputList holds at most 100. */
export const PARTITIONS_PER_CREATE = 100;
/** Glue API, BatchGetPartition: PartitionsToGet holds at most 1,000. */
export const PARTITIONS_PER_READ = 1000;

/** The Data Catalog. Every method throws CatalogError. */
export interface Catalog {
  table(database: string, name: string, signal: AbortSignal): Promise<Table>;
  /**
   * Creates up to PARTITIONS_PER_CREATE partitions and answers those that Glue did not accept. Throws when the call
   * as a whole was refused or broke.
   */
  createPartitions(
    table: Table,
    partitions: readonly NewPartition[],
    signal: AbortSignal,
  ): Promise<readonly Refusal[]>;
  /** The partitions that exist, of up to PARTITIONS_PER_READ asked for. Values are in the table's key order. */
  readPartitions(
    table: Table,
    values: readonly (readonly string[])[],
    signal: AbortSignal,
  ): Promise<readonly StoredPartition[]>;
}

/** What a table holds as a whole, which only people and validation ask for. Throws CatalogError. */
export interface PartitionListing {
  /** The values of every partition in the table's key order, in pages, in no order. */
  values(table: Table, signal: AbortSignal): AsyncIterable<readonly (readonly string[])[]>;
  /** The partitions within a range, whole, in pages, in no order. Glue does the filtering. */
  within(table: Table, range: ValueRange, signal: AbortSignal): AsyncIterable<readonly ListedPartition[]>;
  /** The form of the table's own descriptor. */
  formOf(table: Table): Form;
}

/** Values of one partition key from one to another, both included and compared as text; undefined is no bound. */
export interface ValueRange {
  readonly key: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** How Athena reads the files of a table or of a partition: each has a descriptor of its own. */
export interface Form {
  readonly columns: readonly Column[];
  readonly inputFormat: string;
  readonly serde: string;
}

export interface Table {
  readonly database: string;
  readonly name: string;
  /** Tells a table from its successor of the same name. Milliseconds since 1970. */
  readonly createdAt: number;
  /** Names of the partition keys, in order. */
  readonly keys: readonly string[];
  /** Their types, in the same order; undefined if they were not read. */
  readonly keyTypes?: readonly string[];
  /** Does Athena compute the partitions (projection.enabled) and ignore registered ones? */
  readonly projected: boolean;
  /** Where the table's own objects lie, as `s3://bucket/prefix/`. */
  readonly location: string;
  /** The StorageDescriptor that new partitions inherit; opaque to everything but the adapter. */
  readonly descriptor: unknown;
}

export interface NewPartition {
  /** In the table's key order. */
  readonly values: readonly string[];
  readonly location: string;
  readonly provenance: Provenance;
  /** ISO 8601; together with the key it tells our own registration from somebody else's. */
  readonly registeredAt: string;
}

export interface StoredPartition {
  readonly values: readonly string[];
  readonly location: string;
  /** The stamp of the registrar that made it, if one did. */
  readonly registeredAt: string | undefined;
  readonly registeredFor: string | undefined;
}

export interface ListedPartition extends StoredPartition {
  /** When S3 told of the object for which it was made, ISO 8601. */
  readonly eventTime: string | undefined;
  readonly form: Form;
}

/** One partition that Glue did not accept, of a call that it otherwise carried out. */
export interface Refusal {
  readonly values: readonly string[];
  readonly error: "already exists" | CatalogError;
}

/** The crawlers of a stage. Every method throws CatalogError. */
export interface Crawlers {
  read(name: string, signal: AbortSignal): Promise<Crawler>;
  /** Starts a run, unless one is under way. */
  start(name: string, signal: AbortSignal): Promise<"started" | "already running">;
  /** The runs that began after a time (milliseconds since 1970), in any order. */
  runsSince(name: string, time: number, signal: AbortSignal): Promise<readonly CrawlRun[]>;
}

export interface Crawler {
  readonly state: "READY" | "RUNNING" | "STOPPING";
  /** The latest run, which is over if the crawler is READY; undefined before the first. */
  readonly last: CrawlRun | undefined;
}

export interface CrawlRun {
  /** Milliseconds since 1970, of Glue's clock. */
  readonly startedAt: number;
  readonly status: "succeeded" | "failed" | "stopped" | "running";
  /** What Glue says of a run that failed. */
  readonly reason: string | undefined;
}

/** The queue of the crawl function, for the messages that it sends to itself. */
export interface Dues {
  /** Sends each due so that it arrives after its delay. Answers those that could not be sent; never throws. */
  send(entries: readonly DueEntry[], signal: AbortSignal): Promise<ReadonlyMap<DueEntry, string>>;
}

export interface DueEntry {
  readonly due: Due;
  /** Seconds, 0 to 900 (SQS API, SendMessageBatch: DelaySeconds). */
  readonly delay: number;
}

/** The queue where messages wait for a person. */
export interface Parking {
  /** Sends what was read, unchanged, with why. Answers the entries that could not be sent; never throws. */
  park(entries: readonly ParkingEntry[], signal: AbortSignal): Promise<ReadonlyMap<ParkingEntry, string>>;
}

export interface ParkingEntry {
  readonly message: Message;
  readonly outcome: ParkedOutcome;
  readonly dataset: string | undefined;
}

/** Objects and folders of a bucket, by listing. Throws RegistrarError. */
export interface ObjectStore {
  /** The folders directly below a prefix (which ends with "/"), and the objects directly in it. */
  children(bucket: string, prefix: string, signal: AbortSignal): Promise<Children>;
  /** The objects anywhere below a prefix, in key order; reads pages as they are asked for. */
  objects(bucket: string, prefix: string, signal: AbortSignal): AsyncIterable<StoredObject>;
}

export interface Children {
  /** Whole prefixes, each ending with "/". */
  readonly folders: readonly string[];
  readonly objects: readonly StoredObject[];
}

export interface StoredObject {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** ISO 8601. */
  readonly modified: string;
}

/** The queues of a stage, as an operator needs them. Throws RegistrarError. */
export interface Queues {
  /** The URL of a queue by its name. */
  url(name: string): Promise<string>;
  /** Receives up to `limit` messages and keeps them from others for `hold` seconds. */
  receive(url: string, limit: number, hold: number): AsyncIterable<ParkedMessage>;
  /** Gives received messages back at once. */
  release(url: string, messages: readonly ParkedMessage[]): Promise<void>;
  /** Sends the body again, with its first-seen time, to another queue; then deletes it here. Answers how many. */
  move(from: string, to: string, messages: readonly ParkedMessage[]): Promise<number>;
  /** Deletes received messages for good. Answers how many. */
  delete(url: string, messages: readonly ParkedMessage[]): Promise<number>;
  /** How many messages there are; SQS calls its counts approximate. */
  depth(url: string): Promise<QueueDepth>;
}

export interface QueueDepth {
  /** Waiting to be received. */
  readonly visible: number;
  /** Received, and not yet deleted or returned. */
  readonly inFlight: number;
  /** Sent with a delay that is not over. */
  readonly delayed: number;
}

/** A message of the parking queue. */
export interface ParkedMessage {
  readonly id: string;
  readonly receipt: string;
  readonly body: string;
  /** Why it is here; "retries exhausted" when SQS itself moved it. */
  readonly reason: string;
  readonly outcome: string;
  readonly dataset: string | undefined;
  /** Milliseconds since 1970. */
  readonly firstSeen: number;
}

/** Whole objects of a bucket, small ones. Throws RegistrarError. */
export interface ObjectWriter {
  put(bucket: string, object: NewObject, signal: AbortSignal): Promise<void>;
  /** An object's text; undefined if there is no such object. */
  text(bucket: string, key: string, signal: AbortSignal): Promise<string | undefined>;
}

export interface NewObject {
  readonly key: string;
  readonly body: string | Uint8Array;
  /** As HTTP names it: text/html; charset=utf-8. */
  readonly contentType: string;
}

/** Whoever wants to hear of changes. Throws RegistrarError; then nobody may have heard. */
export interface Subscribers {
  notify(letter: Letter, signal: AbortSignal): Promise<void>;
}

/** What subscribers are sent. */
export interface Letter {
  /** Less than 100 printable ASCII characters. */
  readonly subject: string;
  readonly text: string;
  /** What subscriptions can filter by. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}

/** Stacks, by their ids, of those that are gone too. Throws RegistrarError (STACK_UNREADABLE). */
export interface Stacks {
  read(stackId: string, signal: AbortSignal): Promise<StackState>;
}

/** Buckets, named by their ARNs, whose contents go for good. Throws RegistrarError. */
export interface DoomedBuckets {
  /** From now on nobody can write there. Answers whether the bucket exists. */
  refuseWrites(bucket: string, signal: AbortSignal): Promise<boolean>;
  /** Every version of every object, and every delete marker, in pages of at most 1,000. */
  versions(bucket: string, signal: AbortSignal): AsyncIterable<readonly ObjectVersion[]>;
  /** Deletes a page for good. Answers what S3 did not delete. */
  delete(
    bucket: string,
    versions: readonly ObjectVersion[],
    signal: AbortSignal,
  ): Promise<readonly Undeleted[]>;
}

export interface ObjectVersion {
  readonly key: string;
  /** "null" of an object that was written without versioning. */
  readonly id: string | undefined;
}

export interface Undeleted {
  readonly version: ObjectVersion;
  /** In S3's words. */
  readonly reason: string;
}
