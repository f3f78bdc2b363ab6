import { randomBytes } from "node:crypto";
import { AssumeRole$, type AssumeRoleRequest } from "@aws-sdk/client-sts";
import { checkDocument, type Role, type Roles } from "../../iam/roles.ts";
import { AwsError } from "../../wire/service.ts";
import type { Wire } from "../../wire/validation.ts";
import { type StsParts, stsAction } from "../action.ts";
import type { Caller, Session } from "../sessions.ts";

/** Seconds. */
const DEFAULT_DURATION = 3_600;
/** Seconds that a role may be taken for by who has taken one already. */
const CHAINED_DURATION = 3_600;

export const assumeRole = stsAction<AssumeRoleRequest>(AssumeRole$, (sts, input, caller) => {
  const { DurationSeconds: seconds = DEFAULT_DURATION, Policy, RoleArn } = input;
  const role = roleOf(sts.roles, RoleArn, caller);
  if (caller.arn.includes(":assumed-role/") && seconds > CHAINED_DURATION) {
    throw tooLong("the 1 hour session limit for roles assumed by role chaining");
  }
  if (seconds > role.maxSessionDuration) throw tooLong("the MaxSessionDuration set for this role");
  if (Policy !== undefined) checkDocument(Policy);
  const session = sessionOf(sts, role, input, seconds);
  sts.sessions.all.push(session);
  const packedPercent = sts.packedPercent();
  return {
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      SessionToken: session.token,
      Expiration: new Date(session.expiresAt).toISOString(),
    },
    AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
    ...(packedPercent === undefined ? {} : { PackedPolicySize: packedPercent }),
    ...(session.sourceIdentity === undefined ? {} : { SourceIdentity: session.sourceIdentity }),
  };
});

/** A role that is not there is refused as one that may not be taken. */
function roleOf(roles: Roles, arn: string, caller: Caller): Role {
  const role = roles.find(arn.split("/").at(-1)!);
  if (role?.arn === arn) return role;
  const message = `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`;
  throw new AwsError("AccessDenied", message, 403);
}

function sessionOf(
  { accountId, clock }: StsParts,
  role: Role,
  { Policy, RoleSessionName, SourceIdentity, Tags = [] }: Wire<AssumeRoleRequest>,
  seconds: number,
): Session {
  return {
    accessKeyId: `ASIA${randomBytes(8).toString("hex").toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString("base64"),
    token: randomBytes(300).toString("base64"),
    arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${RoleSessionName}`,
    userId: `${role.id}:${RoleSessionName}`,
    sourceIdentity: SourceIdentity,
    tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
    policy: Policy,
    // STS tells whole seconds.
    expiresAt: Math.floor(clock.now() / 1000 + seconds) * 1000,
  };
}

const tooLong = (limit: string) =>
  new AwsError("ValidationError", `The requested DurationSeconds exceeds ${limit}.`);
