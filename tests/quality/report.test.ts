import { describe, expect, test } from "@jest/globals";
import type { CheckOutcome } from "../../shared/quality/outcome.ts";
import { headlineOf } from "../../shared/quality/report/headline.ts";
import { renderReport } from "../../shared/quality/report/page.ts";
import { timelinesOf } from "../../shared/quality/report/timeline.ts";
import { troublesOf } from "../../shared/quality/report/troubles.ts";
import type { CheckResult, RunDocument } from "../../shared/quality/result.ts";
import { summaryOf } from "../../shared/quality/summary.ts";
import { emptyRun, quietRun, troubledRun } from "../browser/runs.ts";

const SPENT = { queries: 1, bytesScanned: 1, costUsd: 0 };
const WRONG = ["fail", "error", "no_data"] as const;

const quiet = quietRun().document;
const example = quiet.results.find(
  ({ checkId, dataset }) => checkId === "complete.bars" && dataset === "bars_5m",
)!;

/** A run of nothing but these results. */
function runOf(...changes: readonly Partial<CheckResult>[]): RunDocument {
  const results = changes.map((change) => ({ ...example, ...change }));
  return { ...quiet, results, summary: summaryOf(results, SPENT) };
}

describe("nothing from outside is markup", () => {
  const EVIL = `<script>alert("x")</script><img src=x onerror='y'>\u202e\u0007`;
  const evil = runOf({
    outcome: "fail",
    symbol: EVIL,
    message: EVIL,
    acknowledged: EVIL,
    samples: [{ [EVIL]: EVIL }],
    sql: EVIL,
    queryId: EVIL,
    reproduce: EVIL,
  });
  const page = renderReport({ ...evil, notes: [EVIL], stage: EVIL, runId: EVIL }, []);

  test("neither elements nor attributes nor what turns text around", () => {
    expect(page).not.toMatch(/<script|<img|onerror='|\u202e/i);
    expect(page).not.toContain("\u0007");
    expect(page).toContain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;");
  });

  test("nor in what charts draw", () => {
    const symbol = "<b>\u0007\u009b\u202eline\nbreak";
    const coverage = [{ ...quiet.coverage[0]!, symbol, state: "missing", share: null } as const];
    const drawn = renderReport({ ...quiet, coverage }, []);
    expect(drawn).not.toMatch(/<b>|[\u0080-\u009f\u202e]/);
    expect(drawn).not.toContain("\u0007");
    expect(drawn).toContain("&lt;b&gt;\\u0007\\u009b\\u202eline\\u000abreak</text>");
  });
});

describe.each([
  ["troubled", troubledRun],
  ["quiet", quietRun],
  ["empty", emptyRun],
])("the page of a %s run", (_, make) => {
  const { document, history } = make();
  const page = renderReport(document, history);

  test("is equal for equal input", () => {
    expect(renderReport(document, history)).toBe(page);
  });

  test("asks for nothing and runs nothing", () => {
    expect(page).toContain('content="default-src &#39;none&#39;');
    expect(page).not.toMatch(
      /<script|<iframe|<link(?! rel="icon" href="data:,">)|@import|url\(|https?:\/\/(?!www\.w3\.org)/,
    );
  });

  test("tells every result there is", () => {
    const rows = page.match(/<tr[^>]* data-outcome="/g) ?? [];
    expect(rows).toHaveLength(document.results.length);
  });
});

test("a failure is told with its message, rows, SQL, and the command that shows it again", () => {
  const told = {
    message: "1 bar is missing",
    samples: [{ symbol: "NVDA" }],
    sql: "SELECT 42",
    reproduce: "./registrar validate --day 2026-11-25",
  };
  const page = renderReport(runOf({ outcome: "fail", ...told }), []);
  for (const text of ["1 bar is missing", "NVDA", "SELECT 42", "./registrar validate --day 2026-11-25"]) {
    expect(page).toContain(text);
  }
});

describe("the headline", () => {
  const headline = (document: RunDocument) =>
    headlineOf(document, troublesOf(document, timelinesOf(document, []), WRONG));
  const other = { checkId: "unique.key", outcome: "fail" } as const;

  test.each<[string, RunDocument]>([
    ["Nothing was checked.", runOf()],
    ["The one check passes for bars_5m, up to 2026-11-25.", runOf({})],
    [
      "Nothing is wrong, and nothing could be judged yet: 1 check waits.",
      runOf({ outcome: "skipped", reason: "sla_not_reached" }),
    ],
    ["Nothing fails; 1 check of bars_5m warns.", runOf({}, { outcome: "warn" })],
    ["Bars are missing in bars_5m, on 2026-11-25.", runOf({ outcome: "fail" })],
    [
      "Bars are missing in bars_5m, on 2026-11-25; 1 more check fails in bars_5m.",
      runOf({ outcome: "fail" }, other),
    ],
    [
      "1 check of bars_5m found no data, on 2026-11-25.",
      runOf({ outcome: "no_data", reason: "missing_partition" }),
    ],
    [
      "1 check of bars_5m could not be made, on 2026-11-25.",
      runOf({ outcome: "error", reason: "query_failed" }),
    ],
  ])("%s", (sentence, document) => {
    expect(headline(document)).toBe(sentence);
  });
});

describe("since when something is wrong", () => {
  const before = (...outcomes: readonly CheckOutcome[]) =>
    outcomes.map((outcome, index) => ({
      day: `2026-11-${String(25 - outcomes.length + index)}`,
      dataset: example.dataset,
      checkId: example.checkId,
      outcome,
      value: null,
      asOf: "2026-11-24T23:00:00.000Z",
    }));

  test.each<[string, readonly CheckOutcome[]]>([
    ["2026-11-25", ["fail", "pass"]],
    ["2026-11-24", ["pass", "fail"]],
    ["2026-11-22", ["pass", "fail", "no_data", "error"]],
    ["2026-11-23", ["pass", "fail", "skipped"]],
    ["2026-11-25", ["fail", "warn"]],
  ])("%s, after %j", (since, outcomes) => {
    const document = runOf({ outcome: "fail" });
    const [trouble] = troublesOf(document, timelinesOf(document, before(...outcomes)), WRONG);
    expect(trouble).toMatchObject({ since, until: "2026-11-25", lasts: true });
  });
});

test("what one cause kept from judging is one trouble, worst first", () => {
  const missing = { outcome: "no_data", reason: "missing_partition" } as const;
  const document = runOf(
    { ...missing, checkId: "unique.key" },
    { ...missing, checkId: "null.key" },
    { outcome: "fail" },
    { outcome: "error", reason: "query_failed" },
  );
  const troubles = troublesOf(document, [], WRONG);
  expect(troubles.map(({ outcome, results }) => [outcome, results.length])).toEqual([
    ["fail", 1],
    ["error", 1],
    ["no_data", 2],
  ]);
});
