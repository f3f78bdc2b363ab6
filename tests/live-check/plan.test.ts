import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { STAGE } from "../../shared/runtime/stage-name.ts";
import { type Check, isAutomatic } from "../../tools/live-check/check.ts";
import { checks } from "../../tools/live-check/checks/index.ts";
import { read } from "../../tools/live-check/main.ts";
import { BUDGET, chosen, costOf, planOf } from "../../tools/live-check/plan.ts";
import { createWorld } from "../../tools/live-check/world.ts";

const ROOT = join(import.meta.dirname, "../..");
const ids = checks.map(({ id }) => id);

describe("the checks", () => {
  test("are those that docs/testing.md names, below what no test shows, and no others", () => {
    const page = readFileSync(join(ROOT, "docs/testing.md"), "utf8");
    const [, after = ""] = page.split("\n## What no test shows\n");
    const [section = ""] = after.split("\n## ");
    const assumptions = section.split(/^- /m).slice(1);
    const named = assumptions.map((text) => {
      const [, list = ""] = /\[([^\]]+)\]\s*$/.exec(text.trim()) ?? [];
      return [...list.matchAll(/`([a-z-]+)`/g)].map(([, id]) => id!);
    });
    // An assumption without a check has an empty list.
    expect(named.filter((list) => list.length === 0)).toEqual([]);
    expect(named.flat().sort()).toEqual([...ids].sort());
  });

  test("have names of their own, and rely on files that there are", () => {
    expect(new Set(ids).size).toBe(ids.length);
    const missing = checks.flatMap(({ reliesOn }) =>
      reliesOn.filter((file) => !existsSync(join(ROOT, file))),
    );
    expect(missing).toEqual([]);
    expect(checks.filter(({ reliesOn }) => reliesOn.length === 0)).toEqual([]);
  });

  test("cost no more together than is said, and something each that asks", () => {
    expect(costOf(checks)).toBeLessThanOrEqual(BUDGET);
    expect(checks.filter((check) => isAutomatic(check) && check.cost <= 0)).toEqual([]);
  });
});

describe("the plan", () => {
  const one: Check = {
    id: "one",
    assumption: "water is wet",
    reliesOn: ["sea.ts"],
    calls: ["s3:PutObject"],
    cost: 0.1,
    run: async () => ({ holds: true, saw: "" }),
  };
  const other: Check = { id: "other", assumption: "x", reliesOn: ["y.ts"], cost: 0.2, byHand: "look" };

  test("tells of each what it asks and costs, and the sum to the cent", () => {
    expect(planOf([one, other])).toBe(
      [
        "one  (at most 0.10 USD)",
        "  assumed   water is wet",
        "  relied on sea.ts",
        "  calls     s3:PutObject",
        "",
        "other  (by hand)",
        "  assumed   x",
        "  relied on y.ts",
        "  to do     look",
        "",
        "2 checks, at most 0.30 USD at list prices.",
      ].join("\n"),
    );
  });

  test("is of the checks that are named, in their order", () => {
    expect(chosen([one, other], ["other", "one"])).toEqual([one, other]);
    expect(() => chosen([one, other], ["third"])).toThrow("there is no check third; there are one, other");
  });
});

describe("the live check", () => {
  test.each([
    ["without an account", ["--region", "eu-west-1"], "name the account"],
    ["with something that is none", ["--account", "prod", "--region", "eu-west-1"], "name the account"],
    ["without a Region", ["--account", "000000000000"], "name the Region"],
    ["with a check that there is not", ["--plan", "--only", "all"], "there is no check all"],
    ["with an option that there is not", ["--yes"], "Unknown option '--yes'"],
  ])("is not run %s", (_, args, problem) => {
    expect(read(args)).toContain(problem);
  });

  test("plans without either", () => {
    expect(read(["--plan"])).toMatchObject({ plan: true, chosen: checks });
  });
});

test("the names of its stages are such as packaging takes", () => {
  const { signal } = new AbortController();
  const world = createWorld({ account: "0", region: "us-east-1", runId: "0123abcd", signal, pause: 1 });
  expect(world.stageName("a")).toMatch(STAGE);
});
