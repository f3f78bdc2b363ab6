import type { Grantee } from "../access/grantee.ts";
import { endOf } from "../access/request.ts";
import { NOTHING_REVOKED, REVOCATION_POLICY, revocationPolicy } from "../access/revocation.ts";
import type { Dataset } from "../shared/datasets/dataset.ts";
import { granteeRoleName, granteeWorkGroupName } from "../shared/runtime/names.ts";
import { bucketArn, dataCatalogArn, glueArn, objectsArn, workGroupArn } from "./arns.ts";
import { pascalCase, type Resource, type Resources, ref, sub } from "./cloudformation.ts";
import type { Deployment } from "./deployment.ts";
import { tablesWithAncestors } from "./table-arns.ts";

/**
 * A role for every grantee, and its policy of revocations. `registrar grant` takes the role for a while, narrowed to
 * tables and days by a session policy; so this is the most that a grantee can ever have. A grantee none of whose tables
 * is deployed has no role.
 */
export function granteeRoles(
  grantees: readonly Grantee[],
  datasets: readonly Dataset[],
  deployment: Deployment,
): Resources {
  return Object.fromEntries(
    grantees.flatMap((grantee) => {
      const tables = datasets.filter(({ name }) => grantee.tables.includes(name));
      if (tables.length === 0) return [];
      const id = `${pascalCase(grantee.user)}ReaderRole`;
      return [
        [id, granteeRole(grantee, tables, deployment)],
        [`${pascalCase(grantee.user)}Revocations`, revocations(grantee, id)],
      ];
    }),
  );
}

function granteeRole(grantee: Grantee, tables: readonly Dataset[], deployment: Deployment): Resource {
  return {
    Type: "AWS::IAM::Role",
    Properties: {
      RoleName: granteeRoleName(deployment.stage, grantee.user),
      Description: `Reads ${tables.map(({ name }) => name).join(", ")} through Athena, until ${grantee.until}`,
      MaxSessionDuration: grantee.maxSessionMinutes * 60,
      AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: trust(grantee, deployment) },
      Policies: [
        {
          PolicyName: "read",
          PolicyDocument: {
            Version: "2012-10-17",
            Statement: [...allowed(tables, deployment), ...denied(grantee, deployment)],
          },
        },
      ],
    },
  };
}

/**
 * A resource of its own, which never changes: CloudFormation leaves alone what `registrar grant revoke` wrote into it,
 * yet deletes it with the stack. IAM deletes no role that has a policy left.
 */
const revocations = ({ user }: Grantee, role: string): Resource => ({
  Type: "AWS::IAM::RolePolicy",
  Properties: {
    RoleName: ref(role),
    PolicyName: REVOCATION_POLICY,
    PolicyDocument: revocationPolicy(user, NOTHING_REVOKED),
  },
});

/**
 * Whom of this account its own policies let take the role, and how. One statement for each of the three calls that
 * AssumeRole is authorised as, because each knows other keys.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 */
function trust(grantee: Grantee, { stage }: Deployment): readonly object[] {
  const Principal = { AWS: sub(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root`) };
  const tags = {
    StringEquals: { "aws:RequestTag/user": grantee.user, "aws:RequestTag/stage": stage },
    "ForAllValues:StringEquals": { "aws:TagKeys": ["user", "stage"] },
  };
  return [
    {
      Sid: "Grant",
      Effect: "Allow",
      Principal,
      Action: "sts:AssumeRole",
      Condition: {
        ...tags,
        StringEquals: { ...tags.StringEquals, "sts:SourceIdentity": grantee.user },
        // What follows the user in a session's name is its time, and differs every time.
        StringLike: { "sts:RoleSessionName": `${grantee.user}-*` },
        DateLessThan: { "aws:CurrentTime": instant(endOf(grantee)) },
      },
    },
    { Sid: "TagGrant", Effect: "Allow", Principal, Action: "sts:TagSession", Condition: tags },
    {
      Sid: "NameReader",
      Effect: "Allow",
      Principal,
      Action: "sts:SetSourceIdentity",
      Condition: { StringEquals: { "sts:SourceIdentity": grantee.user } },
    },
  ];
}

/** What a SELECT takes, and a client that shows tables. ListQueryExecutions is left out: grantees share a workgroup. */
const ATHENA = {
  workGroup: [
    "athena:StartQueryExecution",
    "athena:StopQueryExecution",
    "athena:GetQueryExecution",
    "athena:BatchGetQueryExecution",
    "athena:GetQueryResults",
    "athena:GetQueryResultsStream",
    "athena:GetWorkGroup",
  ],
  catalog: [
    "athena:GetDataCatalog",
    "athena:ListDatabases",
    "athena:GetDatabase",
    "athena:ListTableMetadata",
    "athena:GetTableMetadata",
  ],
} as const;

const GLUE = [
  "glue:GetDatabase",
  "glue:GetDatabases",
  "glue:GetTable",
  "glue:GetTables",
  "glue:GetPartition",
  "glue:GetPartitions",
  "glue:BatchGetPartition",
] as const;

const S3 = ["s3:GetObject", "s3:ListBucket", "s3:GetBucketLocation"] as const;

/**
 * Athena reads S3 in the name of whoever asks, and S3 is told that it is Athena who calls.
 * https://docs.aws.amazon.com/athena/latest/ug/security-iam-athena-calledvia.html
 */
const THROUGH_ATHENA = { "ForAnyValue:StringEquals": { "aws:CalledVia": "athena.amazonaws.com" } };

function allowed(tables: readonly Dataset[], { stage, bucket }: Deployment): readonly object[] {
  return [
    {
      Sid: "AskAthena",
      Effect: "Allow",
      Action: ATHENA.workGroup,
      Resource: workGroupArn(granteeWorkGroupName(stage)),
    },
    { Sid: "ShowCatalog", Effect: "Allow", Action: ATHENA.catalog, Resource: dataCatalogArn },
    {
      // Athena looks for the database "default" in every account, whatever a query names.
      Sid: "ReadCatalog",
      Effect: "Allow",
      Action: GLUE,
      Resource: [...tablesWithAncestors(tables, stage), glueArn("database/default")],
    },
    {
      // The objects' names are not known beforehand, hence the "*" behind each prefix.
      Sid: "ReadObjects",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: tables.map(({ prefix }) => objectsArn(bucket, prefix)),
      Condition: THROUGH_ATHENA,
    },
    {
      Sid: "ListObjects",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: bucketArn(bucket),
      // The same "*": Athena lists the folders of partitions.
      Condition: { ...THROUGH_ATHENA, StringLike: { "s3:prefix": tables.map(({ prefix }) => `${prefix}*`) } },
    },
    {
      // Knows no prefix, so it cannot share the condition.
      Sid: "FindBucket",
      Effect: "Allow",
      Action: "s3:GetBucketLocation",
      Resource: bucketArn(bucket),
      Condition: THROUGH_ATHENA,
    },
  ];
}

/** What stays denied whatever policy somebody attaches to the role one day, or puts on a bucket. */
function denied(grantee: Grantee, { stage }: Deployment): readonly object[] {
  return [
    {
      // On everything, because it is a Deny. The last two are not granted either: an encrypted bucket and Lake
      // Formation need them, and their keys and grants decide then.
      Sid: "NeverAnythingElse",
      Effect: "Deny",
      NotAction: [
        ...ATHENA.workGroup,
        ...ATHENA.catalog,
        ...GLUE,
        ...S3,
        "kms:Decrypt",
        "lakeformation:GetDataAccess",
      ],
      Resource: "*",
    },
    {
      // All of S3 and everywhere, because it is a Deny. A request without aws:CalledVia is a direct one: of nothing,
      // ForAllValues says yes.
      Sid: "NeverS3Directly",
      Effect: "Deny",
      Action: "s3:*",
      Resource: "*",
      Condition: { "ForAllValues:StringNotEquals": { "aws:CalledVia": ["athena.amazonaws.com"] } },
    },
    {
      // All of Athena, because it is a Deny, but in the grantees' workgroup: only that limits what a query scans.
      Sid: "NeverAnotherWorkGroup",
      Effect: "Deny",
      Action: "athena:*",
      NotResource: [workGroupArn(granteeWorkGroupName(stage)), dataCatalogArn],
    },
    {
      // Everything, because it is a Deny: the trust policy ends new grants on that day, this those that are out.
      Sid: "NeverAfterTheEnd",
      Effect: "Deny",
      Action: "*",
      Resource: "*",
      Condition: { DateGreaterThanEquals: { "aws:CurrentTime": instant(endOf(grantee)) } },
    },
  ];
}

/** "2028-01-01T00:00:00Z" */
const instant = (time: number) => new Date(time).toISOString().replace(".000Z", "Z");
