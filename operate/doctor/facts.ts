/** What was read of a live stage, beside what it should be. */
import type { FormattedTable } from "../table-formats.ts";
import type { Expected, ExpectedPipeline, ExpectedRule, ExpectedTable, ExpectedView } from "./expected.ts";
import type {
  Identity,
  Key,
  LakeGrant,
  LambdaFunction,
  LivePartitionIndex,
  LiveTable,
  Mapping,
  Notifications,
  Queue,
  Rule,
  Schedule,
  Topic,
  WorkGroup,
} from "./port.ts";
import type { ProbeResult } from "./probe-result.ts";
import type { Wanted } from "./wanted.ts";

export interface PipelineFacts extends ExpectedPipeline {
  readonly rules: readonly RuleFacts[];
  readonly source: QueueFacts;
  readonly parking: QueueFacts;
  readonly lambda: ProbeResult<LambdaFunction>;
  readonly mappings: ProbeResult<readonly Mapping[]>;
}

export interface RuleFacts extends ExpectedRule {
  readonly live: ProbeResult<Rule>;
}

export interface QueueFacts {
  readonly name: string;
  readonly queue: ProbeResult<Queue>;
  /** Undefined if it is encrypted with no key of KMS. */
  readonly key: ProbeResult<Key> | undefined;
}

export interface TableFacts extends ExpectedTable {
  readonly live: ProbeResult<LiveTable>;
  /** Not asked for where the table should have none. */
  readonly indexes: ProbeResult<readonly LivePartitionIndex[]>;
  readonly grants: ProbeResult<readonly LakeGrant[]>;
}

export interface ViewFacts extends ExpectedView {
  readonly live: ProbeResult<LiveTable>;
}

/** All that was read of a stage. */
export interface Facts {
  readonly expected: Expected;
  readonly identity: ProbeResult<Identity>;
  /** Whose the stage is, as far as anything said so. */
  readonly account: string | undefined;
  readonly region: string | undefined;
  /** What the stage's resources should be; undefined if nothing says where it lies or which bucket it serves. */
  readonly wanted: Wanted | undefined;
  /** Undefined if nothing says which one it is. */
  readonly bucket: BucketFacts | undefined;
  readonly pipelines: readonly PipelineFacts[];
  readonly concurrency: ProbeResult<number>;
  readonly tables: readonly TableFacts[];
  readonly views: readonly ViewFacts[];
  readonly crawlers: readonly { readonly name: string; readonly live: ProbeResult<string> }[];
  /** Those that Lake Formation governs and that hold a dataset, with who may use them. */
  readonly lakeLocations: ProbeResult<readonly LakeLocation[]>;
  readonly workGroups: readonly { readonly name: string; readonly live: ProbeResult<WorkGroup> }[];
  readonly topics: readonly {
    readonly name: string;
    readonly arn: string;
    readonly live: ProbeResult<Topic>;
  }[];
  readonly schedules: readonly {
    readonly group: string;
    readonly names: readonly string[];
    readonly live: ProbeResult<readonly Schedule[]>;
  }[];
}

export interface BucketFacts {
  readonly name: string;
  /** Does the stage own it? Then S3 tells the queues itself; else EventBridge does. */
  readonly owned: boolean;
  readonly region: ProbeResult<string>;
  /** Does it belong to the account? Undefined if nothing says which account that is. */
  readonly ours: ProbeResult<boolean> | undefined;
  readonly notifications: ProbeResult<Notifications>;
  /** What lies at the prefixes of the datasets. */
  readonly formats: readonly PrefixFacts[];
}

export interface PrefixFacts {
  readonly dataset: string;
  readonly table: ProbeResult<FormattedTable | undefined>;
}

export interface LakeLocation {
  readonly arn: string;
  readonly grants: ProbeResult<readonly LakeGrant[]>;
}
