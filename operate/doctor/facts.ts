/** What is read of a live stage, in our own words, and who reads it. */
import type { FormattedTable } from "../table-formats.ts";
import type { Expected, ExpectedPipeline, ExpectedTable, ExpectedView } from "./expected.ts";
import type { Reading } from "./reading.ts";
import type { Wanted } from "./wanted.ts";

export interface Identity {
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  /** Milliseconds by which AWS's clock is ahead of this machine's, as an answer's Date tells: to the second. */
  readonly clockSkew: number;
}

/** Somebody whom S3 tells by the bucket's notification configuration. */
export interface Listener {
  /** ARN of a queue, a topic or a function. */
  readonly destination: string;
  /** "s3:ObjectCreated:*" */
  readonly events: readonly string[];
  /** Empty: all keys. Decoded. */
  readonly prefix: string;
}

export interface Notifications {
  readonly eventBridge: boolean;
  readonly listeners: readonly Listener[];
}

export interface Rule {
  readonly enabled: boolean;
  /** JSON. */
  readonly pattern: string;
  readonly targets: readonly RuleTarget[];
}

export interface RuleTarget {
  readonly id: string;
  readonly arn: string;
  /** ARN of the queue for what cannot be delivered. */
  readonly deadLetters: string | undefined;
}

/** Times in seconds. */
export interface Queue {
  readonly url: string;
  readonly arn: string;
  /** JSON; undefined: only the account itself may send. */
  readonly policy: string | undefined;
  /** Of KMS: an id, an ARN or an alias; undefined if SQS encrypts with keys of its own, or not at all. */
  readonly key: string | undefined;
  readonly visibility: number;
  readonly retention: number;
  readonly redrive: { readonly to: string; readonly receives: number } | undefined;
}

export interface Key {
  readonly arn: string;
  /** Does AWS manage it? Then its policy cannot be changed. */
  readonly managed: boolean;
  readonly enabled: boolean;
  /** JSON. */
  readonly policy: string;
}

export interface LambdaFunction {
  /** Seconds. */
  readonly timeout: number;
  /** The bucket that it serves. */
  readonly bucket: string | undefined;
  readonly reserved: number | undefined;
}

/** What feeds a function from a queue. */
export interface Mapping {
  readonly id: string;
  readonly queue: string;
  readonly enabled: boolean;
  /** Seconds. */
  readonly window: number;
  readonly reportsItems: boolean;
  readonly concurrency: number | undefined;
}

export interface LiveTable {
  readonly location: string;
  readonly keys: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
  readonly serde: string;
  /** As Athena keeps a view. */
  readonly view: string | undefined;
  /** What it points to, if it is a resource link: "table db.name of account 1". */
  readonly link: string | undefined;
  /** Where it is, if its database is a resource link. */
  readonly elsewhere: string | undefined;
}

export interface WorkGroup {
  readonly enabled: boolean;
  readonly enforced: boolean;
  readonly cutoff: number | undefined;
  /** "Athena engine version 3"; the effective one. */
  readonly engine: string;
  readonly keepsResults: boolean;
}

export interface Topic {
  readonly confirmed: number;
  readonly pending: number;
}

export interface Schedule {
  readonly name: string;
  readonly enabled: boolean;
}

/** What Lake Formation lets somebody do. */
export interface Grant {
  /** ARN, or "IAM_ALLOWED_PRINCIPALS". */
  readonly principal: string;
  /** "SELECT", "ALL" … */
  readonly permissions: readonly string[];
}

/** Looks; changes nothing. Answers what it was refused, throws only for mistakes of ours. */
export interface Instruments {
  identity(): Promise<Reading<Identity>>;
  /** The bucket's Region. */
  bucket(name: string): Promise<Reading<string>>;
  /** Does it belong to the account? */
  isBucketOf(name: string, account: string): Promise<Reading<boolean>>;
  /** The Delta, Hudi or Iceberg table whose files lie at a prefix. */
  formattedTable(bucket: string, prefix: string): Promise<Reading<FormattedTable | undefined>>;
  notifications(bucket: string): Promise<Reading<Notifications>>;
  rule(name: string): Promise<Reading<Rule>>;
  queue(name: string): Promise<Reading<Queue>>;
  key(id: string): Promise<Reading<Key>>;
  lambda(name: string): Promise<Reading<LambdaFunction>>;
  mappings(functionName: string): Promise<Reading<readonly Mapping[]>>;
  /** What the account's functions without a reservation share. */
  concurrency(): Promise<Reading<number>>;
  table(database: string, name: string): Promise<Reading<LiveTable>>;
  tableGrants(database: string, name: string): Promise<Reading<readonly Grant[]>>;
  /** ARNs of the S3 locations that Lake Formation governs. */
  lakeLocations(): Promise<Reading<readonly string[]>>;
  locationGrants(arn: string): Promise<Reading<readonly Grant[]>>;
  /** Its state. */
  crawler(name: string): Promise<Reading<string>>;
  workGroup(name: string): Promise<Reading<WorkGroup>>;
  topic(arn: string): Promise<Reading<Topic>>;
  schedules(group: string): Promise<Reading<readonly Schedule[]>>;
}

export interface PipelineFacts extends ExpectedPipeline {
  readonly rule: Reading<Rule>;
  readonly source: QueueFacts;
  readonly parking: QueueFacts;
  readonly lambda: Reading<LambdaFunction>;
  readonly mappings: Reading<readonly Mapping[]>;
}

export interface QueueFacts {
  readonly name: string;
  readonly queue: Reading<Queue>;
  /** Undefined if it is encrypted with no key of KMS. */
  readonly key: Reading<Key> | undefined;
}

export interface TableFacts extends ExpectedTable {
  readonly live: Reading<LiveTable>;
  readonly grants: Reading<readonly Grant[]>;
}

export interface ViewFacts extends ExpectedView {
  readonly live: Reading<LiveTable>;
}

/** All that was read of a stage. */
export interface Facts {
  readonly expected: Expected;
  readonly identity: Reading<Identity>;
  /** Whose the stage is, as far as anything said so. */
  readonly account: string | undefined;
  readonly region: string | undefined;
  /** What the stage's resources should be; undefined if nothing says where it lies or which bucket it serves. */
  readonly wanted: Wanted | undefined;
  /** Undefined if nothing says which one it is. */
  readonly bucket: BucketFacts | undefined;
  readonly pipelines: readonly PipelineFacts[];
  readonly concurrency: Reading<number>;
  readonly tables: readonly TableFacts[];
  readonly views: readonly ViewFacts[];
  readonly crawlers: readonly { readonly name: string; readonly live: Reading<string> }[];
  /** Those that Lake Formation governs and that hold a dataset, with who may use them. */
  readonly lakeLocations: Reading<readonly LakeLocation[]>;
  readonly workGroups: readonly { readonly name: string; readonly live: Reading<WorkGroup> }[];
  readonly topics: readonly { readonly name: string; readonly arn: string; readonly live: Reading<Topic> }[];
  readonly schedules: Reading<readonly Schedule[]> | undefined;
}

export interface BucketFacts {
  readonly name: string;
  /** Does the stage own it? Then S3 tells the queues itself; else EventBridge does. */
  readonly owned: boolean;
  readonly region: Reading<string>;
  /** Does it belong to the account? Undefined if nothing says which account that is. */
  readonly ours: Reading<boolean> | undefined;
  readonly notifications: Reading<Notifications>;
  /** What lies at the prefixes of the datasets. */
  readonly formats: readonly PrefixFacts[];
}

export interface PrefixFacts {
  readonly dataset: string;
  readonly table: Reading<FormattedTable | undefined>;
}

export interface LakeLocation {
  readonly arn: string;
  readonly grants: Reading<readonly Grant[]>;
}
