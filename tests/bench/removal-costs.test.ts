import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { callsOf, MONTH, priceOf, priceOfMillionEvents } from "../../tools/bench/removal-costs.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/departures.md"), "utf8");
const written = (count: number) => count.toLocaleString("en-US");

test("a month that is dropped takes the calls that the page tells, and their price", () => {
  const { sqs, lambda, glueReads, glueDeletes, s3Lists, s3Puts } = callsOf(MONTH);
  expect(page).toContain(
    `${written(sqs)} requests of SQS, ${lambda} invocations, ${written(glueReads)} reads and ${written(glueDeletes)} ` +
      `deletes of Glue, ${written(s3Lists)} listings and ${written(s3Puts)} small objects`,
  );
  expect(page).toContain(`$${priceOf(callsOf(MONTH)).toFixed(2)}`);
});

test("a million events that find data cost what the page says", () => {
  expect(page).toContain(`$${priceOfMillionEvents().toFixed(2)} a million`);
});

test("ten objects a partition cost events, and neither a listing nor a delete more", () => {
  const [one, ten] = [MONTH, { ...MONTH, objectsEach: 10 }].map(callsOf);
  expect(ten!.sqs).toBeGreaterThan(9 * one!.sqs);
  // A batch takes a thousand events, so there are more batches.
  expect(ten!.glueDeletes - one!.glueDeletes).toBe((ten!.lambda - one!.lambda) / 2);
});
