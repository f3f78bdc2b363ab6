/** Reads a live stage; changes nothing. What AWS answers is told in our own words. */
import type { FormattedTable } from "../table-formats.ts";
import type { ProbeResult } from "./probe-result.ts";

export interface Identity {
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  /** Milliseconds by which AWS's clock is ahead of this machine's, as an answer's Date tells: to the second. */
  readonly clockSkew: number;
}

/** A destination of the bucket's notification configuration. */
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
  /** Messages at most. */
  readonly batch: number;
  /** Seconds. */
  readonly window: number;
  readonly reportsItems: boolean;
  readonly concurrency: number | undefined;
}

export interface LiveTable {
  readonly location: string;
  readonly keys: readonly string[];
  /** Of the keys, in the same order, as Hive calls them. */
  readonly keyTypes: readonly string[];
  /** Names, without the keys. */
  readonly columns: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
  readonly serde: string;
  /** As Athena keeps a view. */
  readonly view: string | undefined;
  /** What it points to, if it is a resource link: "table db.name of account 1". */
  readonly link: string | undefined;
  /** Where it is, if its database is a resource link. */
  readonly elsewhere: string | undefined;
}

/** A partition index of a table. */
export interface LivePartitionIndex {
  readonly name: string;
  readonly keys: readonly string[];
  /** "CREATING", "ACTIVE", "DELETING" or "FAILED". */
  readonly status: string;
  /** Glue's codes of why it failed. */
  readonly failures: readonly string[];
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

/** Permissions of one principal in Lake Formation. */
export interface LakeGrant {
  /** ARN, or "IAM_ALLOWED_PRINCIPALS". */
  readonly principal: string;
  /** "SELECT", "ALL" … */
  readonly permissions: readonly string[];
}

/** Reads one thing at a time. A refusal is a result; it throws only for defects of ours. */
export interface StageReader {
  identity(): Promise<ProbeResult<Identity>>;
  /** The bucket's Region. */
  bucket(name: string): Promise<ProbeResult<string>>;
  /** Does it belong to the account? */
  isBucketOf(name: string, account: string): Promise<ProbeResult<boolean>>;
  /** The Delta, Hudi or Iceberg table whose files lie at a prefix. */
  formattedTable(bucket: string, prefix: string): Promise<ProbeResult<FormattedTable | undefined>>;
  notifications(bucket: string): Promise<ProbeResult<Notifications>>;
  rule(name: string): Promise<ProbeResult<Rule>>;
  queue(name: string): Promise<ProbeResult<Queue>>;
  key(id: string): Promise<ProbeResult<Key>>;
  lambda(name: string): Promise<ProbeResult<LambdaFunction>>;
  mappings(functionName: string): Promise<ProbeResult<readonly Mapping[]>>;
  /** What the account's functions without a reservation share. */
  concurrency(): Promise<ProbeResult<number>>;
  table(database: string, name: string): Promise<ProbeResult<LiveTable>>;
  partitionIndexes(database: string, table: string): Promise<ProbeResult<readonly LivePartitionIndex[]>>;
  tableGrants(database: string, name: string): Promise<ProbeResult<readonly LakeGrant[]>>;
  /** ARNs of the S3 locations that Lake Formation governs. */
  lakeLocations(): Promise<ProbeResult<readonly string[]>>;
  locationGrants(arn: string): Promise<ProbeResult<readonly LakeGrant[]>>;
  /** Its state. */
  crawler(name: string): Promise<ProbeResult<string>>;
  workGroup(name: string): Promise<ProbeResult<WorkGroup>>;
  topic(arn: string): Promise<ProbeResult<Topic>>;
  schedules(group: string): Promise<ProbeResult<readonly Schedule[]>>;
}
