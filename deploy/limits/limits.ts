import { EVENT_PATTERN, INLINE_POLICIES, NOTIFICATIONS } from "./numbers.ts";
import {
  type CountedStage,
  countBytes,
  countFilterValues,
  countNotifications,
  countOutputs,
  countParameters,
  countPatterns,
  countPolicies,
  countResources,
  countViews,
  countWidgets,
  type Use,
} from "./stage-size.ts";

/** A limit of AWS that a long list of datasets can reach. */
export interface Limit {
  /** What is limited, in the words of AWS. */
  readonly name: string;
  readonly most: number;
  readonly unit: string;
  /** The page of AWS that states it. */
  readonly source: string;
  readonly count: (stage: CountedStage) => readonly Use[];
  /** What makes it fit. */
  readonly remedy: string;
}

const EXTERNAL =
  "keep databases, tables, views and crawlers in Terraform (params: tables: external, docs/terraform.md), or declare fewer datasets";

/**
 * All of them, and nothing that grows with something else: alarms, queues, schedules and variables of functions are as
 * many for a hundred datasets as for three. Policies are counted without white space, as if the stage were in the
 * partition and Region with the longest names. Quotas of an account, which other stacks use as well, are not here.
 */
export const LIMITS = {
  resources: {
    name: "resources of a stack",
    most: 500,
    unit: "resources",
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html",
    count: countResources,
    remedy: EXTERNAL,
  },
  outputs: {
    name: "outputs of a stack",
    most: 200,
    unit: "outputs",
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html",
    count: countOutputs,
    remedy: "declare fewer datasets",
  },
  // Of a template that is read from S3, where osls puts it; one that is sent has 51,200.
  templateBytes: {
    name: "size of a template",
    most: 1_000_000,
    unit: "bytes",
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html",
    count: countBytes,
    remedy: EXTERNAL,
  },
  notifications: {
    name: "event notification configurations of a bucket",
    most: NOTIFICATIONS,
    unit: "configurations",
    source:
      "https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html",
    count: countNotifications,
    remedy:
      "put datasets of one strategy below one folder, so that they can share a prefix, or give the stage an existing bucket, whose events come by rules",
  },
  filterValue: {
    name: "prefix of a notification",
    most: 1_024,
    unit: "bytes",
    source: "https://docs.aws.amazon.com/AmazonS3/latest/API/API_FilterRule.html",
    count: countFilterValues,
    remedy: "shorten the prefix",
  },
  eventPattern: {
    name: "event pattern of a rule",
    most: EVENT_PATTERN,
    unit: "characters",
    source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html",
    count: countPatterns,
    remedy: "shorten the prefixes, or declare fewer datasets",
  },
  inlinePolicies: {
    name: "inline policies of a role",
    most: INLINE_POLICIES,
    unit: "characters",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
    count: countPolicies,
    remedy:
      "put tables into fewer databases and prefixes below fewer folders, which a role then names as a whole; a grantee's role names each table: grant fewer, or to a second user",
  },
  widgetMetrics: {
    name: "metrics of a dashboard's widget",
    most: 500,
    unit: "metrics",
    source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html",
    count: countWidgets,
    remedy: "give `quality` to fewer datasets",
  },
  viewText: {
    name: "text of a view in Glue",
    most: 409_600,
    unit: "characters",
    source: "https://docs.aws.amazon.com/glue/latest/webapi/API_TableInput.html",
    count: countViews,
    remedy: "declare fewer columns or datasets",
  },
  tableParameter: {
    name: "value of a table's parameter in Glue",
    most: 512_000,
    unit: "bytes",
    source: "https://docs.aws.amazon.com/glue/latest/webapi/API_TableInput.html",
    count: countParameters,
    remedy: "declare fewer `values` of a projected key, or none",
  },
} as const satisfies Readonly<Record<string, Limit>>;

export type LimitId = keyof typeof LIMITS;
