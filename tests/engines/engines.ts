/** The two that are compared: Trino, and the Athena of the stack on `judgedPort`, over the same catalog and objects. */

import {
  AthenaClient,
  GetQueryExecutionCommand,
  paginateGetQueryResults,
  StartQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { clientConfig, type Emulator } from "../../emulator/index.ts";
import { type ComparisonRule, differences } from "./compare.ts";
import { connectTrino, type Trino, type TrinoAnswer, type TrinoColumn, type TrinoRow } from "./trino.ts";

export interface Engines {
  readonly trino: Trino;
  readonly athena: { ask(sql: string, database?: string): Promise<TrinoAnswer> };
  /** Asks both; one line for each difference. */
  compare(sql: string, options?: ComparisonRule & { readonly database?: string }): Promise<string[]>;
  close(): void;
}

export function openEngines(stack: Emulator): Engines {
  const trino = connectTrino();
  const client = new AthenaClient(clientConfig(stack));
  const athena = { ask: (sql: string, database = "default") => askAthena(client, stack, sql, database) };
  return {
    trino,
    athena,
    async compare(sql, options = {}) {
      const [theirs, ours] = await Promise.all([
        trino.ask(sql, options.database),
        athena.ask(sql, options.database),
      ]);
      return differences(sql, theirs, ours, options);
    },
    close: () => client.destroy(),
  };
}

async function askAthena(
  client: AthenaClient,
  stack: Emulator,
  sql: string,
  database: string,
): Promise<TrinoAnswer> {
  const execution = { QueryString: sql, QueryExecutionContext: { Database: database } };
  const started = await client.send(new StartQueryExecutionCommand(execution));
  const QueryExecutionId = started.QueryExecutionId!;
  await stack.athena.ended(QueryExecutionId);
  const told = await client.send(new GetQueryExecutionCommand({ QueryExecutionId }));
  const { State, StateChangeReason } = told.QueryExecution!.Status!;
  if (State !== "SUCCEEDED") return { error: StateChangeReason ?? State ?? "failed" };
  const columns: TrinoColumn[] = [];
  const rows: TrinoRow[] = [];
  for await (const { ResultSet } of paginateGetQueryResults({ client }, { QueryExecutionId })) {
    if (columns.length === 0) {
      for (const { Name, Type, Precision, Scale } of ResultSet?.ResultSetMetadata?.ColumnInfo ?? [])
        columns.push({ name: Name!, type: Type === "decimal" ? `decimal(${Precision},${Scale})` : Type! });
    }
    rows.push(
      ...(ResultSet?.Rows ?? []).map(({ Data = [] }) => Data.map((cell) => cell.VarCharValue ?? null)),
    );
  }
  // The first row of a SELECT is its header.
  return { columns, rows: told.QueryExecution!.StatementType === "DML" ? rows.slice(1) : rows };
}
