import { beforeAll, describe, expect, test } from "@jest/globals";
import { readDeployment } from "../../deploy/deployment.ts";
import { templateOf } from "../../deploy/resources.ts";
import { crawlerName, databaseName } from "../../shared/runtime/names.ts";
import { decide } from "../../tools/iam/simulator.ts";
import { ACCOUNT, arnOf, type Permissions, permissionsOf } from "../../tools/iam/template.ts";
import { reasonFor, wildcardsOf } from "../../tools/iam/wildcards.ts";
import { manyDatasets } from "../deploy/many-datasets.ts";

const BUCKET = "market-data-lake";
/** Enough crawlers and tables that the roles of both functions and of validation name some of them as a whole. */
const datasets = manyDatasets(110);
const stage = "dev";

let permissions: Permissions;

beforeAll(() => {
  const deployment = readDeployment({ stage, bucket: BUCKET, alarmEmail: "" });
  permissions = permissionsOf(templateOf(datasets, deployment, []).Resources);
});

const ask = (role: string, action: string, resource: string, context = {}) => {
  const name = `stock-trades-partitions-${stage}-${role}`;
  const { policy } = permissions.roles.find((one) => one.name === name)!;
  const principal = `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/session`;
  return decide({ action, resource, context }, { principal, policy });
};

const tableArn = (database: string, table: string) =>
  arnOf("glue", `table/${databaseName(database, stage)}/${table}`);

describe("with a hundred datasets", () => {
  test("the register function makes partitions in the table of each of its own", async () => {
    for (const { database, table, strategy } of datasets) {
      if (strategy !== "register") continue;
      expect(await ask("register", "glue:BatchCreatePartition", tableArn(database, table))).toBe("allowed");
    }
  });

  test("the crawl function starts the crawler of each of its own, and none of another stage", async () => {
    for (const { name, strategy } of datasets) {
      if (strategy !== "crawl") continue;
      expect(
        await ask("crawl", "glue:StartCrawler", arnOf("glue", `crawler/${crawlerName(stage, name)}`)),
      ).toBe("allowed");
    }
    const elsewhere = arnOf("glue", `crawler/${crawlerName("prod", "trades_001")}`);
    expect(await ask("crawl", "glue:StartCrawler", elsewhere)).toBe("denied");
  });

  test("validation reads every table and the objects of each", async () => {
    for (const { database, table, prefix } of datasets) {
      expect(await ask("validate", "glue:GetPartitions", tableArn(database, table))).toBe("allowed");
      expect(await ask("validate", "s3:GetObject", `arn:aws:s3:::${BUCKET}/${prefix}day=2026-11-20/a`)).toBe(
        "allowed",
      );
      const list = { "s3:prefix": `${prefix}day=2026-11-20/` };
      expect(await ask("validate", "s3:ListBucket", `arn:aws:s3:::${BUCKET}`, list)).toBe("allowed");
    }
  });

  test.each([
    ["register", "glue:BatchCreatePartition", tableArn("payroll", "salaries")],
    ["register", "glue:BatchDeletePartition", tableArn("market_raw", "trades_000")],
    ["validate", "glue:GetPartitions", tableArn("payroll", "salaries")],
    ["validate", "s3:GetObject", `arn:aws:s3:::${BUCKET}/payroll/salaries`],
    ["validate", "s3:GetObject", `arn:aws:s3:::another/market-data/raw/a`],
    ["validate", "s3:PutObject", `arn:aws:s3:::${BUCKET}/market-data/raw/trades_000/day=2026-11-20/a`],
  ])("%s is denied %s on %s", async (role, action, resource) => {
    expect(await ask(role, action, resource)).toBe("denied");
  });

  test("names whole databases and folders, each with a written reason, and never a whole bucket or catalog", () => {
    const wildcards = wildcardsOf(permissions);
    expect(wildcards.filter((wildcard) => reasonFor(wildcard) === undefined)).toEqual([]);
    const patterns = wildcards.map(({ pattern }) => pattern);
    expect(patterns).toContain(tableArn("market_raw", "*"));
    expect(patterns).toContain(`arn:aws:s3:::${BUCKET}/market-data/reference/*`);
    expect(patterns).not.toContain(`arn:aws:s3:::${BUCKET}/*`);
    expect(patterns.filter((pattern) => /:table\/\*/.test(pattern))).toEqual([]);
  });
});
