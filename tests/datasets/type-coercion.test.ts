import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import {
  type Coercion,
  coercionOf,
  FILE_TO_PARTITION,
  PARTITION_TO_TABLE,
  PRIMITIVES,
} from "../../shared/datasets/type-coercion.ts";

describe("a partition's type as its table's:", () => {
  test.each<[partition: string, table: string, Coercion]>([
    ["int", "int", "same"],
    ["INTEGER", "int", "same"],
    ["decimal", "decimal(10, 0)", "same"],
    ["decimal(5)", "decimal(5,0)", "same"],
    ["struct< integer : INTEGER >", "struct<integer:int>", "same"],
    ["tinyint", "bigint", "read"],
    ["int", "bigint", "read"],
    ["bigint", "int", "refused"],
    ["float", "double", "read"],
    ["double", "float", "lossy"],
    // An empty column that pandas wrote as int: seen in the field.
    ["int", "double", "refused"],
    ["double", "bigint", "refused"],
    ["bigint", "string", "read"],
    ["string", "bigint", "lossy"],
    ["double", "string", "refused"],
    ["string", "date", "refused"],
    ["timestamp", "date", "refused"],
    ["date", "timestamp", "refused"],
    ["timestamp", "string", "refused"],
    ["bigint", "timestamp", "refused"],
    ["boolean", "int", "refused"],
    ["binary", "string", "refused"],
    ["decimal(4,2)", "decimal(5,2)", "read"],
    ["decimal(4,2)", "decimal(6,4)", "read"],
    ["decimal(4,2)", "decimal(5,4)", "lossy"],
    ["decimal(18,4)", "decimal(18,2)", "lossy"],
    ["decimal(18,4)", "double", "lossy"],
    ["varchar(5)", "varchar(10)", "read"],
    ["varchar(10)", "varchar(5)", "lossy"],
    ["varchar(10)", "string", "read"],
    ["string", "varchar(10)", "lossy"],
    ["char(3)", "char(5)", "read"],
    ["char(5)", "char(3)", "lossy"],
    ["char(5)", "string", "refused"],
    ["array<int>", "array<bigint>", "read"],
    ["array<string>", "array<bigint>", "lossy"],
    ["array<int>", "int", "refused"],
    ["array<int>", "map<int,int>", "refused"],
    ["map<string,float>", "map<string,double>", "read"],
    ["map<int,float>", "map<date,double>", "refused"],
    ["struct<a:int>", "struct<a:int,b:string>", "read"],
    ["struct<a:int,b:string>", "struct<A:bigint>", "read"],
    ["struct<a:int,b:string>", "struct<b:string,a:int>", "refused"],
    ["struct<a:struct<x:double>>", "struct<a:struct<x:float>>", "lossy"],
    ["uniontype<int,string>", "string", "refused"],
    ["", "string", "refused"],
    ["constructor", "string", "refused"],
  ])("%s as %s: %s", (partition, table, coercion) => {
    expect(coercionOf(partition, table)).toBe(coercion);
  });
});

/** Rows of a table of the page by their first cell; in each cell names of types: `| \`int\` | \`bigint\` | | |`. */
function pairsIn(page: string, heading: string): Record<string, string[][]> {
  const section = page.slice(page.indexOf(heading));
  const rows = section.slice(0, section.indexOf("\n\n", section.indexOf("|---"))).match(/^\| `.*$/gm) ?? [];
  return Object.fromEntries(
    rows.map((row) => {
      const [[name = ""] = [], ...others] = row
        .split("|")
        .slice(1, -1)
        .map((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, type]) => type!));
      return [name, others];
    }),
  );
}

/** Of a row of a matrix the types that have a mark. */
const marked = (row: string, mark: string) => {
  const marks = row.split(/\s+/);
  expect(marks).toHaveLength(PRIMITIVES.length);
  return PRIMITIVES.filter((_, column) => marks[column] === mark);
};

describe("the page of types", () => {
  const page = readFileSync("docs/types.md", "utf8");
  test.each([
    ["the partition's type as the table's", "## The partition's type, and the table's", PARTITION_TO_TABLE],
    [
      "what the file holds as the partition's type",
      "## What the file holds, and the partition's type",
      FILE_TO_PARTITION,
    ],
  ])("has every pair but those that are refused: %s", (_, heading, matrix) => {
    const rows = Object.entries(matrix).map(
      ([name, row]) => [name, ["+", "~", "?"].map((mark) => marked(row, mark))] as const,
    );
    const others = rows.filter(([, cells]) => cells.flat().length > 0);
    expect(pairsIn(page, heading)).toEqual(Object.fromEntries(others));
  });

  test("and a type is read as itself, as the page says", () => {
    for (const matrix of [PARTITION_TO_TABLE, FILE_TO_PARTITION]) {
      for (const [name, row] of Object.entries(matrix)) {
        const same = marked(row, "=");
        expect(same.length === 0 ? marked(row, "?") : same).toEqual([name]);
      }
    }
  });
});
