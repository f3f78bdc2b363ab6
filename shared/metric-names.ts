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
  /** Partitions (not messages) that exist and point elsewhere, Count. */
  ConflictingPartitions: "ConflictingPartitions",
  /** From S3's event time to Glue's acceptance of the partition, Milliseconds. */
  PutToRegistered: "PutToRegistered",
  /** From S3's event time to the end of waiting for a crawl that began after it, Milliseconds. */
  EventToCovered: "EventToCovered",
  /** How long the dues of an invocation have waited so far, Milliseconds. */
  DueAge: "DueAge",
  /** Requests sent to Glue in one invocation, Count. */
  GlueCalls: "GlueCalls",
  /** Messages in one invocation, Count. */
  BatchSize: "BatchSize",
  /** Messages sent to the parking queue, Count. */
  Parked: "Parked",
} as const;

export type MetricName = (typeof METRICS)[keyof typeof METRICS];

/**
 * The dimension sets; `function` is "register" or "crawl", which count alike. CloudWatch never adds series up across dimensions by itself, so what an alarm watches is
 * emitted as a total. A total has a data point only for an invocation that emitted the metric.
 */
export const METRIC_DIMENSIONS = {
  /** Every metric. */
  total: ["service", "stage", "function"],
  /** The outcomes of messages that belong to a dataset, besides their total. */
  perDataset: ["service", "stage", "function", "dataset"],
} as const;
