import { describe, expect, test } from "@jest/globals";
import type { Policy, Statement } from "../../tools/iam/policy.ts";
import { problemsOf, proveWorld } from "../../tools/iam/proof.ts";
import { rendered } from "../../tools/iam/report.ts";
import type { IamWorld, NeededRequest } from "../../tools/iam/world.ts";

const TABLE = "arn:aws:glue:us-east-1:000000000000:table/raw/trades";
const QUEUE = "arn:aws:sqs:us-east-1:000000000000:stock-trades-partitions-dev-parking";
const LAMBDA = { Service: "lambda.amazonaws.com" };

const read: Statement = { Sid: "Read", Effect: "Allow", Action: ["glue:GetTable"], Resource: [TABLE] };
const park: Statement = { Sid: "Park", Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [QUEUE] };

const name = "stock-trades-partitions-dev-register";
const other = "stock-trades-partitions-dev-other";
const trust: Policy = {
  Version: "2012-10-17",
  Statement: [{ Sid: "#1", Effect: "Allow", Principal: LAMBDA, Action: ["sts:AssumeRole"] }],
};

/** A role with two statements, and the two calls that need them. */
function worldWith(...statements: Statement[]): IamWorld {
  const role = (roleName: string, Statement: Statement[]) => ({
    name: roleName,
    arn: `arn:aws:iam::000000000000:role/${roleName}`,
    trust,
    policy: { Version: "2012-10-17", Statement } as const,
  });
  const calls: NeededRequest[] = [
    { by: name, source: "recorded", action: "glue:GetTable", resource: TABLE },
    { by: name, source: "recorded", action: "sqs:SendMessage", resource: QUEUE },
  ];
  const datasets = [
    {
      name: "trades",
      database: "raw",
      table: "trades",
      prefix: "lake/trades/",
      keys: [],
      strategy: "register",
      columns: [],
    },
  ] as const;
  return {
    name: "dev",
    site: { stage: "dev", bucket: "lake", ownsBucket: true, datasets, lake: { partitions: () => [] } },
    permissions: { roles: [role(name, statements), role(other, [])], resourcePolicies: new Map() },
    grants: [],
    calls,
  };
}

const prove = (...statements: Statement[]) =>
  proveWorld(worldWith(...statements), { iam: [], services: [] }, new Set());

const problems = async (...statements: Statement[]) =>
  problemsOf(await prove(...statements)).filter((problem) => !problem.includes("no row notices"));

test("a role with what it needs, and no more, has no problem", async () => {
  expect(problemsOf(await prove(read, park))).toEqual([]);
});

describe("a statement that is dropped", () => {
  test.each([
    ["Read", park, `${name} needs glue:GetTable on ${TABLE}, and is denied it`],
    ["Park", read, `${name} needs sqs:SendMessage on ${QUEUE}, and is denied it`],
  ])("%s: names the call that is denied now", async (_, left, problem) => {
    expect(await problems(left)).toEqual([`dev: ${problem}`]);
  });
});

describe("a statement that is widened", () => {
  test.each([
    [
      "to every table",
      { ...read, Resource: [TABLE.replace(/trades$/, "*")] },
      [
        `dev: ${name} may glue:GetTable on ${TABLE}_other (another table)`,
        `dev: nobody says why Read of ${name} has ${TABLE.replace(/trades$/, "*")}`,
      ],
    ],
    [
      "to deletions",
      { ...read, Action: ["glue:GetTable", "glue:DeleteTable"] },
      [`dev: ${name} may glue:DeleteTable on ${TABLE} (ending or opening what it uses)`],
    ],
  ])("%s: names the refusal that is none now, and a wildcard without a reason", async (_, widened, found) => {
    expect(await problems(widened, park)).toEqual(expect.arrayContaining(found));
  });
});

test("a permission that nothing needs is a change that no row notices", async () => {
  const idle = { ...read, Action: ["glue:GetTable", "glue:GetPartitions"] };
  expect(problemsOf(await prove(idle, park))).toEqual([
    `dev: ${name}, Read: without glue:GetPartitions, and no row notices`,
  ]);
});

test("the report says what is wrong, where it is wrong, and how much", async () => {
  const text = rendered([await prove(read)]);
  expect(text).toContain("  DENIED stock-trades-partitions-dev-parking");
  expect(text).toContain(`WRONG  dev: ${name} needs sqs:SendMessage on ${QUEUE}, and is denied it`);
  expect(text).toMatch(/\n1 wrong\.$/);
});
