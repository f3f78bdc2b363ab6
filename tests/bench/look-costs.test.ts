import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { bytesOfVerdict } from "../../shared/looks/budget.ts";
import { lookCosts } from "../../tools/bench/look-costs.ts";
import { inDollars } from "../../tools/bench/monthly-costs.ts";

const USUAL = { objects: 1000, partitions: 500 };
const LARGE = { objects: 10_000, partitions: 500 };

test("a look that passes a session over, alone: a send, a receive and a delete, an invocation, and a read of its state", () => {
  expect(lookCosts("passed", USUAL).most).toBeCloseTo(3 * 0.4 + 0.2 + 0.05 * 0.5 * 13.3334 + 0.4);
});

test("one that compares lists a session, reads Glue, and writes that it has looked; a withdrawal writes twice more, and tells", () => {
  const { most } = lookCosts("compared", USUAL);
  expect(most).toBeCloseTo(3 * 0.4 + 0.2 + 0.3 * 0.5 * 13.3334 + 3 + 5 + 3 * 0.4 + 2 * 5);
  const more = lookCosts("withdrawn", USUAL).most - most;
  expect(more).toBeCloseTo(0.2 * 0.5 * 13.3334 + 2 * 5 + 1);
});

test("docs/results.md tells these costs", () => {
  const page = readFileSync(join(import.meta.dirname, "../../docs/results.md"), "utf8").replace(/\s+/g, " ");
  const range = (end: Parameters<typeof lookCosts>[0], size = USUAL) => {
    const { least, most } = lookCosts(end, size);
    return `${inDollars(least)} to ${inDollars(most)}`;
  };
  expect(page).toContain(`A million looks cost ${range("passed")} for sessions without a verdict`);
  expect(page).toContain(`${range("compared")} where nothing has changed`);
  expect(page).toContain(`${range("withdrawn")} where a verdict is withdrawn`);
  const listing = lookCosts("compared", LARGE).most - lookCosts("compared", USUAL).most;
  expect(page).toContain(`and $${Math.round(listing / 9)} for each further thousand of objects`);
  expect(page).toContain(
    `A verdict counts as $${((bytesOfVerdict(0) * 5) / 1e12).toFixed(4)} of Athena at least`,
  );
});
