/** STS as the stack offers it: sessions of the roles that IAM has, for a while, over the AWS query protocol. */
import { randomBytes } from "node:crypto";
import { type AssumeRoleRequest, AssumeRoleRequest$ } from "@aws-sdk/client-sts";
import type { Clock } from "../clock.ts";
import { checkDocument, type Roles } from "../iam/roles.ts";
import type { Limits } from "../limits.ts";
import { AwsError, type QueryAction, type QueryService, withNumbers } from "../service.ts";
import { validate } from "../validation.ts";

/** What a session was made with. */
export interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly token: string;
  /** "arn:aws:sts::<account>:assumed-role/<role>/<session>" */
  readonly arn: string;
  readonly userId: string;
  readonly sourceIdentity: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly policy: string | undefined;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export interface Sts {
  readonly service: QueryService;
  /** Oldest first, expired ones too. */
  readonly sessions: readonly Session[];
  /** What is told as PackedPolicySize: how AWS packs, only AWS knows. */
  packedPercent: number | undefined;
}

export interface StsOptions {
  readonly clock: Clock;
  readonly accountId: string;
  readonly roles: Roles;
}

/** STS API Reference, AssumeRole. */
const LIMITS: Limits = {
  "AssumeRoleRequest.RoleArn": { length: [20, 2048] },
  "AssumeRoleRequest.RoleSessionName": { length: [2, 64], pattern: /^[\w+=,.@-]*$/ },
  "AssumeRoleRequest.SourceIdentity": { length: [2, 64], pattern: /^[\w+=,.@-]*$/ },
  "AssumeRoleRequest.DurationSeconds": { value: [900, 43_200] },
  "AssumeRoleRequest.Policy": { length: [1, 2048] },
  "AssumeRoleRequest.Tags": { length: [0, 50] },
  "*.Key": { length: [1, 128], pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u },
  "*.Value": { length: [0, 256], pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u },
  "*.PolicyArns": { offered: false },
  "*.TransitiveTagKeys": { offered: false },
  "*.ExternalId": { offered: false },
  "*.SerialNumber": { offered: false },
  "*.TokenCode": { offered: false },
  "*.ProvidedContexts": { offered: false },
};

/** Seconds. */
const DEFAULT_DURATION = 3_600;
/** Seconds that a role may be taken for by who has taken one already. */
const CHAINED_DURATION = 3_600;

export function createSts({ clock, accountId, roles }: StsOptions): Sts {
  const sessions: Session[] = [];

  /** Who calls: a session by its key; any other key is a user's. */
  const callerOf = (accessKeyId = ""): { readonly arn: string; readonly userId: string } => {
    const session = sessions.find((candidate) => candidate.accessKeyId === accessKeyId);
    if (session === undefined) {
      // Temporary keys begin so; of ours it is none.
      if (accessKeyId.startsWith("ASIA")) throw refused("InvalidClientTokenId", "invalid");
      return { arn: `arn:aws:iam::${accountId}:user/${accessKeyId}`, userId: accessKeyId };
    }
    if (session.expiresAt <= clock.now()) throw refused("ExpiredToken", "expired");
    return session;
  };

  const actions: Readonly<Record<string, QueryAction>> = {
    GetCallerIdentity(_, accessKeyId) {
      const { arn, userId } = callerOf(accessKeyId);
      return { Arn: arn, UserId: userId, Account: accountId };
    },
    AssumeRole(input, accessKeyId) {
      const caller = callerOf(accessKeyId);
      const numbers = withNumbers(input, ["DurationSeconds"]);
      const request = validate<AssumeRoleRequest>(AssumeRoleRequest$, numbers, LIMITS);
      const { RoleArn = "", RoleSessionName = "", DurationSeconds: seconds = DEFAULT_DURATION } = request;
      const role = roles.find(RoleArn.split("/").at(-1)!);
      if (role?.arn !== RoleArn) {
        const message = `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`;
        throw new AwsError("AccessDenied", message, 403);
      }
      if (caller.arn.includes(":assumed-role/") && seconds > CHAINED_DURATION) {
        throw tooLong("the 1 hour session limit for roles assumed by role chaining");
      }
      if (seconds > role.maxSessionDuration) throw tooLong("the MaxSessionDuration set for this role");
      if (request.Policy !== undefined) checkDocument(request.Policy);
      const session = {
        accessKeyId: `ASIA${randomBytes(8).toString("hex").toUpperCase()}`,
        secretAccessKey: randomBytes(30).toString("base64"),
        token: randomBytes(300).toString("base64"),
        arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${RoleSessionName}`,
        userId: `${role.id}:${RoleSessionName}`,
        sourceIdentity: request.SourceIdentity,
        tags: Object.fromEntries((request.Tags ?? []).map(({ Key, Value }) => [Key!, Value!])),
        policy: request.Policy,
        // STS tells whole seconds.
        expiresAt: Math.floor(clock.now() / 1000 + seconds) * 1000,
      };
      sessions.push(session);
      return {
        Credentials: {
          AccessKeyId: session.accessKeyId,
          SecretAccessKey: session.secretAccessKey,
          SessionToken: session.token,
          Expiration: new Date(session.expiresAt).toISOString(),
        },
        AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
        ...(sts.packedPercent === undefined ? {} : { PackedPolicySize: sts.packedPercent }),
        ...(session.sourceIdentity === undefined ? {} : { SourceIdentity: session.sourceIdentity }),
      };
    },
  };
  const service = { name: "STS", version: "2011-06-15", namespace: NAMESPACE, actions };
  const sts: Sts = { sessions, packedPercent: undefined, service };
  return sts;
}

const NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

const refused = (code: string, what: string) =>
  new AwsError(code, `The security token included in the request is ${what}`, 403);

const tooLong = (limit: string) =>
  new AwsError("ValidationError", `The requested DurationSeconds exceeds ${limit}.`);
