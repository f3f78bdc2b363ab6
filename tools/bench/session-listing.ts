/** How many calls a look at a session takes of S3, for the pages that the session has. */
import { GlueClient } from "@aws-sdk/client-glue";
import { S3Client } from "@aws-sdk/client-s3";
import { clientConfig, type Emulator, startEmulator } from "../../emulator/index.ts";
import { calendarOf } from "../../shared/calendar/declaration.ts";
import { glueCatalog, gluePartitions } from "../../shared/catalog/glue-catalog-adapter.ts";
import { seeing } from "../../shared/looks/seeing.ts";
import type { ValidatedDataset } from "../../shared/quality/snapshot.ts";
import { databaseName } from "../../shared/runtime/names.ts";
import { s3Store } from "../../shared/store/s3-store-adapter.ts";
import { type Entry, judged } from "./goal.ts";

const STAGE = "prod";
const BUCKET = "lake";
const SYMBOLS = 500;
/** The most that S3 answers in a page. */
const PAGE = 1000;
/** The session that is looked at, between two others that are as large. */
const DAYS = ["2025-11-26", "2025-11-28", "2025-12-01"] as const;
const DAY = DAYS[1];

const TRADES: ValidatedDataset = {
  name: "trades",
  database: "market",
  table: "trades",
  prefix: "raw/trades/",
  keys: [
    { name: "day", kind: "day" },
    { name: "symbol", kind: "text", pattern: "S[0-9]+" },
  ],
  strategy: "register",
  columns: [{ name: "price", type: "double" }],
  quality: { calendar: "XNYS", sla: { afterClose: 30 } },
};

/** A partition of each symbol, and as many objects in it as it takes. */
export async function measureSessionListing(objects: number): Promise<Entry> {
  const stack = await startEmulator({ pageSize: PAGE });
  const [s3, glue] = [new S3Client(clientConfig(stack)), new GlueClient(clientConfig(stack))];
  try {
    fill(stack, objects);
    const ports = { catalog: glueCatalog(glue), partitions: gluePartitions(glue), store: s3Store(s3) };
    const see = seeing({ stage: STAGE, bucket: BUCKET }, { ...ports, clock: Date });
    const session = calendarOf("XNYS").session(DAY)!;
    const seen = await see(TRADES, session, AbortSignal.timeout(300_000));
    if (seen.objects.version.objects !== objects) throw new Error("the look did not see every object");
    const asked = stack.requests.filter(({ service }) => service === "S3");
    const pages = Math.ceil(objects / PAGE);
    const read = stack.requests.filter(({ service }) => service === "AWSGlue");
    return judged({
      name: `listing of a session of ${objects.toLocaleString("en-US")} objects in ${SYMBOLS} partitions`,
      unit: "calls",
      values: { s3: asked.length, pages, glue: read.length },
      ratio: asked.length / pages,
      ratioOf: "s3 / pages",
      goal: { of: "ratio", atMost: 1.1 },
      method: `one look, over the wire; pages of ${PAGE} keys; before and after it the table has sessions of the same size`,
    });
  } finally {
    s3.destroy();
    glue.destroy();
    await stack.close();
  }
}

function fill(stack: Emulator, objects: number): void {
  const database = databaseName(TRADES.database, STAGE);
  const { store } = stack.glue;
  store.createDatabase({ Name: database });
  store.createTable(database, {
    Name: TRADES.table,
    PartitionKeys: TRADES.keys.map(({ name }) => ({ Name: name, Type: "string" })),
    StorageDescriptor: { Location: `s3://${BUCKET}/${TRADES.prefix}` },
  });
  const table = store.table(database, TRADES.table);
  stack.s3.store.createBucket(BUCKET);
  for (const day of DAYS) {
    for (let index = 0; index < objects; index++) {
      const symbol = `S${index % SYMBOLS}`;
      const folder = `${TRADES.prefix}day=${day}/symbol=${symbol}/`;
      stack.s3.store.put(BUCKET, `${folder}part-${Math.floor(index / SYMBOLS)}.parquet`, Buffer.from("PAR1"));
      if (index >= SYMBOLS) continue;
      store.createPartition(table, {
        Values: [day, symbol],
        StorageDescriptor: { Location: `s3://${BUCKET}/${folder}` },
      });
    }
  }
}
