import { mkdtempSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { bundle } from "../../deploy/bundle.ts";
import { createLambda, type Emulator, type Lambda, startEmulator } from "../../emulator/index.ts";

const ANSWERS = "cloudformation-answers";
const DATABASE = "raw_dev";

let folder: string;
let stack: Emulator;
let indexes: Lambda;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "indexes-"));
  const file = join(folder, "indexes.mjs");
  await bundle("functions/indexes.ts", file);
  stack = await startEmulator();
  stack.s3.store.createBucket(ANSWERS);
  indexes = createLambda({ file, functionName: "indexes", timeoutMs: 60_000, env: stack.env });
});

afterAll(async () => {
  await indexes.close();
  await stack.close();
  await rm(folder, { recursive: true });
});

beforeEach(() => {
  stack.faults.clear();
  const { store } = stack.glue;
  if (store.databases.has(DATABASE)) store.deleteDatabase(DATABASE);
  store.createDatabase({ Name: DATABASE });
  for (const Name of ["trades", "quotes"]) {
    store.createTable(DATABASE, {
      Name,
      PartitionKeys: ["day", "symbol"].map((key) => ({ Name: key, Type: "string" })),
    });
  }
});

const request = (RequestType: string, tables: readonly string[]) => ({
  RequestType,
  ResponseURL: `${stack.endpoint}/${ANSWERS}/answer?X-Amz-Signature=0`,
  StackId: "arn:aws:cloudformation:us-east-1:000000000000:stack/stock-trades-partitions-dev/1",
  RequestId: "11111111-2222-3333-4444-555555555555",
  ResourceType: "Custom::PartitionIndexes",
  LogicalResourceId: "PartitionIndexes",
  ...(RequestType === "Create" ? {} : { PhysicalResourceId: "PartitionIndexes" }),
  ResourceProperties: {
    ServiceToken: "arn:aws:lambda:…",
    Tables: tables.map((Table) => ({ Database: DATABASE, Table, Keys: ["day", "symbol"] })),
  },
});

async function ask(type: string, ...tables: string[]): Promise<{ Status: string; Reason: string }> {
  await indexes.invoke(request(type, tables));
  return JSON.parse(stack.s3.store.read(ANSWERS, "answer").toString());
}

const held = (table: string) =>
  [...stack.glue.store.table(DATABASE, table).indexes.values()].map(({ name, keys }) => [name, ...keys]);

test("a stack gets the indexes of all its tables, and an answer before they are active", async () => {
  expect(await ask("Create", "trades", "quotes")).toMatchObject({
    Status: "SUCCESS",
    PhysicalResourceId: "PartitionIndexes",
    Reason: "Glue makes the index of raw_dev.trades; Glue makes the index of raw_dev.quotes",
  });
  for (const table of ["trades", "quotes"]) expect(held(table)).toEqual([["registrar", "day", "symbol"]]);
});

test("an update with one table more adds its index, and leaves the others", async () => {
  await ask("Create", "trades");
  expect(await ask("Update", "trades", "quotes")).toMatchObject({
    Status: "SUCCESS",
    Reason: "raw_dev.trades has its index; Glue makes the index of raw_dev.quotes",
  });
  for (const table of ["trades", "quotes"]) expect(held(table)).toEqual([["registrar", "day", "symbol"]]);
});

test("a table that is not there, or that Glue refuses, is told in a yes", async () => {
  const answer = await ask("Create", "vanished", "trades");
  expect(answer.Status).toBe("SUCCESS");
  expect(answer.Reason).toMatch(
    /^raw_dev\.vanished is left without an index: CreatePartitionIndex of .*EntityNotFound/,
  );
  expect(held("trades")).toHaveLength(1);
});

test("throttling is seen through", async () => {
  stack.faults.add({ operation: "AWSGlue.CreatePartitionIndex", kind: "throttle", times: 3 });
  expect((await ask("Create", "trades")).Reason).toBe("Glue makes the index of raw_dev.trades");
});

test("the removal of a stack asks nothing of Glue", async () => {
  await ask("Create", "trades");
  const before = stack.requests.length;
  expect(await ask("Delete", "trades")).toMatchObject({ Status: "SUCCESS" });
  expect(stack.requests.slice(before).map(({ service }) => service)).toEqual(["S3"]);
  expect(held("trades")).toHaveLength(1);
});

test("the bundle is at most 450 KB", () => {
  expect(statSync(join(folder, "indexes.mjs")).size).toBeLessThanOrEqual(450 * 1024);
});
