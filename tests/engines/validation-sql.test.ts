/** The tests of validation's SQL over every kind of defect, with Trino as the judge of each query that they ask. */

import { afterAll, expect, test } from "@jest/globals";
import { haveTrinoJudge } from "./judged-markets.ts";

const trino = await haveTrinoJudge();

await import("../local/validation-sql.test.ts");

test("more than a few queries were judged", () => expect(trino.compared()).toBeGreaterThan(30));

afterAll(() => trino.close("planted defects"));
