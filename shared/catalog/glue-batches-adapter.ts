/** What calls of Glue on many partitions at a time have in common. */
import type { Partition, PartitionValueList } from "@aws-sdk/client-glue";
import { CatalogError } from "../runtime/errors.ts";
import { catalogError } from "./glue-errors.ts";
import type { Table } from "./port.ts";

/** How often a read may answer that it left keys unread without reading any. */
const FRUITLESS_READS = 3;

interface BatchRead {
  readonly Partitions?: Partition[] | undefined;
  readonly UnprocessedKeys?: PartitionValueList[] | undefined;
}

/**
 * All partitions that exist of those asked for, call by call of BatchGetPartition. Glue leaves keys of wide tables unread
 * when the answer grows too large: then fewer are asked for at a time.
 */
export async function readAll<Found>(
  { database, name }: Table,
  values: readonly (readonly string[])[],
  readOnce: (keys: { Values: string[] }[]) => Promise<BatchRead>,
  found: (partition: Partition) => Found,
): Promise<Found[]> {
  const all: Found[] = [];
  let unread = values.map((one) => ({ Values: [...one] }));
  let size = unread.length;
  for (let fruitless = 0; unread.length > 0; ) {
    const asked = unread.slice(0, size);
    const { Partitions = [], UnprocessedKeys = [] } = await readOnce(asked);
    for (const partition of Partitions) all.push(found(partition));
    fruitless = UnprocessedKeys.length === asked.length ? fruitless + 1 : 0;
    if (fruitless === FRUITLESS_READS) {
      const message = `BatchGetPartition ${database}.${name} keeps leaving keys unprocessed`;
      throw new CatalogError("UNAVAILABLE", message, { retryable: true });
    }
    const left = UnprocessedKeys.map((key) => ({ Values: key.Values ?? [] }));
    unread = [...left, ...unread.slice(size)];
    if (left.length > 0) size = Math.max(1, Math.ceil(size / 2));
  }
  return all;
}

/** Makes a call of Glue; what it throws becomes ours. */
export async function glueAttempt<Answer>(
  doing: string,
  signal: AbortSignal,
  call: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await call();
  } catch (thrown) {
    throw catalogError(thrown, doing, signal);
  }
}
