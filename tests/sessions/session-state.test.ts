import { describe, expect, test } from "@jest/globals";
import type { SessionObjects } from "../../shared/sessions/session-objects.ts";
import type { SessionRecord } from "../../shared/sessions/session-record.ts";
import {
  nextRecord,
  type RunFindings,
  type SessionLook,
  toldUpTo,
} from "../../shared/sessions/session-state.ts";
import type { Findings } from "../../shared/sessions/session-verdict.ts";
import { isWithdrawable, wantsVerdict } from "../../shared/sessions/wanting.ts";

const NOW = Date.parse("2025-11-28T20:00:00Z");

/** Objects of a version, named by a letter. */
function objects(hash: string, change: Partial<SessionObjects> = {}): SessionObjects {
  const written = hash === "" ? null : "2025-11-28T18:10:00.000Z";
  const version = { hash, objects: hash === "" ? 0 : 2, bytes: 20, lastWrite: written };
  return { version, uncovered: 0, elsewhere: 0, example: undefined, ...change };
}

const all = (change: Partial<Findings> = {}): Findings => ({
  isWhole: true,
  passed: ["unique.key"],
  marks: {},
  ...change,
});

/** A run that read the rows of a version. */
function run(hash: string, findings: Findings = all(), change: Partial<RunFindings> = {}): RunFindings {
  const { version } = objects(hash);
  return { asOf: "2025-11-28T19:30:00.000Z", runId: "close-1", before: version, findings, ...change };
}

function look(hash: string, change: Partial<SessionLook> = {}): SessionLook {
  const about = { dataset: "bars_5m", day: "2025-11-28", now: NOW };
  return { ...about, objects: objects(hash), isDue: true, isFinal: true, ...change };
}

/** What follows from looks, one after another. */
function following(...looks: readonly SessionLook[]): SessionRecord | undefined {
  return looks.reduce<SessionRecord | undefined>((old, one) => nextRecord(old, one) ?? old, undefined);
}

const shown = (record: SessionRecord | undefined) =>
  record &&
  `${record.sequence} ${record.state} ${record.reason ?? "-"} ${record.verdict?.version.hash ?? "-"}`;

const judged = (hash: string, findings?: Findings) => look(hash, { run: run(hash, findings) });

describe("the state of a session", () => {
  const cases: readonly [string, readonly SessionLook[], string | undefined][] = [
    ["none before it is due, while nothing is there", [look("", { isDue: false })], undefined],
    [
      "none where nothing has to be, whatever a run has found in the table",
      [look("", { isDue: false, run: run("", all({ marks: { "files.small": "warn" } })) })],
      undefined,
    ],
    ["missing once it is due", [look("")], "1 missing - -"],
    ["pending while nobody has judged what is there", [look("a")], "1 pending not_judged -"],
    ["available when all checks passed", [judged("a")], "1 available - a"],
    ["degraded when one warned", [judged("a", all({ marks: { "files.small": "warn" } }))], "1 degraded - a"],
    [
      "pending when one failed, whatever else warned",
      [judged("a", all({ marks: { "unique.key": "fail", "files.small": "warn" } }))],
      "1 pending checks_failed a",
    ],
    [
      "pending when one could not be evaluated",
      [judged("a", all({ marks: { "unique.key": "unknown" } }))],
      "1 pending not_evaluated a",
    ],
    ["pending when no check was made", [judged("a", all({ passed: [] }))], "1 pending not_judged -"],
    [
      "provisional within the correction window",
      [look("a", { run: run("a"), isFinal: false })],
      "1 provisional - a",
    ],
    [
      "available once the window is over, without another verdict",
      [look("a", { run: run("a"), isFinal: false }), look("a")],
      "2 available - a",
    ],
    [
      "pending when objects were written while it was read",
      [look("b", { run: run("a") })],
      "1 pending changed_during_scan -",
    ],
    [
      "pending when the same bytes were written anew while it was read",
      [
        look("a", {
          run: run("a", all(), {
            before: { ...objects("a").version, lastWrite: "2025-11-28T18:09:00.000Z" },
          }),
        }),
      ],
      "1 pending changed_during_scan -",
    ],
    [
      "pending when no partition covers an object",
      [look("a", { run: run("a"), objects: objects("a", { uncovered: 1 }) })],
      "1 pending uncovered_objects a",
    ],
    [
      "pending, and not missing, when no partition covers any object",
      [look("", { objects: objects("", { uncovered: 3 }) })],
      "1 pending uncovered_objects -",
    ],
    [
      "pending when a partition points elsewhere",
      [look("a", { run: run("a"), objects: objects("a", { elsewhere: 1 }) })],
      "1 pending located_elsewhere a",
    ],
    ["changed when the objects are others than those judged", [judged("a"), look("b")], "2 changed - a"],
    ["changed once, however often it changes", [judged("a"), look("b"), look("c")], "2 changed - a"],
    [
      "changed when a run found others while it read",
      [judged("a"), look("c", { run: run("b") })],
      "2 changed - a",
    ],
    ["available again when it is judged again", [judged("a"), look("b"), judged("b")], "3 available - b"],
    ["available again when the very bytes come back", [judged("a"), look("b"), look("a")], "3 available - a"],
    ["missing when what was judged is gone", [judged("a"), look("")], "2 missing - -"],
    ["changed when it is gone before it is due", [judged("a"), look("", { isDue: false })], "2 changed - a"],
  ];

  test.each(cases)("is %s", (_, looks, expected) => {
    expect(shown(following(...looks))).toBe(expected);
  });

  test("does not change by being found again, and is written all the same: no earlier look may write over it", () => {
    const [first, second, third] = [[], [judged("a")], [judged("a"), look("a")]].map((more) =>
      following(judged("a"), ...more),
    );
    expect([second!.looks, third!.looks]).toEqual([2, 3]);
    for (const record of [second, third]) expect({ ...record, looks: 1 }).toEqual(first);
  });
});

describe("of two runs about the same bytes", () => {
  const later = run("a", all(), { asOf: "2025-11-28T19:40:00.000Z", runId: "close-2" });
  const earlier = run("a", all({ marks: { "unique.key": "fail" } }));

  test.each([
    ["first", [later, earlier]],
    ["last", [earlier, later]],
  ] as const)("the one that judged last is right, also if it is written %s", (_, runs) => {
    const record = following(...runs.map((one) => look("a", { run: one })));
    expect(record).toMatchObject({ state: "available", verdict: { runId: "close-2" } });
  });

  test("one that a clock put into the future counts for nothing", () => {
    const future = run("a", all({ marks: { "unique.key": "fail" } }), { asOf: "2031-01-01T00:00:00.000Z" });
    expect(shown(following(look("a", { run: future }), judged("a")))).toBe("2 available - a");
  });

  test("one that made some of the checks leaves the others as they were found", () => {
    const some = (findings: Partial<Findings>, minute: number) =>
      look("a", {
        run: run(
          "a",
          { isWhole: false, passed: [], marks: {}, ...findings },
          {
            before: undefined,
            asOf: `2025-11-28T19:${minute}:00.000Z`,
          },
        ),
      });
    const warned = judged("a", all({ marks: { "outlier.return": "warn" } }));
    const failed = some({ marks: { "partition.schema": "fail" } }, 40);
    const mended = some({ passed: ["partition.schema"] }, 50);
    expect(following(warned, failed)).toMatchObject({
      state: "pending",
      reason: "checks_failed",
      verdict: { checks: { "outlier.return": "warn", "partition.schema": "fail" } },
    });
    expect(following(warned, failed, mended)).toMatchObject({
      sequence: 3,
      state: "degraded",
      verdict: { checks: { "outlier.return": "warn" } },
    });
  });

  test("one that made some of the checks is no verdict where there was none", () => {
    const some = run("a", { isWhole: false, passed: ["partition.schema"], marks: {} }, { before: undefined });
    expect(shown(following(look("a", { run: some })))).toBe("1 pending not_judged -");
  });
});

describe("changes", () => {
  test("are told in their order, each under a time after the one before, whatever the clocks say", () => {
    const record = following(judged("a"), look("b", { now: NOW - 3_600_000 }), { ...judged("b"), now: NOW })!;
    expect(record.untold.map(({ sequence, state, since }) => `${sequence} ${state} ${since}`)).toEqual([
      "1 available 2025-11-28T20:00:00.000Z",
      "2 changed 2025-11-28T20:00:00.001Z",
      "3 available 2025-11-28T20:00:00.002Z",
    ]);
    expect(toldUpTo(record, 2).untold.map(({ sequence }) => sequence)).toEqual([3]);
  });
});

test("what comes into a session that was missing is to be judged, until it is", () => {
  const isWanted = (record: SessionRecord | undefined) => isWithdrawable(record) && wantsVerdict(record);
  const late = following(look(""), look("a"));
  expect({ shown: shown(late), isWanted: isWanted(late) }).toEqual({
    shown: "2 pending not_judged -",
    isWanted: true,
  });
  expect(isWanted(following(look(""), look("a"), look("b")))).toBe(true);
  expect(following(look(""), look("a"), judged("a"))).not.toHaveProperty("wasMissing");
  // The run after the close of this one is still to come.
  expect(isWithdrawable(following(look("a")))).toBe(false);
});

test("what may come at any time is to be judged, if a run finds it that does not read it", () => {
  const some = run("a", { isWhole: false, passed: [], marks: {} }, { before: undefined });
  const undated = { isDue: false, isUndated: true };
  const late = following(look("a", { ...undated, run: some }));
  expect(shown(late)).toBe("1 pending not_judged -");
  expect(isWithdrawable(late) && wantsVerdict(late)).toBe(true);
  expect(shown(following(look("a", { ...undated, run: some }), { ...judged("a"), ...undated }))).toBe(
    "2 available - a",
  );
  // This run has read it, and found nothing to say.
  expect(isWithdrawable(following({ ...look("a", undated), run: run("a", all({ passed: [] })) }))).toBe(
    false,
  );
});
