import type { Dataset } from "../shared/datasets/dataset.ts";
import { databaseName } from "../shared/runtime/names.ts";
import { type DayRange, dayPrefixes } from "./day-prefixes.ts";
import { dayKeyOf } from "./grantee.ts";

/** Where a grant holds. */
export interface PolicyScope {
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
 * The session policy of a grant, as text. A session may do what both its role and this policy allow: the role names the
 * single actions, the one workgroup, and that S3 is read through Athena alone; here are the tables and days. So the
 * wildcards in actions, and Athena's in resources, widen nothing, and leave room for days.
 *
 * Days are bound in three steps, because a pattern's star stands for slashes too. Objects are allowed only where the
 * first folder of a table is one of a day; denied unless some folder is one of the days granted; and denied where a
 * second folder names a day. So the folder that was granted is the first. Days are denied once for all tables: allowed
 * for each table, they would fill the policy with its prefix again and again. Listing is by tables alone, for the same
 * reason.
 */
export function sessionPolicy(tables: readonly Dataset[], days: DayRange, place: PolicyScope): string {
  const { partition, region, account, stage, bucket } = place;
  const glueArn = (what: string) => `arn:${partition}:glue:${region}:${account}:${what}`;
  const s3Arn = (what: string) => `arn:${partition}:s3:::${what}`;
  const names = tables.map(({ database, table }) => ({ database: databaseName(database, stage), table }));
  const allow = (Action: string | readonly string[], Resource: string | readonly string[]) => ({
    Effect: "Allow",
    Action,
    Resource,
  });
  const denyObjects = (resources: object) => ({ Effect: "Deny", Action: "s3:GetObject", ...resources });
  const dayKeys = [...new Set(tables.map(dayNameOf))];
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      allow(["athena:*", "s3:GetBucketLocation"], "*"),
      allow(
        ["glue:Get*", "glue:BatchGet*"],
        [
          glueArn("catalog"),
          glueArn("database/default"),
          ...new Set(names.map(({ database }) => glueArn(`database/${database}`))),
          ...names.map(({ database, table }) => glueArn(`table/${database}/${table}`)),
        ],
      ),
      allow(
        "s3:GetObject",
        tables.map((table) => s3Arn(`${bucket}/${table.prefix}${dayNameOf(table)}=*`)),
      ),
      ...dayKeys.map((key) => {
        const others = tables.filter((table) => dayNameOf(table) !== key);
        const elsewhere = others.map(({ prefix }) => `${bucket}/${prefix}*`);
        return denyObjects({ NotResource: [...dayPatterns(key, days), ...elsewhere].map(s3Arn) });
      }),
      denyObjects({ Resource: dayKeys.map((key) => s3Arn(`*/${key}=*/${key}=*`)) }),
      {
        ...allow("s3:ListBucket", s3Arn(bucket)),
        Condition: { StringLike: { "s3:prefix": tables.map(({ prefix }) => `${prefix}*`) } },
      },
    ],
  });
}

/** Patterns of objects below a folder of the days, wherever that is: a star, a slash, and "day=2026-11-0" with another star. */
function dayPatterns(key: string, days: DayRange): readonly string[] {
  return dayPrefixes(days).map((prefix) => {
    // A whole day ends where its folder does.
    return `*/${key}=${prefix}${prefix.length === "YYYY-MM-DD".length ? "/*" : "*"}`;
  });
}

function dayNameOf(dataset: Dataset): string {
  const key = dayKeyOf(dataset);
  if (key === undefined) throw new TypeError(`${dataset.name} has no day to be granted by`);
  return key.name;
}
