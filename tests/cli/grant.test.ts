import { execFileSync } from "node:child_process";
import { BatchCreatePartitionCommand, GlueClient } from "@aws-sdk/client-glue";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { GRANTS_PREFIX, type GrantRecord, sha256 } from "../../access/grant-record.ts";
import { NOTHING_REVOKED, revocationPolicy } from "../../access/revocation.ts";
import {
  ACCOUNT_ID,
  clientConfig,
  type Emulator,
  type Session,
  startEmulator,
  VirtualClock,
} from "../../emulator/index.ts";
import { deployStage, updateStage } from "../../local/deployment.ts";
import { shellWord } from "../../shared/runtime/text.ts";
import { datasets } from "../fixtures/datasets.ts";
import { type CommandRun, exporting, registrar } from "./run.ts";

const BARS = "stock-trades-platform/curated/bars_5m";
const ROLE = "stock-trades-partitions-dev-reader-userX";
const ASKED = ["--user", "userX", "--tables", "bars_5m", "--days", "2026-11-01..2026-11-20"] as const;
const MINUTE = 60_000;

/** Of the stack: the commands know the machine's time, and take that of credentials from AWS. */
const clock = new VirtualClock(Date.now());
let stack: Emulator;
let bucket: string;
let restore: () => void;

beforeAll(async () => {
  stack = await startEmulator({ clock, pageSize: 2 });
  ({ bucket } = await deployStage(stack, "dev", datasets));
  const partition = (day: string) => ({
    Values: [day],
    StorageDescriptor: { Location: `s3://${bucket}/${BARS}/day=${day}/` },
  });
  await new GlueClient(clientConfig(stack)).send(
    new BatchCreatePartitionCommand({
      DatabaseName: "stock_trades_curated_dev",
      TableName: "bars_5m",
      PartitionInputList: ["2026-11-19", "2026-11-20"].map(partition),
    }),
  );
});
afterAll(() => stack.close());
beforeEach(() => {
  restore = exporting(stack.env);
});
afterEach(() => restore());

/** A grant with these options in place of the usual ones. */
const granted = (...args: readonly string[]) => registrar("grant", ...usualBut(args), ...args);

const usualBut = (args: readonly string[]) =>
  ASKED.filter((_, index) => !args.includes(ASKED[index - (index % 2)]!));

/** What is kept of grants: texts by key. */
function kept(): Readonly<Record<string, string>> {
  const objects = stack.s3.store.list(bucket, GRANTS_PREFIX);
  return Object.fromEntries(objects.map(({ key }) => [key, stack.s3.store.read(bucket, key).toString()]));
}

const nameOf = ({ arn }: Session) => arn.split("/").at(-1)!;
const lastSession = () => stack.sts.sessions.at(-1) as Session;
const revocations = () => JSON.parse(stack.iam.roles.policy(ROLE, "revoked-grants"));
const listed = async (...args: readonly string[]) =>
  JSON.parse((await registrar("grant", "list", "--json", ...args)).out).grants as (GrantRecord & {
    state: string;
  })[];

/** Runs with other AWS credentials. */
async function as(
  credentials: Readonly<Record<string, string>>,
  run: () => Promise<CommandRun>,
): Promise<CommandRun> {
  const back = exporting(credentials);
  try {
    return await run();
  } finally {
    back();
  }
}

const keysOf = ({ out }: CommandRun) => {
  const { AccessKeyId, SecretAccessKey, SessionToken } = JSON.parse(out);
  return {
    AWS_ACCESS_KEY_ID: AccessKeyId as string,
    AWS_SECRET_ACCESS_KEY: SecretAccessKey as string,
    AWS_SESSION_TOKEN: SessionToken as string,
  };
};

describe("a grant", () => {
  test("is a session of the grantee's role: for so long, as the grantee, tagged, narrowed to tables and days", async () => {
    const { code } = await granted("--ttl", "45m");
    expect(code).toBe(0);
    const { arn, sourceIdentity, tags, policy = "", expiresAt } = lastSession();
    expect(arn).toMatch(
      new RegExp(`^arn:aws:sts::${ACCOUNT_ID}:assumed-role/${ROLE}/userX-\\d{8}T\\d{6}Z-[0-9a-f]{6}$`),
    );
    expect({ sourceIdentity, tags }).toEqual({
      sourceIdentity: "userX",
      tags: { user: "userX", stage: "dev" },
    });
    expect(Math.abs(expiresAt - clock.now() - 45 * MINUTE)).toBeLessThan(1000);
    const days = JSON.parse(policy).Statement.find(({ Effect }: { Effect: string }) => Effect === "Deny");
    expect(days.NotResource).toEqual(["0*", "1*", "20/*"].map((end) => `arn:aws:s3:::*/day=2026-11-${end}`));
  });

  test("leaves a record: who, what, until when, by whom, under which policy", async () => {
    await granted("--ttl", "45m");
    const { policy = "", expiresAt } = lastSession();
    const session = nameOf(lastSession());
    expect(JSON.parse(kept()[`${GRANTS_PREFIX}userX/${session}.json`]!)).toEqual({
      version: 1,
      session,
      user: "userX",
      stage: "dev",
      tables: ["bars_5m"],
      days: { from: "2026-11-01", to: "2026-11-20" },
      role: `arn:aws:iam::${ACCOUNT_ID}:role/${ROLE}`,
      by: `arn:aws:iam::${ACCOUNT_ID}:user/local`,
      issuedAt: new Date(expiresAt - 45 * MINUTE).toISOString(),
      expiresAt: new Date(expiresAt).toISOString(),
      policySha256: sha256(policy),
    });
  });

  test.each([["env"], ["json"], ["credential-process"]])(
    "as %s has its secrets on stdout, and nowhere else",
    async (format) => {
      const { code, out, notes } = await granted("--format", format);
      expect(code).toBe(0);
      const { accessKeyId, secretAccessKey, token } = lastSession();
      for (const secret of [accessKeyId, secretAccessKey, token]) {
        expect(out).toContain(secret);
        expect(notes).not.toContain(secret);
        expect(Object.values(kept()).join()).not.toContain(secret);
      }
      expect(notes).toContain(
        "userX may read bars_5m of 2026-11-01..2026-11-20 in workgroup stock-trades-partitions-dev-reader",
      );
    },
  );

  test("as json names the credentials as AWS does, and what they are for", async () => {
    const { out } = await granted("--json");
    expect(JSON.parse(out)).toEqual({
      AccessKeyId: lastSession().accessKeyId,
      SecretAccessKey: expect.any(String),
      SessionToken: expect.any(String),
      Expiration: new Date(lastSession().expiresAt).toISOString(),
      region: "us-east-1",
      workGroup: "stock-trades-partitions-dev-reader",
      grant: expect.objectContaining({ user: "userX", tables: ["bars_5m"] }),
    });
  });

  test("as credential-process has what the SDKs expect, and nothing more", async () => {
    const { out } = await granted("--format", "credential-process");
    expect(JSON.parse(out)).toEqual({
      Version: 1,
      AccessKeyId: lastSession().accessKeyId,
      SecretAccessKey: expect.any(String),
      SessionToken: expect.any(String),
      Expiration: new Date(lastSession().expiresAt).toISOString(),
    });
  });

  test("as env is evaluated by a shell to the credentials, and turns off a profile", async () => {
    const { out } = await granted("--format", "env");
    const script = 'eval "$1"; printf "%s|%s|%s" "$AWS_ACCESS_KEY_ID" "$AWS_REGION" "$AWS_PROFILE"';
    const said = execFileSync("sh", ["-c", script, "sh", out], {
      env: { AWS_PROFILE: "mine" },
      encoding: "utf8",
    });
    expect(said).toBe(`${lastSession().accessKeyId}|us-east-1|`);
    expect(
      out
        .trimEnd()
        .split("\n")
        .every((line) => /^(export \w+='[^']*'|unset [\w ]+)$/.test(line)),
    ).toBe(true);
  });

  test.each([["plain"], [""], ["it's"], ["$(touch x) `id` $HOME"], ['"; exit 1; \\'], ["two\nlines"]])(
    "%j is quoted to one word for any shell",
    (text) => {
      expect(execFileSync("sh", ["-c", `printf %s ${shellWord(text)}`], { encoding: "utf8" })).toBe(text);
    },
  );

  test("tells when AWS has hardly any room left for its policy", async () => {
    stack.sts.packedPercent = 81;
    const full = await granted();
    stack.sts.packedPercent = 80;
    const roomy = await granted();
    stack.sts.packedPercent = undefined;
    expect(full.notes).toContain("policy and tags take 81% of the room");
    expect(roomy.notes).not.toContain("%");
  });

  test("works as the session that it is", async () => {
    const credentials = keysOf(await granted("--json"));
    const { arn } = lastSession();
    await as(credentials, () => granted("--ttl", "30m"));
    const session = nameOf(lastSession());
    expect((await listed()).find((one) => one.session === session)).toMatchObject({ by: arn });
  });
});

test("two formats exclude each other, and whoever asks for JSON is told so in JSON", async () => {
  const { code, out, notes } = await granted("--json", "--format", "env");
  expect({ code, notes }).toEqual({ code: 2, notes: "" });
  expect(JSON.parse(out).error.problems).toEqual(["--json and --format env exclude each other"]);
});

/** Nothing came of a call: no session, no record, nothing said but messages. */
async function expectRefused(run: () => Promise<CommandRun>, message: string, code = 2): Promise<void> {
  const before = { sessions: stack.sts.sessions.length, kept: kept() };
  const answer = await run();
  expect(answer.notes).toContain(message);
  expect(answer.notes).not.toContain("    at ");
  expect({ code: answer.code, out: answer.out }).toEqual({ code, out: "" });
  expect({ sessions: stack.sts.sessions.length, kept: kept() }).toEqual(before);
}

describe("with one clear message and exit code 2, before there are credentials, registrar", () => {
  test.each<[string, string, string]>([
    [
      "a time below AWS's least",
      "--ttl 14m",
      "--ttl 14m must be from 15 minutes to 240, the maximum of userX's role",
    ],
    [
      "a time above the role's maximum",
      "--ttl 5h",
      "--ttl 5h must be from 15 minutes to 240, the maximum of userX's role",
    ],
    ["an unknown user", "--user userY", '--user must be one of userX, got "userY"'],
    [
      "an unknown table",
      "--tables bars",
      '--tables: there is no table "bars"; userX: bars_5m, ml_features_5m',
    ],
    ["a table of others", "--tables trades", "--tables: trades may not be granted to userX"],
    [
      "a table that is not in Glue",
      "--stage prod",
      "--tables: there is no table stock_trades_curated.bars_5m in stage prod",
    ],
    ["a day that is none", "--days 2026-11-01..2026-11-31", '--days: "2026-11-31" is not a day YYYY-MM-DD'],
    [
      "days of which there are no data",
      "--days 2025-01-01..2025-12-31",
      "--days 2025-01-01..2025-12-31: stock_trades_curated_dev.bars_5m has no partition of these days",
    ],
    ["a policy beyond AWS's limit", "--days 2011-02-02..2028-10-28", "characters; AWS takes 2,048"],
    [
      "a format that is none",
      "--format xml",
      '--format must be one of env, json, credential-process, got "xml"',
    ],
    ["an option of revoke", "--apply", "--apply is no option of registrar grant"],
  ])("refuses %s (%s)", async (_, args, message) => {
    await expectRefused(() => granted(...args.split(" ")), message);
  });

  test("refuses more than 60 minutes, asked by who is an assumed role", async () => {
    const credentials = keysOf(await granted("--json"));
    const { arn } = lastSession();
    await expectRefused(
      () => as(credentials, () => granted("--ttl", "61m")),
      `--ttl 61m must be from 15 minutes to 60, because the caller is itself an assumed role: ${arn}`,
    );
  });

  test("refuses credentials that have expired", async () => {
    const credentials = keysOf(await granted("--json", "--ttl", "15m"));
    await clock.advance(16 * MINUTE);
    await expectRefused(
      () => as(credentials, () => granted()),
      "ExpiredToken: The security token included in the request is expired",
    );
  });

  test("refuses credentials that AWS does not know", async () => {
    const credentials = { AWS_ACCESS_KEY_ID: "ASIAUNKNOWN", AWS_SESSION_TOKEN: "none" };
    await expectRefused(
      () => as(credentials, () => granted()),
      "NO_CREDENTIALS  AWS credentials are missing, expired or wrong:",
    );
  });

  test.each([["grant"], ["list"], ["revoke"]])(
    "refuses to go on without any credentials: %s",
    async (action) => {
      const none = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" };
      const args = { grant: ASKED, list: ["list"], revoke: ["revoke", "--user", "userX"] }[action]!;
      await expectRefused(
        () => as(none, () => registrar("grant", ...args)),
        "NO_CREDENTIALS  AWS credentials are missing, expired or wrong:",
      );
    },
  );
});

describe("no credentials are shown, exit code 3,", () => {
  test("when STS refuses", async () => {
    const remove = stack.faults.add({
      operation: "STS.AssumeRole",
      kind: "error",
      code: "AccessDenied",
      message: "not you",
    });
    await expectRefused(() => granted(), "GRANT_REFUSED  AssumeRole", 3);
    remove();
  });

  test("when their record cannot be written", async () => {
    const remove = stack.faults.add({
      operation: "S3.PutObject",
      kind: "error",
      code: "AccessDenied",
      message: "not you",
    });
    const { code, out } = await granted();
    remove();
    expect({ code, out }).toEqual({ code: 3, out: "" });
  });
});

describe("grants", () => {
  test("are listed, oldest first, with how they stand", async () => {
    await granted("--ttl", "1h");
    const all = await listed();
    expect(all.map(({ issuedAt }) => issuedAt)).toEqual(all.map(({ issuedAt }) => issuedAt).sort());
    expect(all.find(({ session }) => session === nameOf(lastSession()))).toMatchObject({ state: "active" });
    const { out } = await registrar("grant", "list", "--user", "userX");
    expect(out).toMatch(/^state +user +tables +days/);
  });

  test("of the past stay listed, as expired", async () => {
    const past = new VirtualClock(Date.now() - 120 * MINUTE);
    const old = await startEmulator({ clock: past });
    const back = exporting(old.env);
    try {
      const { bucket: other } = await deployStage(old, "dev", datasets);
      old.s3.put(
        other,
        Object.keys(kept())[0]!,
        Object.values(kept())[0]!.replace(/"expiresAt": "[^"]*"/, '"expiresAt": "2026-01-01T00:00:00.000Z"'),
      );
      expect((await listed()).map(({ state }) => state)).toEqual(["expired"]);
      old.s3.put(other, `${GRANTS_PREFIX}userX/y.json`, "{}");
      const { code, out, notes } = await registrar("grant", "list");
      expect({ code, notes }).toEqual({
        code: 1,
        notes: `cannot be read  ${GRANTS_PREFIX}userX/y.json is not the record of a grant\n`,
      });
      expect(out).toContain("expired");
    } finally {
      back();
      await old.close();
    }
  });

  test.each([
    ["list --ttl 45m", "--ttl is no option of registrar grant list"],
    ["list --user userY", '--user must be one of userX, got "userY"'],
    ["revoke", "--user must be one of userX, got nothing"],
    ["revoke --user userX --days 2026-11-20", "--days is no option of registrar grant revoke"],
    ["revoke --user userX --session nope", '--session "nope" is no active grant of userX'],
    ["undo", 'expected list or revoke, or options alone, got "undo"'],
  ])("%s is refused", async (args, message) => {
    await expectRefused(() => registrar("grant", ...args.split(" ")), message);
  });
});

describe("a revocation", () => {
  test("without --apply changes nothing", async () => {
    await granted();
    const before = { policy: revocations(), kept: kept() };
    const { code, notes } = await registrar("grant", "revoke", "--user", "userX");
    expect({ code, notes }).toEqual({ code: 0, notes: expect.stringContaining("--apply revokes all") });
    expect({ policy: revocations(), kept: kept() }).toEqual(before);
    expect(before.policy).toEqual(revocationPolicy("userX", NOTHING_REVOKED));
  });

  test("of one session has the role deny that one, and no other", async () => {
    await granted();
    const [first, second] = (await listed()).filter(({ state }) => state === "active").slice(-2);
    const { code, notes } = await registrar(
      "grant",
      "revoke",
      "--user",
      "userX",
      "--session",
      first!.session,
      "--apply",
    );
    expect({ code, notes }).toEqual({
      code: 0,
      notes: "1 active grant of userX revoked. IAM takes some minutes until it denies everywhere.\n",
    });
    expect(revocations()).toEqual(
      revocationPolicy("userX", { ...NOTHING_REVOKED, sessions: [first!.session] }),
    );
    const states = Object.fromEntries((await listed()).map(({ session, state }) => [session, state]));
    expect([states[first!.session], states[second!.session]]).toEqual(["revoked", "active"]);
  });

  test("of a user has the role deny every session that began until now", async () => {
    const { code } = await registrar("grant", "revoke", "--user", "userX", "--apply");
    expect(code).toBe(0);
    const all = await listed();
    expect(all.filter(({ state }) => state === "active")).toEqual([]);
    const [{ Condition }] = revocations().Statement;
    const before = Date.parse(Condition.DateLessThan["aws:TokenIssueTime"]);
    expect(all.every(({ issuedAt }) => Date.parse(issuedAt) < before)).toBe(true);
    expect(Condition.StringEquals).toEqual({ "aws:SourceIdentity": "userX" });
  });

  test("outlives the next deployment", async () => {
    const before = revocations();
    const wider = datasets.map((dataset) => ({
      ...dataset,
      columns: [...(dataset.columns ?? []), { name: "note", type: "string" }],
    }));
    await updateStage(stack, "dev", datasets, wider);
    expect(revocations()).toEqual(before);
  });

  /** What is run while S3 answers nothing about grants. */
  async function withoutS3(operation: string, run: () => Promise<CommandRun>): Promise<CommandRun> {
    const remove = stack.faults.add({ operation, kind: "error", code: "AccessDenied", message: "not you" });
    try {
      return await run();
    } finally {
      remove();
    }
  }
  const revoking = (...args: readonly string[]) =>
    registrar("grant", "revoke", "--user", "userX", "--apply", ...args);
  const deniedSessions = () =>
    (revocations().Statement[1]?.Condition.StringLike["aws:userid"] ?? []) as readonly string[];

  test("works although a record cannot be read, and tells which", async () => {
    const damaged = `${GRANTS_PREFIX}userX/damaged.json`;
    stack.s3.put(bucket, damaged, "{");
    await granted();
    const session = nameOf(lastSession());
    const { code, notes } = await revoking();
    stack.s3.store.remove(bucket, damaged);
    expect({ code, notes }).toEqual({
      code: 0,
      notes: expect.stringContaining(`cannot be read  ${damaged} is not the record of a grant`),
    });
    expect(notes).toContain("1 active grant of userX revoked.");
    expect((await listed()).find((one) => one.session === session)).toMatchObject({ state: "revoked" });
  });

  test("of a session whose own record is damaged denies it all the same", async () => {
    await granted();
    const session = nameOf(lastSession());
    stack.s3.put(bucket, `${GRANTS_PREFIX}userX/${session}.json`, "{");
    const { code, notes } = await revoking("--session", session);
    expect({ code, notes }).toEqual({ code: 0, notes: expect.stringContaining(`${session} is revoked.`) });
    expect(notes).toContain(`${GRANTS_PREFIX}userX/${session}.json is not the record of a grant`);
    expect(deniedSessions()).toContain(`*:${session}`);
    stack.s3.store.remove(bucket, `${GRANTS_PREFIX}userX/${session}.json`);
  });

  test.each(["S3.ListObjectsV2", "S3.GetObject", "S3.PutObject", "AWSGlue.GetTable"])(
    "denies although %s is refused",
    async (operation) => {
      await granted();
      const session = nameOf(lastSession());
      const one = await withoutS3(operation, () => revoking("--session", session));
      expect(deniedSessions()).toContain(`*:${session}`);
      const before = revocations().Statement[0].Condition.DateLessThan["aws:TokenIssueTime"];
      const all = await withoutS3(operation, () => revoking());
      expect(revocations().Statement[0].Condition.DateLessThan["aws:TokenIssueTime"] >= before).toBe(true);
      for (const { code, notes } of [one, all]) {
        expect(notes).toContain("not you");
        expect(notes).toContain("revoked. IAM takes some minutes");
        expect([0, 1]).toContain(code);
      }
    },
  );

  test("of two sessions at once denies both", async () => {
    await granted();
    const first = nameOf(lastSession());
    await granted();
    const second = nameOf(lastSession());
    await Promise.all([revoking("--session", first), revoking("--session", second)]);
    expect(deniedSessions()).toEqual(expect.arrayContaining([`*:${first}`, `*:${second}`]));
  });

  test("comes back with the next one, if the policy had lost it", async () => {
    await granted();
    const first = nameOf(lastSession());
    await revoking("--session", first);
    stack.iam.roles.putPolicy(
      ROLE,
      "revoked-grants",
      JSON.stringify(revocationPolicy("userX", NOTHING_REVOKED)),
    );
    await granted();
    const second = nameOf(lastSession());
    await revoking("--session", second);
    expect(deniedSessions()).toEqual(expect.arrayContaining([`*:${first}`, `*:${second}`]));
  });

  test("leaves the records of another stage alone, though they lie in the same bucket", async () => {
    await granted();
    const key = `${GRANTS_PREFIX}userX/${nameOf(lastSession())}.json`;
    const other = kept()[key]!.replace('"stage": "dev"', '"stage": "prod"');
    stack.s3.put(bucket, key, other);
    await revoking();
    expect(kept()[key]).toBe(other);
    expect((await listed()).map(({ stage }) => stage)).not.toContain("prod");
    stack.s3.store.remove(bucket, key);
  });

  test("that has no room left is told what to do", async () => {
    await granted();
    const room = JSON.stringify({ Statement: "x".repeat(10_240 - 20) });
    const { policies } = stack.iam.roles.get(ROLE);
    policies.set("filler", room);
    const { code, notes } = await revoking("--session", nameOf(lastSession()));
    policies.delete("filler");
    expect({ code, notes }).toEqual({
      code: 3,
      notes: expect.stringContaining("revoke all grants of this user instead, without --session"),
    });
  });

  test("does not overwrite what somebody else wrote there", async () => {
    const before = stack.iam.roles.policy(ROLE, "revoked-grants");
    stack.iam.roles.putPolicy(ROLE, "revoked-grants", '{"Statement":[]}');
    const { code, notes } = await registrar("grant", "revoke", "--user", "userX", "--apply");
    stack.iam.roles.putPolicy(ROLE, "revoked-grants", before);
    expect({ code, notes }).toEqual({
      code: 3,
      notes: expect.stringContaining("GRANT_UNREADABLE  the role of userX"),
    });
  });
});
