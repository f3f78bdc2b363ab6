import {
  CreateDatabaseCommand,
  CreateTableCommand,
  paginateSearchTables,
  SearchTablesCommand,
} from "@aws-sdk/client-glue";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { descriptor, type MarketGlue, openCatalog, refusalOf, trades } from "./glue-client.ts";

let catalog: MarketGlue;

/** Beside market.trades, whose column is `price double` and whose keys are `day` and `symbol`. */
beforeEach(async () => {
  catalog = await openCatalog();
  await catalog.client.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "archive" } }));
  const columns = [{ Name: "close_price", Type: "double", Comment: "Adjusted for splits" }];
  for (const TableInput of [
    { ...trades(["day"]), Name: "old-trades", Parameters: { classification: "parquet" } },
    { Name: "bars", StorageDescriptor: { ...descriptor("s3://lake/bars/"), Columns: columns } },
    { Name: "splits", Description: "Splits and dividends", StorageDescriptor: descriptor("s3://other/") },
  ]) {
    await catalog.client.send(new CreateTableCommand({ DatabaseName: "archive", TableInput }));
  }
});

afterEach(() => catalog.close());

test.each([
  ["trades", ["trades", "old-trades"]],
  ["parquet", ["old-trades"]],
  ["price", ["trades", "old-trades", "splits"]],
  ["close_price", ["bars"]],
  ["SPLITS", ["bars", "splits"]],
  ["adjusted splits", ["bars"]],
  ['"splits"', ["splits"]],
  ['"Adjusted for splits"', ["bars"]],
  ["archive", ["old-trades", "bars", "splits"]],
  ["lake", ["trades", "old-trades", "bars"]],
  ["trade", []],
])("SearchTables finds %s in the metadata of tables", async (SearchText, expected) => {
  const names: string[] = [];
  for await (const page of paginateSearchTables({ client: catalog.client }, { SearchText }))
    names.push(...(page.TableList ?? []).map(({ Name = "" }) => Name));
  expect(names).toEqual(expected);
});

test("SearchTables without a text answers every table, in pages", async () => {
  const { TableList, NextToken } = await catalog.client.send(new SearchTablesCommand({}));
  expect(TableList?.map(({ Name }) => Name)).toEqual(["trades", "old-trades", "bars"]);
  const rest = await catalog.client.send(new SearchTablesCommand({ NextToken }));
  expect(rest.TableList?.map(({ Name }) => Name)).toEqual(["splits"]);
  expect(rest.NextToken).toBeUndefined();
});

test("SearchTables refuses filters, which nobody has asked it for yet", async () => {
  const filtered = new SearchTablesCommand({ Filters: [{ Key: "Name", Value: "trades" }] });
  expect((await refusalOf(catalog.client.send(filtered))).message).toContain("does not offer 'filters'");
});
