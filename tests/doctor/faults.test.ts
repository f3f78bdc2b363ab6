import { DeleteDatabaseCommand } from "@aws-sdk/client-glue";
import { ListPermissionsCommand } from "@aws-sdk/client-lakeformation";
import { GetBucketNotificationConfigurationCommand } from "@aws-sdk/client-s3";
import { ListSchedulesCommand } from "@aws-sdk/client-scheduler";
import { afterEach, expect, test } from "@jest/globals";
import { expectedStage } from "../../operate/doctor/expected-stage.ts";
import { FAULTS, type FaultCode } from "../../operate/doctor/faults.ts";
import { conclusionOf } from "../../operate/doctor/finding.ts";
import { ABSENT } from "../../operate/doctor/probe-result.ts";
import { datasets } from "../fixtures/datasets.ts";
import { textOf } from "../repository/sources.ts";
import { carryOut } from "./carry-out.ts";
import {
  departing,
  everyStrategy,
  existing,
  NIGHTLY_LOOKS,
  owned,
  PLANTED,
  RECONCILE,
  SCHEDULES,
} from "./planted-faults.ts";
import {
  both,
  CONDITIONED,
  type FaultPlant,
  granted,
  key,
  notifications,
  PARKING,
  queue,
  RAW,
  REGISTER,
  roleArn,
  toQueue,
  withoutQueue,
} from "./plants.ts";
import { NAME, type SoundStage, soundStage } from "./stage.ts";

let stage: SoundStage;

afterEach(() => stage.close());

test.each([
  ["that owns its bucket", owned],
  ["on an existing bucket", existing],
  ["with a dataset of every strategy", everyStrategy],
  ["with a dataset of every strategy, on an existing bucket", { ...everyStrategy, owned: false }],
  ["whose partitions go with their data, and whose files are looked into", departing],
  ["of that kind, on an existing bucket", { ...departing, owned: false }],
])("a sound stage %s has no fault, and every check says so", async (_, options) => {
  stage = await soundStage(options);
  const findings = await stage.diagnose();
  const expected = expectedStage(options.datasets ?? datasets, "dev");
  expect(findings.filter(({ status }) => status !== "ok")).toEqual([]);
  expect(new Set(findings.map(({ check }) => check))).toEqual(
    new Set([
      "identity",
      "clock",
      "bucket",
      "bucket owner",
      "files",
      "notifications",
      ...(options.owned ? [] : ["rule"]),
      "queue policy",
      "encryption",
      "visibility timeout",
      "redrive",
      "event source",
      "concurrency",
      "table",
      "projection",
      ...(expected.tables.some(({ indexKeys }) => indexKeys !== undefined) ? ["partition index"] : []),
      ...(expected.crawlers.length > 0 ? ["crawler"] : []),
      ...(expected.views.length > 0 ? ["view"] : []),
      ...(expected.workGroups.length > 0 ? ["workgroup"] : []),
      ...(expected.schedules.length > 0 ? ["schedules"] : []),
      "Lake Formation",
      "topic",
      "limits",
    ]),
  );
});

function named(name: string): Error {
  return Object.assign(new Error("refused"), { name });
}

test.each(PLANTED)("$code of $where is found, alone, and $fix mends it", async ({ on, plant, ...row }) => {
  stage = await soundStage(on);
  await plant(stage);
  const found = await faults();
  expect(found).toEqual([
    {
      check: expect.any(String),
      where: row.where,
      status: FAULTS[row.code],
      code: row.code,
      what: expect.any(String),
      fix: expect.stringContaining(row.fix),
    },
  ]);
  if (typeof row.then === "string") return;
  await carryOut(stage, found[0]!.fix!);
  expect((await faults()).map(({ code }) => code)).toEqual(row.then);
});

const faults = async () => (await stage.diagnose()).filter(({ status }) => status !== "ok");

test("a stage of which much was deleted is whole again after the commands, in the order in which they are told", async () => {
  stage = await soundStage(existing);
  await both(
    ({ clients }) => clients.glue.send(new DeleteDatabaseCommand({ Name: RAW })),
    withoutQueue(REGISTER),
    withoutQueue(PARKING),
    ({ account }) => account.rules.clear(),
    ({ account }) => account.functions.clear(),
    ({ account }) => account.schedules.clear(),
    ({ account }) => account.mappings.splice(0),
  )(stage);
  for (let round = 0; round < 2; round += 1) {
    for (const { fix } of await faults()) await carryOut(stage, fix!);
  }
  expect(await faults()).toEqual([]);
});

test("the runbook's way to switch EventBridge on does, and keeps what others have in the document", async () => {
  stage = await soundStage(existing);
  // S3 asks every destination that the document names, so it has to be there.
  await notifications(() => ({ QueueConfigurations: [toQueue(PARKING, "elsewhere/")] }))(stage);
  const [, script] = /^```sh\n(bucket=<name>\n[\s\S]*?)^```$/m.exec(textOf("docs/operations.md"))!;
  await carryOut(stage, script!.replace("<name>", stage.bucket));
  expect(await faults()).toEqual([]);
  const command = new GetBucketNotificationConfigurationCommand({ Bucket: stage.bucket });
  expect(await stage.clients.s3.send(command)).toMatchObject({ QueueConfigurations: [{}] });
});

test.each([`${NAME}-reconcile-schedules`, SCHEDULES, NIGHTLY_LOOKS])(
  "the runbook's way to switch schedules of %s off does, and keeps the rest of them",
  async (group) => {
    stage = await soundStage(owned);
    const [schedule] = stage.account.schedules.get(group)!;
    const before = { ...schedule };
    const [, script] = /^```sh\n(aws scheduler get-schedule [\s\S]*?)^```$/m.exec(
      textOf("docs/operations.md"),
    )!;
    await carryOut(stage, script!.replaceAll("<group>", group).replaceAll("<schedule>", schedule!.Name));
    const changed = stage.account.schedules.get(group)!.find(({ Name }) => Name === schedule!.Name);
    expect(changed).toEqual({ ...before, State: "DISABLED" });
    const found = await faults();
    expect(found).toMatchObject([{ code: "SCHEDULE_DISABLED", where: group }]);
    await carryOut(stage, found[0]!.fix!);
    expect(await faults()).toEqual([]);
  },
);

test("what cannot be read is not replaced: a document that others have a part in stays as it is", async () => {
  stage = await soundStage(existing);
  await notifications(() => ({ QueueConfigurations: [toQueue("somebody-elses", "elsewhere/")] }))(stage);
  const [{ fix } = { fix: undefined }] = await faults();
  const allow = stage.stack.faults.add({
    operation: "S3.GetBucketNotificationConfiguration",
    kind: "error",
    code: "AccessDenied",
    status: 403,
  });
  await expect(carryOut(stage, fix!)).rejects.toThrow(/AccessDenied/);
  allow();
  const command = new GetBucketNotificationConfigurationCommand({ Bucket: stage.bucket });
  expect(await stage.clients.s3.send(command)).toMatchObject({ QueueConfigurations: [{}] });
});

test.each([
  [
    "a queue",
    "queue policy",
    "aws sqs get-queue-attributes --queue-url",
    queue(REGISTER, { Policy: JSON.stringify(CONDITIONED) }),
  ],
  ["a key", "encryption", "aws kms get-key-policy --key-id", key(true, CONDITIONED)],
] as const)(
  "whether S3 is let in is unknown, not ok, if the policy of %s has a condition that is not judged",
  async (_, check, fix, plant: FaultPlant) => {
    stage = await soundStage(owned);
    await plant(stage);
    expect(await faults()).toEqual([
      {
        check,
        where: REGISTER,
        status: "unknown",
        what: expect.stringContaining("conditions that are not judged here"),
        fix: expect.stringContaining(fix),
      },
    ]);
  },
);

test("a stage that is not there is one finding, not one for each of its parts", async () => {
  stage = await soundStage(owned);
  stage.sees = {
    lambda: async () => ABSENT,
    mappings: async () => ABSENT,
    queue: async () => ABSENT,
    table: async () => ABSENT,
  };
  expect((await stage.diagnose()).filter(({ status }) => status !== "ok")).toMatchObject([
    { code: "STAGE_MISSING", where: "dev", what: expect.stringContaining("us-east-1") },
  ]);
});

test("in the mode of Lake Formation, grants by name and on all tables count together", async () => {
  stage = await soundStage(owned);
  await granted(
    [REGISTER, "ALTER", "INSERT"],
    [RECONCILE, "ALTER", "INSERT"],
    [`${NAME}-validate`, "SELECT"],
  )(stage);
  for (const role of [REGISTER, RECONCILE, `${NAME}-validate`, `${NAME}-look`]) {
    const resource = { Table: { DatabaseName: RAW, TableWildcard: {} } };
    stage.account.grants.push({ principal: roleArn(role), permissions: ["DESCRIBE"], resource });
  }
  const findings = await stage.diagnose();
  expect(
    findings.filter(({ where, check }) => where === `${RAW}.trades` && check === "Lake Formation"),
  ).toEqual([
    expect.objectContaining({ status: "ok", what: expect.stringContaining("Lake Formation decides") }),
  ]);
});

test("what one call is refused is unknown, names the permission, and hides nothing else", async () => {
  stage = await soundStage(owned);
  const sound = await stage.diagnose();
  stage.stack.faults.add({
    operation: "AmazonSQS.GetQueueAttributes",
    kind: "error",
    code: "AccessDenied",
    message: "no",
  });
  stage.stubs.lake.on(ListPermissionsCommand).rejects(named("AccessDeniedException"));
  stage.stubs.scheduler.on(ListSchedulesCommand).rejects(named("TimeoutError"));
  const findings = await stage.diagnose();
  const of = (status: string, list = findings) => list.filter((one) => one.status === status);
  expect(new Set(of("unknown").map(({ check, what, fix }) => [check, what, fix].join("; ")))).toEqual(
    new Set([
      ...["queue policy", "encryption", "visibility timeout", "redrive"].map(
        (check) =>
          `${check}; not allowed to look: AccessDenied: no; allow sqs:GetQueueUrl and sqs:GetQueueAttributes to the caller`,
      ),
      "Lake Formation; not allowed to look: AccessDeniedException: refused; allow lakeformation:ListPermissions to the caller",
      "schedules; scheduler:ListSchedules was not answered: TimeoutError: refused; ",
    ]),
  );
  expect(of("ok")).toHaveLength(of("ok", sound).length - of("unknown").length);
  expect(findings).toHaveLength(sound.length);
});

test("credentials that have expired are the one thing to mend; everything else is unknown", async () => {
  stage = await soundStage(owned);
  stage.stack.faults.add({
    operation: "*",
    kind: "error",
    code: "ExpiredTokenException",
    message: "expired",
  });
  const expired = named("ExpiredToken");
  const { sts, lambda, events, scheduler, lake, sns } = stage.stubs;
  for (const stub of Object.values(stage.stubs)) stub.reset();
  sts.onAnyCommand().rejects(expired);
  lambda.onAnyCommand().rejects(expired);
  events.onAnyCommand().rejects(expired);
  scheduler.onAnyCommand().rejects(expired);
  lake.onAnyCommand().rejects(expired);
  sns.onAnyCommand().rejects(expired);
  const [identity, ...rest] = await stage.diagnose();
  expect(identity).toMatchObject({ status: "fail", code: "NO_CREDENTIALS" });
  expect(new Set(rest.map(({ status }) => status))).toEqual(new Set(["unknown"]));
  expect(conclusionOf([identity!, ...rest])).toBe("unknown");
});

test("every fault is planted here, and has a heading in docs/doctor.md", () => {
  const elsewhere: readonly FaultCode[] = ["NO_CREDENTIALS", "STAGE_MISSING"];
  const planted = new Set([...PLANTED.map(({ code }) => code), ...elsewhere]);
  expect([...planted].sort()).toEqual(Object.keys(FAULTS).sort());
  const headings = [...textOf("docs/doctor.md").matchAll(/^### ([A-Z_]+)$/gm)].map(([, code]) => code);
  expect(headings).toEqual(Object.keys(FAULTS));
});
