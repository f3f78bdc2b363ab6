import { Readable } from "node:stream";
import { BatchGetPartitionCommand, EntityNotFoundException, GlueClient } from "@aws-sdk/client-glue";
import { expect, test } from "@jest/globals";
import { locationRead, parseLocations } from "../../shared/catalog/location-read-adapter.ts";
import { withoutLogRecords } from "../../shared/runtime/client-defaults.ts";

/** A client to which the network answers so, one after the other. */
function connect(...answers: readonly { readonly statusCode: number; readonly body: object }[]) {
  const left = [...answers];
  return new GlueClient({
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    retryStrategy: {
      acquireInitialRetryToken: async () => ({ getRetryCount: () => 0, getRetryDelay: () => 0 }),
      async refreshRetryTokenForRetry(token) {
        if (left.length === 0) throw new Error("nothing more is answered");
        return token;
      },
      recordSuccess: () => {},
    },
    requestHandler: {
      async handle() {
        const { statusCode, body } = left.shift()!;
        const text = Buffer.from(JSON.stringify(body));
        const chunks = Readable.from([text.subarray(0, 9), text.subarray(9)]);
        return { response: { statusCode, headers: {}, body: chunks } as never };
      },
    },
  });
}

const read = (client: GlueClient) =>
  client.send(
    locationRead({ DatabaseName: "raw", TableName: "trades", PartitionsToGet: [{ Values: ["1"] }] }),
  );

const descriptor = { Columns: [{ Name: "price", Type: "double" }], Location: "s3://b/1/" };
const stored = { Values: ["1"], CreationTime: 1_795_000_000, StorageDescriptor: descriptor };
const UnprocessedKeys = [{ Values: ["2"] }];

test("an answer has all but columns, and times as the numbers that they are sent as", async () => {
  const body = { Partitions: [stored, { ...stored, Values: ["3"] }], UnprocessedKeys };
  const unread = { ...stored, StorageDescriptor: { ...descriptor, Columns: [] } };
  const { $metadata, ...answer } = await read(connect({ statusCode: 200, body }));
  expect(answer).toEqual({ Partitions: [unread, { ...unread, Values: ["3"] }], UnprocessedKeys });
  expect($metadata.httpStatusCode).toBe(200);
});

test("a request is the SDK's to the byte, and is signed and counted as that", async () => {
  const input = {
    DatabaseName: "raw",
    TableName: "trades",
    PartitionsToGet: [{ Values: ["2026-11-20", 'Zürich \u2028 "a\\b"'] }, { Values: ["1"] }],
  };
  const done = { statusCode: 200, body: {} };
  const client = connect(done, done);
  const sent: [string, unknown, unknown][] = [];
  client.middlewareStack.add(
    (next) => (call) => {
      const { body, headers } = call.request as { body: Uint8Array; headers: Record<string, string> };
      sent.push([String(Buffer.from(body)), headers["content-length"], headers["content-type"]]);
      return next(call);
    },
    // What is signed.
    { step: "finalizeRequest", priority: "low" },
  );
  await client.send(new BatchGetPartitionCommand(input));
  await client.send(locationRead(input));
  expect(sent[1]).toEqual(sent[0]);
  expect(JSON.parse(sent[1]![0])).toEqual(input);
});

test("an error is the SDK's", async () => {
  const body = { __type: "EntityNotFoundException", Message: "no table" };
  await expect(read(connect({ statusCode: 400, body }))).rejects.toBeInstanceOf(EntityNotFoundException);
});

test("what is read again after an error is that answer's", async () => {
  const outage = { statusCode: 500, body: { __type: "InternalServiceException" } };
  const answer = await read(connect(outage, { statusCode: 200, body: { Partitions: [], UnprocessedKeys } }));
  expect(answer).toMatchObject({ Partitions: [], UnprocessedKeys });
});

test.each([
  ['{"Columns":[{"Name":"a"}]}', { Columns: [] }],
  [
    '[{"Columns":[{"Name":"a"}]},{"Columns":[]},{"a":["Columns"]}]',
    [{ Columns: [] }, { Columns: [] }, { a: ["Columns"] }],
  ],
  // A bracket in a comment: all is parsed.
  ['{"Columns":[{"Comment":"a]b"}]}', { Columns: [{ Comment: "a]b" }] }],
])("%s is read without its columns where that can be told", (text, expected) => {
  expect(parseLocations(Buffer.from(text))).toEqual(expected);
});

test("a client prepares no log records", () => {
  const names = (client: GlueClient) => client.middlewareStack.identify().join();
  expect(names(connect())).toContain("loggerMiddleware");
  expect(names(withoutLogRecords(connect()))).not.toContain("loggerMiddleware");
});
