import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { leftBucket, leftList } from "../../deploy/same-bucket.ts";
import { type Emulator, startEmulator } from "../../emulator/index.ts";
import { deployTo, packageEdited } from "./packaged.ts";

const OWN = { "Fn::Sub": `stock-trades-partitions-qa-\${AWS::AccountId}` };
const OWNED = "stock-trades-partitions-qa-000000000000";

describe("a deployment", () => {
  test.each([
    ["of a new stage", undefined, OWN, ""],
    ["on the bucket that the stage owns", OWNED, OWN, ""],
    ["on the existing bucket that it was on", "lake", "lake", ""],
    ["that says which bucket is left", "lake", OWN, "lake"],
    ["from an own bucket that is named", OWNED, "lake", OWNED],
  ])("%s begins", (_, deployed, wanted, moveFrom) => {
    expect(leftBucket({ deployed, wanted, moveFrom }, "qa")).toBeUndefined();
  });

  test.each([
    ["without the parameter that named the bucket", "lake", OWN, ""],
    ["on an existing bucket, from one of its own", OWNED, "lake", ""],
    ["on another existing bucket", "lake", "lake-2", ""],
    ["that leaves another bucket than it says", "lake", OWN, "lake-2"],
    ["from a bucket that only looks like its own", "stock-trades-partitions-qa-archive", OWN, ""],
  ])("%s does not", (_, deployed, wanted, moveFrom) => {
    expect(leftBucket({ deployed, wanted, moveFrom }, "qa")).toContain(
      `stage "qa" is on the bucket ${deployed}, and would be moved to `,
    );
  });
});

describe("a deployment of a stage whose list of datasets lies outside of the checkout", () => {
  test.each([
    ["of the list that it was deployed from", "datasets.ts", "datasets.ts", ""],
    ["of another list outside", "datasets.ts", "other.ts", ""],
    ["of a list outside, where there was none", undefined, "datasets.ts", ""],
    ["that says which list is left", "datasets.ts", undefined, "datasets.ts"],
  ])("%s begins", (_, deployed, wanted, moveFrom) => {
    expect(leftList({ deployed, wanted, moveFrom }, "qa")).toBeUndefined();
  });

  test("that names no list does not, and says what to set", () => {
    const problem = leftList({ deployed: "datasets.ts", wanted: undefined, moveFrom: "" }, "qa");
    expect(problem).toContain("outside of this checkout, datasets.ts, and REGISTRAR_DATASETS names none");
  });
});

describe("sls deploy", () => {
  let stack: Emulator;

  beforeAll(async () => {
    stack = await startEmulator();
    const id = "arn:aws:cloudformation:us-east-1:000000000000:stack/stock-trades-partitions-qa/1";
    stack.stacks.put(id, { status: "UPDATE_COMPLETE", outputs: { BucketName: "market-data-lake" } });
  });

  afterAll(() => stack.close());

  const calls = () => new Set(stack.requests.map(({ service, operation }) => `${service}.${operation}`));

  test("asks which bucket the stage is on, and changes nothing when it would leave it", async () => {
    const { exitCode, printed } = await deployTo(stack.env, "--stage", "qa");
    expect(exitCode).toBe(1);
    expect(printed).toContain('stage "qa" is on the bucket market-data-lake, and would be moved to');
    expect(printed).toContain("write the bucket in serverless.yml, at params: qa: bucket: market-data-lake");
    expect(calls()).toEqual(new Set(["STS.GetCallerIdentity", "CloudFormation.DescribeStacks"]));
  }, 60_000);

  test("asks which list the stage is of, and changes nothing when nobody named one", async () => {
    const id = "arn:aws:cloudformation:us-east-1:000000000000:stack/stock-trades-partitions-listed/1";
    stack.stacks.put(id, { status: "UPDATE_COMPLETE", outputs: { ListOfDatasets: "datasets.ts" } });
    const { exitCode, printed } = await deployTo(stack.env, "--stage", "listed");
    expect(exitCode).toBe(1);
    expect(printed).toContain('stage "listed" was deployed from a list of datasets outside of this checkout');
    expect(calls()).not.toContain("CloudFormation.DescribeStackResource");
  }, 60_000);

  test("goes on with that bucket", async () => {
    const { printed } = await deployTo(stack.env, "--stage", "qa", "--param=bucket=market-data-lake");
    expect(printed).not.toContain("would be moved");
    // The next thing that osls asks for, and that the local stack has not.
    expect(calls()).toContain("CloudFormation.DescribeStackResource");
  }, 60_000);
});

test("prod, its bucket and its Region written in serverless.yml, needs no parameter", async () => {
  const written = 'prod:\n    bucket: ""';
  const { template, service } = await packageEdited(
    (yaml) => {
      expect(yaml).toContain(written);
      return yaml.replace(written, "prod:\n    bucket: market-data-lake\n    region: eu-west-1");
    },
    "--stage",
    "prod",
  );
  expect(template.Outputs.BucketName?.Value).toBe("market-data-lake");
  expect(service.provider.region).toBe("eu-west-1");
}, 60_000);
