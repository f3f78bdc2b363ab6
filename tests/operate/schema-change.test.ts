import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type FileSchema, isChange, schemaChange } from "../../operate/schema-change.ts";
import type { Column, PartitionKey } from "../../shared/datasets/dataset.ts";
import { law } from "../support/law.ts";

const keys: readonly PartitionKey[] = [{ name: "day", kind: "day" }];
const DECLARED: readonly Column[] = [
  { name: "price", type: "double" },
  { name: "size", type: "int" },
];

const file = (...columns: (readonly [name: string, type: string])[]): FileSchema => ({
  file: "x.parquet",
  columns: columns.map(([name, type]) => ({ name, type })),
});
const change = (...files: FileSchema[]) => schemaChange({ columns: DECLARED, keys }, files);

describe("what files hold, beside what is declared", () => {
  test("is accepted as it is, narrower types and missing columns too", () => {
    const found = change(file(["price", "float"], ["size", "smallint"]), file(["price", "double"]));
    expect([isChange(found), found.columns]).toEqual([false, DECLARED]);
    expect(change(file(["price", "double"])).absent).toEqual(["size"]);
  });

  test("without files is nothing to speak of", () => {
    expect(change()).toEqual({ added: [], retyped: [], mixed: [], absent: [], columns: DECLARED });
  });

  test("a new column is declared at the end, with the type that reads all files", () => {
    const found = change(file(["price", "double"], ["fee", "float"]), file(["fee", "double"]));
    expect(found.added).toEqual([{ name: "fee", type: "double", files: 2 }]);
    expect(found.columns).toEqual([...DECLARED, { name: "fee", type: "double" }]);
  });

  test("a wider type replaces the declared one in its place, and says what old partitions make of it", () => {
    const found = change(file(["size", "int"]), file(["size", "bigint"]));
    expect(found.retyped).toEqual([{ name: "size", type: "bigint", from: "int", breaksOld: false }]);
    expect(found.columns).toEqual([DECLARED[0], { name: "size", type: "bigint" }]);
    expect(change(file(["price", "string"])).retyped).toMatchObject([{ type: "string", breaksOld: true }]);
  });

  test("types that no one type reads are told, and nothing is declared for them", () => {
    const found = change(
      file(["price", "string"], ["fee", "date"]),
      file(["price", "double"], ["fee", "int"]),
    );
    expect(found.mixed).toEqual([
      { name: "price", types: ["string", "double"] },
      { name: "fee", types: ["date", "int"] },
    ]);
    expect(found.columns).toEqual(DECLARED);
  });

  test("a partition key that is written into the files is no column", () => {
    expect(change(file(["day", "date"], ["price", "double"])).added).toEqual([]);
  });
});

const column = fc.record({
  name: fc.constantFrom("a", "b", "c", "d"),
  type: fc.constantFrom("int", "bigint", "float", "double", "string", "date", "decimal(18,4)"),
});
const columns = fc.uniqueArray(column, { selector: ({ name }) => name });

law(
  "once the change is declared, the same files need no other, but for what no type reads",
  fc.property(columns, fc.array(columns, { maxLength: 4 }), (declared, written) => {
    const files = written.map((one) => ({ file: "x", columns: one }));
    const first = schemaChange({ columns: declared, keys }, files);
    const second = schemaChange({ columns: first.columns, keys }, files);
    expect([second.added, second.retyped]).toEqual([[], []]);
    expect(second.mixed).toEqual(first.mixed);
    expect(first.columns.slice(0, declared.length).map(({ name }) => name)).toEqual(
      declared.map(({ name }) => name),
    );
  }),
);
