import { expect, test } from "@jest/globals";
import { readStackRequest } from "../../shared/custom-resource/stack-request.ts";
import { indexTables } from "../../shared/partition-indexes/indexing.ts";
import type { IndexCreator, IndexedTable } from "../../shared/partition-indexes/port.ts";
import { CatalogError } from "../../shared/runtime/errors.ts";

const requestOf = (type: string, Tables: unknown) =>
  readStackRequest({
    RequestType: type,
    ResponseURL: "https://answers.test/?signature",
    StackId: "stack",
    RequestId: "request",
    LogicalResourceId: "PartitionIndexes",
    PhysicalResourceId: "PartitionIndexes",
    ResourceProperties: { ServiceToken: "arn", Tables },
  });

const tables = (...names: string[]) =>
  names.map((Table) => ({ Database: "raw", Table, Keys: ["day", "symbol"] }));

/** Has the index of `bars`, and refuses that of `ticks`. */
function glue(): IndexCreator & { readonly asked: IndexedTable[] } {
  const asked: IndexedTable[] = [];
  return {
    asked,
    async create(wanted) {
      asked.push(wanted);
      if (wanted.table === "ticks")
        throw new CatalogError("LIMIT_EXCEEDED", "too many indexes are being made");
      return wanted.table === "bars" ? "exists" : "accepted";
    },
  };
}

test.each(["Create", "Update"])("%s asks for the index of each table, and answers yes", async (type) => {
  const creator = glue();
  expect(await indexTables(requestOf(type, tables("trades", "bars")), creator, 60_000)).toEqual({
    status: "SUCCESS",
    reason: "Glue makes the index of raw.trades; raw.bars has its index",
  });
  expect(creator.asked).toEqual(
    ["trades", "bars"].map((table) => ({ database: "raw", table, keys: ["day", "symbol"] })),
  );
});

test("a table that Glue refuses stops no other and fails no stack; it is told first", async () => {
  expect(await indexTables(requestOf("Create", tables("trades", "ticks", "bars")), glue(), 60_000)).toEqual({
    status: "SUCCESS",
    reason:
      "raw.ticks is left without an index: too many indexes are being made; " +
      "Glue makes the index of raw.trades; raw.bars has its index",
  });
});

test("the removal of the resource touches nothing: indexes go with their tables", async () => {
  const creator = glue();
  expect((await indexTables(requestOf("Delete", tables("trades")), creator, 60_000)).status).toBe("SUCCESS");
  expect(creator.asked).toEqual([]);
});

test.each([undefined, "raw.trades", [{ Database: "raw" }, null]])(
  "no table is read from %j",
  async (wrong) => {
    const creator = glue();
    expect((await indexTables(requestOf("Create", wrong), creator, 60_000)).status).toBe("SUCCESS");
    expect(creator.asked).toEqual([]);
  },
);
