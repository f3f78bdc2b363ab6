import { describe, expect, test } from "@jest/globals";
import type { CheckOutcome } from "../../shared/quality/outcome.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { headlineOf, readinessOf } from "../../shared/quality/report/headline.ts";
import { renderReport } from "../../shared/quality/report/page.ts";
import type { ReportedState } from "../../shared/quality/report/session.ts";
import { type HistoryPoint, timelinesOf } from "../../shared/quality/report/timeline.ts";
import { resultsOf, type Trouble, troublesOf } from "../../shared/quality/report/troubles.ts";
import type { CheckResult, RunDocument } from "../../shared/quality/result.ts";
import { summaryOf } from "../../shared/quality/summary.ts";
import { emptyRun, quietRun, troubledRun } from "../browser/runs.ts";
import { datasets } from "../fixtures/datasets.ts";

const SPENT = { queries: 1, bytesScanned: 1, costUsd: 0 };

const quiet = quietRun().document;
const example = quiet.results.find(
  ({ checkId, dataset }) => checkId === "complete.bars" && dataset === "bars_5m",
)!;

/** Its troubles that are more than warnings. */
function wrongIn(document: RunDocument, history: readonly HistoryPoint[]): readonly Trouble[] {
  const troubles = troublesOf(document, timelinesOf(document, history), datasets, () => "session");
  return troubles.filter(({ outcome }) => outcome !== "warn");
}

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
  const page = renderReport({ ...evil, notes: [EVIL], stage: EVIL, runId: EVIL });

  test("neither elements nor attributes nor what turns text around", () => {
    expect(page).not.toMatch(/<script|<img|onerror='|\u202e/i);
    expect(page).not.toContain("\u0007");
    expect(page).toContain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;");
  });

  test("nor in what charts draw", () => {
    const symbol = "<b>\u0007\u009b\u202eline\nbreak";
    const coverage = [{ ...quiet.coverage[0]!, symbol, state: "missing", share: null } as const];
    const drawn = renderReport({ ...quiet, coverage });
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
  const run = make();
  const { document } = run;
  const page = renderReport(document, run);

  test("is equal for equal input", () => {
    expect(renderReport(document, make())).toBe(page);
  });

  test("asks for nothing and runs nothing", () => {
    expect(page).toContain('content="default-src &#39;none&#39;');
    expect(page).not.toMatch(
      /<script|<iframe|<link(?! rel="icon" href="data:,">)|@import|url\(|(?<!<a href=")https?:\/\/(?!www\.w3\.org)/,
    );
  });

  test("tells every result there is", () => {
    const rows = page.match(/<tr[^>]* data-outcome="/g) ?? [];
    expect(rows).toHaveLength(document.results.length);
  });
});

describe("the cards of a run", () => {
  const run = troubledRun();
  const page = renderReport(run.document, run);
  const cards = [...page.matchAll(/<article .*?<\/article>/gs)].map(([card]) => card);
  const troubled = run.document.results.filter(({ outcome }) => outcome !== "pass" && outcome !== "skipped");

  test("name every result that is not as it should be, once", () => {
    const named = cards.flatMap((card) =>
      [...card.matchAll(/<div class="finding"><p>.*?<strong>(.*?)<\/strong> of (\w+), ([\w -]+)/g)].flatMap(
        ([, checks, dataset, day]) =>
          [...checks!.matchAll(/<code>(.*?)<\/code>/g)].map(([, check]) => `${check} ${dataset} ${day}`),
      ),
    );
    const all = troubled.map(({ checkId, dataset, day }) => `${checkId} ${dataset} ${day ?? "whole table"}`);
    expect(named.sort()).toEqual(all.sort());
  });

  test("can be linked to: every address within the page leads somewhere, and no place has two names", () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(links.filter((link) => !ids.includes(link))).toEqual([]);
    expect(cards.every((card) => links.includes(/id="([^"]+)"/.exec(card)![1]!))).toBe(true);
  });

  test("say who answers for the table, and where the runbook is", () => {
    const declared = cards.filter((card) => card.includes("Owner: market data"));
    expect(declared.length).toBeGreaterThan(0);
    for (const card of cards) {
      const runbook = declared.includes(card)
        ? '<a href="https://wiki.example/runbooks/bars" rel="noreferrer">'
        : "Owner: not declared</span> <span>Runbook: <code>docs/operations.md#checks-";
      expect(card).toContain(runbook);
    }
  });

  test("have no link to what is no https address", () => {
    const evil = datasets.flatMap(({ quality, ...dataset }) =>
      quality === undefined
        ? []
        : [{ ...dataset, quality: { ...quality, runbook: "javascript:alert(1)" } } as DeclaredDataset],
    );
    expect(renderReport(run.document, { datasets: evil })).not.toContain("javascript:");
  });
});

describe("a table that is of no market", () => {
  const ofOrders = { dataset: "orders", message: "found", reproduce: "again" } as const;
  const orders = runOf(
    { ...ofOrders, checkId: "freshness.session", unit: "sessions", value: 1, outcome: "fail" },
    { ...ofOrders, checkId: "partition.nonsession", unit: "partitions", value: 1, outcome: "fail" },
    { ...ofOrders, checkId: "schema.contract", unit: "grade", value: 0, warn: 0, fail: 1 },
  );
  const sessions = quiet.sessions.map((one) => ({ ...one, calendar: "daily" }));
  const coverage = quiet.coverage.map((one) => ({ ...one, dataset: "orders" }));
  const latencies = quiet.latencies.map((one) => ({ ...one, dataset: "orders" }));
  const run = { ...orders, runId: "a run", suite: "metadata", sessions, coverage, latencies } as const;
  const page = renderReport(run).replace(/<style>[\s\S]*?<\/style>/, "");

  test("has days in its report, and no word of sessions, bars, hours, symbols or grades", () => {
    const said = page.replaceAll(/<code>.*?<\/code>|<[^>]+>/g, " ");
    expect(said.match(/.{9}(\bsession|\bbars?\b|\bopens?\b|\bclose\b|symbol|grade).{9}/gi) ?? []).toEqual([]);
    const wanted = ["1 day", "no difference", "Partitions lie on days off"];
    expect(wanted.filter((words) => !said.includes(words))).toEqual([]);
  });

  test("keeps its words beside a market whose days are sessions, where it is declared", () => {
    const both = [...sessions, ...quiet.sessions];
    const quality = { calendar: "daily", sla: { at: "07:00", on: "next day" } } as const;
    const { quality: _, ...first } = datasets[0]!;
    const mixed = renderReport(
      { ...run, sessions: both },
      { datasets: [{ ...first, name: "orders", quality } as DeclaredDataset] },
    );
    const said = ["Partitions lie on days off in orders", "sessions looked at", "without a session"];
    expect(said.map((words) => mixed.includes(words))).toEqual([true, true, false]);
  });
});

describe("a page of three causes and fewer", () => {
  const opened = (page: string) =>
    [...page.matchAll(/<section id="(\w+)" class="folded"[^>]*><details class="part" open/g)].map(
      ([, id]) => id,
    );
  const late = runOf({ checkId: "freshness.event", outcome: "fail", message: "late" });

  test("is open where something is wrong, and shows the results of each cause", () => {
    expect(opened(renderReport(late))).toEqual(["freshness"]);
    expect(renderReport(late)).toContain("<details open><summary>1 result, and how to look again");
  });

  test("that finds nothing opens its first part", () => {
    expect(opened(renderReport(quiet))).toEqual(["coverage"]);
  });

  test("is another one than that of many causes, where all is folded", () => {
    const page = renderReport(troubledRun().document, troubledRun());
    expect(opened(page)).toEqual([]);
    expect(page).not.toContain("<details open>");
  });
});

describe("the sessions of a run", () => {
  const run = troubledRun();
  const page = renderReport(run.document, run);
  const section = page.slice(page.indexOf('id="sessions"'), page.indexOf('id="wrong"'));
  const bars = section.slice(section.indexOf("<h3>bars_5m"), section.indexOf("<h3>ml_features_5m"));

  test("have their states, the newest first, and what is not ready however old", () => {
    const shown = [
      ...bars.slice(0, bars.indexOf("</ol>")).matchAll(/class="day">(.*?)<.*?<\/span> (\w+)<\/span>/g),
    ];
    expect(shown.map(([, day, state]) => [day, state])).toEqual([
      ["2026-11-25", "pending"],
      ["2026-11-24", "pending"],
      ["2026-11-23", "available"],
      ["2026-11-20", "changed"],
      ["2026-11-19", "available"],
      ["2026-11-13", "degraded"],
    ]);
  });

  test("have the version that was judged, the objects that changed, and the causes of what is not ready", () => {
    const { hash } = run.sessions!.find(({ dataset, day }) => dataset === "bars_5m" && day === "2026-11-25")!
      .version!;
    expect(bars).toContain(`<code class="version">${hash.slice(0, 8)}</code>`);
    expect(bars).toContain("1 added, 12 replaced, seen");
    expect(bars).toContain("<code>+day=2026-11-20/part-0004.parquet</code>");
    expect(bars).toContain('<a href="#unique.key-bars_5m">Keys occur twice</a>');
  });

  test("are left out where no state is known", () => {
    expect(renderReport(run.document, { ...run, sessions: [] })).not.toContain('id="sessions"');
  });
});

describe("is the newest session ready?", () => {
  const states = (...all: readonly (readonly [dataset: string, day: string, state: ReportedState])[]) =>
    all.map(([dataset, day, state]) => ({ ...quietRun().sessions![0]!, dataset, day, state }));

  test.each<[string | undefined, ReturnType<typeof states>]>([
    [undefined, []],
    [
      "2026-11-25 is ready in a and b.",
      states(["a", "2026-11-25", "available"], ["b", "2026-11-25", "available"]),
    ],
    [
      "2026-11-25 is not ready: a and b are pending; c is ready.",
      states(
        ["a", "2026-11-25", "pending"],
        ["b", "2026-11-25", "pending"],
        ["c", "2026-11-25", "available"],
      ),
    ],
    [
      "2026-11-25 is not ready: a is changed.",
      states(["a", "2026-11-24", "available"], ["a", "2026-11-25", "changed"]),
    ],
    [
      "A is ready up to 2026-11-25; b of 2026-11-24 is degraded.",
      states(["a", "2026-11-25", "available"], ["b", "2026-11-24", "degraded"]),
    ],
  ])("is answered in one sentence: %s", (sentence, sessions) => {
    expect(readinessOf(sessions)).toBe(sentence);
  });
});

test("a failure is told with its message, rows, SQL, and the command that shows it again", () => {
  const told = {
    message: "1 bar is missing",
    samples: [{ symbol: "NVDA" }],
    sql: "SELECT 42",
    reproduce: "./registrar validate --day 2026-11-25",
  };
  const page = renderReport(runOf({ outcome: "fail", ...told }));
  for (const text of ["1 bar is missing", "NVDA", "SELECT 42", "./registrar validate --day 2026-11-25"]) {
    expect(page).toContain(text);
  }
});

describe("the headline", () => {
  const headline = (document: RunDocument) => headlineOf(document, wrongIn(document, []));
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
      "Bars are missing in bars_5m, on 2026-11-25; 1 more cause in bars_5m.",
      runOf({ outcome: "fail" }, other),
    ],
    ["2026-11-25 is missing in bars_5m.", runOf({ outcome: "no_data", reason: "missing_partition" })],
    [
      "1 check of bars_5m could not be made: query failed, on 2026-11-25.",
      runOf({ outcome: "error", reason: "query_failed" }),
    ],
  ])("is, for instance: %s", (sentence, document) => {
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
    const [trouble] = wrongIn(document, before(...outcomes));
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
  const troubles = wrongIn(document, []);
  expect(troubles.map((trouble) => [trouble.outcome, resultsOf(trouble).length])).toEqual([
    ["fail", 1],
    ["error", 1],
    ["no_data", 2],
  ]);
});
