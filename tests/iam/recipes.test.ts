/** Roles and policies of the recipes' templates: each does what its rule or state machine says, and nothing more. */
import { beforeAll, describe, expect, test } from "@jest/globals";
import { type Rest, restOfAws } from "../../tools/iam/catalogue.ts";
import { judge } from "../../tools/iam/judge.ts";
import { mutationsOf } from "../../tools/iam/mutations.ts";
import { RECIPES, type Recipe, recipeOf } from "../../tools/iam/recipes.ts";
import type { AccessRequest } from "../../tools/iam/request.ts";
import { wildcardsOf } from "../../tools/iam/wildcards.ts";

let rest: Rest;

beforeAll(async () => {
  rest = await restOfAws();
});

async function answered(
  recipe: Recipe,
  rows: readonly (AccessRequest & { readonly by: string })[],
  decision: "allowed" | "denied",
): Promise<string[]> {
  const found: string[] = [];
  for (const row of rows) {
    if ((await judge(row.by, row, recipe)) === decision)
      found.push(`${row.by} ${row.action} ${row.resource}`);
  }
  return found;
}

describe.each(RECIPES)("%s", (file) => {
  test("is allowed every call that it makes, denied all else, and every change of a statement is noticed", async () => {
    const recipe = recipeOf(file, rest);
    expect(recipe.calls.length).toBeGreaterThan(0);
    expect(await answered(recipe, recipe.calls, "denied")).toEqual([]);
    expect(await answered(recipe, recipe.refusals, "allowed")).toEqual([]);
    const unseen = (await mutationsOf(recipe, recipe.refusals)).filter(({ seen }) => seen === undefined);
    expect(unseen).toEqual([]);
  });

  test("has no wildcard but one for the states of sessions, whose names are datasets and days", () => {
    const patterns = new Set(wildcardsOf(recipeOf(file, rest).permissions).map(({ pattern }) => pattern));
    patterns.delete("arn:aws:s3:::market-data-lake/stock-trades-platform/quality/sessions/*");
    expect([...patterns]).toEqual([]);
  });
});

test("the calls are those of the rules' targets and of the state machine's tasks", () => {
  const of = (file: string) =>
    new Set(recipeOf(file, { iam: [], services: [] }).calls.map(({ by, action }) => `${by} ${action}`));
  expect(of("start-when-ready.yml")).toEqual(
    new Set([
      "events.amazonaws.com sts:AssumeRole",
      "RuleRole states:StartExecution",
      "states.amazonaws.com sts:AssumeRole",
      "LookRole s3:GetObject",
      "LookRole s3:ListBucket",
      "LookRole states:StartExecution",
    ]),
  );
  expect(of("tell-people.yml")).toEqual(new Set(["events.amazonaws.com sns:Publish"]));
});

test("an action that is taken out of a role denies a call, one that is added to it is a change that no row notices", async () => {
  const recipe = recipeOf("start-when-ready.yml", { iam: [], services: [] });
  const changed = (change: (actions: readonly string[]) => readonly string[]): Recipe => ({
    ...recipe,
    permissions: {
      ...recipe.permissions,
      roles: recipe.permissions.roles.map((role) => {
        if (role.name !== "LookRole") return role;
        const [first, ...others] = role.policy.Statement;
        const statement = { ...first!, Action: change(first!.Action!) };
        return { ...role, policy: { ...role.policy, Statement: [statement, ...others] } };
      }),
    },
  });
  const without = changed(() => ["s3:GetObjectAttributes"]);
  expect(await answered(without, without.calls, "denied")).toEqual([
    expect.stringContaining("LookRole s3:GetObject "),
  ]);
  const idle = changed((actions) => [...actions, "s3:GetObjectTagging"]);
  const unseen = (await mutationsOf(idle, idle.refusals)).filter(({ seen }) => seen === undefined);
  expect(unseen.map(({ of, change }) => `${of} ${change}`)).toEqual(["LookRole without s3:GetObjectTagging"]);
});
