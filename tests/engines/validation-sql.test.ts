/** The tests of validation's SQL over every kind of defect, with Trino as the judge of each query that they ask. */

import { afterAll, expect, test } from "@jest/globals";
import { startEmulator } from "../../emulator/index.ts";
import { judgeMarkets } from "../local/validation-sql-market.ts";
import { judgedFact } from "../support/judged-fact.ts";
import { answerOf, differences } from "./compare.ts";
import { connectTrino, judgedPort } from "./trino.ts";

const stack = await startEmulator({ port: judgedPort() });
const trino = connectTrino();
let compared = 0;
let agreeing = 0;

judgeMarkets({
  stores: { glue: stack.glue.store, s3: stack.s3.store },
  async judge({ sql, database }, answer) {
    compared += 1;
    expect(differences(sql, await trino.ask(sql, database), answerOf(answer))).toEqual([]);
    agreeing += 1;
  },
});

await import("../local/validation-sql.test.ts");

test("more than a few queries were judged", () => expect(compared).toBeGreaterThan(30));

afterAll(async () => {
  judgedFact("queries over planted defects compared", compared);
  judgedFact("queries over planted defects that agree", agreeing);
  await stack.close();
});
