import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, SQSClient } from "@aws-sdk/client-sqs";
import { CLIENT_DEFAULTS } from "../runtime/client-defaults.ts";
import { messageOf } from "../runtime/errors.ts";
import { inParallel } from "../runtime/parallel.ts";

/** SQS API, SendMessageBatch: ten entries, and 1 MiB of bodies and attributes together. */
const ENTRIES_PER_CALL = 10;
export const BYTES_PER_CALL = 1_048_576;
/** 3,000 messages are 300 calls: at 20 ms each and 16 at a time, under half a second. */
const CALLS_AT_ONCE = 16;

export type Request = Omit<SendMessageBatchRequestEntry, "Id">;

/** Sends one message for each entry. Answers the entries that could not be sent, and why; never throws. */
export type SendAll = <Entry>(
  entries: readonly Entry[],
  requestOf: (entry: Entry) => Request,
  signal: AbortSignal,
) => Promise<ReadonlyMap<Entry, string>>;

/** Sends to one queue. Most containers send nothing: the client is made when something is sent. */
export function batchSender(queueUrl: string, given?: SQSClient): SendAll {
  let client = given;

  async function send<Entry>(batch: Batch<Entry>, signal: AbortSignal): Promise<[Entry, string][]> {
    const command = new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entriesOf(batch) });
    try {
      client ??= new SQSClient(CLIENT_DEFAULTS);
      const { Failed = [] } = await client.send(command, { abortSignal: signal });
      return Failed.map(({ Id, Code, Message }) => [batch[Number(Id)]!.entry, `${Code}: ${Message ?? ""}`]);
    } catch (thrown) {
      return batch.map(({ entry }) => [entry, messageOf(thrown)]);
    }
  }

  return async (entries, requestOf, signal) => {
    const batches = packed(entries, requestOf);
    const failed = await inParallel(batches, CALLS_AT_ONCE, (batch) => send(batch, signal));
    return new Map(failed.flat());
  };
}

/** What one call sends, in order. */
export type Batch<Entry> = readonly { readonly entry: Entry; readonly request: Request }[];

/** Message ids may repeat in a batch, positions do not. */
export function entriesOf(batch: Batch<unknown>): SendMessageBatchRequestEntry[] {
  return batch.map(({ request }, position) => ({ ...request, Id: String(position) }));
}

/** Body and attributes (names, types, values), as SQS counts them. */
export function bytesOf({ MessageBody = "", MessageAttributes = {} }: Request): number {
  let bytes = Buffer.byteLength(MessageBody);
  for (const [name, { DataType = "", StringValue = "" }] of Object.entries(MessageAttributes)) {
    bytes += Buffer.byteLength(name + DataType + StringValue);
  }
  return bytes;
}

/** Fills calls in order, each within SQS's count and size. A message too large for any call goes alone, and fails. */
export function packed<Entry>(
  entries: readonly Entry[],
  requestOf: (entry: Entry) => Request,
): Batch<Entry>[] {
  const batches: { entry: Entry; request: Request }[][] = [];
  let room = 0;
  for (const entry of entries) {
    const request = requestOf(entry);
    const bytes = bytesOf(request);
    const last = batches.at(-1);
    if (last === undefined || last.length === ENTRIES_PER_CALL || bytes > room) {
      batches.push([{ entry, request }]);
      room = BYTES_PER_CALL - bytes;
    } else {
      last.push({ entry, request });
      room -= bytes;
    }
  }
  return batches;
}
