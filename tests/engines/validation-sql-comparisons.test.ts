/** The tests of validation's SQL over two tables at once, with Trino as the judge of each query that they ask. */

import { afterAll, expect, test } from "@jest/globals";
import { haveTrinoJudge } from "./judged-markets.ts";

const trino = await haveTrinoJudge();

await import("../local/validation-sql-comparisons.test.ts");

test("more than a few queries were judged", () => expect(trino.compared()).toBeGreaterThan(20));

afterAll(() => trino.close("two tables"));
