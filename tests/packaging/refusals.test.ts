import { describe, expect, test } from "@jest/globals";
import { readDeployment } from "../../deploy/deployment.ts";
import { templateOf } from "../../deploy/resources.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { refusal } from "./packaged.ts";

describe("packaging refuses, before anything is deployed,", () => {
  test("prod without a bucket", async () => {
    const { exitCode, printed } = await refusal("--stage", "prod");
    expect(exitCode).toBe(1);
    expect(printed).toContain(
      'stage "prod" always uses an existing bucket; name it in serverless.yml, at params: prod: bucket:',
    );
  }, 60_000);

  test("a stage whose name would not fit into those of buckets and databases", async () => {
    const { exitCode, printed, written } = await refusal("--stage", "my-feature");
    expect(exitCode).toBe(1);
    expect(written).toEqual([]);
    expect(printed).toContain(
      'stage "my-feature" must be a letter of a-z followed by at most 15 of a-z and 0-9',
    );
  }, 60_000);

  test("everything that is wrong at once, without a stack trace", async () => {
    const { exitCode, printed } = await refusal(
      "--stage",
      "Dev",
      "--param=bucket=My_Bucket",
      "--param=alarmEmail=me",
      "--param=bucketKey=alias/lake",
    );
    expect(exitCode).toBe(1);
    expect(printed).toContain(
      [
        "This stage cannot be packaged:",
        '  - stage "Dev" must be a letter of a-z followed by at most 15 of a-z and 0-9',
        '  - parameter bucket "My_Bucket" is not a bucket\'s name',
        '  - parameter bucketKey "alias/lake" is not the ARN of a key of KMS; an alias has another ARN',
        '  - parameter alarmEmail "me" is not an e-mail address',
      ].join("\n"),
    );
    expect(printed).not.toMatch(/^ +at /m);
  }, 60_000);
});

describe("a stage is in one Region", () => {
  const stage = (region: string, regionAsked: string) => () =>
    readDeployment({ stage: "dev", bucket: "", alarmEmail: "", region, regionAsked });

  test("a command that looks for it in another is refused before anything is packaged", async () => {
    const { exitCode, printed, written } = await refusal("--stage", "dev", "--region", "eu-west-1");
    expect(exitCode).toBe(1);
    expect(written).toEqual([]);
    expect(printed).toContain(
      'stage "dev" is in us-east-1, and --region or AWS_REGION says eu-west-1: in a second Region it needs a second name',
    );
  }, 60_000);

  test.each([
    ["no Region is asked for", "eu-west-1", ""],
    ["its own is asked for", "eu-west-1", "eu-west-1"],
    ["it is one of another partition", "us-gov-east-1", ""],
  ])("and is packaged when %s", (_, region, asked) => {
    expect(stage(region, asked)).not.toThrow();
  });

  test.each(["europe", "eu_west_1", "eu-west", "EU-WEST-1", "eu-west-1a"])("which %j is not", (region) => {
    expect(stage(region, "")).toThrow(`parameter region ${JSON.stringify(region)} is not a Region`);
  });
});

const dataset = (name: string, database: string): DeclaredDataset => ({
  name,
  database,
  table: name,
  prefix: `${name}/`,
  keys: [{ name: "day", kind: "day" }],
  columns: [{ name: "price", type: "double" }],
  strategy: "register",
});

test("a stage whose database would have the name of another of prod's is refused by name", () => {
  const declared = [dataset("trades", "raw"), dataset("quotes", "raw_qa")];
  const write = (stage: string) =>
    templateOf(declared, readDeployment({ stage, bucket: "lake", alarmEmail: "" }));
  expect(() => write("qa")).toThrow(
    "database raw would be raw_qa in stage qa, and prod has a raw_qa; rename one",
  );
  expect(Object.keys(write("prod").Resources)).toContain("RawQaDatabase");
  expect(Object.keys(write("dev").Resources)).toContain("RawQaDatabase");
});

test("datasets whose names differ too little for logical ids are refused by name", () => {
  const deployment = readDeployment({ stage: "dev", bucket: "", alarmEmail: "" });
  const clashing = [dataset("bars_5m", "bars"), dataset("bars5m", "bars_")];
  expect(() => templateOf(clashing, deployment)).toThrow(
    [
      "The datasets do not fit into one template:",
      "  - database bars and database bars_ would both be BarsDatabase in the template; rename one",
      "  - dataset bars_5m and dataset bars5m would both be Bars5mTable in the template; rename one",
    ].join("\n"),
  );
});
