/** The tests of validation's SQL over rows of any table, with Trino as the judge of each query that they ask. */

import { afterAll, expect, test } from "@jest/globals";
import { haveTrinoJudge } from "./judged-markets.ts";

const trino = await haveTrinoJudge();

await import("../local/validation-sql-orders.test.ts");

test("every query was judged", () => expect(trino.compared()).toBeGreaterThan(5));

afterAll(() => trino.close("planted defects of any table"));
