/**
 * The CloudWatch metrics that the functions emit (as EMF log lines), by the names under which they emit them.
 * The alarms in deploy/alarms.ts read the same constants, so an alarm cannot watch a metric that nobody sends.
 */

export const METRICS_NAMESPACE = "PartitionRegistrar";

export const METRICS = {
  // messages by outcome, Count
  Registered: "Registered",
  AlreadyThere: "AlreadyThere",
  Conflict: "Conflict",
  Ignored: "Ignored",
  Unplaceable: "Unplaceable",
  Malformed: "Malformed",
  Rejected: "Rejected",
  Failed: "Failed",
  // those of the crawl function
  Covered: "Covered",
  CrawlStarted: "CrawlStarted",
  Waiting: "Waiting",
  Uncrawlable: "Uncrawlable",
  // those of the guard function
  Checked: "Checked",
  Reported: "Reported",
  Unfit: "Unfit",
  /** Files (not messages) that queries of their table fail on or read wrongly, Count. */
  UnfitFiles: "UnfitFiles",
  /** Files whose footer was read, Count. */
  FilesRead: "FilesRead",
  // those of the deregister function
  Removed: "Removed",
  Kept: "Kept",
  Unremovable: "Unremovable",
  // those of the look function
  LookedAt: "LookedAt",
  Unreadable: "Unreadable",
  /** Sessions (not messages) whose objects were listed, Count. */
  Looks: "Looks",
  /** Sessions whose verdict was asked for, Count. */
  VerdictsAsked: "VerdictsAsked",
  /** Sessions that stay as they are because the day's budget of looks or bytes is spent, Count. */
  HeldBack: "HeldBack",
  /** From the moment that a function heard of a write to the withdrawn verdict, Milliseconds. */
  WriteToWithdrawn: "WriteToWithdrawn",
  /** Partitions (not messages) that were removed, Count. */
  PartitionsRemoved: "PartitionsRemoved",
  /** Partitions (not messages) that exist and point elsewhere, Count. */
  ConflictingPartitions: "ConflictingPartitions",
  /** From S3's event time to Glue's acceptance of the partition, Milliseconds. */
  PutToRegistered: "PutToRegistered",
  /** From S3's event time to the end of waiting for a crawl that began after it, Milliseconds. */
  EventToCovered: "EventToCovered",
  /** How long the crawl requests of an invocation have waited so far, Milliseconds. */
  CrawlRequestAge: "CrawlRequestAge",
  /** Requests sent to Glue in one invocation, Count. */
  GlueCalls: "GlueCalls",
  /** Messages in one invocation, Count. */
  BatchSize: "BatchSize",
  /** Messages sent to the parking queue, Count. */
  Parked: "Parked",
} as const;

/** Those of the reconcile function. */
export const RECONCILE_METRICS = {
  /** Partitions that were missing, orphaned or elsewhere when they were compared, Count. */
  Drift: "Drift",
  /** Those of them that are left for a person, or for another day, Count. */
  DriftLeft: "DriftLeft",
  /** 1 if a run ended before everything was compared, else 0. */
  ReconcileCutShort: "ReconcileCutShort",
} as const;

/** Those of the validate function. */
export const RUN_METRICS = {
  /** Results that failed or found no data, Count. */
  ChecksFailed: "ChecksFailed",
  /** Results that say why a check could not be made, Count. */
  ChecksNotEvaluated: "ChecksNotEvaluated",
  /** The worst outcome: 0 pass, 1 skipped, 2 warn, 3 no_data, 4 fail, 5 error. */
  CheckOutcome: "CheckOutcome",
  /** The greatest value of a check that is not well, in the check's unit. */
  CheckValue: "CheckValue",
  /** Sessions that are due and not there, Count. */
  FreshnessSessions: "FreshnessSessions",
  /** By the queries of a run, Bytes. */
  ScannedBytes: "ScannedBytes",
  /** Of the queries of a run, at list price, in dollars. */
  CostUsd: "CostUsd",
  /** How long a run took, Milliseconds. */
  RunDuration: "RunDuration",
} as const;

export type MetricName =
  | (typeof METRICS)[keyof typeof METRICS]
  | (typeof RECONCILE_METRICS)[keyof typeof RECONCILE_METRICS]
  | (typeof RUN_METRICS)[keyof typeof RUN_METRICS];

/**
 * The dimension sets; `function` is "register", "crawl", "deregister", "guard" or "validate"; the first four count alike. CloudWatch never adds series up across dimensions by itself, so what an alarm watches is
 * emitted as a total. A total has a data point only for an invocation that emitted the metric.
 */
export const METRIC_DIMENSIONS = {
  /** Every metric. */
  total: ["service", "stage", "function"],
  /** The outcomes of messages that belong to a dataset, besides their total; verdicts and freshness of its checks. */
  perDataset: ["service", "stage", "function", "dataset"],
  /** ChecksFailed and ChecksNotEvaluated of a run; RunDuration, besides its total. */
  perSuite: ["service", "stage", "function", "suite"],
  /** CheckOutcome and CheckValue, of checks that neither pass nor were skipped. */
  perCheck: ["service", "stage", "function", "dataset", "check"],
} as const;
