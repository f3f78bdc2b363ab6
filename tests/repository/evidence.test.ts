import { expect, test } from "@jest/globals";
import { evidencePage } from "../../tools/evidence/page.ts";
import { COMMANDS, PROMISES } from "../../tools/evidence/promises.ts";
import { newest, readKept } from "../../tools/evidence/records.ts";
import { checks } from "../../tools/live-check/checks/index.ts";
import { textOf } from "./sources.ts";

const readme = textOf("README.md").replace(/\s+/g, " ");

test.each(PROMISES)("README still says: $says", ({ says }) => {
  expect(readme).toContain(says);
});

test("what only an account can show is a check of the live check", () => {
  const ids = checks.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(PROMISES.flatMap(({ live }) => [...live])));
});

test("every suite with an outside judge shows a promise, and has a command", () => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(textOf("package.json"));
  const shown = new Set(PROMISES.flatMap(({ shown }) => shown.map(({ by }) => by)));
  expect([...shown].sort()).toEqual(Object.keys(COMMANDS));
  const named = Object.values(COMMANDS).map((command) => command.split(" ")[2]!);
  expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
});

test("the page is what its records say: npm run evidence", () => {
  expect(textOf("docs/evidence.md")).toBe(evidencePage(readKept()));
});

test("of two runs of a suite the newer one counts, wherever it is from", () => {
  const run = { suite: "iam", judges: [], passed: 1, failed: 0, seconds: 1, facts: {} } as const;
  const [older, newer] = [
    { ...run, at: "2026-11-28T10:00:00.000Z" },
    { ...run, at: "2026-11-29T09:00:00.000Z" },
  ];
  expect(newest([newer], [older])).toEqual([newer]);
  expect(newest([older], [newer])).toEqual([newer]);
});
