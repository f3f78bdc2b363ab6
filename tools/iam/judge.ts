import type { GrantedSession } from "./grantees.ts";
import { policyOf } from "./policy.ts";
import type { AccessRequest } from "./request.ts";
import { decide, type IamDecision, type Standing } from "./simulator.ts";
import { ACCOUNT, type Permissions, type Role } from "./template.ts";

/** Whose permissions: of a template, and sessions of its roles. */
export interface Judged {
  readonly permissions: Permissions;
  readonly grants: readonly GrantedSession[];
}

/** What IAM answers to somebody's request. */
export async function judge(by: string, request: AccessRequest, judged: Judged): Promise<IamDecision> {
  return decide(request, standingOf(by, request, judged));
}

function standingOf(
  by: string,
  { action, resource }: AccessRequest,
  { permissions, grants }: Judged,
): Standing {
  const { roles, resourcePolicies } = permissions;
  const resourcePolicy =
    action === "sts:AssumeRole"
      ? roles.find(({ arn }) => arn === resource)?.trust
      : resource.startsWith("arn:aws:kms:")
        ? KEY_POLICY
        : resourcePolicies.get(resource.split("/")[0]!);
  const grant = grants.find(({ name }) => name === by);
  const role = roles.find(({ name }) => name === (grant?.role ?? by));
  if (role === undefined) return { principal: by, resourcePolicy };
  return {
    principal: sessionOf(role),
    policy: role.policy,
    ...(grant === undefined ? {} : { session: grant.session }),
    resourcePolicy,
  };
}

/**
 * As KMS gives to every key by default: IAM decides. Without such a statement no policy of a role has an effect.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
const KEY_POLICY = policyOf({
  Statement: [
    {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: "kms:*",
      Resource: "*",
    },
  ],
});

const sessionOf = ({ name }: Role) => `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/session`;
