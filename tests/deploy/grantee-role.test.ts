import { describe, expect, test } from "@jest/globals";
import type { Grantee } from "../../access/grantee.ts";
import { NOTHING_REVOKED, revocationPolicy } from "../../access/revocation.ts";
import { readDeployment } from "../../deploy/deployment.ts";
import { granteeRoles } from "../../deploy/grantee-role.ts";
import { templateOf } from "../../deploy/resources.ts";
import { datasets } from "../fixtures/datasets.ts";
import { grantees } from "../fixtures/grantees.ts";

const deployment = readDeployment({ stage: "prod", bucket: "market-data-lake", alarmEmail: "" });
const GRANTEE: Grantee = { user: "userX", tables: ["bars_5m"], maxSessionMinutes: 240, until: "2028-01-01" };

interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface Role {
  readonly RoleName: string;
  readonly MaxSessionDuration: number;
  readonly AssumeRolePolicyDocument: { readonly Statement: readonly Statement[] };
  readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[];
}

const resources = granteeRoles([GRANTEE], datasets, deployment);
const role = resources.UserXReaderRole!.Properties as unknown as Role;
const statements = role.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
const named = (sid: string) => statements.find(({ Sid }) => Sid === sid)!;
const regional = (service: string, what: string) => ({
  "Fn::Sub": `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${what}`,
});
const onS3 = (what: string) => ({ "Fn::Sub": `arn:\${AWS::Partition}:s3:::${what}` });
const BARS = "stock-trades-platform/curated/bars_5m/";

describe("a grantee's role", () => {
  test("has the grantee's name and maximum", () => {
    expect(role.RoleName).toBe("stock-trades-partitions-prod-reader-userX");
    expect(role.MaxSessionDuration).toBe(14_400);
  });

  test("asks Athena in the grantees' workgroup, and reads the grantee's tables; nothing else is allowed", () => {
    const allowed = statements.filter(({ Effect }) => Effect === "Allow");
    expect(allowed.map(({ Sid, Resource }) => [Sid, Resource])).toEqual([
      ["AskAthena", regional("athena", "workgroup/stock-trades-partitions-prod-reader")],
      ["ShowCatalog", regional("athena", "datacatalog/AwsDataCatalog")],
      [
        "ReadCatalog",
        [
          regional("glue", "catalog"),
          regional("glue", "database/stock_trades_curated"),
          regional("glue", "table/stock_trades_curated/bars_5m"),
          regional("glue", "database/default"),
        ],
      ],
      ["ReadObjects", [onS3(`market-data-lake/${BARS}*`)]],
      ["ListObjects", onS3("market-data-lake")],
      ["FindBucket", onS3("market-data-lake")],
    ]);
    const actions = allowed.flatMap(({ Action }) => Action);
    expect(actions.filter((action) => !/^(athena|glue):(BatchGet|Get|List)/.test(action))).toEqual([
      "athena:StartQueryExecution",
      "athena:StopQueryExecution",
      "s3:GetObject",
      "s3:ListBucket",
      "s3:GetBucketLocation",
    ]);
    expect(actions.join()).not.toContain("*");
  });

  test("reads S3 only when Athena asks", () => {
    for (const sid of ["ReadObjects", "ListObjects", "FindBucket"]) {
      expect(named(sid).Condition).toMatchObject({
        "ForAnyValue:StringEquals": { "aws:CalledVia": "athena.amazonaws.com" },
      });
    }
    expect(named("ListObjects").Condition?.StringLike).toEqual({ "s3:prefix": [`${BARS}*`] });
    expect(named("NeverS3Directly")).toMatchObject({
      Effect: "Deny",
      Action: "s3:*",
      Resource: "*",
      Condition: { "ForAllValues:StringNotEquals": { "aws:CalledVia": ["athena.amazonaws.com"] } },
    });
  });

  test("is denied everything that it is not allowed, but for what keys and Lake Formation decide", () => {
    const { NotAction, ...deny } = named("NeverAnythingElse");
    expect(deny).toEqual({ Sid: "NeverAnythingElse", Effect: "Deny", Resource: "*" });
    const allowed = statements.filter(({ Effect }) => Effect === "Allow").flatMap(({ Action }) => Action);
    expect([...NotAction!].sort()).toEqual([...allowed, "kms:Decrypt", "lakeformation:GetDataAccess"].sort());
  });

  test("is denied other workgroups, and everything once its time is over", () => {
    expect(named("NeverAnotherWorkGroup")).toMatchObject({
      Effect: "Deny",
      Action: "athena:*",
      NotResource: [named("AskAthena").Resource, named("ShowCatalog").Resource],
    });
    expect(named("NeverAfterTheEnd")).toMatchObject({
      Effect: "Deny",
      Action: "*",
      Resource: "*",
      Condition: { DateGreaterThanEquals: { "aws:CurrentTime": "2028-01-01T00:00:00Z" } },
    });
  });

  test("is taken by principals of this account alone, as the grantee, tagged, until the end", () => {
    const { Statement } = role.AssumeRolePolicyDocument;
    const tagged = {
      StringEquals: { "aws:RequestTag/user": "userX", "aws:RequestTag/stage": "prod" },
      "ForAllValues:StringEquals": { "aws:TagKeys": ["user", "stage"] },
    };
    expect(Statement.map(({ Action, Condition }) => [Action, Condition])).toEqual([
      [
        "sts:AssumeRole",
        {
          ...tagged,
          StringEquals: { ...tagged.StringEquals, "sts:SourceIdentity": "userX" },
          StringLike: { "sts:RoleSessionName": "userX-*" },
          DateLessThan: { "aws:CurrentTime": "2028-01-01T00:00:00Z" },
        },
      ],
      ["sts:TagSession", tagged],
      ["sts:SetSourceIdentity", { StringEquals: { "sts:SourceIdentity": "userX" } }],
    ]);
    const account = { AWS: { "Fn::Sub": `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root` } };
    expect(Statement).toEqual(
      Statement.map((one) => expect.objectContaining({ ...one, Principal: account })),
    );
  });

  test("has its revocations in a resource of their own, which no change of the role touches", () => {
    expect(resources.UserXRevocations).toEqual({
      Type: "AWS::IAM::RolePolicy",
      Properties: {
        RoleName: { Ref: "UserXReaderRole" },
        PolicyName: "revoked-grants",
        PolicyDocument: revocationPolicy("userX", NOTHING_REVOKED),
      },
    });
    const changed = granteeRoles(
      [{ ...GRANTEE, tables: ["trades"], until: "2029-01-01" }],
      datasets,
      deployment,
    );
    expect(changed.UserXRevocations).toEqual(resources.UserXRevocations);
  });
});

test("every declared grantee has a role in every stage; none whose tables are not deployed", () => {
  for (const input of [
    { stage: "dev", bucket: "" },
    { stage: "prod", bucket: "market-data-lake" },
  ]) {
    const { Resources } = templateOf(datasets, readDeployment({ ...input, alarmEmail: "" }));
    const names = Object.values(Resources).map(({ Properties }) => Properties.RoleName);
    for (const { user } of grantees) {
      expect(names).toContain(`stock-trades-partitions-${input.stage}-reader-${user}`);
    }
  }
  const others = datasets.filter(({ name }) => name === "trades");
  expect(granteeRoles([GRANTEE], others, deployment)).toEqual({});
});

test("the name of the longest grantee in the longest stage is one that IAM takes", () => {
  const long = { ...GRANTEE, user: "x".repeat(16) };
  const stage = readDeployment({ stage: "s".repeat(16), bucket: "", alarmEmail: "" });
  const [{ Properties }] = Object.values(granteeRoles([long], datasets, stage)) as [
    typeof resources.x & object,
  ];
  expect(String(Properties.RoleName).length).toBeLessThanOrEqual(64);
});
