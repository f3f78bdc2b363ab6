import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { comparingCosts, registeringCosts } from "../../tools/bench/reconcile-costs.ts";

test("a million partitions that agree: a thousand listings, a thousand pages of Glue, and some minutes of a gigabyte", () => {
  expect(comparingCosts()).toBeCloseTo(0.005 + 0.001 + 328 * 0.0000133334, 6);
});

test("a million that are registered: a create for a hundred, and a read for a thousand", () => {
  expect(registeringCosts()).toBeCloseTo(0.01 + 0.001 + 2000 * 0.0000133334, 6);
});

test("docs/reconcile.md tells these costs", () => {
  const page = readFileSync(join(import.meta.dirname, "../../docs/reconcile.md"), "utf8").replace(
    /\s+/g,
    " ",
  );
  expect(page).toContain(`A million partitions that agree cost $${comparingCosts().toFixed(2)} a week`);
  expect(page).toContain(`a million that it registers $${registeringCosts().toFixed(2)} once`);
});
