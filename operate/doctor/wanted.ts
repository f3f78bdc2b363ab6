/** What the template makes of the things that somebody may have deleted by hand, in the words of the API that makes them. */

import type { LimitUsage } from "../../deploy/limits/usage.ts";

/** Where a stage lies. */
export interface StagePlace {
  /** "aws" */
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly bucket: string;
  /** Is the bucket the stage's own? */
  readonly owned: boolean;
}

type Document = { readonly [name: string]: unknown };

/** Each by its name in the account, with every reference resolved. */
export interface Wanted {
  /** TableInput, by "<database>.<table>"; without those that crawlers make. */
  readonly tables: ReadonlyMap<string, Document>;
  readonly queues: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly rules: ReadonlyMap<string, WantedRule>;
  /** The input of CreateCrawler. */
  readonly crawlers: ReadonlyMap<string, Document>;
  readonly workGroups: ReadonlyMap<string, WantedWorkGroup>;
  /** Policies of topics. */
  readonly topics: ReadonlyMap<string, Document>;
  /** The input of CreateSchedule, by group and name: groups have schedules of the same name. "group/name" */
  readonly schedules: ReadonlyMap<string, Document>;
  readonly functions: ReadonlyMap<string, WantedFunction>;
  /** Of a bucket that the stage owns. */
  readonly bucket: WantedBucket | undefined;
  /** How near it comes to the limits of AWS. */
  readonly limits: readonly LimitUsage[];
}

export interface WantedRule {
  readonly description: string;
  readonly pattern: Document;
  readonly targets: readonly WantedTarget[];
}

export interface WantedTarget extends Document {
  readonly Id: string;
  readonly Arn: string;
}

export interface WantedWorkGroup {
  readonly description: string;
  readonly configuration: Document & {
    readonly BytesScannedCutoffPerQuery: number;
    readonly ResultConfiguration?: Document;
  };
}

export interface WantedFunction {
  /** In the packaged template, which has everything else of it. */
  readonly logicalId: string;
  readonly role: string;
  /** Variables of its environment that hold the URL of a queue, which is named here. */
  readonly queueUrls: Readonly<Record<string, string>>;
  /** Other variables that the template says by references, with what those come to. */
  readonly variables: Readonly<Record<string, string>>;
  /** How its queue feeds it. */
  readonly source: {
    readonly arn: string;
    readonly batchSize: number;
    readonly window: number;
    readonly concurrency: number;
  };
}

export interface WantedBucket {
  readonly notifications: readonly WantedNotification[];
  readonly policy: Document;
  readonly lifecycle: Document;
}

/** As PutBucketNotificationConfiguration calls it. */
export interface WantedNotification extends Document {
  readonly QueueArn: string;
  readonly Events: readonly string[];
  readonly Filter: { readonly Key: { readonly FilterRules: readonly { Name: string; Value: string }[] } };
}
