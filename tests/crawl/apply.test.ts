import { describe, expect, test } from "@jest/globals";
import { type CrawlReport, createCrawling } from "../../shared/crawl/apply.ts";
import { type CrawlRequest, writeCrawlRequest } from "../../shared/crawl/crawl-request.ts";
import { planCrawls } from "../../shared/crawl/plan.ts";
import type { Crawler, CrawlRequestEntry, CrawlRun } from "../../shared/crawl/port.ts";
import { type Message, messagesToReturn } from "../../shared/events/batch.ts";
import { LookAsking } from "../../shared/look-requests/asking.ts";
import type { LookEntry } from "../../shared/look-requests/port.ts";
import { CatalogError } from "../../shared/runtime/errors.ts";
import { datasets as shipped } from "../fixtures/datasets.ts";
import { mixed } from "../support/crawl-datasets.ts";
import { MemoryParking } from "../support/memory-parking.ts";
import { message, s3Body } from "../support/messages.ts";
import { BARS, BUCKET, FEATURES, NO_DEADLINES } from "../support/platform.ts";

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 20, 21, 30);
const CRAWLER = "stock-trades-partitions-prod-crawler-bars_5m";

/** A crawl request of an event twenty minutes ago. */
const request: CrawlRequest = {
  dataset: "bars_5m",
  through: NOW - 20 * MINUTE,
  since: NOW - 20 * MINUTE + 2000,
  oldest: NOW - 21 * MINUTE,
  firstSeen: NOW - 20 * MINUTE + 1000,
  keys: [`${BARS}day=2026-11-20/a`],
  refusedSince: undefined,
};

const run = (status: CrawlRun["status"], minutesAgo: number, reason?: string): CrawlRun => ({
  status,
  startedAt: NOW - minutesAgo * MINUTE,
  reason,
});

interface World {
  readonly crawler?: Crawler | Error;
  readonly runs?: readonly CrawlRun[];
  readonly start?: "started" | "already running" | Error;
  /** Reasons by dataset for which crawl requests cannot be sent. */
  readonly unsent?: Readonly<Record<string, string>>;
  /** Asks for looks at sessions that were written. */
  readonly looks?: LookAsking;
  /** Do the datasets promise something? */
  readonly promised?: boolean;
}

const promised = mixed.map((dataset) => {
  const quality = shipped.find(({ name }) => name === dataset.name)?.quality;
  return quality === undefined ? dataset : { ...dataset, quality };
});

interface Done {
  readonly report: CrawlReport;
  readonly sent: readonly CrawlRequestEntry[];
  readonly parking: MemoryParking;
  readonly calls: readonly string[];
}

async function handle(messages: readonly Message[], world: World = {}): Promise<Done> {
  const calls: string[] = [];
  const sent: CrawlRequestEntry[] = [];
  const parking = new MemoryParking();
  const answer = async <Answer>(call: string, given: Answer | Error): Promise<Answer> => {
    calls.push(call);
    if (given instanceof Error) throw given;
    return given;
  };
  const {
    crawler = { state: "READY", last: undefined },
    runs = [],
    start = "started",
    unsent = {},
    looks,
  } = world;
  const datasets = world.promised === true ? promised : mixed;
  const crawling = createCrawling("prod", {
    clock: { now: () => NOW },
    parking,
    looks,
    crawlers: {
      read: (name) => answer(`read ${name}`, crawler),
      start: (name) => answer(`start ${name}`, start),
      runsSince: (name, time) => answer(`runs of ${name} since ${(NOW - time) / MINUTE} min ago`, runs),
    },
    requests: {
      async send(entries) {
        const failed = entries.filter((entry) => unsent[entry.request.dataset] !== undefined);
        sent.push(...entries.filter((entry) => !failed.includes(entry)));
        return new Map(failed.map((entry) => [entry, unsent[entry.request.dataset]!]));
      },
    },
  });
  const plan = planCrawls(messages, { datasets, bucket: BUCKET }, NOW);
  return { report: await crawling.apply(plan, NO_DEADLINES), sent, parking, calls };
}

const requestMessage = (changes: Partial<CrawlRequest> = {}, id = "m1") =>
  message(writeCrawlRequest({ ...request, ...changes }), id);
const outcomes = ({ report }: Done) => report.results.map(({ outcome }) => outcome);
const refusal = (code: CatalogError["code"], retryable = false) =>
  new CatalogError(code, `${code} it is`, { retryable });

describe("an event", () => {
  const event = message(s3Body(`${BARS}day=2026-11-20/a`), "m1");

  test("waits as a crawl request, and no crawler is asked", async () => {
    const done = await handle([event]);
    expect(outcomes(done)).toEqual([{ kind: "waiting", reason: "a crawl request stands for this event" }]);
    expect(done.sent).toMatchObject([{ delay: 71, request: { dataset: "bars_5m" } }]);
    expect(done.calls).toEqual([]);
  });

  test("comes back when its crawl request could not be sent", async () => {
    const done = await handle([event], { unsent: { bars_5m: "SQS is down" } });
    const failed = { kind: "failed", code: "CRAWL_REQUEST_NOT_SENT", retryable: true, reason: "SQS is down" };
    expect(outcomes(done)).toEqual([failed]);
    expect(messagesToReturn(done.report)).toEqual(["m1"]);
  });

  test("of two datasets comes back when one of the two crawl requests could not be sent", async () => {
    const both = message(s3Body(`${BARS}day=2026-11-20/a`, `${FEATURES}day=2026-11-20/a`), "m1");
    const done = await handle([both], { unsent: { ml_features_5m: "SQS is down" } });
    expect(messagesToReturn(done.report)).toEqual(["m1"]);
    expect(done.sent.map((entry) => entry.request.dataset)).toEqual(["bars_5m"]);
  });
});

describe("looks at sessions that were written", () => {
  const wrote = (day: string, prefix = BARS) => message(s3Body(`${prefix}day=${day}/a`), `${prefix} ${day}`);

  /** Looks whose queue refuses some days, and what was asked for. */
  function looking(...refuses: readonly string[]) {
    const asked: string[][] = [];
    const send = async (entries: readonly LookEntry[]) => {
      asked.push(entries.map(({ request }) => `${request.dataset} ${request.day}`));
      const refused = entries.filter(({ request }) => refuses.includes(request.day));
      return new Map(refused.map((entry) => [entry, "SQS is down"]));
    };
    return { asked, looks: new LookAsking({ send }, { now: () => NOW }) };
  }

  test("are asked for once a session, in one call", async () => {
    const { asked, looks } = looking();
    const messages = [wrote("2026-11-20"), wrote("2026-11-19"), wrote("2026-11-20", FEATURES)];
    await handle([...messages, message(messages[0]!.body, "again")], { looks, promised: true });
    expect(asked.map((call) => call.sort())).toEqual([
      ["bars_5m 2026-11-19", "bars_5m 2026-11-20", "ml_features_5m 2026-11-20"],
    ]);
  });

  test("are not asked for where nothing is promised", async () => {
    const { asked, looks } = looking();
    await handle([wrote("2026-11-20")], { looks });
    expect(asked).toEqual([]);
  });

  test("are not asked for by a crawl request, whose events asked when they came", async () => {
    const { asked, looks } = looking();
    await handle([requestMessage()], { looks, promised: true });
    expect(asked).toEqual([]);
  });

  test("that cannot be asked for bring the events of that dataset back", async () => {
    const { looks } = looking("2026-11-20");
    const messages = [wrote("2026-11-20"), wrote("2026-11-19", FEATURES)];
    const done = await handle(messages, { looks, promised: true });
    const failed = { kind: "failed", code: "LOOK_NOT_ASKED", retryable: true, reason: "SQS is down" };
    expect(outcomes(done)).toMatchObject([failed, { kind: "waiting" }]);
    expect(messagesToReturn(done.report)).toEqual([messages[0]!.id]);
  });
});

describe("a crawl request", () => {
  test("starts the crawler, and comes again to see what became of it", async () => {
    const done = await handle([requestMessage()]);
    expect(outcomes(done)).toEqual([{ kind: "crawl started" }]);
    expect(done.sent).toMatchObject([{ delay: 30, request }]);
    expect(done.calls).toEqual([`read ${CRAWLER}`, `start ${CRAWLER}`]);
    expect(done.report).toMatchObject({ crawlsStarted: 1, glueCalls: 2, covered: [] });
  });

  test("is covered by a crawl that began after its event, and that is its end", async () => {
    const done = await handle([requestMessage()], { crawler: { state: "READY", last: run("succeeded", 5) } });
    expect(outcomes(done)).toEqual([{ kind: "covered" }]);
    expect(done.sent).toEqual([]);
    expect(done.report.covered).toEqual([{ dataset: "bars_5m", latency: 21 * MINUTE }]);
    expect(done.report.ages).toEqual([]);
  });

  test("of replayed events is covered without a latency", async () => {
    const done = await handle([requestMessage({ oldest: undefined })], {
      crawler: { state: "READY", last: run("succeeded", 5) },
    });
    expect(done.report.covered).toEqual([{ dataset: "bars_5m", latency: undefined }]);
  });

  test("counts a crawl that somebody else started as none of ours", async () => {
    const done = await handle([requestMessage()], { start: "already running" });
    expect(done.report).toMatchObject({ crawlsStarted: 0, glueCalls: 2 });
  });

  test("starts the crawler at the very moment at which it may start again", async () => {
    const done = await handle([requestMessage({ through: NOW - MINUTE })], {
      crawler: { state: "READY", last: run("succeeded", 10) },
    });
    expect(outcomes(done)).toEqual([{ kind: "crawl started" }]);
  });

  test.each([
    ["the crawler runs", { crawler: { state: "RUNNING", last: undefined } }, "is RUNNING"],
    ["the crawler stops", { crawler: { state: "STOPPING", last: run("succeeded", 30) } }, "is STOPPING"],
    ["somebody else starts the crawler", { start: "already running" }, "started by somebody else"],
    [
      "the last crawl is too short ago",
      { crawler: { state: "READY", last: run("succeeded", 22) } },
      undefined,
    ],
    ["Glue throttles", { crawler: refusal("THROTTLED", true) }, "THROTTLED it is"],
    ["the start is throttled", { start: refusal("THROTTLED", true) }, "THROTTLED it is"],
    ["Glue does not answer", { start: refusal("DEADLINE", true) }, "DEADLINE it is"],
    ["Glue runs as many crawlers as it may", { start: refusal("LIMIT_EXCEEDED") }, "LIMIT_EXCEEDED it is"],
    ["the crawler is missing", { crawler: refusal("CRAWLER_NOT_FOUND") }, "CRAWLER_NOT_FOUND it is"],
    ["the start is forbidden", { start: refusal("ACCESS_DENIED") }, "ACCESS_DENIED it is"],
  ] as [string, World, string | undefined][])("comes again when %s", async (_, world, reason) => {
    const done = await handle([requestMessage()], world);
    expect(done.sent).toHaveLength(1);
    expect(done.sent[0]!.request.through).toBe(request.through);
    if (reason === undefined) expect(outcomes(done)).toEqual([{ kind: "crawl started" }]);
    else expect(outcomes(done)).toMatchObject([{ kind: "waiting", reason: expect.stringContaining(reason) }]);
  });

  test("comes again when the interval is over", async () => {
    const done = await handle([requestMessage({ through: NOW - MINUTE })], {
      crawler: { state: "READY", last: run("succeeded", 2) },
    });
    expect(outcomes(done)).toEqual([
      { kind: "waiting", reason: `crawler ${CRAWLER} may start again at 2026-11-20T21:38:00.000Z` },
    ]);
    expect(done.sent[0]!.delay).toBe(8 * 60);
  });

  test("comes back by itself when it could not be sent on", async () => {
    const done = await handle([requestMessage()], { unsent: { bars_5m: "SQS is down" } });
    expect(messagesToReturn(done.report)).toEqual(["m1"]);
  });
});

describe("crawl requests that meet", () => {
  test("become one, which reaches as far as the farthest", async () => {
    const done = await handle([
      requestMessage(),
      requestMessage({ through: request.through + MINUTE }, "m2"),
    ]);
    expect(outcomes(done)).toEqual([{ kind: "crawl started" }, { kind: "crawl started" }]);
    expect(done.sent.map((entry) => entry.request)).toEqual([
      { ...request, through: request.through + MINUTE },
    ]);
    expect(done.report).toMatchObject({ crawlsStarted: 1, glueCalls: 2 });
  });

  test("are covered each for itself", async () => {
    const done = await handle([requestMessage(), requestMessage({ through: NOW - 3 * MINUTE }, "m2")], {
      crawler: { state: "READY", last: run("succeeded", 12) },
    });
    expect(outcomes(done)).toEqual([{ kind: "covered" }, { kind: "crawl started" }]);
    expect(done.sent.map((entry) => entry.request.through)).toEqual([NOW - 3 * MINUTE]);
  });

  test("are covered though the crawler cannot be started for the others", async () => {
    const done = await handle([requestMessage(), requestMessage({ through: NOW - 3 * MINUTE }, "m2")], {
      crawler: { state: "READY", last: run("succeeded", 12) },
      start: refusal("THROTTLED", true),
    });
    expect(outcomes(done)).toMatchObject([{ kind: "covered" }, { kind: "waiting", code: "THROTTLED" }]);
    expect(done.sent.map((entry) => entry.request.through)).toEqual([NOW - 3 * MINUTE]);
  });

  test.each([
    [3, undefined],
    [undefined, 3],
    [3, 2],
    [2, 3],
  ])("refused for %p and %p minutes, are refused as long as the longest", async (...minutes) => {
    const messages = minutes.map((ago, index) =>
      requestMessage({ refusedSince: ago === undefined ? undefined : NOW - ago * MINUTE }, `m${index}`),
    );
    const done = await handle(messages, { crawler: refusal("ACCESS_DENIED") });
    expect(done.sent.map((entry) => entry.request.refusedSince)).toEqual([NOW - 3 * MINUTE]);
  });

  test("keep clear of fresh events, which must settle first", async () => {
    const event = message(s3Body(`${BARS}day=2026-11-20/b`), "m2");
    const done = await handle([requestMessage(), event]);
    expect(outcomes(done)).toMatchObject([{ kind: "crawl started" }, { kind: "waiting" }]);
    expect(done.sent.map(({ delay }) => delay).sort()).toEqual([30, 71]);
  });
});

describe("a crawler that fails", () => {
  const failing = { state: "READY", last: run("failed", 11, "no Parquet") } as const;

  test("is tried again", async () => {
    const done = await handle([requestMessage()], {
      crawler: failing,
      runs: [failing.last, run("stopped", 15)],
    });
    expect(outcomes(done)).toEqual([{ kind: "crawl started" }]);
    expect(done.calls[1]).toBe(`runs of ${CRAWLER} since 20 min ago`);
    expect(done.report.glueCalls).toBe(3);
  });

  test("is judged by its runs since the oldest event that waits", async () => {
    const messages = [requestMessage({ through: NOW - 12 * MINUTE }), requestMessage({}, "m2")];
    const done = await handle(messages, { crawler: failing, runs: [failing.last] });
    expect(done.calls[1]).toBe(`runs of ${CRAWLER} since 20 min ago`);
  });

  test("for no reason that Glue gives is told as such, with every object that waits", async () => {
    const runs = [run("failed", 11), run("failed", 15), run("stopped", 18)];
    const done = await handle([requestMessage({ keys: ["a", "b"] })], { crawler: failing, runs });
    expect(outcomes(done)).toEqual([
      {
        kind: "uncrawlable",
        code: "CRAWLER_FAILING",
        reason:
          `crawler ${CRAWLER} is READY, and its last 3 runs failed or were stopped; ` +
          'the one of 2026-11-20T21:19:00.000Z failed: "Glue gives no reason"; waiting for a crawl: "a" "b"; ' +
          "mend the cause (log group /aws-glue/crawlers has more), then replay this message",
      },
    ]);
    expect(done.report.ages).toEqual([]);
  });

  test("three times is given up: parked with its name, its state, the reason and what to do", async () => {
    const runs = [failing.last, run("failed", 15), run("stopped", 18)];
    const done = await handle([requestMessage()], { crawler: failing, runs });
    expect(outcomes(done)).toMatchObject([{ kind: "uncrawlable", code: "CRAWLER_FAILING" }]);
    const [parked] = done.parking.contents();
    for (const part of [CRAWLER, "READY", '"no Parquet"', request.keys[0]!, "replay this message"]) {
      expect(parked).toContain(part);
    }
    expect(done.sent).toEqual([]);
    expect(messagesToReturn(done.report)).toEqual([]);
  });

  test("may have succeeded in between", async () => {
    const runs = [failing.last, run("succeeded", 13), run("failed", 15), run("failed", 18)];
    const done = await handle([requestMessage()], { crawler: failing, runs });
    expect(outcomes(done)).toEqual([{ kind: "covered" }]);
  });

  test("is tried anew for a message that somebody replayed", async () => {
    const runs = [failing.last, run("failed", 15), run("stopped", 18)];
    const done = await handle([message(writeCrawlRequest(request), "m1", true)], { crawler: failing, runs });
    expect(outcomes(done)).toEqual([{ kind: "crawl started" }]);
  });

  test("and a parking queue that takes nothing: the crawl request comes back", async () => {
    const runs = [failing.last, run("failed", 15), run("stopped", 18)];
    const parking = MemoryParking.prototype.park;
    MemoryParking.prototype.park = async (entries) => new Map(entries.map((entry) => [entry, "full"]));
    try {
      const done = await handle([requestMessage()], { crawler: failing, runs });
      expect(outcomes(done)).toMatchObject([{ kind: "failed", code: "PARKING_FAILED" }]);
    } finally {
      MemoryParking.prototype.park = parking;
    }
  });
});

test("as many crawlers as the account may run at once are waited for, however long it takes", async () => {
  const done = await handle([requestMessage({ refusedSince: NOW - 60 * MINUTE })], {
    start: refusal("LIMIT_EXCEEDED"),
  });
  expect(outcomes(done)).toMatchObject([{ kind: "waiting", code: "LIMIT_EXCEEDED" }]);
  expect(done.sent).toHaveLength(1);
});

test.each([
  ["CRAWLER_NOT_FOUND", "the command that `registrar doctor` prints"],
  ["ACCESS_DENIED", "role back what it needs"],
  ["ENCRYPTION", "the catalog's encryption key"],
  ["GLUE_REFUSED", "see GLUE_REFUSED in docs/operations.md"],
  ["INVALID_INPUT", "see INVALID_INPUT in docs/operations.md"],
] as const)("what is advised for %s is about its cause: %s", async (code, advice) => {
  const done = await handle([requestMessage({ refusedSince: NOW - 15 * MINUTE })], {
    crawler: refusal(code),
  });
  expect(done.parking.contents()[0]).toContain(advice);
});

describe.each(["CRAWLER_NOT_FOUND", "ACCESS_DENIED", "GLUE_REFUSED"] as const)(
  "a crawler with %s",
  (code) => {
    test("is tolerated for a quarter of an hour, counted from the first time", async () => {
      const first = await handle([requestMessage()], { crawler: refusal(code) });
      expect(first.sent[0]!.request.refusedSince).toBe(NOW);
      const refusedSince = NOW - 14 * MINUTE;
      const later = await handle([requestMessage({ refusedSince })], { crawler: refusal(code) });
      expect(later.sent[0]!.request.refusedSince).toBe(refusedSince);
      expect(outcomes(later)).toMatchObject([{ kind: "waiting", code }]);
    });

    test("then is given up, with what to do", async () => {
      const done = await handle([requestMessage({ refusedSince: NOW - 15 * MINUTE })], {
        crawler: refusal(code),
      });
      expect(outcomes(done)).toMatchObject([{ kind: "uncrawlable", code }]);
      expect(done.parking.contents()[0]).toMatch(
        new RegExp(`${CRAWLER}.*unknown.*; waiting for a crawl: .*; .*, then replay this message`),
      );
      expect(done.sent).toEqual([]);
    });

    test("is cleared once Glue answers", async () => {
      const done = await handle([requestMessage({ refusedSince: NOW - 60 * MINUTE })]);
      expect(outcomes(done)).toEqual([{ kind: "crawl started" }]);
      expect(done.sent[0]!.request.refusedSince).toBeUndefined();
    });
  },
);

test("an outage is never held against the crawler, however long", async () => {
  const done = await handle([requestMessage({ since: NOW - 1000 * MINUTE })], {
    crawler: refusal("UNAVAILABLE", true),
  });
  expect(outcomes(done)).toMatchObject([{ kind: "waiting", code: "UNAVAILABLE" }]);
  expect(done.report.ages).toEqual([1000 * MINUTE]);
});

test("an error that is no refusal of Glue's ends the invocation, so that all messages come back", async () => {
  const defect = new TypeError("a defect");
  await expect(handle([requestMessage()], { crawler: defect })).rejects.toBe(defect);
});
