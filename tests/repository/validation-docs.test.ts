import { expect, test } from "@jest/globals";
import { CHECKS } from "../../shared/quality/checks/index.ts";
import { DATA_STATES, PENDING_REASONS } from "../../shared/sessions/session-record.ts";
import { textOf } from "./sources.ts";

test("docs/validation.md names every check with its unit and thresholds", () => {
  const rows = [
    ...textOf("docs/validation.md").matchAll(
      /^\| `([a-z_]+\.[a-z_]+)` \| (.+) \| (.+) \| (.+) \| (.+) \|$/gm,
    ),
  ];
  const number = (limit: number | null) => (limit === null ? "–" : String(limit));
  const expected = Object.entries(CHECKS).map(([id, { passesWhen, unit, thresholds }]) => {
    return [id, passesWhen, unit, number(thresholds.warn), number(thresholds.fail)];
  });
  expect(rows.map(([, ...cells]) => cells)).toEqual(expected);
});

test.each([
  ["state", DATA_STATES],
  ["reason", PENDING_REASONS],
])("docs/results.md defines every %s of a session as the source does", (heading, defined) => {
  const [, table = ""] = textOf("docs/results.md").split(`| ${heading} | |\n|---|---|\n`);
  const rows = [...table.slice(0, table.indexOf("\n\n")).matchAll(/^\| `(\w+)` \| (.+) \|$/gm)];
  expect(Object.fromEntries(rows.map(([, name, meaning]) => [name, meaning]))).toEqual(defined);
});
