import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { withEmptying } from "../../deploy/bucket-cleanup.ts";
import type { Resource } from "../../deploy/cloudformation.ts";
import { readDeployment } from "../../deploy/deployment.ts";
import { templateOf } from "../../deploy/resources.ts";
import { strategies } from "../deploy/strategies.ts";
import { datasets } from "../fixtures/datasets.ts";
import { type CompiledTemplate, packageService } from "./packaged.ts";

const EXISTING = "--param=bucket=market-data-lake";
const ALARMED = "--param=alarmEmail=ops@example.com";

let stages: Readonly<Record<"dev" | "demo" | "prod", CompiledTemplate>>;

beforeAll(async () => {
  const [dev, demo, prod] = await Promise.all([
    packageService("--stage", "dev", ALARMED),
    packageService("--stage", "demo", ALARMED),
    packageService("--stage", "prod", EXISTING, ALARMED),
  ]);
  stages = { dev: dev.template, demo: demo.template, prod: prod.template };
}, 300_000);

type Entry = readonly [id: string, resource: Resource];

const entries = ({ Resources }: Pick<CompiledTemplate, "Resources">): Entry[] => Object.entries(Resources);

/** As the rows of docs/environments.md call it. */
function kindOf([id, { Type, Properties }]: Entry): string {
  if (id === "ServerlessDeploymentBucket") return "`AWS::S3::Bucket`, of osls";
  const { TableType } = (Properties.TableInput ?? {}) as { TableType?: string };
  return TableType === "VIRTUAL_VIEW" ? `\`${Type}\`, a view` : `\`${Type}\``;
}

/** What `sls remove` makes of a resource. */
function fateOf([id, resource]: Entry, template: Pick<CompiledTemplate, "Resources">): string {
  if (resource.DeletionPolicy?.startsWith("Retain")) return "kept";
  if (resource.Type === "AWS::S3::Bucket") return `${emptiedBy(id, template)}, then removed`;
  if (resource.Type === "Custom::PartitionIndexes") {
    const { Ref } = (resource.Properties.Tables as { Table: { Ref: string } }[])[0]!.Table;
    const isKept = fateOf([Ref, template.Resources[Ref]!], template) === "kept";
    return `removed; indexes ${isKept ? "stay" : "go"} with their tables`;
  }
  if (resource.Type === "AWS::Athena::WorkGroup") {
    return resource.Properties.RecursiveDeleteOption === true ? "removed with its history" : "in the way";
  }
  return "removed";
}

function emptiedBy(bucket: string, { Resources }: Pick<CompiledTemplate, "Resources">): string {
  // What osls puts there has one prefix, which its `remove` empties before it deletes the stack.
  if (bucket === "ServerlessDeploymentBucket") return "emptied by `sls remove`";
  const emptied = (Resources.EmptyBuckets?.Properties.Buckets ?? []) as { "Fn::GetAtt": string[] }[];
  const isEmptied = emptied.some(({ "Fn::GetAtt": [id] }) => id === bucket);
  return isEmptied ? "emptied" : "in the way";
}

/** Of the template, and of one whose datasets have every strategy. */
function fatesIn(stage: keyof typeof stages): Map<string, string> {
  const bucket = stage === "prod" ? "lake" : "";
  const crawled = templateOf(strategies, readDeployment({ stage, bucket, alarmEmail: "" }));
  const fates = new Map<string, Set<string>>();
  for (const template of [stages[stage], crawled]) {
    for (const entry of entries(template)) {
      fates.set(kindOf(entry), (fates.get(kindOf(entry)) ?? new Set()).add(fateOf(entry, template)));
    }
  }
  return new Map([...fates].map(([kind, all]) => [kind, [...all].join(" or ")]));
}

/** The rows of docs/environments.md: kind → fate in dev and demo, and in prod. */
function documented(): Map<string, readonly [own: string, prod: string]> {
  const rows = readFileSync(new URL("../../docs/environments.md", import.meta.url), "utf8").matchAll(
    /^\| (`\w+::[^|]+) \| ([^|]+) \| ([^|]+) \|$/gm,
  );
  return new Map([...rows].map(([, kind, own, prod]) => [kind!, [own!, prod!]]));
}

describe("what becomes of a type of resource", () => {
  test.each(["dev", "demo", "prod"] as const)(
    "is written down, unless it is just removed, and so: %s",
    (stage) => {
      const fates = fatesIn(stage);
      const rows = [...documented()].map(
        ([kind, [own, prod]]) => [kind, stage === "prod" ? prod : own] as const,
      );
      // A stage has not every type: some come with a strategy of datasets, or with a parameter.
      const written = rows.filter(([kind, fate]) => fates.has(kind) && fate !== "removed");
      const others = [...fates].filter(([, fate]) => fate !== "removed");
      expect(Object.fromEntries(others)).toEqual(Object.fromEntries(written));
    },
  );
});

describe("a stage that owns its bucket", () => {
  const resource = (id: string) => stages.demo.Resources[id]!;
  const ofType = (type: string) =>
    Object.keys(stages.demo.Resources).filter(
      (id) => resource(id).Type === type && !id.startsWith("Serverless"),
    );

  /** The ids that a resource waits for when it is made, and that therefore wait for its removal. */
  const awaited = (id: string): string[] => {
    const { DependsOn = [], Properties } = resource(id);
    const text = JSON.stringify(Properties);
    const references = [...text.matchAll(/\{"(?:Ref":|Fn::GetAtt":\[)"(\w+)"/g)].map(([, other]) => other!);
    return [...DependsOn, ...references];
  };

  test("loses its buckets' policies first, then the objects, then the buckets, then who emptied them", () => {
    const policies = ofType("AWS::S3::BucketPolicy");
    expect(policies).toContain("DataBucketPolicy");
    for (const id of policies) expect(awaited(id)).toContain("EmptyBuckets");
    const buckets = ofType("AWS::S3::Bucket");
    expect(buckets).toContain("DataBucket");
    expect(awaited("EmptyBuckets").sort()).toEqual([...buckets, "EmptyLambdaFunction"].sort());
    expect(awaited("EmptyLambdaFunction")).toEqual(expect.arrayContaining(["EmptyLogGroup", "EmptyRole"]));
  });

  test("has a function for it that may empty its own buckets and nothing else", () => {
    const [policy] = resource("EmptyRole").Properties.Policies as {
      PolicyDocument: { Statement: object[] };
    }[];
    const arns = ofType("AWS::S3::Bucket").map((id) => {
      const { "Fn::Sub": name } = resource(id).Properties.BucketName as { "Fn::Sub": string };
      return `arn:\${AWS::Partition}:s3:::${name}`;
    });
    expect(policy!.PolicyDocument.Statement).toEqual([
      expect.objectContaining({ Sid: "WriteLogs" }),
      {
        Sid: "SeeWhetherTheStackIsRemoved",
        Effect: "Allow",
        Action: "cloudformation:DescribeStacks",
        Resource: { Ref: "AWS::StackId" },
      },
      {
        Sid: "RefuseWritesAndList",
        Effect: "Allow",
        Action: ["s3:PutBucketPolicy", "s3:ListBucketVersions"],
        Resource: arns.map((arn) => ({ "Fn::Sub": arn })),
      },
      {
        Sid: "DeleteObjects",
        Effect: "Allow",
        Action: ["s3:DeleteObject", "s3:DeleteObjectVersion"],
        Resource: arns.map((arn) => ({ "Fn::Sub": `${arn}/*` })),
      },
    ]);
    expect(arns).toContain(`arn:\${AWS::Partition}:s3:::stock-trades-partitions-demo-\${AWS::AccountId}`);
  });

  test("has both in the root stack: of a nested one nobody could tell an update from the removal", () => {
    expect(ofType("AWS::CloudFormation::Stack")).toEqual([]);
    expect(ofType("AWS::S3::Bucket")).toContain("DataBucket");
    // Another logical id would be another resource, and the old one deleted.
    expect(ofType("Custom::EmptyBuckets")).toEqual(["EmptyBuckets"]);
  });

  test("gives that function as long as Lambda allows, and CloudFormation waits for its attempts", () => {
    expect(resource("EmptyLambdaFunction").Properties).toMatchObject({ Timeout: 900 });
    expect(resource("EmptyBuckets").Properties).toMatchObject({ ServiceTimeout: 3600 });
  });
});

describe("no stage", () => {
  test.each(["dev", "demo", "prod"] as const)("%s has a log group that a late line brings back", (stage) => {
    const template = stages[stage];
    const groups = entries(template)
      .filter(([, { Type }]) => Type === "AWS::Logs::LogGroup")
      .map(([, { Properties }]) => Properties.LogGroupName);
    const functions = entries(template)
      .filter(([, { Type }]) => Type === "AWS::Lambda::Function")
      .map(([, { Properties }]) => `/aws/lambda/${Properties.FunctionName}`);
    expect(groups.sort()).toEqual(functions.sort());
    const roles = entries(template).filter(([, { Type }]) => Type === "AWS::IAM::Role");
    const lambdaRoles = roles.filter(([, { Properties }]) =>
      JSON.stringify(Properties).includes("lambda.amazonaws.com"),
    );
    expect(lambdaRoles.length).toBe(functions.length);
    expect(JSON.stringify(lambdaRoles)).not.toContain("logs:CreateLogGroup");
  });
});

describe("emptying", () => {
  const deployment = (stage: string, bucket: string) => readDeployment({ stage, bucket, alarmEmail: "" });
  const bucket: Resource = { Type: "AWS::S3::Bucket", Properties: { BucketName: "query-results" } };
  const emptied = (resources: Record<string, Resource>, stage = "prod") =>
    withEmptying(resources, deployment(stage, "lake")).EmptyBuckets?.Properties.Buckets;

  test("is about every bucket that goes with the stack, whoever wrote it into the template", () => {
    const kept: Resource = { ...bucket, DeletionPolicy: "Retain" };
    expect(emptied({ Results: bucket, Archive: kept })).toEqual([{ "Fn::GetAtt": ["Results", "Arn"] }]);
  });

  test("outlasts the bucket: a stage that moves to an existing one must not empty its own", () => {
    expect(templateOf(datasets, deployment("dev", "lake")).Resources.EmptyBuckets).toMatchObject({
      Properties: { Buckets: [] },
    });
  });

  test("is not there in prod, which owns no bucket", () => {
    expect(templateOf(datasets, deployment("prod", "lake")).Resources).not.toHaveProperty("EmptyBuckets");
  });

  test("wants a bucket that has a name, because a role is limited to it", () => {
    expect(() => emptied({ Results: { ...bucket, Properties: {} } })).toThrow(
      "the bucket Results needs a name",
    );
  });
});

describe("prod on tables that an earlier stack left behind", () => {
  const template = (tables: string) =>
    templateOf(strategies, readDeployment({ stage: "prod", bucket: "lake", alarmEmail: "", tables }))
      .Resources;

  test("makes everything but databases and tables, and names those that are there", () => {
    const whole = template("stack");
    const adopted = template("adopted");
    const missing = Object.keys(whole).filter((id) => !(id in adopted));
    expect(missing).toEqual(["RawDatabase", "CuratedDatabase", "TradesTable", "FeaturesTable", "TicksTable"]);
    expect(adopted.QuotesCrawler!.Properties.DatabaseName).toBe("raw");
    expect(JSON.stringify(adopted)).not.toMatch(/"Ref":"\w+(Database|Table)"/);
  });

  test("is the same otherwise, but for crawlers, which name their database", () => {
    const [whole, adopted] = ["stack", "adopted"].map((tables) =>
      Object.entries(template(tables)).filter(
        ([, { Type }]) => !/^AWS::Glue::(Database|Table|Crawler)$/.test(Type),
      ),
    );
    expect(adopted).toEqual(whole);
  });
});
