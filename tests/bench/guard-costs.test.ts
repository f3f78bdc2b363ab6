import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { guardCosts } from "../../tools/bench/guard-costs.ts";
import { inDollars } from "../../tools/bench/monthly-costs.ts";

test("a million files, each alone: a send, a receive and a delete, an invocation, a read of S3 and a call of Glue", () => {
  expect(guardCosts("warn").most).toBeCloseTo(3 * 0.4 + 0.2 + 0.15 * 0.5 * 13.3334 + 0.4 + 1);
});

test("a million files in full batches: a tenth of the requests to SQS, and a hundredth of the invocations and calls", () => {
  expect(guardCosts("warn").least).toBeCloseTo(0.3 * 0.4 + 0.002 + 0.02 * 0.5 * 13.3334 + 0.4 + 0.01);
});

test("to hold partitions back costs five calls of Glue more", () => {
  expect(guardCosts("enforce").most - guardCosts("warn").most).toBeCloseTo(5);
});

test("docs/guard.md tells these costs", () => {
  const page = readFileSync(join(import.meta.dirname, "../../docs/guard.md"), "utf8");
  for (const mode of ["warn", "enforce"] as const) {
    const { least, most } = guardCosts(mode);
    expect(page).toContain(`${inDollars(least)} to ${inDollars(most)} with \`"${mode}"\``);
  }
});
