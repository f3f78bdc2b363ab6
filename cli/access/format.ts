import type { Grant } from "../../access/issue.ts";
import type { Credentials } from "../../access/port.ts";
import { shellWord } from "../../shared/runtime/text.ts";

/** How a grant is printed: the only place where its secrets are written. */
export const FORMATS = {
  env: envOf,
  json: jsonOf,
  "credential-process": credentialProcessOf,
} as const;

export type Format = keyof typeof FORMATS;

/**
 * For `eval "$(registrar grant …)"`: nothing but assignments of quoted values. A profile would come before them in some
 * SDKs, hence `unset`.
 */
function envOf({ credentials, region }: Grant): string {
  const variables = {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_CREDENTIAL_EXPIRATION: instant(credentials),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
  };
  const exports = Object.entries(variables).map(([name, value]) => `export ${name}=${shellWord(value)}`);
  return [...exports, "unset AWS_PROFILE AWS_DEFAULT_PROFILE"].join("\n");
}

function jsonOf(grant: Grant): string {
  const { record, region, workGroup } = grant;
  return JSON.stringify({ ...secretsOf(grant), region, workGroup, grant: record }, null, 2);
}

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html */
function credentialProcessOf(grant: Grant): string {
  return JSON.stringify({ Version: 1, ...secretsOf(grant) });
}

const secretsOf = ({ credentials }: Grant) => ({
  AccessKeyId: credentials.accessKeyId,
  SecretAccessKey: credentials.secretAccessKey,
  SessionToken: credentials.sessionToken,
  Expiration: instant(credentials),
});

const instant = ({ expiresAt }: Credentials) => new Date(expiresAt).toISOString();
