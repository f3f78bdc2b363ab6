import {
  AthenaClient,
  CreateWorkGroupCommand,
  type CreateWorkGroupCommandInput,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type GetQueryResultsCommandInput,
  type QueryExecution,
  StartQueryExecutionCommand,
  type StartQueryExecutionCommandInput,
  StopQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { clientConfig, startEmulator, VirtualClock } from "../../emulator/index.ts";
import { MemoryEngine, varchar } from "./memory-engine.ts";

/** Milliseconds that a query takes by the virtual clock. */
export const QUERY_MS = 500;
/** A statement that the engine can answer. */
export const SQL = "SELECT name FROM people";
export const CATALOG = { CatalogName: "AwsDataCatalog" };
export const INVALID = "InvalidRequestException";

/** What a call is refused with, as `refusalOf` tells it. */
export const refused = (message: string) => ({ name: INVALID, message });

/** An emulator whose Athena answers from memory, in a time that stands still; Athena's real client in front. */
export async function openAthena() {
  const clock = new VirtualClock();
  const engine = new MemoryEngine();
  engine.answer(SQL, { columns: [varchar("name")], rows: [["Ada"], [""], [null]], scannedBytes: 12_000_000 });
  const stack = await startEmulator({ clock, athena: { engine, concurrency: 2, queryMs: QUERY_MS } });
  const client = new AthenaClient(clientConfig(stack));

  async function start(sql = SQL, more: Partial<StartQueryExecutionCommandInput> = {}): Promise<string> {
    const started = await client.send(new StartQueryExecutionCommand({ QueryString: sql, ...more }));
    return started.QueryExecutionId as string;
  }

  async function look(QueryExecutionId: string): Promise<QueryExecution> {
    const { QueryExecution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    return QueryExecution as QueryExecution;
  }

  const results = (QueryExecutionId: string, more: Partial<GetQueryResultsCommandInput> = {}) =>
    client.send(new GetQueryResultsCommand({ QueryExecutionId, ...more }));

  return {
    clock,
    engine,
    stack,
    client,
    start,
    look,
    results,
    /** Starts a query and lets the time pass that it takes. */
    async run(sql = SQL, more: Partial<StartQueryExecutionCommandInput> = {}): Promise<QueryExecution> {
      const id = await start(sql, more);
      clock.advance(QUERY_MS);
      await stack.athena.ended(id);
      return look(id);
    },
    stateOf: async (id: string) => (await look(id)).Status?.State,
    stop: (QueryExecutionId: string) => client.send(new StopQueryExecutionCommand({ QueryExecutionId })),
    /** The first page of a result, its texts by row. */
    async cells(id: string): Promise<(string | undefined)[][]> {
      const { ResultSet } = await results(id);
      return (ResultSet?.Rows ?? []).map(({ Data = [] }) => Data.map(({ VarCharValue }) => VarCharValue));
    },
    createWorkGroup: (
      Name: string,
      Configuration: CreateWorkGroupCommandInput["Configuration"],
    ): Promise<unknown> => client.send(new CreateWorkGroupCommand({ Name, Configuration })),
    async close(): Promise<void> {
      client.destroy();
      await stack.close();
    },
  };
}

export type OpenAthena = Awaited<ReturnType<typeof openAthena>>;
