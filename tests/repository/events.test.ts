import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { PROJECT, textOf } from "./sources.ts";

const files = readdirSync(join(PROJECT, "events")).filter((file) => file.endsWith(".json"));
const expectations = files.filter((file) => file.endsWith(".expected.json"));
const names = files
  .filter((file) => !expectations.includes(file))
  .map((file) => file.slice(0, -".json".length));

test("every event has its expectation, and every expectation its event", () => {
  expect(expectations).toEqual(names.map((name) => `${name}.expected.json`));
});

test("the README has one row for every event", () => {
  const rows = [...textOf("events/README.md").matchAll(/^\| `([^`*]+)` \|/gm)].map(([, name]) => name!);
  // `s3:TestEvent` is a row of the other table.
  expect(rows.filter((name) => name !== "s3:TestEvent").sort()).toEqual([...names].sort());
});
