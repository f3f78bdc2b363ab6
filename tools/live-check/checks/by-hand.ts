import type { ManualCheck } from "../check.ts";

export const byHand: readonly ManualCheck[] = [
  {
    id: "lake-formation",
    assumption:
      "with Lake Formation in force the roles need the grants of docs/lake-formation.md, and those suffice",
    reliesOn: ["docs/lake-formation.md"],
    cost: 0,
    byHand:
      "its settings are the whole account's: in an account of its own, follow docs/lake-formation.md, deploy a stage, put an object, and run registrar doctor",
  },
  {
    id: "encrypted-catalog",
    assumption:
      "a catalog encrypted with a key of KMS needs kms:Decrypt and kms:GenerateDataKey for the roles",
    reliesOn: ["shared/catalog/glue-errors.ts", "docs/permissions.md"],
    cost: 0,
    byHand:
      "encryption is the whole catalog's: in an account of its own, switch it on, deploy a stage, put an object, and see that the register function logs ENCRYPTION until its role may use the key",
  },
  {
    id: "metrics",
    assumption: "CloudWatch's metrics of SQS and Lambda behave as the alarms expect",
    reliesOn: ["deploy/alarms.ts"],
    cost: 0,
    byHand:
      "takes hours: on a deployed stage take glue:BatchCreatePartition from the register role, put an object, and see retries-running-out go to ALARM and back after the permission is given again",
  },
  {
    id: "type-coercion",
    assumption:
      "Athena reads, refuses or misreads partitions of other types as docs/types.md says, pair by pair",
    reliesOn: ["shared/datasets/type-coercion.ts", "docs/types.md"],
    cost: 0,
    byHand:
      "for each pair of docs/types.md make a table, register a partition whose column has the other type over a small Parquet file, and query it: above all string as bigint, int as double, a wider decimal, and a column that the partition lacks",
  },
  {
    id: "athena-failures",
    assumption:
      "Athena numbers and words its failures as shared/athena/causes.ts reads them: a file that is no Parquet, an object replaced or deleted while it is read, a dropped partition, a key of KMS that may not be used, results that may not be written",
    reliesOn: ["shared/athena/causes.ts", "shared/athena/failures.ts"],
    cost: 0,
    byHand:
      "cause each once on a table of a deployed stage, and compare AthenaError (category, type, retryable) and the reason with the rows of tests/athena/failures.test.ts",
  },
  {
    id: "crawler-paths",
    assumption:
      "a Glue crawler takes the exclusions of deploy/crawlers.ts, reads escaped UTF-8 in folder names as one value, and rewrites partitions that inherit from the table",
    reliesOn: ["deploy/crawlers.ts", "shared/datasets/hive-path.ts"],
    cost: 0,
    byHand:
      "deploy a stage with a crawled dataset, put a .csv.gz beside data and a folder city=S%C3%A3o%20Paulo/, add a column, run the crawler twice, and look at the partitions",
  },
  {
    id: "resource-links",
    assumption:
      "GetTable answers a link, and a table behind a database link, as RESOURCE_LINK and doctor expect; GetBucketLocation with another ExpectedBucketOwner is denied",
    reliesOn: ["shared/catalog/glue-catalog-adapter.ts", "operate/doctor/table-checks.ts"],
    cost: 0,
    byHand:
      "takes two accounts: share a table and a bucket from one, link the table in the other, and run doctor there",
  },
  {
    id: "odd-messages",
    assumption:
      "SNS sends its confirmations to queues as events/sns-confirmations.json has them, and a replayed archive marks its events with replay-name",
    reliesOn: ["shared/events/arrivals.ts"],
    cost: 0,
    byHand:
      "subscribe a queue to a topic and unsubscribe it; archive the bucket's events and replay an hour; compare the bodies with events/",
  },
  {
    id: "revocations",
    assumption:
      "IAM applies PutRolePolicy in the order of its answers, and the session policy of a grant, with a Deny for deeper folders, works through Athena",
    reliesOn: ["access/session-policy.ts", "docs/access.md"],
    cost: 0,
    byHand:
      "grant userX a day, query that day and another through Athena, put an object below day=…/day=…/ of the other day and query it, then revoke twice at once from two terminals",
  },
  {
    id: "left-bucket",
    assumption:
      "a stage that moves off a bucket of its own that is not empty keeps it, with DELETE_FAILED for the bucket and exit code 1 of sls",
    reliesOn: ["deploy/same-bucket.ts", "docs/environments.md"],
    cost: 0,
    byHand:
      'deploy a stage, put an object, write an existing bucket at params of serverless.yml, and deploy with --param="moveFrom=<old>"',
  },
];
