import { expect, test } from "@jest/globals";
import { CatalogError, ConfigurationError, RegistrarError } from "../../shared/runtime/errors.ts";

test.each([
  ["RegistrarError", new RegistrarError("NOT_AN_SQS_EVENT", "no batch")],
  ["CatalogError", new CatalogError("THROTTLED", "slow down")],
  ["ConfigurationError", new ConfigurationError("USAGE", "wrong", [])],
])("%s is told by its name", (name, error) => expect(error.name).toBe(name));

test("every problem of a configuration is a line of its message, and its stack is no more than that", () => {
  const { message, stack, problems } = new ConfigurationError("USAGE", "two mistakes:", ["one", "two"]);
  expect(message).toBe("two mistakes:\n  - one\n  - two");
  expect(stack).toBe(message);
  expect(problems).toEqual(["one", "two"]);
});
