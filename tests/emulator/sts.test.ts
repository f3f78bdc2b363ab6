import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { clientConfig, type Emulator, startEmulator, VirtualClock } from "../../emulator/index.ts";

const ROLE = "arn:aws:iam::000000000000:role/reader";
const TRUST = '{"Version":"2012-10-17","Statement":[]}';

let clock: VirtualClock;
let emulator: Emulator;
let iam: IAMClient;
let sts: STSClient;

beforeAll(async () => {
  clock = new VirtualClock();
  emulator = await startEmulator({ clock });
  iam = new IAMClient({ ...clientConfig(emulator), maxAttempts: 1 });
  sts = new STSClient({ ...clientConfig(emulator), maxAttempts: 1 });
  const input = { RoleName: "reader", AssumeRolePolicyDocument: TRUST, MaxSessionDuration: 7_200 };
  expect((await iam.send(new CreateRoleCommand(input))).Role).toMatchObject({ Arn: ROLE });
});

afterAll(() => emulator.close());

const refusal = (call: Promise<unknown>) =>
  call.then(
    () => "none",
    ({ name, message }: Error) => `${name}: ${message}`,
  );

describe("IAM", () => {
  const put = (PolicyDocument: string, RoleName = "reader", PolicyName = "read") =>
    iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));

  test("keeps a role's policies to the letter, and answers them as they stand in a URL", async () => {
    const document = '{"Statement":[{"Resource":"arn:aws:s3:::b/day=2026-11-2*"}], "Id":"50 % + more & <x>"}';
    await put(document);
    const { PolicyDocument } = await iam.send(
      new GetRolePolicyCommand({ RoleName: "READER", PolicyName: "read" }),
    );
    expect(PolicyDocument).toBe(encodeURIComponent(document));
    expect(emulator.iam.roles.policy("reader", "read")).toBe(document);
  });

  test("changes a role's trust and maximum", async () => {
    const trust = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow"}]}';
    await iam.send(new UpdateRoleCommand({ RoleName: "reader", MaxSessionDuration: 14_400 }));
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "reader", PolicyDocument: trust }));
    expect(emulator.iam.roles.get("reader")).toMatchObject({ maxSessionDuration: 14_400, trust });
    await iam.send(new UpdateRoleCommand({ RoleName: "reader", MaxSessionDuration: 7_200 }));
  });

  test("deletes a role only without policies", async () => {
    await iam.send(new CreateRoleCommand({ RoleName: "other", AssumeRolePolicyDocument: TRUST }));
    await put("{}", "other");
    const drop = () => iam.send(new DeleteRoleCommand({ RoleName: "other" }));
    expect(await refusal(drop())).toMatch(/^DeleteConflict/);
    await iam.send(new DeleteRolePolicyCommand({ RoleName: "other", PolicyName: "read" }));
    await drop();
    expect(emulator.iam.roles.find("other")).toBeUndefined();
  });

  test.each([
    ["a role that is not there", () => put("{}", "nobody"), "NoSuchEntity"],
    ["a policy that is no JSON", () => put("{"), "MalformedPolicyDocument"],
    [
      "policies above 10,240 characters",
      () => put(JSON.stringify({ Id: "x".repeat(10_240) })),
      "LimitExceeded",
    ],
    ["a name that is none", () => put("{}", "no/name"), "ValidationError"],
    [
      "a role that is there, in another case",
      () => iam.send(new CreateRoleCommand({ RoleName: "Reader", AssumeRolePolicyDocument: TRUST })),
      "EntityAlreadyExists",
    ],
  ])("refuses a request for %s", async (_, call, code) => {
    expect(await refusal(call())).toMatch(new RegExp(`^${code}`));
  });
});

describe("STS", () => {
  const GOOD: AssumeRoleCommandInput = { RoleArn: ROLE, RoleSessionName: "userX-1", DurationSeconds: 900 };
  const assume = (changes: Partial<AssumeRoleCommandInput> = {}, client = sts) =>
    client.send(new AssumeRoleCommand({ ...GOOD, ...changes }));
  /** A client with the credentials of a new session. */
  const taken = async () => {
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = (await assume()).Credentials ?? {};
    const credentials = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    };
    return new STSClient({ ...clientConfig(emulator), credentials, maxAttempts: 1 });
  };
  const whoami = (client = sts) => client.send(new GetCallerIdentityCommand({}));

  beforeEach(() => clock.advance(1));

  test("says who calls: a user by the key, a session by the key that it was given", async () => {
    expect((await whoami()).Arn).toBe("arn:aws:iam::000000000000:user/local");
    expect(await whoami(await taken())).toMatchObject({
      Account: "000000000000",
      Arn: "arn:aws:sts::000000000000:assumed-role/reader/userX-1",
      UserId: expect.stringMatching(/^AROA\w+:userX-1$/),
    });
  });

  test("gives a session for so long as is asked, and an hour if nothing is", async () => {
    const asked = await assume({ DurationSeconds: 900 });
    const left = (answer: typeof asked) => answer.Credentials!.Expiration!.getTime() - clock.now();
    expect(Math.round(left(asked) / 1000)).toBe(900);
    expect(Math.round(left(await assume({ DurationSeconds: undefined })) / 1000)).toBe(3600);
  });

  test("keeps what a session was made with", async () => {
    const Policy = '{"Statement":[{"Resource":"a b+c"}]}';
    await assume({
      Policy,
      SourceIdentity: "userX",
      Tags: [
        { Key: "user", Value: "userX" },
        { Key: "x", Value: "" },
      ],
    });
    expect(emulator.sts.sessions.at(-1)).toMatchObject({
      policy: Policy,
      sourceIdentity: "userX",
      tags: { user: "userX", x: "" },
    });
  });

  test("knows a session until it expires", async () => {
    const client = await taken();
    await clock.advance(899_000);
    expect(await refusal(whoami(client))).toBe("none");
    await clock.advance(2_000);
    expect(await refusal(whoami(client))).toMatch(/^ExpiredToken/);
  });

  test("lets a session take a role for an hour at most", async () => {
    const client = await taken();
    expect(await refusal(assume({ DurationSeconds: 3_600 }, client))).toBe("none");
    expect(await refusal(assume({ DurationSeconds: 3_601 }, client))).toMatch(
      /^ValidationError: .* 1 hour session limit/,
    );
    expect(await refusal(assume({ DurationSeconds: 3_601 }))).toBe("none");
  });

  test.each<[string, Partial<AssumeRoleCommandInput>, string]>([
    ["a role that is not there", { RoleArn: `${ROLE}s` }, "AccessDenied"],
    ["less than 15 minutes", { DurationSeconds: 899 }, "ValidationError: .*greater than or equal to 900"],
    ["more than the role's maximum", { DurationSeconds: 7_201 }, "ValidationError: .*MaxSessionDuration"],
    ["a session without a name", { RoleSessionName: undefined }, "ValidationError: .*roleSessionName"],
    ["a name that is none", { RoleSessionName: "user X" }, "ValidationError: .*roleSessionName"],
    [
      "a policy above 2,048 characters",
      { Policy: JSON.stringify({ Id: "x".repeat(2_048) }) },
      "ValidationError: .*2048",
    ],
    ["a policy that is no JSON", { Policy: "{" }, "MalformedPolicyDocument"],
    ["a managed policy", { PolicyArns: [{ arn: `${ROLE}/p` }] }, "UnsupportedOperation"],
  ])("refuses a request for %s", async (_, changes, problem) => {
    const before = emulator.sts.sessions.length;
    expect(await refusal(assume(changes))).toMatch(new RegExp(`^${problem}`, "s"));
    expect(emulator.sts.sessions).toHaveLength(before);
  });
});
