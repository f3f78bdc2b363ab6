import type { Resource, Resources } from "../../deploy/cloudformation.ts";
import { References, type ResourceIdentity } from "../../deploy/template-references.ts";
import { SUPPORTED_TYPES } from "../../local/resource-types.ts";
import { type Policy, policyOf } from "./policy.ts";

/** Where a template is thought to be deployed. */
export const ACCOUNT = "000000000000";
export const REGION = "us-east-1";

/** An ARN of this account and Region; buckets have neither. */
export const arnOf = (service: string, what: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${what}`;

export interface Role {
  /** As in the account: "stock-trades-partitions-dev-register". */
  readonly name: string;
  readonly arn: string;
  readonly trust: Policy;
  /** All inline policies in one; a Sid is there once. */
  readonly policy: Policy;
}

/** Everything of a template that decides who may do what. */
export interface Permissions {
  readonly roles: readonly Role[];
  /** ARN of a queue, topic or bucket → its policy. */
  readonly resourcePolicies: ReadonlyMap<string, Policy>;
}

/** What of a template gives permissions. Other types of resources that could are named by a test. */
export const GIVES_PERMISSIONS = [
  "AWS::IAM::Role",
  "AWS::IAM::RolePolicy",
  "AWS::SQS::QueuePolicy",
  "AWS::SNS::TopicPolicy",
  "AWS::S3::BucketPolicy",
] as const;

/** Roles and resource policies with every name in place. Throws for what the template says and this does not know. */
export function permissionsOf(resources: Resources): Permissions {
  const references = referencesOf(resources);
  const resolved = Object.values(resources)
    .filter(({ Type }) => (GIVES_PERMISSIONS as readonly string[]).includes(Type))
    .map(({ Type, Properties }) => ({ Type, Properties: references.resolve(Properties) as Properties }));
  const ofType = (type: (typeof GIVES_PERMISSIONS)[number]) =>
    resolved.filter(({ Type }) => Type === type).map(({ Properties }) => Properties);
  const attached = ofType("AWS::IAM::RolePolicy");
  return {
    roles: ofType("AWS::IAM::Role").map((properties) => roleOf(properties, attached)),
    resourcePolicies: new Map([
      ...ofType("AWS::SQS::QueuePolicy").flatMap(({ Queues, PolicyDocument }) =>
        (Queues as string[]).map((url): PolicyEntry => [queueArn(url), policyOf(PolicyDocument)]),
      ),
      ...ofType("AWS::SNS::TopicPolicy").flatMap(({ Topics, PolicyDocument }) =>
        (Topics as string[]).map((arn): PolicyEntry => [arn, policyOf(PolicyDocument)]),
      ),
      ...ofType("AWS::S3::BucketPolicy").map(
        ({ Bucket, PolicyDocument }): PolicyEntry => [`arn:aws:s3:::${Bucket}`, policyOf(PolicyDocument)],
      ),
    ]),
  };
}

type Properties = Resource["Properties"];
type PolicyEntry = readonly [arn: string, policy: Policy];

function roleOf(properties: Properties, attached: readonly Properties[]): Role {
  const { RoleName, AssumeRolePolicyDocument, ManagedPolicyArns, PermissionsBoundary } = properties;
  if (ManagedPolicyArns !== undefined || PermissionsBoundary !== undefined) {
    throw new Error(`${RoleName} has policies that are not in the template`);
  }
  const inline = (properties.Policies ?? []) as readonly { readonly PolicyDocument: unknown }[];
  const documents = [...inline, ...attached.filter((policy) => policy.RoleName === RoleName)];
  const statements = documents.flatMap(({ PolicyDocument }) => policyOf(PolicyDocument).Statement);
  if (new Set(statements.map(({ Sid }) => Sid)).size < statements.length) {
    throw new Error(`two statements of ${RoleName} have the same Sid`);
  }
  return {
    name: String(RoleName),
    arn: roleArn(RoleName),
    trust: policyOf(AssumeRolePolicyDocument),
    policy: { Version: "2012-10-17", Statement: statements },
  };
}

const roleArn = (name: unknown) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const queueArn = (url: string) => arnOf("sqs", url.slice(url.lastIndexOf("/") + 1));

function referencesOf(resources: Resources): References {
  const place = { endpoint: `https://sqs.${REGION}.amazonaws.com`, region: REGION, accountId: ACCOUNT };
  const references = new References(place);
  for (const [id, { Type, Properties }] of Object.entries(resources)) {
    const identity: ResourceIdentity | undefined =
      Type === "AWS::IAM::Role"
        ? { ref: String(Properties.RoleName), arn: roleArn(Properties.RoleName) }
        : SUPPORTED_TYPES[Type]?.identity(Properties, place, references);
    if (identity !== undefined) references.learn(id, identity);
  }
  return references;
}
