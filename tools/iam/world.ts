/** Deployments whose permissions are proved, and everything that is asked of IAM there. */

import { readDeployment } from "../../deploy/deployment.ts";
import { templateOf } from "../../deploy/resources.ts";
import { keptByCrawlers } from "../../local/demo/crawls.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { driftPrefix } from "../../shared/reconcile/drift-record.ts";
import { checkpointPrefix } from "../../shared/reconcile/kept-checkpoint.ts";
import { DELETES_PREFIX, undoPrefix } from "../../shared/removal/records.ts";
import { databaseName, ownedBucketName } from "../../shared/runtime/names.ts";
import type { LakeContents } from "./authorisation.ts";
import { doneByAws, type Site } from "./by-aws.ts";
import { type GrantedSession, grantsOf } from "./grantees.ts";
import type { Recording } from "./journeys.ts";
import { STAGE } from "./recorded.ts";
import type { AccessRequest } from "./request.ts";
import { ACCOUNT, arnOf, type Permissions, permissionsOf, REGION } from "./template.ts";

/** A request, who makes it, and how it is known that it is made. */
export interface NeededRequest extends AccessRequest {
  /** Name of a role or of a grant, or a service: "s3.amazonaws.com". */
  readonly by: string;
  readonly source: "recorded" | "by AWS" | "by a client";
}

export interface IamWorld {
  readonly name: string;
  readonly site: Site;
  readonly permissions: Permissions;
  readonly grants: readonly GrantedSession[];
  readonly calls: readonly NeededRequest[];
}

export interface WorldPlan {
  readonly name: string;
  readonly stage: string;
  /** Of an existing bucket; empty if the stage owns one. */
  readonly bucket: string;
  /** ARN of the key of that bucket; absent if S3's own encrypt it. */
  readonly bucketKey?: string;
  /** Are all datasets but the first kept by crawlers? Then only roles of crawling are looked at. */
  readonly crawled: boolean;
}

const BUCKET_KEY = arnOf("kms", "key/99999999-8888-7777-6666-555555555555");

/** Both kinds of stages, the one on an existing bucket with a key of its own; and both with tables that crawlers keep. */
export const PLANS: readonly WorldPlan[] = [
  { name: "dev", stage: STAGE, bucket: "", crawled: false },
  { name: "prod", stage: "prod", bucket: "market-data-lake", bucketKey: BUCKET_KEY, crawled: false },
  { name: "dev, crawled", stage: STAGE, bucket: "", crawled: true },
  { name: "prod, crawled", stage: "prod", bucket: "market-data-lake", bucketKey: BUCKET_KEY, crawled: true },
];

export function datasetsOf(
  { crawled }: WorldPlan,
  datasets: readonly DeclaredDataset[],
): readonly DeclaredDataset[] {
  if (!crawled) return datasets;
  const [registered, ...others] = datasets;
  return registered === undefined ? [] : [registered, ...keptByCrawlers(others)];
}

const OF_CRAWLING = /-(crawl|crawler-\w+)$/;

/** `recording` is of the stage `dev` and of the same datasets; other stages differ from it by their names alone. */
export function worldOf(
  plan: WorldPlan,
  declared: readonly DeclaredDataset[],
  recording: Recording,
): IamWorld {
  const { name, stage, bucket, bucketKey } = plan;
  const datasets = datasetsOf(plan, declared);
  const deployment = readDeployment({ stage, bucket, ...(bucketKey && { bucketKey }), alarmEmail: "" });
  const all = permissionsOf(templateOf(datasets, deployment).Resources);
  const roles = all.roles.filter((role) => !plan.crawled || OF_CRAWLING.test(role.name));
  const permissions: Permissions = { ...all, roles };
  const rename = renamer(plan, datasets);
  const site: Site = {
    stage,
    bucket: bucket === "" ? ownedBucketName(stage, ACCOUNT) : bucket,
    ownsBucket: deployment.ownsBucket,
    datasets,
    lake: renamed(recording.lake, plan, datasets),
  };
  const names = new Set(roles.map((role) => role.name));
  const recorded = [...recording.requests].flatMap(([role, requests]) =>
    requests.map((request): NeededRequest => {
      return { ...request, resource: rename(request.resource), by: rename(role), source: "recorded" };
    }),
  );
  const byAws = doneByAws(site).flatMap(({ by, requests }) =>
    requests.map((request): NeededRequest => ({ ...request, by, source: "by AWS" })),
  );
  const grants = grantsOf(site).filter(({ role }) => names.has(role));
  const asked = grants.flatMap((grant) =>
    grant.asked.map((request): NeededRequest => ({ ...request, by: grant.name, source: "by a client" })),
  );
  // prod owns no bucket, and so nothing is emptied there. Roles are taken only where they are.
  const calls = [...recorded, ...byAws].filter(({ by, action, resource }) => {
    if (action === "sts:AssumeRole") return !plan.crawled || OF_CRAWLING.test(resource);
    return by.endsWith(".amazonaws.com") || names.has(by);
  });
  const ofKey = bucketKey === undefined ? [] : calls.flatMap((call) => byKey(call, bucketKey));
  return { name, site, permissions, grants, calls: [...calls, ...ofKey, ...asked] };
}

/** What S3 asks of a bucket's key, in the name of who reads or writes an object. */
function byKey({ by, action }: NeededRequest, resource: string): NeededRequest[] {
  const use = { "s3:GetObject": "kms:Decrypt", "s3:PutObject": "kms:GenerateDataKey" }[action];
  const context = { "kms:ViaService": `s3.${REGION}.amazonaws.com` };
  return use === undefined ? [] : [{ by, action: use, resource, context, source: "by AWS" }];
}

/** Prefixes of what the functions keep, each of a stage. */
const RECORDS = [
  driftPrefix,
  checkpointPrefix,
  undoPrefix,
  (stage: string) => `${DELETES_PREFIX}${stage}/`,
] as const;

/** Names of the recorded stage → those of another, as shared/runtime/names.ts makes them. */
function renamer(
  { stage, bucket }: WorldPlan,
  datasets: readonly DeclaredDataset[],
): (text: string) => string {
  const databases = [...new Set(datasets.map(({ database }) => database))];
  const pairs = [
    [ownedBucketName(STAGE, ACCOUNT), bucket === "" ? ownedBucketName(stage, ACCOUNT) : bucket],
    ...databases.map((name) => [databaseName(name, STAGE), databaseName(name, stage)] as const),
    [`stock-trades-partitions-${STAGE}-`, `stock-trades-partitions-${stage}-`],
    ...RECORDS.map((prefix) => [prefix(STAGE), prefix(stage)] as const),
  ] as const;
  return (text) => pairs.reduce((renamed, [from, to]) => renamed.replace(from, to), text);
}

function renamed(lake: LakeContents, plan: WorldPlan, datasets: readonly DeclaredDataset[]): LakeContents {
  const rename = renamer(plan, datasets);
  const back = new Map(
    datasets.map(({ database }) => [databaseName(database, plan.stage), databaseName(database, STAGE)]),
  );
  return {
    partitions: (database, table) =>
      lake
        .partitions(back.get(database) ?? database, table)
        .map((located) => ({ ...located, bucket: rename(located.bucket) })),
  };
}
