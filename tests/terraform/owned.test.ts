/** Tables that Terraform owns, under a stage that `sls deploy` makes beside them: both on ministack. */
import { CreateBucketCommand, PutBucketNotificationConfigurationCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { terraformModule } from "../../deploy/terraform/module.ts";
import { datasets } from "../fixtures/datasets.ts";
import { fitted, schemaOf } from "./provider.ts";
import { PROVIDER, type Workspace, workspace } from "./workspace.ts";

// Everything below asks ministack; the rest of this suite asks moto.
process.env.AWS_ENDPOINT_URL = process.env.MINISTACK_ENDPOINT;
const { partitions, partitionsWhen, put, resourceTypes, s3, slsDone, tableOf, timed } = await import(
  "../deployment/stage.ts"
);

const STAGE = "owned";
const BUCKET = "owned-by-terraform";
const DATABASE = `stock_trades_raw_${STAGE}`;
const FOLDER = "stock-trades-platform/raw/trades/day=2026-11-20/symbol=AAPL";

const sls = { parameters: [`bucket=${BUCKET}`, "tables=external"] };

let work: Workspace;

beforeAll(async () => {
  const endpoint = process.env.MINISTACK_ENDPOINT!;
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: BUCKET,
      NotificationConfiguration: { EventBridgeConfiguration: {} },
    }),
  );
  const probe = workspace();
  const schema = await schemaOf(probe);
  probe.remove();
  work = workspace();
  work.write("lake/main.tf.json", fitted(terraformModule(datasets, STAGE), schema));
  work.write("main.tf.json", {
    module: { lake: { source: "./lake", bucket: BUCKET } },
    provider: {
      aws: {
        ...PROVIDER.aws,
        skip_requesting_account_id: false,
        endpoints: { athena: endpoint, glue: endpoint, sts: endpoint, iam: endpoint },
      },
    },
  });
  await work.init();
});

afterAll(() => work.remove());

async function terraform(...words: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await work.terraform(...words);
  if (exitCode !== 0) throw new Error(stderr);
  return stdout;
}

const hasChanges = async () => {
  const { exitCode, stderr } = await work.terraform("plan", "-input=false", "-detailed-exitcode");
  if (exitCode !== 0 && exitCode !== 2) throw new Error(stderr);
  return exitCode === 2;
};

test("Terraform makes them; the stack that is deployed beside them has none of its own", async () => {
  await timed("terraform apply", () => terraform("apply", "-input=false", "-auto-approve"));
  expect((await tableOf(DATABASE, "trades"))?.PartitionKeys).toHaveLength(2);
  await timed("deploy beside tables of Terraform", () => slsDone("deploy", STAGE, sls));
  const types = await resourceTypes(STAGE);
  expect(types.filter((type) => type.startsWith("AWS::Glue::"))).toEqual([]);
  expect(types).toContain("AWS::Lambda::Function");
});

test("what is written is registered in them, which is no change to Terraform", async () => {
  await put(BUCKET, `${FOLDER}/part-0.parquet`);
  await partitionsWhen(DATABASE, "trades", 1);
  expect(await partitions(DATABASE, "trades")).toEqual({ "2026-11-20/AAPL": `s3://${BUCKET}/${FOLDER}/` });
  expect(await hasChanges()).toBe(false);
});

test("the stack goes, and they stay with their partitions; Terraform takes all of them away", async () => {
  await timed("remove beside tables of Terraform", () => slsDone("remove", STAGE, sls));
  expect(Object.keys(await partitions(DATABASE, "trades"))).toEqual(["2026-11-20/AAPL"]);
  expect(await hasChanges()).toBe(false);
  await timed("terraform destroy", () => terraform("destroy", "-input=false", "-auto-approve"));
  expect(await tableOf(DATABASE, "trades")).toBeUndefined();
});
