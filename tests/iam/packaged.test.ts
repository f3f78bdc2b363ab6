import { describe, expect, test } from "@jest/globals";
import { readDeployment } from "../../deploy/deployment.ts";
import { templateOf } from "../../deploy/resources.ts";
import { GIVES_PERMISSIONS } from "../../tools/iam/template.ts";
import { PLANS } from "../../tools/iam/world.ts";
import { datasets } from "../fixtures/datasets.ts";
import { packageService } from "../packaging/packaged.ts";

/** Of the bucket that osls itself makes for its packages; no role of ours may touch it. */
const OF_OSLS = ["ServerlessDeploymentBucketPolicy"];

describe.each(PLANS.filter(({ crawled }) => !crawled))(
  "the packaged template of $name",
  ({ stage, bucket, bucketKey = "" }) => {
    const named = Object.entries({ bucket, bucketKey }).flatMap(([name, value]) =>
      value === "" ? [] : [`--param=${name}=${value}`],
    );

    test("gives the very permissions that are proved, and nothing else gives any", async () => {
      const { template } = await packageService("--stage", stage, ...named);
      const deployment = readDeployment({ stage, bucket, bucketKey, alarmEmail: "" });
      const proved = templateOf(datasets, deployment).Resources;
      const giving = Object.entries(template.Resources).filter(([, { Properties }]) => {
        return /"(PolicyDocument|AssumeRolePolicyDocument|ManagedPolicyArns)"/.test(
          JSON.stringify(Properties ?? {}),
        );
      });
      const own = giving.filter(([id]) => !OF_OSLS.includes(id));
      const types: readonly string[] = GIVES_PERMISSIONS;
      expect(own.filter(([, { Type }]) => !types.includes(Type)).map(([id]) => id)).toEqual([]);
      const wanted = Object.entries(proved).filter(([, { Type }]) => types.includes(Type));
      expect(own.map(([id]) => id).sort()).toEqual(wanted.map(([id]) => id).sort());
      for (const [id, { Properties }] of wanted) {
        // osls adds tags to what it deploys.
        expect(template.Resources[id]!.Properties).toMatchObject(Properties);
      }
    });

    test("has functions that take one of these roles each", async () => {
      const { template } = await packageService("--stage", stage, ...named);
      const functions = Object.values(template.Resources).filter(
        ({ Type }) => Type === "AWS::Lambda::Function",
      );
      const roles = functions.map(
        ({ Properties }) => (Properties.Role as { "Fn::GetAtt": [string] })["Fn::GetAtt"][0],
      );
      expect(roles.map((id) => template.Resources[id]?.Type)).toEqual(roles.map(() => "AWS::IAM::Role"));
    });
  },
);
