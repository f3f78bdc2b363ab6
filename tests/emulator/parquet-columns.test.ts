import { describe, expect, test } from "@jest/globals";
import type { SchemaElement, SchemaTree } from "hyparquet";
import { hiddenColumns, hiveColumns, untypedColumns } from "../../emulator/parquet-columns.ts";

function node(element: Partial<SchemaElement>, ...children: SchemaTree[]): SchemaTree {
  return { children, count: 1, element: { name: "c", ...element }, path: [] };
}

const leaf = (element: Partial<SchemaElement>) => node(element);
const string = (name: string) => leaf({ name, type: "BYTE_ARRAY", converted_type: "UTF8" });
const int = (name: string) => leaf({ name, type: "INT32" });

const TYPES: readonly (readonly [SchemaTree, hive: string])[] = [
  [leaf({ type: "BOOLEAN" }), "boolean"],
  [leaf({ type: "INT32" }), "int"],
  [leaf({ type: "INT32", converted_type: "INT_8" }), "tinyint"],
  [leaf({ type: "INT32", converted_type: "UINT_8" }), "smallint"],
  [leaf({ type: "INT32", converted_type: "UINT_32" }), "bigint"],
  [leaf({ type: "INT64" }), "bigint"],
  [
    leaf({ type: "INT64", logical_type: { type: "INTEGER", bitWidth: 64, isSigned: false } }),
    "decimal(20,0)",
  ],
  [leaf({ type: "INT32", logical_type: { type: "INTEGER", bitWidth: 16, isSigned: true } }), "smallint"],
  [leaf({ type: "INT32", converted_type: "DATE" }), "date"],
  [leaf({ type: "INT64", converted_type: "TIMESTAMP_MICROS" }), "timestamp"],
  [
    leaf({ type: "INT64", logical_type: { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "NANOS" } }),
    "timestamp",
  ],
  [leaf({ type: "INT96" }), "timestamp"],
  [leaf({ type: "INT64", converted_type: "TIME_MICROS" }), "bigint"],
  [leaf({ type: "FLOAT" }), "float"],
  [leaf({ type: "DOUBLE" }), "double"],
  [leaf({ type: "BYTE_ARRAY" }), "binary"],
  [leaf({ type: "BYTE_ARRAY", logical_type: { type: "STRING" } }), "string"],
  [leaf({ type: "BYTE_ARRAY", converted_type: "JSON" }), "string"],
  [leaf({ type: "FIXED_LEN_BYTE_ARRAY", logical_type: { type: "UUID" } }), "binary"],
  [leaf({ type: "INT64", converted_type: "DECIMAL", precision: 18, scale: 4 }), "decimal(18,4)"],
  [leaf({ type: "INT32", repetition_type: "REPEATED" }), "array<int>"],
  // today's list: list.element
  [node({ converted_type: "LIST" }, node({ name: "list" }, int("element"))), "array<int>"],
  // lists of old writers: the repeated field is the element
  [node({ converted_type: "LIST" }, int("array")), "array<int>"],
  [
    node({ converted_type: "LIST" }, node({ name: "bag" }, int("a"), string("b"))),
    "array<struct<a:int,b:string>>",
  ],
  [
    node({ converted_type: "MAP" }, node({ name: "key_value" }, string("key"), int("value"))),
    "map<string,int>",
  ],
  [node({}, string("Bid"), node({ name: "depth" }, int("n"))), "struct<bid:string,depth:struct<n:int>>"],
];

test.each(TYPES)("Parquet's %j is Hive's %s", (tree, hive) => {
  expect(hiveColumns(node({}, tree))).toEqual([{ name: "c", type: hive }]);
});

test("names are folded as Glue folds them", () => {
  expect(hiveColumns(node({}, string("TradeId")))).toEqual([{ name: "tradeid", type: "string" }]);
});

const nulls = (name: string) => leaf({ name, type: "INT32", logical_type: { type: "NULL" } });

describe("a column of NULLs only", () => {
  test.each([
    ["alone", nulls("c")],
    ["in a list", node({ converted_type: "LIST" }, node({ name: "list" }, nulls("element")))],
    ["in an old list", node({ converted_type: "LIST" }, nulls("array"))],
    ["repeated", leaf({ type: "INT32", logical_type: { type: "NULL" }, repetition_type: "REPEATED" })],
    ["in a map", node({ converted_type: "MAP" }, node({ name: "key_value" }, string("key"), nulls("value")))],
    ["in a struct", node({}, int("a"), node({ name: "b" }, nulls("x")))],
  ])("%s has no type, and is told", (_, column) => {
    const schema = node({}, column, int("n"));
    expect(hiveColumns(schema)).toEqual([{ name: "n", type: "int" }]);
    expect(untypedColumns(schema)).toEqual(["c"]);
  });

  test("is none where the type is known", () => expect(untypedColumns(node({}, int("n")))).toEqual([]));
});

// Trino's ParquetTypeUtils: an exact name first, then the first that is equal but for its case.
test.each([
  [[int("Price"), string("price")], "string", ["Price"]],
  [[string("price"), int("PRICE"), int("Price")], "string", ["PRICE", "Price"]],
  [[int("PRICE"), string("Price")], "int", ["Price"]],
  [[nulls("Price"), string("price")], "string", ["Price"]],
  [[int("Price")], "int", []],
])("of columns that differ in case alone one is read: %#", (children, type, hidden) => {
  const schema = node({}, ...children);
  expect(hiveColumns(schema)).toEqual([{ name: "price", type }]);
  expect(hiddenColumns(schema)).toEqual(hidden);
});
