import { describe, expect, test } from "@jest/globals";
import { columnsHash } from "../../shared/catalog/columns-hash.ts";

const PRICE = { name: "price", type: "double" };
const SIZE = { name: "size", type: "bigint" };

describe("the hash of columns", () => {
  test("is what partitions already carry: it does not change with the code", () => {
    expect(columnsHash([PRICE, SIZE])).toBe("1:a906bfe4b9bd356f");
    expect(columnsHash([])).toBe("1:4f53cda18c2baa0c");
  });

  test("is another one for another name, type, order or number of columns", () => {
    const lists = [
      [],
      [PRICE],
      [PRICE, SIZE],
      [SIZE, PRICE],
      [PRICE, { ...SIZE, type: "int" }],
      [PRICE, { ...SIZE, name: "volume" }],
      [{ name: "price,size", type: "double" }],
    ];
    expect(new Set(lists.map(columnsHash)).size).toBe(lists.length);
  });

  test("knows no case and no spaces, as Hive's names and types do not", () => {
    const typed = (type: string) => columnsHash([{ name: "fee", type }]);
    expect(typed("DECIMAL(18, 4)")).toBe(typed("decimal(18,4)"));
    expect(columnsHash([{ ...PRICE, name: "Price" }])).toBe(columnsHash([PRICE]));
  });
});
