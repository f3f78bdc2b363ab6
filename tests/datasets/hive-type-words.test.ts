import { expect, test } from "@jest/globals";
import { hiveTypeMeant } from "../../shared/datasets/hive-type-words.ts";

test.each([
  ["dubble", "double"],
  ["LONG", "bigint"],
  ["int64", "bigint"],
  ["Strng", "string"],
  ["datetime", "timestamp"],
])("who writes %s as a type may mean %s", (word, type) => {
  expect(hiveTypeMeant(word)).toBe(type);
});

test.each(["array<", "constructor", "geometry"])("%s is like no type", (word) => {
  expect(hiveTypeMeant(word)).toBeUndefined();
});
