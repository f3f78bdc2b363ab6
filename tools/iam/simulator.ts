/** The only importer of the library that evaluates policies as IAM does. */
import { runSimulation } from "@cloud-copilot/iam-simulate";
import type { Policy } from "./policy.ts";
import type { AccessRequest, Context } from "./request.ts";
import { ACCOUNT } from "./template.ts";

export type IamDecision = "allowed" | "denied";

/** Who asks, and what may be said about it. */
export interface Standing {
  /** ARN of a role's session, or a service: "s3.amazonaws.com". */
  readonly principal: string;
  /** What the principal itself has; a service has nothing. */
  readonly policy?: Policy;
  /** What a session of a role was narrowed to. */
  readonly session?: Policy;
  /** What the resource's own policy says. */
  readonly resourcePolicy?: Policy | undefined;
}

/** What every request here has: it is made by TLS, and on a day before any grantee's end. */
export const ALWAYS: Context = {
  "aws:SecureTransport": "true",
  "aws:CurrentTime": "2026-11-20T22:00:00Z",
};

/** Throws if the question is none: an action that IAM does not know, or a resource that the action cannot have. */
export async function decide(request: AccessRequest, standing: Standing): Promise<IamDecision> {
  const { action, resource, context } = request;
  const { principal, policy, session, resourcePolicy } = standing;
  const answer = await runSimulation(
    {
      request: {
        principal,
        action,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: { ...ALWAYS, ...context } as Record<string, string | string[]>,
      },
      identityPolicies: policy === undefined ? [] : [{ name: "identity", policy: forIam(policy) }],
      ...(session === undefined ? {} : { sessionPolicy: forIam(session) }),
      ...(resourcePolicy === undefined ? {} : { resourcePolicy: forIam(resourcePolicy) }),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (answer.resultType === "error") {
    throw new Error(`${action} on ${resource} is no question for IAM: ${JSON.stringify(answer.errors)}`);
  }
  return answer.overallResult === "Allowed" ? "allowed" : "denied";
}

/** IAM takes letters and digits for a Sid; places are ours. */
function forIam(policy: Policy): object {
  return {
    ...policy,
    Statement: policy.Statement.map(({ Sid, ...statement }) =>
      Sid.startsWith("#") ? statement : { Sid, ...statement },
    ),
  };
}
