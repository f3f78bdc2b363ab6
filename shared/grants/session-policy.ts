import type { Dataset } from "../dataset.ts";
import { databaseName, readerWorkGroupName } from "../names.ts";
import { type DayRange, dayPrefixes } from "./day-prefixes.ts";
import { dayKeyOf } from "./reader.ts";

/** Where a grant holds. */
export interface Place {
  /** "aws", as in ARNs. */
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly stage: string;
  readonly bucket: string;
}

/**
 * Characters of a session policy that AssumeRole takes, inline and managed together.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export const POLICY_CHARACTERS = 2_048;

/**
 * The session policy of a grant, as text. A session may do what both its role and this policy allow: the role names
 * the single actions, and that S3 is read through Athena alone; here are the tables and days. So the wildcards in
 * actions widen nothing, and leave room for days.
 *
 * Objects are named by days, but listed by tables: a second list of days would halve the ranges that fit.
 */
export function sessionPolicy(tables: readonly Dataset[], days: DayRange, place: Place): string {
  const { partition, region, account, stage, bucket } = place;
  const arn = (service: string, what: string) => `arn:${partition}:${service}:${region}:${account}:${what}`;
  const bucketArn = `arn:${partition}:s3:::${bucket}`;
  const databases = [...new Set(tables.map(({ database }) => databaseName(database, stage)))];
  const allow = (Action: string | readonly string[], Resource: string | readonly string[]) => ({
    Effect: "Allow",
    Action,
    Resource,
  });
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      allow("athena:*", [
        arn("athena", `workgroup/${readerWorkGroupName(stage)}`),
        arn("athena", "datacatalog/AwsDataCatalog"),
      ]),
      allow(
        ["glue:Get*", "glue:BatchGet*"],
        [
          arn("glue", "catalog"),
          arn("glue", "database/default"),
          ...databases.map((database) => arn("glue", `database/${database}`)),
          ...tables.map(({ database, table }) =>
            arn("glue", `table/${databaseName(database, stage)}/${table}`),
          ),
        ],
      ),
      allow(
        "s3:GetObject",
        tables.flatMap((dataset) =>
          objectPatterns(dataset, days).map((pattern) => `${bucketArn}/${pattern}`),
        ),
      ),
      {
        ...allow("s3:ListBucket", bucketArn),
        Condition: { StringLike: { "s3:prefix": tables.map(({ prefix }) => `${prefix}*`) } },
      },
      allow("s3:GetBucketLocation", bucketArn),
    ],
  });
}

/** Patterns of the keys of a table's objects within days: `<prefix>day=2026-11-0*`. */
export function objectPatterns(dataset: Dataset, days: DayRange): readonly string[] {
  const key = dayKeyOf(dataset);
  if (key === undefined) throw new TypeError(`${dataset.name} has no day to be granted by`);
  return dayPrefixes(days).map((prefix) => {
    // A whole day ends where its folder does.
    return `${dataset.prefix}${key.name}=${prefix}${prefix.length === "YYYY-MM-DD".length ? "/*" : "*"}`;
  });
}
