import { GetTemplateCommand, UpdateStackCommand } from "@aws-sdk/client-cloudformation";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { HeadBucketCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { validateFunctionName } from "../../../shared/runtime/names.ts";
import type { AutomaticCheck, CheckAnswer } from "../check.ts";
import { makeBucket, notify } from "../resources.ts";
import { deployStage, type LiveStage, readStack, registerOne } from "../stage.ts";
import type { LiveWorld } from "../world.ts";

/** One stage for all of a run's checks; deploying takes minutes. */
const stages = new WeakMap<LiveWorld, Promise<LiveStage>>();

function stageOf(world: LiveWorld): Promise<LiveStage> {
  const stage = stages.get(world) ?? deployStage(world, "a");
  stages.set(world, stage);
  return stage;
}

const DEPLOYING = ["everything that `sls deploy` and `sls remove` call, of a throw-away stage"];

/** In this order: each finds the stage as the one before has left it. */
export const stage: readonly AutomaticCheck[] = [
  {
    id: "deploy",
    assumption: "CloudFormation creates all of a stage in one go",
    reliesOn: ["serverless.yml", "deploy/resources.ts"],
    calls: DEPLOYING,
    cost: 0.1,
    async run(world) {
      const { stackId } = await stageOf(world);
      const status = (await readStack(world, stackId))?.status;
      return { holds: status === "CREATE_COMPLETE", saw: `the stack is ${status}` };
    },
  },
  {
    id: "roles",
    assumption: "the roles suffice for what the functions do, and the queue's policy admits S3",
    reliesOn: [
      "deploy/pipeline-roles.ts",
      "deploy/statements.ts",
      "deploy/queues.ts",
      "deploy/validate-role.ts",
    ],
    calls: ["s3:PutObject", "glue:BatchGetPartition", "lambda:InvokeFunction"],
    cost: 0.05,
    async run(world) {
      const live = await stageOf(world);
      const ms = await registerOne(world, live, "ROLES");
      if (ms === undefined) return { holds: false, saw: "an object's partition did not come within 420 s" };
      const { FunctionError, Payload } = await world.clients.lambda.send(
        new InvokeCommand({
          FunctionName: validateFunctionName(live.stage),
          Payload: JSON.stringify({ suite: "close", time: "2026-11-20T23:00:00Z" }),
        }),
      );
      const answer = new TextDecoder().decode(Payload).slice(0, 400);
      return {
        holds: FunctionError === undefined,
        saw: `registered; validate answered ${FunctionError ?? ""} ${answer}`,
      };
    },
  },
  {
    id: "delays",
    assumption: "a partition is in the catalog seconds after its object's PUT",
    reliesOn: ["README.md", "deploy/queue-delivery.ts"],
    calls: ["s3:PutObject", "glue:BatchGetPartition"],
    cost: 0.01,
    async run(world) {
      const live = await stageOf(world);
      const delays: number[] = [];
      for (let index = 0; index < 20; index++) {
        delays.push((await registerOne(world, live, `DELAY${index}`)) ?? Number.POSITIVE_INFINITY);
      }
      delays.sort((one, other) => one - other);
      const [least, median, most] = [delays[0], delays[10], delays[19]];
      return {
        holds: median! < 10_000,
        saw: `20 objects, one by one: ${least} to ${most} ms, median ${median} ms`,
      };
    },
  },
  {
    id: "existing-bucket",
    assumption:
      "the queue's policy admits EventBridge, and a stage on an existing bucket hears of its objects",
    reliesOn: ["deploy/object-events.ts", "deploy/queues.ts"],
    calls: DEPLOYING,
    cost: 0.1,
    async run(world) {
      const bucket = await makeBucket(world);
      await notify(world, bucket, { EventBridgeConfiguration: {} });
      const live = await deployStage(world, "b", `--param=bucket=${bucket}`);
      const ms = await registerOne(world, live, "EXISTING");
      return {
        holds: ms !== undefined,
        saw: ms === undefined ? "no partition within 420 s" : `after ${ms} ms`,
      };
    },
  },
  {
    id: "update-keeps-objects",
    assumption:
      "while CloudFormation deletes what an update leaves out it calls the stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS, so that nothing is emptied",
    reliesOn: ["shared/bucket-cleanup/removal-rule.ts", "deploy/bucket-cleanup.ts"],
    calls: ["cloudformation:GetTemplate", "cloudformation:UpdateStack", "s3:PutObject"],
    cost: 0.01,
    run: updateWithoutEmptying,
  },
  {
    id: "remove",
    assumption: "CloudFormation removes a stage in the order of the template, and its full bucket with it",
    reliesOn: ["deploy/bucket-cleanup.ts", "docs/environments.md"],
    calls: DEPLOYING,
    cost: 0.05,
    async run(world) {
      const { stage: name, stackId, bucket } = await stageOf(world);
      // What the check before took out of the template is put back.
      await world.sls("deploy", "--stage", name);
      await world.sls("remove", "--stage", name);
      const status = (await readStack(world, stackId))?.status;
      const there = await world.clients.s3.send(new HeadBucketCommand({ Bucket: bucket })).then(
        () => "is there",
        ({ name: why }: Error) => why,
      );
      return {
        holds: status === "DELETE_COMPLETE" && there === "NotFound",
        saw: `stack ${status}, bucket ${there}`,
      };
    },
  },
];

async function updateWithoutEmptying(world: LiveWorld): Promise<CheckAnswer> {
  const { stackName, stackId, bucket } = await stageOf(world);
  const { cloudFormation, s3 } = world.clients;
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: "kept", Body: "x" }));
  const { TemplateBody = "{}" } = await cloudFormation.send(new GetTemplateCommand({ StackName: stackName }));
  const template = JSON.parse(TemplateBody) as { readonly Resources: Readonly<Record<string, object>> };
  const { EmptyBuckets: _, ...others } = template.Resources;
  const Resources = JSON.parse(JSON.stringify(others), (name, value) =>
    name === "DependsOn" && Array.isArray(value) ? value.filter((id) => id !== "EmptyBuckets") : value,
  );
  await cloudFormation.send(
    new UpdateStackCommand({
      StackName: stackName,
      TemplateBody: JSON.stringify({ ...template, Resources }),
      Capabilities: ["CAPABILITY_NAMED_IAM"],
    }),
  );
  const status = await world.until(900, async () => {
    const now = (await readStack(world, stackId))?.status ?? "gone";
    return now.endsWith("_IN_PROGRESS") ? undefined : now;
  });
  // Both fail when the bucket was emptied: the object is gone, or writes are refused.
  const written = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: "after", Body: "x" })).then(
    () => true,
    () => false,
  );
  const kept = await isKept(world, bucket);
  return {
    holds: status === "UPDATE_COMPLETE" && written && kept,
    saw: `the stack is ${status}; the object ${kept ? "is there" : "is gone"}; writes ${written ? "go on" : "are refused"}`,
  };
}

async function isKept({ clients }: LiveWorld, bucket: string): Promise<boolean> {
  const { KeyCount = 0 } = await clients.s3.send(
    new ListObjectsV2Command({ Bucket: bucket, Prefix: "kept" }),
  );
  return KeyCount === 1;
}
