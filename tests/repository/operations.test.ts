import { expect, test } from "@jest/globals";
import { ERROR_CODES } from "../../shared/runtime/errors.ts";
import { textOf } from "./sources.ts";

test("every error code has a heading of its own in docs/operations.md, and every such heading is a code", () => {
  const headings = [
    ...textOf("docs/operations.md").matchAll(/^#{2,4} `?([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)`?$/gm),
  ];
  expect(headings.map(([, code]) => code).sort()).toEqual(Object.keys(ERROR_CODES).sort());
});
