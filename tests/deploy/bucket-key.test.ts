/** A bucket that is encrypted with a key of the account's own: who may use it. */
import { describe, expect, test } from "@jest/globals";
import { readDeployment } from "../../deploy/deployment.ts";
import { templateOf } from "../../deploy/resources.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { datasets as fixture } from "../fixtures/datasets.ts";
import { strategies } from "./strategies.ts";

const KEY = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555";

/** Each function, and a crawler, has something to do. */
const datasets: readonly DeclaredDataset[] = [
  ...fixture.map(
    (one): DeclaredDataset => (one.name === "trades" ? { ...one, onEmpty: "remove", guard: "warn" } : one),
  ),
  { ...strategies.find(({ name }) => name === "quotes")! },
];

const deploymentOf = (bucketKey: string, bucket = "lake") =>
  readDeployment({ stage: "prod", bucket, bucketKey, alarmEmail: "" });

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
}

/** Statements of all roles that speak of KMS, by the role's logical id. */
function ofKeys(bucketKey: string): Record<string, Statement> {
  const { Resources } = templateOf(datasets, deploymentOf(bucketKey), []);
  const roles = Object.entries(Resources).filter(([, { Type }]) => Type === "AWS::IAM::Role");
  return Object.fromEntries(
    roles.flatMap(([id, { Properties }]) => {
      const [{ PolicyDocument }] = Properties.Policies as [{ PolicyDocument: { Statement: Statement[] } }];
      return PolicyDocument.Statement.filter((one) => JSON.stringify(one.Action).includes("kms:")).map(
        (one) => [id, one] as const,
      );
    }),
  );
}

test("without one no role has anything on KMS", () => {
  expect(ofKeys("")).toEqual({});
});

describe("with one", () => {
  const UseBucketKey = {
    Sid: "UseBucketKey",
    Effect: "Allow",
    Resource: KEY,
    Condition: { StringEquals: { "kms:ViaService": { "Fn::Sub": `s3.\${AWS::Region}.amazonaws.com` } } },
  };
  const writes = { ...UseBucketKey, Action: ["kms:Decrypt", "kms:GenerateDataKey"] };

  test("the roles that read or write objects may use that key, through S3 alone, and no other role", () => {
    expect(ofKeys(KEY)).toEqual({
      GuardRole: writes,
      DeregisterRole: writes,
      ReconcileRole: writes,
      LookRole: writes,
      ValidateRole: writes,
      QuotesCrawlerRole: { ...UseBucketKey, Action: "kms:Decrypt" },
    });
  });
});

test.each([
  ["an alias", "arn:aws:kms:eu-west-1:123456789012:alias/lake", "lake", "is not the ARN of a key of KMS"],
  ["every key", "*", "lake", "is not the ARN of a key of KMS"],
])("%s instead of the ARN of a key is refused", (_, key, bucket, problem) => {
  expect(() => deploymentOf(key, bucket)).toThrow(problem);
});

test("a stage that owns its bucket takes none", () => {
  const owned = () => readDeployment({ stage: "dev", bucket: "", bucketKey: KEY, alarmEmail: "" });
  expect(owned).toThrow("bucketKey is for an existing bucket");
});
