/** S3 and Glue over the wire, answering after a fixed time with full pages of what they compute: one object a partition. */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import type { Dataset } from "../../../shared/datasets/dataset.ts";

/** Keys of a page of ListObjectsV2, partitions of a page of GetPartitions: the most that AWS answers. */
export const PAGE = 1000;
const SYMBOLS = 500;
const DAY_MS = 86_400_000;
const BUCKET = "lake";

export interface StandIn {
  readonly url: string;
  /** Calls by operation. */
  readonly calls: Readonly<Record<string, number>>;
  close(): void;
}

/** `latency` in milliseconds. The dataset is keyed by a day and a symbol. */
export async function startStandIn(dataset: Dataset, partitions: number, latency: number): Promise<StandIn> {
  const calls: Record<string, number> = {};
  const world = new World(dataset, partitions);
  const server = createServer(async (request, response) => {
    const began = performance.now();
    const { operation, type, body } = await answer(request, world);
    calls[operation] = (calls[operation] ?? 0) + 1;
    await sleep(Math.max(0, latency - (performance.now() - began)));
    response.writeHead(200, { "content-type": type }).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function answer(request: IncomingMessage, world: World) {
  const target = request.headers["x-amz-target"];
  if (typeof target === "string") {
    const operation = target.replace(/^.*\./, "");
    const body = JSON.stringify(world.glue(operation, JSON.parse(await text(request))));
    return { operation, type: "application/x-amz-json-1.1", body };
  }
  const { searchParams } = new URL(request.url ?? "/", "http://stand-in");
  const body = world.list(searchParams.get("start-after") ?? "");
  return { operation: "ListObjectsV2", type: "application/xml", body };
}

interface GlueRequest {
  readonly Segment?: { readonly SegmentNumber: number; readonly TotalSegments: number };
  readonly NextToken?: string;
}

/** So many partitions, day by day and symbol by symbol, in the order of their keys. */
class World {
  readonly #dataset: Dataset;
  readonly #size: number;
  readonly #segments = new Map<string, readonly number[]>();

  constructor(dataset: Dataset, size: number) {
    this.#dataset = dataset;
    this.#size = size;
  }

  list(after: string): string {
    const start = this.#firstAfter(after);
    const end = Math.min(start + PAGE, this.#size);
    const contents: string[] = [];
    for (let index = start; index < end; index++) {
      contents.push(
        `<Contents><Key>${this.#key(index)}</Key><LastModified>2026-11-20T21:00:00.000Z</LastModified>` +
          `<ETag>&quot;0&quot;</ETag><Size>1048576</Size><StorageClass>STANDARD</StorageClass></Contents>`,
      );
    }
    return (
      `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><Name>${BUCKET}</Name>` +
      `<KeyCount>${end - start}</KeyCount><MaxKeys>${PAGE}</MaxKeys>` +
      `<IsTruncated>${end < this.#size}</IsTruncated>${contents.join("")}</ListBucketResult>`
    );
  }

  glue(operation: string, request: GlueRequest): object {
    const { table, keys, prefix } = this.#dataset;
    if (operation === "GetTable") {
      return {
        Table: {
          Name: table,
          CreateTime: 1_700_000_000,
          PartitionKeys: keys.map(({ name }) => ({ Name: name, Type: "string" })),
          StorageDescriptor: { Location: `s3://${BUCKET}/${prefix}` },
        },
      };
    }
    if (operation !== "GetPartitions") throw new Error(`the stand-in has no ${operation}`);
    const all = this.#segment(request.Segment);
    const start = Number(request.NextToken ?? 0);
    const page = all.slice(start, start + PAGE).map((index) => this.#partition(index));
    const end = start + page.length;
    return { Partitions: page, ...(end < all.length ? { NextToken: String(end) } : {}) };
  }

  /** Of which partitions a segment consists is not told by AWS; here a hash decides. */
  #segment(segment: GlueRequest["Segment"]): readonly number[] {
    const { SegmentNumber, TotalSegments } = segment ?? { SegmentNumber: 0, TotalSegments: 1 };
    const name = `${SegmentNumber}/${TotalSegments}`;
    let found = this.#segments.get(name);
    if (found === undefined) {
      const all = Array.from({ length: this.#size }, (_, index) => index);
      found = all.filter(
        (index) => (Math.imul(index + 1, 0x9e3779b1) >>> 8) % TotalSegments === SegmentNumber,
      );
      this.#segments.set(name, found);
    }
    return found;
  }

  #partition(index: number): object {
    const { database, table } = this.#dataset;
    const [day, symbol] = valuesAt(index);
    return {
      DatabaseName: database,
      TableName: table,
      Values: [day, symbol],
      CreationTime: 1_700_000_000,
      StorageDescriptor: {
        Location: `s3://${BUCKET}/${this.#folder(index)}`,
        InputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
        OutputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
        SerdeInfo: { SerializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe" },
      },
      Parameters: {
        "registrar.key": this.#key(index),
        "registrar.registered_at": "2026-11-20T21:00:05.000Z",
        "registrar.columns": "1:0123456789abcdef",
        "registrar.event_time": "2026-11-20T21:00:00.000Z",
      },
    };
  }

  #folder(index: number): string {
    const [day, symbol] = valuesAt(index);
    return `${this.#dataset.prefix}day=${day}/symbol=${symbol}/`;
  }

  #key(index: number): string {
    return `${this.#folder(index)}part-00000.snappy.parquet`;
  }

  #firstAfter(after: string): number {
    let [low, high] = [0, this.#size];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#key(middle) > after) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function valuesAt(index: number): readonly [day: string, symbol: string] {
  const day = new Date(Date.UTC(2000, 0, 1) + Math.floor(index / SYMBOLS) * DAY_MS)
    .toISOString()
    .slice(0, 10);
  return [day, `S${String(index % SYMBOLS).padStart(3, "0")}`];
}
