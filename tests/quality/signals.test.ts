import { describe, expect, test } from "@jest/globals";
import type { CheckId } from "../../shared/quality/checks/index.ts";
import { changes, type DatasetChanges, stateAfter } from "../../shared/quality/notifications/changes.ts";
import { notificationOf } from "../../shared/quality/notifications/notification.ts";
import type { Notification, Subscribers } from "../../shared/quality/notifications/port.ts";
import { signalChanges } from "../../shared/quality/notifications/signal.ts";
import { readState, type State, writeState } from "../../shared/quality/notifications/state.ts";
import type { CheckOutcome } from "../../shared/quality/outcome.ts";
import type { CheckResult, RunDocument } from "../../shared/quality/result.ts";
import { RUN_KEYS } from "../../shared/quality/results/keys.ts";
import { RegistrarError } from "../../shared/runtime/errors.ts";
import { MemoryObjects } from "../support/memory-objects.ts";
import { resultOf, runOf } from "../support/runs.ts";

const START = Date.parse("2025-11-28T19:30:00.000Z");
const afterHours = (hours: number) => new Date(START + hours * 3_600_000).toISOString();
const runAfter = (hours: number, results: readonly CheckResult[]): RunDocument =>
  runOf(results, { asOf: afterHours(hours), runId: `run-${hours}` });

/** "dataset: kind check before→now", one line for each change. */
const linesOf = (notifications: readonly DatasetChanges[]) =>
  notifications.flatMap(({ dataset, changes: found }) =>
    found.map(({ check, kind, before, now }) => `${dataset}: ${kind} ${check} ${before ?? "∅"}→${now}`),
  );

/** What subscribers are told of each of a series of runs. */
function told(...documents: readonly RunDocument[]): string[][] {
  let state: State | undefined;
  return documents.map((document) => {
    const notifications = changes(state, document);
    state = stateAfter(state, document, notifications);
    return linesOf(notifications);
  });
}

const bars = (outcome: CheckOutcome, change: Partial<CheckResult> = {}) => resultOf({ outcome, ...change });

describe("subscribers", () => {
  const BROKE = "bars_5m: broke complete.bars";
  test.each<[string, readonly (readonly [hours: number, CheckOutcome])[], readonly (string | null)[]]>([
    [
      "not while it passes",
      [
        [0, "pass"],
        [24, "pass"],
      ],
      [null, null],
    ],
    [
      "when it goes bad",
      [
        [0, "pass"],
        [24, "fail"],
      ],
      [null, `${BROKE} ∅→fail`],
    ],
    ["when the first run finds it bad", [[0, "no_data"]], [`${BROKE} ∅→no_data`]],
    [
      "when it recovers, and when it breaks again",
      [
        [0, "fail"],
        [24, "pass"],
        [48, "fail"],
      ],
      [`${BROKE} ∅→fail`, "bars_5m: recovered complete.bars fail→pass", `${BROKE} pass→fail`],
    ],
    [
      "when it gets worse, not when it gets a little better",
      [
        [0, "warn"],
        [1, "fail"],
        [2, "warn"],
        [3, "fail"],
      ],
      [`${BROKE} ∅→warn`, "bars_5m: worse complete.bars warn→fail", null, null],
    ],
    [
      "when what could not be evaluated turns out to fail",
      [
        [0, "error"],
        [1, "fail"],
      ],
      [`${BROKE} ∅→error`, "bars_5m: worse complete.bars error→fail"],
    ],
    [
      "daily while it is bad",
      [
        [0, "fail"],
        [19, "fail"],
        [24, "fail"],
        [43, "fail"],
        [48, "fail"],
      ],
      [
        `${BROKE} ∅→fail`,
        null,
        "bars_5m: still complete.bars fail→fail",
        null,
        "bars_5m: still complete.bars fail→fail",
      ],
    ],
    [
      "once if it only warns",
      [
        [0, "warn"],
        [24, "warn"],
        [48, "warn"],
      ],
      [`${BROKE} ∅→warn`, null, null],
    ],
    [
      "once if it flaps within two hours",
      [
        [0, "fail"],
        [0.5, "pass"],
        [1, "fail"],
        [1.5, "pass"],
        [2, "pass"],
      ],
      [`${BROKE} ∅→fail`, null, null, null, "bars_5m: recovered complete.bars fail→pass"],
    ],
    [
      "not while it is skipped, neither good nor bad",
      [
        [0, "fail"],
        [1, "skipped"],
        [3, "skipped"],
        [4, "pass"],
      ],
      [`${BROKE} ∅→fail`, null, null, "bars_5m: recovered complete.bars fail→pass"],
    ],
  ])("hear of a check %s", (_, outcomes, expected) => {
    const documents = outcomes.map(([hours, outcome]) => runAfter(hours, [bars(outcome)]));
    expect(told(...documents)).toEqual(expected.map((line) => (line === null ? [] : [line])));
  });

  test("by the worst of its sessions and symbols", () => {
    const results = [bars("pass"), bars("fail", { symbol: "SPY" }), bars("warn", { day: "2025-11-26" })];
    const [notification] = changes(undefined, runAfter(0, results));
    expect(notification?.changes).toMatchObject([{ now: "fail", results: [{ symbol: "SPY" }] }]);
  });

  test("together with the others of its table, the most urgent first", () => {
    const check = (checkId: CheckId, outcome: CheckOutcome) => bars(outcome, { checkId });
    const first = [check("unique.key", "fail"), check("null.key", "fail"), check("null.value", "warn")];
    const then = [
      check("unique.key", "pass"),
      check("null.key", "fail"),
      check("null.value", "fail"),
      check("complete.bars", "no_data"),
      bars("fail", { dataset: "trades", table: "stock_trades_raw_dev.trades" }),
    ];
    const state = stateAfter(undefined, runAfter(0, first), changes(undefined, runAfter(0, first)));
    const notifications = changes(state, runAfter(24, then));
    expect(linesOf(notifications)).toEqual([
      "bars_5m: broke complete.bars ∅→no_data",
      "bars_5m: worse null.value warn→fail",
      "bars_5m: still null.key fail→fail",
      "bars_5m: recovered unique.key fail→pass",
      "trades: broke complete.bars ∅→fail",
    ]);
    expect(notifications).toMatchObject([
      { table: "stock_trades_curated_dev.bars_5m", kind: "broke", outcome: "fail" },
      { table: "stock_trades_raw_dev.trades", kind: "broke", outcome: "fail" },
    ]);
  });
});

test("a run that judged from an earlier moment than the last says nothing, and changes nothing", () => {
  const late = runAfter(24, [bars("fail")]);
  const state = stateAfter(undefined, late, changes(undefined, late));
  const early = runAfter(0, [bars("pass")]);
  expect(changes(state, early)).toEqual([]);
  expect(stateAfter(state, early, [])).toEqual(state);
});

test("a check that a run did not make stands as before", () => {
  expect(
    told(
      runAfter(0, [bars("fail")]),
      runAfter(24, [bars("pass", { checkId: "unique.key" })]),
      runAfter(48, [bars("pass")]),
    ),
  ).toEqual([["bars_5m: broke complete.bars ∅→fail"], [], ["bars_5m: recovered complete.bars fail→pass"]]);
});

describe("a notification", () => {
  const notificationFor = (results: readonly CheckResult[], change: Partial<RunDocument> = {}) => {
    const document = runOf(results, change);
    return notificationOf(changes(undefined, document)[0]!, document, "lake");
  };

  test("tells what is new, the first results, the counts, the command and where the report is", () => {
    const failures = Array.from({ length: 12 }, (_, at) =>
      bars("fail", { symbol: `S${at}`, message: `S${at} misses ${at + 1} bars` }),
    );
    const notification = notificationFor([...failures, bars("pass", { checkId: "unique.key" })]);
    expect(notification.subject).toBe("[dev] bars_5m: 1 new (2025-11-28, close)");
    expect(notification.attributes).toEqual({
      outcome: "fail",
      dataset: "bars_5m",
      suite: "close",
      news: "broke",
    });
    expect(notification.text.split("\n")).toEqual([
      "stock_trades_curated_dev.bars_5m in stage dev: checks of suite close as of 2025-11-28T19:30:00.000Z",
      "",
      "New: complete.bars, fail",
      ...Array.from({ length: 10 }, (_, at) => `  2025-11-28 S${at}: S${at} misses ${at + 1} bars`),
      "  … and 2 more",
      "",
      "All results of the run: 1 pass, 0 warn, 12 fail, 0 no_data, 0 skipped, 0 error.",
      "",
      "To run it again:",
      "  ./registrar validate --dataset bars_5m --day 2025-11-28 --suite close --stage dev",
      "",
      "Report: s3://lake/stock-trades-platform/quality/runs/2025-11-28/close-20251128T1930.html",
    ]);
  });

  test("of a known incident says that it is known", () => {
    const { text } = notificationFor([bars("warn", { acknowledged: "the feed broke (until 2025-12-05)" })]);
    expect(text).toContain("[acknowledged: the feed broke (until 2025-12-05)]");
  });

  test("of the run itself, which has no table, names the run", () => {
    const { text } = notificationFor([
      bars("fail", { dataset: "run", table: "", checkId: "cost.budget", day: null }),
    ]);
    expect(text).toMatch(/^run in stage dev: /);
  });

  test("has a subject that SNS takes, and lines that forge nothing", () => {
    const dataset = "é\n".repeat(200);
    const { subject, text } = notificationFor([bars("fail", { dataset, message: "a\nReport: s3://evil" })]);
    expect(subject).toMatch(/^[\x20-\x7e]{99}$/);
    expect(text).toContain("a\\u000aReport: s3://evil");
  });

  test("is far below SNS's 256 KiB, however much is wrong", () => {
    const results = Array.from({ length: 2000 }, (_, at) =>
      bars("fail", { symbol: `S${at}`, message: "x".repeat(10_000), reproduce: `registrar ${at}` }),
    );
    expect(Buffer.byteLength(notificationFor(results).text)).toBeLessThan(20_000);
  });
});

/** Subscribers that can be away. */
function memorySubscribers(): Subscribers & {
  readonly notifications: Notification[];
  away: (notification: Notification) => boolean;
} {
  const notifications: Notification[] = [];
  return {
    notifications,
    away: () => false,
    async notify(notification) {
      if (this.away(notification)) throw new RegistrarError("NOTIFICATION_REFUSED", "SNS is away");
      notifications.push(notification);
    },
  };
}

describe("telling a run's changes", () => {
  const trades = { dataset: "trades", table: "stock_trades_raw_dev.trades" };
  const broken = runAfter(0, [bars("fail"), bars("fail", trades)]);
  const signal = new AbortController().signal;

  function world() {
    const [store, subscribers] = [new MemoryObjects(), memorySubscribers()];
    const tell = (document: RunDocument) => signalChanges(document, "lake", { store, subscribers }, signal);
    const heard = () => subscribers.notifications.splice(0).map(({ attributes }) => attributes.dataset);
    return { store, subscribers, tell, heard };
  }

  test("twice tells them once", async () => {
    const { tell, heard } = world();
    expect(linesOf(await tell(broken))).toHaveLength(2);
    expect(heard()).toEqual(["bars_5m", "trades"]);
    expect(await tell(broken)).toEqual([]);
    expect(heard()).toEqual([]);
  });

  test("tells again what was refused, and only that", async () => {
    const { subscribers, tell, heard } = world();
    subscribers.away = ({ attributes }) => attributes.dataset === "bars_5m";
    await expect(tell(broken)).rejects.toMatchObject({ code: "NOTIFICATION_REFUSED" });
    expect(heard()).toEqual(["trades"]);
    subscribers.away = () => false;
    await tell(broken);
    expect(heard()).toEqual(["bars_5m"]);
  });

  test("tells again what it could not remember: twice rather than never", async () => {
    const { store, tell, heard } = world();
    store.refused.add(RUN_KEYS.state("close"));
    await expect(tell(broken)).rejects.toMatchObject({ code: "STORE_REFUSED" });
    store.refused.clear();
    await tell(broken);
    expect(heard()).toEqual(["bars_5m", "trades", "bars_5m", "trades"]);
  });

  test("of one suite leaves the others alone", async () => {
    const { tell, heard } = world();
    await tell(broken);
    await tell({ ...broken, suite: "intraday" });
    expect(heard()).toEqual(["bars_5m", "trades", "bars_5m", "trades"]);
  });

  test("stops at a state that it cannot read, before it tells anything", async () => {
    const { store, tell, heard } = world();
    await store.put("lake", { key: RUN_KEYS.state("close"), body: "{}", contentType: "application/json" });
    await expect(tell(broken)).rejects.toMatchObject({ code: "STATE_UNREADABLE" });
    expect(heard()).toEqual([]);
  });
});

test.each([
  "",
  "null",
  "{",
  '{"schemaVersion":2,"runId":"r","asOf":"2025-11-28T19:30:00.000Z","standings":[]}',
  '{"schemaVersion":1,"runId":"r","asOf":"yesterday","standings":[]}',
  '{"schemaVersion":1,"runId":"r","asOf":"2025-11-28T19:30:00.000Z","standings":[null]}',
  '{"schemaVersion":1,"runId":"r","asOf":"2025-11-28T19:30:00.000Z","standings":[{"dataset":"d","check":"c","outcome":"good","told":null}]}',
  '{"schemaVersion":1,"runId":"r","asOf":"2025-11-28T19:30:00.000Z","standings":[{"dataset":"d","check":"c","outcome":"fail","told":{}}]}',
])("%j is no state", (text) => {
  expect(() => readState(text)).toThrow(/^The state of the last run cannot be read: /);
});

test("a state is read as it was written", () => {
  const document = runAfter(0, [bars("fail"), bars("pass", { checkId: "unique.key" })]);
  const state = stateAfter(undefined, document, changes(undefined, document));
  expect(readState(writeState(state))).toEqual(state);
  expect(state.standings).toEqual([
    {
      dataset: "bars_5m",
      check: "complete.bars",
      outcome: "fail",
      told: { outcome: "fail", at: document.asOf },
    },
    { dataset: "bars_5m", check: "unique.key", outcome: "pass", told: null },
  ]);
});
