import { setTimeout as delay } from "node:timers/promises";
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { clientConfig, type Emulator } from "../../emulator/index.ts";
import { RegistrarError } from "../../shared/runtime/errors.ts";

export interface AthenaAnswer {
  readonly sql: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly milliseconds: number;
}

/** Milliseconds between two looks at a query of the local Athena, which answers in tens of them. */
const POLL = 25;

/** Runs queries of the demo, one at a time, as any client of Athena would. */
export function athenaOf(emulator: Emulator): (sql: string, database: string) => Promise<AthenaAnswer> {
  const athena = new AthenaClient(clientConfig(emulator));
  return async (sql, database) => {
    const begun = performance.now();
    const start = new StartQueryExecutionCommand({
      QueryString: sql,
      QueryExecutionContext: { Database: database },
    });
    const { QueryExecutionId: id } = await athena.send(start);
    await finished(athena, id!, sql);
    const [columns = [], ...rows] = await results(athena, id!);
    return { sql, columns, rows, milliseconds: performance.now() - begun };
  };
}

async function finished(athena: AthenaClient, id: string, sql: string): Promise<void> {
  for (;;) {
    const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId: id }));
    const { State: state, StateChangeReason: reason } = QueryExecution?.Status ?? {};
    if (state === "SUCCEEDED") return;
    if (state === "FAILED" || state === "CANCELLED") {
      throw new RegistrarError("QUERY_FAILED", `${state}: ${reason ?? "no reason given"}\n${sql}`);
    }
    await delay(POLL);
  }
}

/** Every page. The first row of a SELECT holds the column names. */
async function results(athena: AthenaClient, id: string): Promise<string[][]> {
  const rows: string[][] = [];
  let token: string | undefined;
  do {
    const command = new GetQueryResultsCommand({ QueryExecutionId: id, NextToken: token });
    const { ResultSet, NextToken } = await athena.send(command);
    for (const { Data = [] } of ResultSet?.Rows ?? []) rows.push(Data.map((cell) => cell.VarCharValue ?? ""));
    token = NextToken;
  } while (token !== undefined);
  return rows;
}
