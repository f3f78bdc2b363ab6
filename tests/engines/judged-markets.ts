/** Markets whose every query Trino is asked, too. */

import { expect } from "@jest/globals";
import { startEmulator } from "../../emulator/index.ts";
import { judgeMarkets } from "../local/validation-sql-market.ts";
import { judgedFact } from "../support/judged-fact.ts";
import { answerOf, differences } from "./compare.ts";
import { connectTrino, judgedPort } from "./trino.ts";

/** Has Trino judge every query of the markets that are created from now on. */
export async function haveTrinoJudge() {
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

  return {
    /** How many queries were asked of both engines until now. */
    compared: () => compared,
    /** Leaves for the record of the run what was compared; `subject` is what the queries were over. */
    async close(subject: string): Promise<void> {
      judgedFact(`queries over ${subject} compared`, compared);
      judgedFact(`queries over ${subject} that agree`, agreeing);
      await stack.close();
    },
  };
}
