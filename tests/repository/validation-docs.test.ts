import { expect, test } from "@jest/globals";
import { CHECKS } from "../../shared/quality/checks/index.ts";
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
