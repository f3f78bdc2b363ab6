import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { bundle } from "../../deploy/bundle.ts";
import { readDeployment } from "../../deploy/deployment.ts";
import { templateOf } from "../../deploy/resources.ts";
import { readable } from "../deploy/readable.ts";
import { datasets } from "../fixtures/datasets.ts";
import { type Packaged, packageService } from "./packaged.ts";
import { physicalNames } from "./physical-names.ts";

let dev: Packaged;
let qa: Packaged;
let prod: Packaged;

beforeAll(async () => {
  [dev, qa, prod] = await Promise.all([
    packageService("--stage", "dev"),
    packageService("--stage", "qa"),
    packageService(
      "--stage",
      "prod",
      "--param=bucket=market-data-lake",
      "--param=alarmEmail=ops@example.com",
    ),
  ]);
}, 120_000);

describe("stages of one account", () => {
  test("share no physical name", () => {
    const stages = [dev, qa, prod].map(({ template }) => physicalNames(template));
    const total = stages.reduce((sum, names) => sum + names.size, 0);
    expect(new Set(stages.flatMap((names) => [...names])).size).toBe(total);
    expect(stages[0]!.size).toBe(stages[1]!.size);
  });

  test("differ in their name alone, as long as they own their bucket", () => {
    const plain = ({ template }: Packaged, stage: string) =>
      JSON.parse(
        JSON.stringify(readable(template)).replace(new RegExp(`\\b${stage}\\b|_${stage}\\b`, "g"), "<stage>"),
      );
    expect(withoutCode(plain(dev, "dev"))).toEqual(withoutCode(plain(qa, "qa")));
  });

  test("have their databases to themselves, and prod the plain ones", () => {
    expect(databases(prod)).toEqual(["stock_trades_raw", "stock_trades_curated", "stock_trades_quality"]);
    expect(databases(dev)).toEqual([
      "stock_trades_raw_dev",
      "stock_trades_curated_dev",
      "stock_trades_quality_dev",
    ]);
  });

  test("tag what they deploy", () => {
    const tags = { service: "stock-trades-partitions", stage: "qa" };
    expect(qa.service.provider).toMatchObject({ tags, stackTags: tags });
    expect(qa.template.Resources.RegisterLambdaFunction?.Properties.Tags).toEqual([
      { Key: "service", Value: "stock-trades-partitions" },
      { Key: "stage", Value: "qa" },
    ]);
  });
});

describe("what is packaged", () => {
  test("is what deploy/ writes, and the functions with their log groups, what invokes them, and the deployment bucket", () => {
    const write = (stage: string, bucket: string, alarmEmail: string) =>
      templateOf(datasets, readDeployment({ stage, bucket, alarmEmail }));
    const written = write("dev", "", "");
    expect(prod.template.Resources).toMatchObject(
      write("prod", "market-data-lake", "ops@example.com").Resources,
    );
    const { Resources } = dev.template;
    expect(Resources).toMatchObject(written.Resources);
    expect(Object.keys(Resources).filter((logicalId) => !(logicalId in written.Resources))).toEqual([
      "ServerlessDeploymentBucket",
      "ServerlessDeploymentBucketPolicy",
      "RegisterLogGroup",
      "LookLogGroup",
      "ValidateLogGroup",
      "ReconcileLogGroup",
      "EmptyLogGroup",
      "IndexesLogGroup",
      "RegisterLambdaFunction",
      "LookLambdaFunction",
      "ValidateLambdaFunction",
      "ValidateLambdaEvConf",
      "ReconcileLambdaFunction",
      "EmptyLambdaFunction",
      "IndexesLambdaFunction",
      "RegisterEventSourceMappingSQSRegisterQueue",
      "LookEventSourceMappingSQSLookQueue",
      "ValidateEventSourceMappingSQSValidateQueue",
      "ReconcileEventSourceMappingSQSReconcileQueue",
    ]);
  });

  test("is an ES module for each function", () => {
    expect([...dev.code.keys()].sort()).toEqual([
      "functions/empty.mjs",
      "functions/indexes.mjs",
      "functions/look.mjs",
      "functions/reconcile.mjs",
      "functions/register.mjs",
      "functions/validate.mjs",
    ]);
    const validate = dev.code.get("functions/validate.mjs")!;
    for (const client of ["AmazonAthena", "AWSGlue", "AmazonS3", "AmazonSimpleNotificationService"])
      expect({ client, held: validate.includes(client) }).toEqual({ client, held: true });
  });

  test("is for register at most 450 KB, without the S3 client", () => {
    const code = dev.code.get("functions/register.mjs")!;
    expect(code.length).toBeLessThanOrEqual(450 * 1024);
    expect(code.includes("AWSGlue")).toBe(true);
    for (const marker of ["ListObjectsV2", "client-s3", "AmazonS3"])
      expect(code.includes(marker)).toBe(false);
  });

  test("is the same code in every stage, and what bundle() makes", async () => {
    const folder = mkdtempSync(join(tmpdir(), "registrar-bundle-"));
    await bundle("functions/register.ts", join(folder, "register.mjs"), datasets);
    const bundled = readFileSync(join(folder, "register.mjs"));
    rmSync(folder, { recursive: true });
    const code = dev.code.get("functions/register.mjs")!;
    expect(code.equals(bundled)).toBe(true);
    expect(code.equals(prod.code.get("functions/register.mjs")!)).toBe(true);
  });
});

/** osls puts the time of packaging into the key under which it uploads the code. */
function withoutCode(template: Packaged["template"]) {
  const resources = Object.entries(template.Resources).map(([id, resource]) => {
    const { Code: _, ...Properties } = resource.Properties;
    return [id, resource.Type === "AWS::Lambda::Function" ? { ...resource, Properties } : resource];
  });
  return { ...template, Resources: Object.fromEntries(resources) };
}

function databases({ template }: Packaged): unknown[] {
  return Object.values(template.Resources)
    .filter(({ Type }) => Type === "AWS::Glue::Database")
    .map(({ Properties }) => (Properties.DatabaseInput as { Name: string }).Name);
}
