/** What GetPartitions of one day takes of a large table, with a partition index and without. */
import {
  CreatePartitionIndexCommand,
  GetPartitionIndexesCommand,
  GlueClient,
  paginateGetPartitions,
} from "@aws-sdk/client-glue";
import { clientConfig, startEmulator } from "../../emulator/index.ts";
import { INDEX_NAME } from "../../shared/partition-indexes/index-name.ts";
import { type Entry, judged } from "./goal.ts";

const TABLE = { DatabaseName: "market", TableName: "trades" };
const KEYS = ["day", "symbol"];
const SYMBOLS = 500;
/** The most that Glue answers in a page. */
const PAGE = 1000;

/**
 * The emulator looks at all partitions of a table without an index, as AWS documents of Glue, and a page counts those that
 * it looked at. The seconds of real Glue are not in this: only a live account shows them.
 */
export async function measurePartitionIndex(partitions: number): Promise<Entry> {
  const stack = await startEmulator({ pageSize: PAGE, glue: { indexMs: 0 } });
  const client = new GlueClient(clientConfig(stack));
  try {
    const { store } = stack.glue;
    store.createDatabase({ Name: TABLE.DatabaseName });
    const PartitionKeys = KEYS.map((Name) => ({ Name, Type: "string" }));
    store.createTable(TABLE.DatabaseName, { Name: TABLE.TableName, PartitionKeys });
    const table = store.table(TABLE.DatabaseName, TABLE.TableName);
    for (let index = 0; index < partitions; index++) {
      store.createPartition(table, { Values: [dayAt(index), `S${index % SYMBOLS}`] });
    }
    const day = dayAt(partitions - 1);
    const without = await pagesOf(client, day);
    const PartitionIndex = { IndexName: INDEX_NAME, Keys: KEYS };
    await client.send(new CreatePartitionIndexCommand({ ...TABLE, PartitionIndex }));
    while (!(await isActive(client))) {
      // A moment later it is.
    }
    const withIndex = await pagesOf(client, day);
    if (without.found !== withIndex.found) throw new Error("the index changes what is found");
    return judged({
      name: `GetPartitions of one day of ${partitions.toLocaleString("en-US")} partitions`,
      unit: "calls",
      values: { withIndex: withIndex.pages, without: without.pages, partitionsFound: withIndex.found },
      ratio: withIndex.pages / without.pages,
      ratioOf: "withIndex / without",
      goal: { of: "withIndex", atMost: Math.ceil(SYMBOLS / PAGE) },
      method: `day = '…' by the SDK's client over the wire; the emulator's pages are of ${PAGE} partitions looked at, its model of what AWS documents; no measure of Glue's speed`,
    });
  } finally {
    client.destroy();
    await stack.close();
  }
}

const dayAt = (index: number) =>
  new Date(Date.UTC(2026, 0, 1) + Math.floor(index / SYMBOLS) * 86_400_000).toISOString().slice(0, 10);

async function isActive(client: GlueClient): Promise<boolean> {
  const { PartitionIndexDescriptorList = [] } = await client.send(new GetPartitionIndexesCommand(TABLE));
  return PartitionIndexDescriptorList.every(({ IndexStatus }) => IndexStatus === "ACTIVE");
}

async function pagesOf(client: GlueClient, day: string) {
  let [pages, found] = [0, 0];
  for await (const page of paginateGetPartitions({ client }, { ...TABLE, Expression: `day = '${day}'` })) {
    pages += 1;
    found += page.Partitions?.length ?? 0;
  }
  return { pages, found };
}
