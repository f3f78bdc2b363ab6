import { expect, test } from "@jest/globals";
import { changeDetail } from "../../shared/sessions/change-event.ts";
import { textOf } from "../repository/sources.ts";

const SINCE = "2025-11-29T10:00:00.000Z";
const told = { sequence: 2, state: "changed", reason: null, since: SINCE } as const;
const NAME = { dataset: "bars_5m", day: "2025-11-28" };

test("an event has every member that docs/results.md names, whether there is a verdict or not", () => {
  const verdict = {
    version: { hash: "a", objects: 1, bytes: 10, lastWrite: SINCE },
    asOf: SINCE,
    runId: "close-1",
    checks: { "files.small": "warn" },
  } as const;
  const change = { from: "a", to: "b", seen: SINCE, added: 0, replaced: 1, removed: 0, names: ["~day=1/x"] };
  const members = Object.keys(changeDetail("dev", NAME, { ...told, verdict, change }));
  expect(Object.keys(changeDetail("dev", NAME, { ...told, verdict: null }))).toEqual(members);
  const page = textOf("docs/results.md");
  const section = page.slice(page.indexOf("- `detail`:"), page.indexOf("Events come in no order"));
  for (const member of [...members, ...Object.keys(change)]) expect(section).toContain(`\`${member}\``);
});

test("a change that an earlier version wrote down has no objects to tell of", () => {
  expect(changeDetail("dev", NAME, { ...told, verdict: null })).toMatchObject({
    change: null,
    version: null,
  });
});
