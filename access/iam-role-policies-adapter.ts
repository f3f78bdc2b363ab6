import {
  GetRolePolicyCommand,
  IAMClient,
  LimitExceededException,
  NoSuchEntityException,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { CLIENT_DEFAULTS } from "../shared/runtime/client-defaults.ts";
import type { RolePolicies } from "./port.ts";
import { grantAttempt } from "./sts-tokens-adapter.ts";

/** IAM has room for 10,240 characters of inline policies in a role; a session takes some 50 of them. */
const NO_ROOM =
  "; there is no room for another session: revoke all grants of this user instead, without --session";

/** IAM, by GetRolePolicy and PutRolePolicy. */
export function iamRolePolicies(client = new IAMClient(CLIENT_DEFAULTS)): RolePolicies {
  return {
    async read(role, policy, signal) {
      const command = new GetRolePolicyCommand({ RoleName: role, PolicyName: policy });
      return grantAttempt(`GetRolePolicy ${role}/${policy}`, async () => {
        try {
          const { PolicyDocument = "" } = await client.send(command, { abortSignal: signal });
          return decodeURIComponent(PolicyDocument); // IAM answers documents as they stand in a URL (RFC 3986)
        } catch (thrown) {
          if (thrown instanceof NoSuchEntityException) return undefined;
          throw thrown;
        }
      });
    },
    async write(role, policy, document, signal) {
      const command = new PutRolePolicyCommand({
        RoleName: role,
        PolicyName: policy,
        PolicyDocument: document,
      });
      await grantAttempt(`PutRolePolicy ${role}/${policy}`, async () => {
        try {
          await client.send(command, { abortSignal: signal });
        } catch (thrown) {
          if (thrown instanceof LimitExceededException) thrown.message += NO_ROOM;
          throw thrown;
        }
      });
    },
  };
}
