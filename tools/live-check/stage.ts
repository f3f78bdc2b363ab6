/** A stage that is deployed for a run, and removed at its end. */
import { DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { BatchGetPartitionCommand } from "@aws-sdk/client-glue";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import { datasets } from "../../shared/declared-datasets.ts";
import { messageOf } from "../../shared/runtime/errors.ts";
import { databaseName, SERVICE } from "../../shared/runtime/names.ts";
import type { LiveWorld } from "./world.ts";

export interface LiveStage {
  readonly stage: string;
  readonly stackName: string;
  readonly stackId: string;
  readonly bucket: string;
}

export interface LiveStack {
  readonly id: string;
  readonly status: string;
  readonly bucket: string;
}

/** By name, or by the id of one that may be gone; undefined if there is none. */
export async function readStack({ clients }: LiveWorld, nameOrId: string): Promise<LiveStack | undefined> {
  try {
    const { Stacks = [] } = await clients.cloudFormation.send(
      new DescribeStacksCommand({ StackName: nameOrId }),
    );
    const [{ StackId: id = "", StackStatus: status = "", Outputs = [] } = {}] = Stacks;
    return {
      id,
      status,
      bucket: Outputs.find(({ OutputKey }) => OutputKey === "BucketName")?.OutputValue ?? "",
    };
  } catch (thrown) {
    if (/does not exist/.test(messageOf(thrown))) return undefined;
    throw thrown;
  }
}

/** `parameters` go to every command of osls that concerns the stage. */
export async function deployStage(
  world: LiveWorld,
  letter: string,
  ...parameters: string[]
): Promise<LiveStage> {
  const stage = world.stageName(letter);
  const stackName = `${SERVICE}-${stage}`;
  world.undo.later(`stage ${stage}: npx sls remove --stage ${stage} --region ${world.region}`, async () => {
    if ((await readStack(world, stackName)) !== undefined)
      await world.sls("remove", "--stage", stage, ...parameters);
  });
  await world.sls("deploy", "--stage", stage, ...parameters);
  const stack = await readStack(world, stackName);
  if (stack === undefined) throw new Error(`there is no stack ${stackName} after its deployment`);
  return { stage, stackName, stackId: stack.id, bucket: stack.bucket };
}

const registered = datasets.find(({ strategy }) => strategy === "register");

/** Milliseconds from the PUT of an object to its partition in Glue; undefined if it does not come. */
export async function registerOne(
  world: LiveWorld,
  stage: LiveStage,
  symbol: string,
): Promise<number | undefined> {
  if (registered === undefined) throw new Error("no dataset of shared/datasets.ts has the strategy register");
  const { s3, glue } = world.clients;
  const values = registered.keys.map(({ name }) => valueFor(name, symbol));
  const folder = registered.keys.map(({ name }, index) => `${name}=${values[index]}/`).join("");
  const start = Date.now();
  await s3.send(
    new PutObjectCommand({
      Bucket: stage.bucket,
      Key: `${registered.prefix}${folder}part-0.parquet`,
      Body: "PAR1",
    }),
  );
  return world.until(420, async () => {
    const { Partitions = [] } = await glue.send(
      new BatchGetPartitionCommand({
        DatabaseName: databaseName(registered.database, stage.stage),
        TableName: registered.table,
        PartitionsToGet: [{ Values: values }],
      }),
    );
    return Partitions.length === 0 ? undefined : Date.now() - start;
  });
}

const valueFor = (key: Dataset["keys"][number]["name"], symbol: string) =>
  key === "day" ? "2026-11-20" : symbol;
