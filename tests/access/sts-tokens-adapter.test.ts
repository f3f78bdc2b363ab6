import { IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { beforeEach, expect, test } from "@jest/globals";
import { mockClient } from "aws-sdk-client-mock";
import { iamRolePolicies } from "../../access/iam-role-policies-adapter.ts";
import { stsTokens } from "../../access/sts-tokens-adapter.ts";
import { RegistrarError } from "../../shared/runtime/errors.ts";

const sts = mockClient(STSClient);
const signal = new AbortController().signal;
const tokens = () => stsTokens(new STSClient({ region: "us-east-1" }));
const assume = () =>
  tokens().assume(
    {
      roleArn: "arn:aws:iam::123456789012:role/reader",
      session: "userX-1",
      sourceIdentity: "userX",
      tags: {},
      policy: "{}",
      duration: 900,
    },
    signal,
  );

beforeEach(() => {
  sts.reset();
});

function failure(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

async function codeOf(call: Promise<unknown>): Promise<string> {
  const thrown = await call.catch((error) => error);
  expect(thrown).toBeInstanceOf(RegistrarError);
  return (thrown as RegistrarError).code;
}

test.each([
  ["CredentialsProviderError", "Could not load credentials from any providers", "NO_CREDENTIALS"],
  ["CredentialsProviderError", "The SSO session has expired", "NO_CREDENTIALS"],
  ["TokenProviderError", "Token is expired", "NO_CREDENTIALS"],
  ["ExpiredToken", "The security token included in the request is expired", "NO_CREDENTIALS"],
  ["ExpiredTokenException", "expired", "NO_CREDENTIALS"],
  ["InvalidClientTokenId", "The security token included in the request is invalid", "NO_CREDENTIALS"],
  ["SignatureDoesNotMatch", "no match", "NO_CREDENTIALS"],
  ["AccessDenied", "not authorized to perform: sts:AssumeRole", "GRANT_REFUSED"],
  ["RegionDisabledException", "STS is not activated in this region", "GRANT_REFUSED"],
  ["TimeoutError", "no answer", "GRANT_REFUSED"],
  ["PackedPolicyTooLargeException", "Packed policy consumes 110% of allotted space", "USAGE"],
  ["ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration", "USAGE"],
])("%s (%s) is %s, in AWS's own words", async (name, message, code) => {
  sts.on(AssumeRoleCommand).rejects(failure(name, message));
  expect(await codeOf(assume())).toBe(code);
  await expect(assume()).rejects.toThrow(`${name}: ${message}`);
});

test("an answer without credentials is a refusal", async () => {
  sts.on(AssumeRoleCommand).resolves({});
  expect(await codeOf(assume())).toBe("GRANT_REFUSED");
});

test("who calls is told with where: the partition of the ARN, the client's Region", async () => {
  const arn = "arn:aws-cn:iam::123456789012:user/me";
  sts.on(GetCallerIdentityCommand).resolves({ Arn: arn, Account: "123456789012" });
  expect(await stsTokens(new STSClient({ region: "cn-north-1" })).caller(signal)).toEqual({
    arn,
    account: "123456789012",
    partition: "aws-cn",
    region: "cn-north-1",
  });
});

test("no Region is a setting that is missing", async () => {
  const region = () => Promise.reject(new Error("Region is missing"));
  const client = new STSClient({ region: "us-east-1" });
  client.config.region = region;
  expect(await codeOf(stsTokens(client).caller(signal))).toBe("INVALID_SETTINGS");
});

test("what IAM refuses is told the same way", async () => {
  const iam = mockClient(IAMClient);
  iam.on(PutRolePolicyCommand).rejects(failure("AccessDenied", "not you"));
  const write = iamRolePolicies(new IAMClient({ region: "us-east-1" })).write("role", "p", "{}", signal);
  await expect(write).rejects.toThrow("PutRolePolicy role/p: AccessDenied: not you");
});
