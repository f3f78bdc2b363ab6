import { beforeAll, describe, expect, test } from "@jest/globals";
import { readDeployment } from "../../deploy/deployment.ts";
import type { LimitId } from "../../deploy/limits/limits.ts";
import { usageOf } from "../../deploy/limits/usage.ts";
import { sizeOf, templateOf } from "../../deploy/resources.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { readCrawlSettings, readDeregisterSettings } from "../../shared/runtime/settings.ts";
import { manyDatasets } from "../deploy/many-datasets.ts";
import { laidOut, strategies } from "../deploy/strategies.ts";
import { type Packaged, packageDatasets } from "./packaged.ts";
import { physicalNames } from "./physical-names.ts";

let dev: Packaged;
let qa: Packaged;

/** Of the registered one empty partitions are removed, and files are looked into. */
const all = [...strategies, ...laidOut].map(
  (one): DeclaredDataset =>
    one.strategy === "register" ? { ...one, onEmpty: "remove", guard: "enforce" } : one,
);

beforeAll(async () => {
  [dev, qa] = await Promise.all([
    packageDatasets(all, "--stage", "dev"),
    packageDatasets(all, "--stage", "qa"),
  ]);
}, 120_000);

describe("a stage with datasets of every strategy", () => {
  test("is what deploy/ writes, and its functions with their log groups and mappings", () => {
    const { Resources } = dev.template;
    const deployment = readDeployment({ stage: "dev", bucket: "", alarmEmail: "" });
    const written = templateOf(all, deployment, []);
    expect(Resources).toMatchObject(written.Resources);
    expect(Object.keys(Resources).filter((id) => !(id in written.Resources))).toEqual([
      "ServerlessDeploymentBucket",
      "ServerlessDeploymentBucketPolicy",
      "RegisterLogGroup",
      "CrawlLogGroup",
      "DeregisterLogGroup",
      "GuardLogGroup",
      "ReconcileLogGroup",
      "EmptyLogGroup",
      "RegisterLambdaFunction",
      "CrawlLambdaFunction",
      "DeregisterLambdaFunction",
      "GuardLambdaFunction",
      "ReconcileLambdaFunction",
      "EmptyLambdaFunction",
      "RegisterEventSourceMappingSQSRegisterQueue",
      "CrawlEventSourceMappingSQSCrawlQueue",
      "DeregisterEventSourceMappingSQSDeregisterQueue",
      "GuardEventSourceMappingSQSGuardQueue",
      "ReconcileEventSourceMappingSQSReconcileQueue",
    ]);
  });

  test("shares no physical name with another: crawlers and their roles have the stage in theirs", () => {
    const stages = [dev, qa].map(({ template }) => physicalNames(template));
    const shared = [...stages[0]!].filter((name) => stages[1]!.has(name));
    expect(shared).toEqual([]);
    expect(stages[0]).toContain("AWS::Glue::Crawler stock-trades-partitions-dev-crawler-quotes");
    expect(stages[0]).toContain("AWS::IAM::Role stock-trades-partitions-dev-crawler-quotes");
  });

  test("has the code of all functions, which know these datasets", () => {
    expect([...dev.code.keys()].sort()).toEqual([
      "functions/crawl.mjs",
      "functions/deregister.mjs",
      "functions/empty.mjs",
      "functions/guard.mjs",
      "functions/reconcile.mjs",
      "functions/register.mjs",
    ]);
    for (const name of ["crawl", "deregister", "guard", "reconcile", "register"]) {
      expect(dev.code.get(`functions/${name}.mjs`)!.includes("lake/quotes/")).toBe(true);
    }
  });
});

const properties = (id: string) => dev.template.Resources[id]!.Properties;

/** Sids of the one policy of a role. */
function sidsOf(role: string): string[] {
  const [policy] = properties(role).Policies as [{ PolicyDocument: { Statement: { Sid: string }[] } }];
  return policy.PolicyDocument.Statement.map(({ Sid }) => Sid);
}

test.each([
  ["RegisterRole", "WriteLogs Consume Park RegisterPartitions SendFileChecks"],
  [
    "GuardRole",
    "WriteLogs Consume Park RegisterPartitions ReadObjects ListObjects LearnWhatIsMissing WriteFindings",
  ],
  [
    "DeregisterRole",
    "WriteLogs Consume Park SendNominations RemovePartitions SeeWhoSharesLocations ListObjects LearnWhatIsMissing CountRemovals WriteUndoRecords",
  ],
  [
    "ReconcileRole",
    "WriteLogs Consume CarryOn RegisterPartitions ListObjects LearnWhatIsMissing KeepRecords RemovePartitions WriteUndoRecords SeeWhoSharesLocations",
  ],
])("%s has these statements and no other", (role, sids) => {
  expect(sidsOf(role)).toEqual(sids.split(" "));
});

test.each([
  ["RegisterQueue", "ParkingQueue", 181, 60],
  ["GuardQueue", "GuardParkingQueue", 181, 60],
  ["DeregisterQueue", "DeregisterParkingQueue", 1860, 6],
  ["ReconcileQueue", "ReconcileDeadLetterQueue", 5400, 3],
])(
  "%s ends in %s: encrypted both, and tried for three hours at least",
  (queue, parking, hidden, receives) => {
    expect(properties(queue)).toMatchObject({
      SqsManagedSseEnabled: true,
      VisibilityTimeout: hidden,
      RedrivePolicy: { deadLetterTargetArn: { "Fn::GetAtt": [parking, "Arn"] }, maxReceiveCount: receives },
    });
    expect(hidden * receives).toBeGreaterThanOrEqual(3 * 3600);
    expect(properties(parking)).toMatchObject({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 1_209_600,
    });
  },
);

describe("the guard function", () => {
  test("is fed a hundred files at a time, of its own queue", () => {
    expect(properties("GuardEventSourceMappingSQSGuardQueue")).toMatchObject({
      EventSourceArn: { "Fn::GetAtt": ["GuardQueue", "Arn"] },
      BatchSize: 100,
      ScalingConfig: { MaximumConcurrency: 2 },
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
  });

  test("has in its environment what its settings need; the register function knows its queue", () => {
    expect(properties("GuardLambdaFunction")).toMatchObject({
      Handler: "functions/guard.handler",
      Role: { "Fn::GetAtt": ["GuardRole", "Arn"] },
      Environment: { Variables: { STAGE: "dev", PARKING_QUEUE_URL: { Ref: "GuardParkingQueue" } } },
    });
    expect(properties("RegisterLambdaFunction")).toMatchObject({
      Environment: { Variables: { GUARD_QUEUE_URL: { Ref: "GuardQueue" } } },
    });
  });
});

describe("the deregister function", () => {
  test("may take five minutes, collects for one, and is fed by a mapping that goes before its bucket is emptied", () => {
    expect(properties("DeregisterLambdaFunction")).toMatchObject({
      Handler: "functions/deregister.handler",
      Role: { "Fn::GetAtt": ["DeregisterRole", "Arn"] },
      Timeout: 300,
    });
    const mapping = dev.template.Resources.DeregisterEventSourceMappingSQSDeregisterQueue!;
    expect(mapping.Properties).toMatchObject({
      BatchSize: 1000,
      MaximumBatchingWindowInSeconds: 60,
      ScalingConfig: { MaximumConcurrency: 2 },
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
    expect(mapping.DependsOn).toContain("EmptyBuckets");
  });

  test("has in its environment what its settings need, and the log level", () => {
    const { Variables } = properties("DeregisterLambdaFunction").Environment as { Variables: object };
    expect(Variables).toEqual({
      STAGE: "dev",
      BUCKET: { "Fn::Sub": `stock-trades-partitions-dev-\${AWS::AccountId}` },
      PARKING_QUEUE_URL: { Ref: "DeregisterParkingQueue" },
      DEREGISTER_QUEUE_URL: { Ref: "DeregisterQueue" },
      LOG_LEVEL: "INFO",
    });
    const missing = Object.keys(Variables).filter((name) => name !== "LOG_LEVEL");
    for (const name of missing) expect(() => readDeregisterSettings({})).toThrow(`${name} is not set`);
  });

  test("is no larger than 700 KB", () => {
    expect(dev.code.get("functions/deregister.mjs")!.length).toBeLessThanOrEqual(700_000);
  });
});

describe("the crawl function", () => {
  test("is the register function's twin, in a role of its own", () => {
    const { Handler, FunctionName, Role, Description, Environment, ...others } =
      properties("CrawlLambdaFunction");
    expect({ Handler, FunctionName, Role }).toEqual({
      Handler: "functions/crawl.handler",
      FunctionName: "stock-trades-partitions-dev-crawl",
      Role: { "Fn::GetAtt": ["CrawlRole", "Arn"] },
    });
    expect(properties("RegisterLambdaFunction")).toMatchObject(others);
  });

  test("is fed from its own queue, two batches at a time, and returns only the messages that failed", () => {
    expect(properties("CrawlEventSourceMappingSQSCrawlQueue")).toEqual({
      ...properties("RegisterEventSourceMappingSQSRegisterQueue"),
      EventSourceArn: { "Fn::GetAtt": ["CrawlQueue", "Arn"] },
      FunctionName: { "Fn::GetAtt": ["CrawlLambdaFunction", "Arn"] },
      ScalingConfig: { MaximumConcurrency: 2 },
    });
  });

  test("has in its environment what its settings need, and the log level", () => {
    const { Variables } = properties("CrawlLambdaFunction").Environment as { Variables: object };
    expect(Variables).toEqual({
      STAGE: "dev",
      BUCKET: { "Fn::Sub": `stock-trades-partitions-dev-\${AWS::AccountId}` },
      PARKING_QUEUE_URL: { Ref: "CrawlParkingQueue" },
      CRAWL_QUEUE_URL: { Ref: "CrawlQueue" },
      LOG_LEVEL: "INFO",
    });
    const missing = Object.keys(Variables).filter((name) => name !== "LOG_LEVEL");
    for (const name of missing)
      expect(() => readCrawlSettings({ isAnyPromised: false }, {})).toThrow(`${name} is not set`);
  });
});

test("a hundred datasets are packaged, with no more resources and bytes than are counted beforehand", async () => {
  const datasets = manyDatasets(100);
  const { template } = await packageDatasets(datasets, "--stage", "dev");
  const deployment = readDeployment({ stage: "dev", bucket: "", alarmEmail: "" });
  const counted = usageOf(sizeOf(templateOf(datasets, deployment, []), datasets, deployment));
  const used = (limit: LimitId) => counted.find((one) => one.limit === limit)!.used;
  expect(Object.keys(template.Resources)).toHaveLength(used("resources"));
  expect(Object.keys(template.Outputs)).toHaveLength(used("outputs"));
  expect(Buffer.byteLength(JSON.stringify(template))).toBeLessThanOrEqual(used("templateBytes"));
}, 120_000);
