/** A Glue of the emulator behind a real listener, and the real client in front of it. */

import {
  CreateDatabaseCommand,
  CreateTableCommand,
  GlueClient,
  paginateGetPartitions,
} from "@aws-sdk/client-glue";
import { createGlue, type Glue } from "../../emulator/glue/index.ts";
import { VirtualClock } from "../../emulator/index.ts";
import { createFaults } from "../../emulator/wire/faults.ts";
import { HOST, listen } from "../../emulator/wire/http.ts";
import { AwsError } from "../../emulator/wire/service.ts";

/** So small that every listing crosses a page. */
export const PAGE_SIZE = 3;
export const ACCOUNT = "123456789012";
/** Epoch milliseconds; the half second shows that Glue keeps whole ones. */
export const START = Date.UTC(2026, 10, 20, 14, 30) + 500;

export interface MarketGlue extends Glue {
  readonly client: GlueClient;
  readonly clock: VirtualClock;
  close(): Promise<void>;
}

/** Holds the database `market` with the table `trades`, keyed by `day, symbol` unless told otherwise. */
export async function openCatalog(keys = ["day", "symbol"]): Promise<MarketGlue> {
  const clock = new VirtualClock(START);
  const glue = createGlue({ clock, pageSize: PAGE_SIZE, accountId: ACCOUNT });
  const services = [glue.service];
  const listener = await listen({ port: 0, clock, faults: createFaults(), services, rest: noRest });
  const client = new GlueClient({
    endpoint: `http://${HOST}:${listener.port}`,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
  await client.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "market" } }));
  await client.send(new CreateTableCommand({ DatabaseName: "market", TableInput: trades(keys) }));
  const close = async () => {
    client.destroy();
    await listener.close();
  };
  return { ...glue, client, clock, close };
}

const noRest = () => {
  throw new AwsError("NotImplemented", "only Glue is served here");
};

export const trades = (keys: readonly string[]) => ({
  Name: "trades",
  PartitionKeys: keys.map((Name) => ({ Name, Type: "string" })),
  StorageDescriptor: descriptor("s3://lake/trades/"),
});

export const descriptor = (Location: string) => ({ Location, Columns: [{ Name: "price", Type: "double" }] });

export const TRADES = { DatabaseName: "market", TableName: "trades" };

export const partition = (...Values: string[]) => ({
  Values,
  StorageDescriptor: descriptor(`s3://lake/trades/${Values.join("/")}/`),
});

/** What the catalog holds, as its store has it. */
export function held({ store }: Glue): string[] {
  const { partitions } = store.table("market", "trades");
  return [...partitions.values()].map(({ record }) => record.Values.join("/")).sort();
}

export interface Listing {
  readonly values: string[];
  readonly pages: number;
}

/** What GetPartitions lists over all its pages. */
export async function listed(
  { client }: MarketGlue,
  request: {
    Expression?: string;
    Segment?: { SegmentNumber: number; TotalSegments: number };
    MaxResults?: number;
  } = {},
): Promise<Listing> {
  const values: string[] = [];
  let pages = 0;
  for await (const page of paginateGetPartitions({ client }, { ...TRADES, ...request })) {
    pages += 1;
    for (const { Values = [] } of page.Partitions ?? []) values.push(Values.join("/"));
  }
  return { values: values.sort(), pages };
}

export interface GlueRefusal {
  readonly name: string;
  readonly message: string;
}

/** The refusal of a call that must not succeed, as the SDK shows it. */
export async function refusalOf(call: Promise<unknown>): Promise<GlueRefusal> {
  return call.then(
    () => ({ name: "none", message: "the call succeeded" }),
    (error: Error) => ({ name: error.name, message: error.message }),
  );
}
