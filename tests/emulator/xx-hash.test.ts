import { expect, test } from "@jest/globals";
import { xxHash64 } from "../../emulator/athena/engine/xx-hash.ts";

/** Values of the xxHash project's own implementation. */
test.each([
  ["", "ef46db3751d8e999"],
  ["a", "d24ec4f1a98c6e5b"],
  ["abc", "44bc2cf5ad770999"],
  ["Nobody inspects the spammish repetition", "fbcea83c8a378bf1"],
])("the hash of %j is that of the xxHash project", (text, expected) => {
  expect(xxHash64(Buffer.from(text)).toString(16)).toBe(expected);
});
