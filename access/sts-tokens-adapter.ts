import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { CLIENT_DEFAULTS } from "../shared/runtime/client-defaults.ts";
import { ConfigurationError, messageOf, RegistrarError } from "../shared/runtime/errors.ts";
import { missingCredentials } from "./missing-credentials.ts";
import type { Tokens } from "./port.ts";
import { requireRegion } from "./region.ts";

/** STS, by GetCallerIdentity and AssumeRole. */
export function stsTokens(client = new STSClient(CLIENT_DEFAULTS)): Tokens {
  return {
    async caller(signal) {
      const region = await requireRegion(() => client.config.region());
      const command = new GetCallerIdentityCommand({});
      const { Arn = "", Account = "" } = await grantAttempt("GetCallerIdentity", () =>
        client.send(command, { abortSignal: signal }),
      );
      return { arn: Arn, account: Account, partition: Arn.split(":")[1] ?? "aws", region };
    },
    async assume({ roleArn, session, sourceIdentity, tags, policy, duration }, signal) {
      const command = new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: session,
        SourceIdentity: sourceIdentity,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        Policy: policy,
        DurationSeconds: duration,
      });
      const { Credentials, PackedPolicySize } = await grantAttempt(`AssumeRole ${roleArn}`, () =>
        client.send(command, { abortSignal: signal }),
      );
      const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
      if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) {
        throw new RegistrarError("GRANT_REFUSED", `AssumeRole ${roleArn}: answered without credentials`);
      }
      return {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
        expiresAt: Expiration.getTime(),
        packedPercent: PackedPolicySize,
      };
    },
  };
}

/** Of a call that asks for more than AWS takes. What is said there names the limit. */
const TOO_MUCH = new Set([
  "PackedPolicyTooLarge",
  "PackedPolicyTooLargeException",
  "MalformedPolicyDocument",
  "MalformedPolicyDocumentException",
  "ValidationError",
]);

/** Makes a call of STS or IAM; what it throws becomes ours. */
export async function grantAttempt<Answer>(doing: string, call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (thrown) {
    const name = thrown instanceof Error ? thrown.name : "Error";
    const told = `${doing}: ${name}: ${messageOf(thrown)}`;
    const missing = missingCredentials(thrown, told);
    if (missing !== undefined) throw missing;
    if (TOO_MUCH.has(name)) {
      throw new ConfigurationError("USAGE", "AWS does not take what was asked for:", [told]);
    }
    throw new RegistrarError("GRANT_REFUSED", told, { cause: thrown });
  }
}
