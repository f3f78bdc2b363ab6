import {
  BatchCreatePartitionCommand,
  CreatePartitionIndexCommand,
  DeletePartitionIndexCommand,
  DeleteTableCommand,
  GetPartitionIndexesCommand,
} from "@aws-sdk/client-glue";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { listed, type MarketGlue, openCatalog, partition, refusalOf, TRADES } from "./glue-client.ts";

let catalog: MarketGlue;

beforeEach(async () => {
  catalog = await openCatalog(["day", "symbol", "venue", "side"]);
});

afterEach(() => catalog.close());

const create = (IndexName: string, ...Keys: string[]) =>
  catalog.client.send(new CreatePartitionIndexCommand({ ...TRADES, PartitionIndex: { IndexName, Keys } }));
const remove = (IndexName: string) =>
  catalog.client.send(new DeletePartitionIndexCommand({ ...TRADES, IndexName }));
const settle = () => catalog.clock.advance(1500);

async function created(name: string, ...keys: string[]): Promise<void> {
  await create(name, ...keys);
  settle();
}

async function statuses(): Promise<Record<string, string>> {
  const { PartitionIndexDescriptorList = [] } = await catalog.client.send(
    new GetPartitionIndexesCommand(TRADES),
  );
  return Object.fromEntries(
    PartitionIndexDescriptorList.map(({ IndexName = "", Keys = [], IndexStatus }) => [
      `${IndexName}(${Keys.map(({ Name, Type }) => `${Name} ${Type}`)})`,
      String(IndexStatus),
    ]),
  );
}

test("an index is CREATING, then ACTIVE; deleted it is DELETING, then gone", async () => {
  await create("by_symbol", "symbol", "day");
  expect(await statuses()).toEqual({ "by_symbol(symbol string,day string)": "CREATING" });
  settle();
  expect(await statuses()).toEqual({ "by_symbol(symbol string,day string)": "ACTIVE" });
  await remove("by_symbol");
  expect(Object.values(await statuses())).toEqual(["DELETING"]);
  settle();
  expect(await statuses()).toEqual({});
});

test("an index that is to fail ends FAILED, with Glue's code", async () => {
  catalog.faults.indexFails("days", "INVALID_PARTITION_TYPE_DATA_ERROR");
  await created("days", "day");
  const { PartitionIndexDescriptorList } = await catalog.client.send(new GetPartitionIndexesCommand(TRADES));
  expect(PartitionIndexDescriptorList).toEqual([
    expect.objectContaining({
      IndexStatus: "FAILED",
      BackfillErrors: [{ Code: "INVALID_PARTITION_TYPE_DATA_ERROR", Partitions: [] }],
    }),
  ]);
});

test("keys of an index must be partition keys, and there must be one", async () => {
  expect(await refusalOf(create("prices", "price"))).toEqual({
    name: "InvalidInputException",
    message: "Index key price is no partition key of the table",
  });
  expect((await refusalOf(create("none"))).name).toBe("ValidationException");
});

test("a name is taken once, and so are keys in their order", async () => {
  await created("days", "day");
  expect((await refusalOf(create("days", "symbol"))).name).toBe("AlreadyExistsException");
  expect((await refusalOf(create("other", "day"))).name).toBe("AlreadyExistsException");
});

test("one index is made or deleted at a time", async () => {
  await create("days", "day");
  const refusal = {
    name: "ResourceNumberLimitExceededException",
    message:
      "Index days is in CREATING state. Only 1 index can be created or deleted simultaneously per table.",
  };
  expect(await refusalOf(create("symbols", "symbol"))).toEqual(refusal);
  expect(await refusalOf(remove("days"))).toEqual(refusal);
});

test("a table has three indexes at most", async () => {
  for (const key of ["day", "symbol", "venue"]) await created(key, key);
  expect(await refusalOf(create("side", "side"))).toEqual({
    name: "ResourceNumberLimitExceededException",
    message: "A table has at most 3 partition indexes.",
  });
});

test("what is not there is told by its name", async () => {
  expect(await refusalOf(remove("days"))).toEqual({
    name: "EntityNotFoundException",
    message: "Index days not found.",
  });
  await catalog.client.send(new DeleteTableCommand({ DatabaseName: "market", Name: "trades" }));
  expect((await refusalOf(create("days", "day"))).message).toBe("Table trades not found.");
});

test.each([
  ["the first key of the index", "day = '2' AND side > 'a'", 1],
  ["the same in parentheses, from the right", "(symbol = 'B') AND (day = '2')", 1],
  ["a later key of the index alone", "symbol = 'A'", 2],
  ["either of two values", "day = '2' OR day = '3'", 2],
  ["all but one value", "NOT day = '2'", 2],
  ["a range", "day >= '2' AND day <= '2'", 2],
])("with %s, GetPartitions takes so many pages", async (_, Expression, pages) => {
  const values = ["1", "2", "3"].flatMap((day) => ["A", "B"].map((symbol) => [day, symbol, "x", "b"]));
  await catalog.client.send(
    new BatchCreatePartitionCommand({
      ...TRADES,
      PartitionInputList: values.map((one) => partition(...one)),
    }),
  );
  const before = await listed(catalog, { Expression });
  await created("days", "day", "symbol");
  const after = await listed(catalog, { Expression });
  expect(before.pages).toBe(2);
  expect(after).toEqual({ values: before.values, pages });
});
