import { beforeAll, describe, expect, test } from "@jest/globals";
import { type Proof, problemsOf, prove } from "../../tools/iam/proof.ts";
import { rendered } from "../../tools/iam/report.ts";
import { REASONS, reasonFor } from "../../tools/iam/wildcards.ts";
import { PLANS } from "../../tools/iam/world.ts";
import { datasets as fixture } from "../fixtures/datasets.ts";

/** One of them guarded, so that there is a role that reads files; another whose empty partitions are removed. */
const datasets = fixture.map((dataset) => {
  if (dataset.name === "trades") return { ...dataset, guard: "enforce" as const };
  return dataset.name === "bars_5m" ? { ...dataset, onEmpty: "remove" as const } : dataset;
});

let proofs: readonly Proof[];

beforeAll(async () => {
  proofs = await prove(datasets);
}, 300_000);

const denied = () => proofs.flatMap((proof) => proof.denied);
const ofDev = () => proofs.find(({ world }) => world === "dev")!;

test("every call is allowed, every refusal is one, every wildcard has a reason, every change is noticed", () => {
  expect(proofs.map(({ world }) => world)).toEqual(PLANS.map(({ name }) => name));
  expect(proofs.flatMap(problemsOf)).toEqual([]);
});

describe("the calls", () => {
  const recorded = (role: string) =>
    ofDev()
      .allowed.filter(({ by, source }) => source === "recorded" && by.endsWith(`-${role}`))
      .map(({ action }) => action);

  test.each([
    ["register", "glue:GetTable glue:BatchGetPartition glue:BatchCreatePartition sqs:SendMessage"],
    [
      "guard",
      "glue:GetTable glue:BatchGetPartition glue:BatchCreatePartition s3:GetObject s3:ListBucket s3:PutObject sqs:SendMessage",
    ],
    [
      "deregister",
      "glue:GetTable glue:GetPartitions glue:BatchGetPartition glue:BatchDeletePartition glue:BatchCreatePartition s3:ListBucket s3:GetObject s3:PutObject sqs:SendMessage",
    ],
    [
      "reconcile",
      "glue:GetTable glue:GetPartitions glue:BatchGetPartition glue:BatchDeletePartition glue:BatchCreatePartition glue:BatchUpdatePartition s3:ListBucket s3:GetObject s3:PutObject sqs:SendMessage",
    ],
    [
      "validate",
      "athena:StartQueryExecution athena:GetQueryExecution athena:GetQueryResults athena:StopQueryExecution sns:Publish s3:PutObject s3:GetObject s3:ListBucket glue:GetTable glue:GetPartitions",
    ],
    ["look", "s3:GetObject s3:PutObject s3:ListBucket glue:GetTable glue:GetPartitions sqs:SendMessage"],
    [
      "empty",
      "cloudformation:DescribeStacks s3:PutBucketPolicy s3:ListBucketVersions s3:DeleteObjectVersion",
    ],
    ["indexes", "glue:CreatePartitionIndex glue:UpdateTable"],
  ])("of the function %s are recorded, the rare ones too", (role, actions) => {
    expect(recorded(role)).toEqual(expect.arrayContaining(actions.split(" ")));
  });

  test("of the crawl function are recorded: starting, asking, listing, waiting, parking", () => {
    const crawled = proofs.find(({ world }) => world === "dev, crawled")!.allowed;
    const actions = crawled.filter(({ by, source }) => source === "recorded" && by.endsWith("-crawl"));
    expect(new Set(actions.map(({ action }) => action))).toEqual(
      new Set(["glue:StartCrawler", "glue:GetCrawler", "glue:ListCrawls", "sqs:SendMessage"]),
    );
  });
});

test("what must be denied covers what the design names", () => {
  const groups = new Set(denied().map(({ what }) => what));
  for (const what of [
    "another table",
    "another database",
    "another workgroup",
    "another bucket",
    "writes by grantees",
    "other days",
    "S3, not through Athena",
    "plain HTTP",
    "iam:*",
    "* (one action of every service)",
  ]) {
    expect(groups).toContain(what);
  }
  expect(
    new Set(
      denied()
        .filter(({ what }) => what.startsWith("*"))
        .map(({ action }) => action),
    ).size,
  ).toBeGreaterThan(400);
});

describe("a reason", () => {
  test("is there for a wildcard that is there", () => {
    const used = new Set(proofs.flatMap(({ wildcards }) => wildcards).map((wildcard) => reasonFor(wildcard)));
    expect(
      REASONS.filter((reason) => !used.has(reason)).map(({ sid, pattern }) => `${sid} ${pattern}`),
    ).toEqual([]);
  });

  test("explains: it is a sentence of its own, not the name of what it excuses", () => {
    for (const { why, sid } of REASONS) {
      expect(why.split(" ").length).toBeGreaterThan(7);
      expect(why).not.toContain(sid);
    }
  });
});

test("the tables fit into 80 columns", () => {
  const lines = rendered(proofs).split("\n");
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(lines.at(-1)).toBe("Everything is as it must be.");
});
