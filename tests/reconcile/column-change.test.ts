import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { TableFormat } from "../../shared/catalog/port.ts";
import type { Column } from "../../shared/datasets/dataset.ts";
import { columnChange } from "../../shared/reconcile/column-change.ts";
import { law } from "../support/law.ts";

const PARQUET = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe";
const CSV = "org.apache.hadoop.hive.serde2.OpenCSVSerde";

const format = (columns: readonly Column[], serde = PARQUET): TableFormat => ({
  columns,
  inputFormat: "",
  serde,
});
const named = (...names: string[]) => names.map((name) => ({ name, type: "double" }));

describe("the columns of a partition and of its table", () => {
  test.each([
    ["equal", named("a", "b"), named("a", "b"), { kind: "same" }],
    [
      "equal but for case and spaces",
      [{ name: "A", type: "DECIMAL(8, 2)" }],
      [{ name: "a", type: "decimal(8,2)" }],
      { kind: "same" },
    ],
    ["in another order", named("b", "a"), named("a", "b"), { kind: "same" }],
    ["fewer than the table's", named("b"), named("a", "b", "c"), { kind: "additive", added: ["a", "c"] }],
    ["none", [], named("a"), { kind: "additive", added: ["a"] }],
    [
      "one that the table lacks",
      named("a", "old"),
      named("a", "b"),
      { kind: "other", differences: ["the table has no old"] },
    ],
    [
      "one of another type",
      [{ name: "a", type: "int" }],
      named("a", "b"),
      { kind: "other", differences: ["a is int, in the table double"] },
    ],
  ])("are compared: %s", (_, held, wanted, change) => {
    expect(columnChange(format(held), format(wanted))).toEqual(change);
  });

  test("of files that are read by position may only be added at the end", () => {
    const csv = (...names: string[]) => format(named(...names), CSV);
    expect(columnChange(csv("a"), csv("a", "b"))).toEqual({ kind: "additive", added: ["b"] });
    expect(columnChange(csv("b"), csv("a", "b")).kind).toBe("other");
  });

  test("of another SerDe are never added to", () => {
    expect(columnChange(format(named("a"), CSV), format(named("a", "b")))).toMatchObject({ kind: "other" });
  });
});

const column = fc.record({
  name: fc.constantFrom("a", "b", "c", "d", "e", "f", "g"),
  type: fc.constantFrom("int", "double", "string", "array<int>"),
});
const columns = fc.uniqueArray(column, { selector: ({ name }) => name });

const byName = (list: readonly Column[]) => new Map(list.map(({ name, type }) => [name, type]));

law(
  "an additive change keeps every column of the partition with its type, and ends in the table's columns",
  fc.property(columns, columns, (held, wanted) => {
    const change = columnChange(format(held), format(wanted));
    const table = byName(wanted);
    const isKept = held.every(({ name, type }) => table.get(name) === type);
    expect(change.kind === "other").toBe(!isKept);
    if (change.kind !== "additive") return;
    expect(new Set([...byName(held).keys(), ...change.added])).toEqual(new Set(table.keys()));
    expect(held.filter(({ name }) => change.added.includes(name))).toEqual([]);
    expect(columnChange(format(wanted), format(wanted))).toEqual({ kind: "same" });
  }),
);
