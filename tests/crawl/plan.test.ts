import { describe, expect, test } from "@jest/globals";
import { type CrawlRequest, writeCrawlRequest } from "../../shared/crawl/crawl-request.ts";
import { planCrawls } from "../../shared/crawl/plan.ts";
import { bars, features, mixed } from "../support/crawl-datasets.ts";
import { archivedBody, message, messagesOf, s3Body, s3Record } from "../support/messages.ts";
import { BARS, BUCKET, FEATURES, TRADES } from "../support/platform.ts";

/** Messages of the tests are first seen two seconds before. */
const SEEN = Date.UTC(2026, 10, 20, 21, 5, 13);
const NOW = SEEN + 2000;

const context = { datasets: mixed, bucket: BUCKET };
const plan = (...bodies: string[]) => planCrawls(messagesOf(...bodies), context, NOW);
const freshOf = (...bodies: string[]) => plan(...bodies).crawls[0]?.fresh;
const resolvedOf = (...bodies: string[]) =>
  plan(...bodies).messages.flatMap(({ records }) =>
    records.map((record) => ("resolved" in record ? record.resolved : undefined)),
  );

const bar = (file: string, time = "2026-11-20T21:05:12.345Z") =>
  s3Body(s3Record(`${BARS}day=2026-11-20/${file}`, { time }));
const at = (iso: string) => Date.parse(iso);

const request: CrawlRequest = {
  dataset: "bars_5m",
  through: at("2026-11-20T21:00:00Z"),
  since: at("2026-11-20T21:00:02Z"),
  oldest: at("2026-11-20T20:59:00Z"),
  firstSeen: at("2026-11-20T21:00:01Z"),
  keys: [`${BARS}day=2026-11-20/a`],
  refusedSince: at("2026-11-20T21:04:00Z"),
};

describe("the events of a batch", () => {
  test("of one dataset become one crawl request", () => {
    expect(plan(bar("c", "2026-11-20T21:05:12Z"), bar("a", "2026-11-20T21:05:10Z"), bar("b")).crawls).toEqual(
      [
        {
          dataset: bars,
          days: new Set(),
          fresh: {
            dataset: "bars_5m",
            through: at("2026-11-20T21:05:12.345Z"),
            since: NOW,
            oldest: at("2026-11-20T21:05:10Z"),
            firstSeen: SEEN,
            keys: ["a", "b", "c"].map((file) => `${BARS}day=2026-11-20/${file}`),
            refusedSince: undefined,
          },
          arrived: [],
        },
      ],
    );
  });

  test("of two datasets become two, though they come in one message", () => {
    const body = s3Body(`${BARS}day=2026-11-20/a`, `${FEATURES}day=2026-11-20/a`);
    const { crawls, messages } = plan(body);
    expect(crawls.map(({ dataset }) => dataset)).toEqual([bars, features]);
    expect(messages[0]!.records).toEqual(crawls.map(({ dataset, fresh }) => ({ dataset, claim: fresh })));
  });

  test("in any order become the same crawl request", () => {
    const bodies = ["d", "a", "c", "b"].map((file, index) => bar(file, `2026-11-20T21:05:0${index}Z`));
    expect(freshOf(...bodies.toReversed())).toEqual(freshOf(...bodies));
    expect(freshOf(...bodies)?.keys).toHaveLength(3);
  });
});

test("a crawl request was first seen with the first of its messages, wherever that is in the batch", () => {
  const [early, late] = [SEEN - 5000, SEEN].map((firstSeen) => ({ ...message(bar("a"), "m"), firstSeen }));
  for (const batch of [
    [early!, late!],
    [late!, early!],
  ])
    expect(planCrawls(batch, context, NOW).crawls[0]?.fresh?.firstSeen).toBe(SEEN - 5000);
});

test("a crawl request names each of its objects once", () => {
  expect(freshOf(bar("a"), bar("a"))?.keys).toEqual([`${BARS}day=2026-11-20/a`]);
});

describe("the time that a crawl request has to reach", () => {
  test.each([
    ["the event's", "2026-11-20T21:05:12.345Z", at("2026-11-20T21:05:12.345Z")],
    ["the message's when the event has none", undefined, SEEN],
    ["the message's when the event has an odd one", "Friday", SEEN],
    ["never later than the message", "2099-01-01T00:00:00Z", SEEN],
  ])("is %s", (_, time, through) => {
    const body = s3Body({ ...s3Record(`${BARS}day=2026-11-20/a`), eventTime: time });
    expect(freshOf(body)?.through).toBe(through);
  });

  test("is now when the message has none either", () => {
    const { crawls } = planCrawls([{ ...message(bar("a", "?"), "m1"), firstSeen: 0 }], context, NOW);
    expect(crawls[0]?.fresh?.through).toBe(NOW);
  });
});

test("a replayed event says nothing of how long ours took", () => {
  const { crawls } = planCrawls([message(bar("a", "2026-11-19T00:00:00Z"), "m1", true)], context, NOW);
  expect(crawls[0]?.fresh).toMatchObject({
    oldest: undefined,
    through: at("2026-11-19T00:00:00Z"),
    since: NOW,
  });
});

test("nor does one that an archive of EventBridge sent again", () => {
  const { crawls } = plan(archivedBody(`${BARS}day=2026-11-20/a.parquet`));
  expect(crawls[0]?.fresh).toMatchObject({ oldest: undefined, through: at("2026-11-20T21:05:12Z") });
});

describe("a crawl request that comes back", () => {
  test("is taken as it is, with the age of its first event", () => {
    const { crawls, messages } = plan(writeCrawlRequest(request));
    expect(crawls).toEqual([{ dataset: bars, fresh: undefined, days: new Set(), arrived: [request] }]);
    expect(messages[0]!.message.firstSeen).toBe(request.firstSeen);
  });

  test("replayed starts afresh: what failed before counts no more", () => {
    const { crawls } = planCrawls([message(writeCrawlRequest(request), "m1", true)], context, NOW);
    expect(crawls[0]?.arrived).toEqual([
      { ...request, since: NOW, oldest: undefined, refusedSince: undefined },
    ]);
  });

  test.each([
    ["trades", "its strategy is register; ./registrar backfill --dataset trades finds the objects"],
    [
      "gone",
      'there is no dataset "gone", written until this crawl request was made, as "b" "c": delete the message',
    ],
  ])("of %s, which is not crawled, is parked", (dataset, reason) => {
    const outcome = { kind: "uncrawlable", code: "NO_CRAWLER", reason: expect.stringContaining(reason) };
    expect(resolvedOf(writeCrawlRequest({ ...request, dataset, keys: ["b", "c"] }))).toEqual([outcome]);
  });

  test("that nobody can read is malformed", () => {
    const reason = "a crawl request whose members are missing or odd";
    expect(resolvedOf(writeCrawlRequest(request).replace("2026", "last year"))).toEqual([
      { kind: "malformed", reason },
    ]);
  });
});

describe("an event that no crawler is for", () => {
  test.each([["of a registered dataset", `${TRADES}day=2026-11-20/symbol=AAPL/a`, "no crawler for trades"]])(
    "%s is parked, and told where crawlers are",
    (_, key, reason) => {
      expect(resolvedOf(s3Body(key))).toEqual([
        { kind: "uncrawlable", code: "NO_CRAWLER", reason: expect.stringContaining(reason) },
      ]);
      expect(resolvedOf(s3Body(key))).toMatchObject([
        {
          reason: expect.stringContaining(
            `; crawlers look after ${BARS}day=YYYY-MM-DD/ ${FEATURES}day=YYYY-MM-DD/`,
          ),
        },
      ]);
    },
  );

  test("of no dataset is ignored: a prefix that several datasets share covers other objects, too", () => {
    expect(resolvedOf(s3Body("elsewhere/day=2026-11-20/a"))).toEqual([
      { kind: "ignored", reason: expect.stringContaining("foreign prefix, expected one of ") },
    ]);
  });

  test("of a stage without crawlers is told so", () => {
    const uncrawled = { datasets: mixed.filter(({ strategy }) => strategy !== "crawl"), bucket: BUCKET };
    const key = `${TRADES}day=2026-11-20/symbol=AAPL/a`;
    const { messages } = planCrawls(messagesOf(s3Body(key)), uncrawled, NOW);
    const reason = expect.stringContaining("; crawlers look after no dataset");
    expect(messages[0]!.records).toMatchObject([{ resolved: { reason } }]);
  });

  test.each([
    ["a marker", s3Body(`${BARS}day=2026-11-20/_SUCCESS`), "ignored"],
    [
      "a removal",
      s3Body(s3Record(`${BARS}day=2026-11-20/a`, { eventName: "ObjectRemoved:Delete" })),
      "ignored",
    ],
    ["a removal elsewhere", s3Body(s3Record("x/a", { eventName: "ObjectRemoved:Delete" })), "ignored"],
    ["another bucket", s3Body(s3Record(`${BARS}day=2026-11-20/a`, { bucket: "other" })), "ignored"],
    ["a day that is none", s3Body(`${BARS}day=2026-02-30/a`), "unplaceable"],
    ["no JSON", "?", "malformed"],
  ])("%s ends as it would at the register function", (_, body, kind) => {
    expect(resolvedOf(body)).toMatchObject([{ kind }]);
    expect(plan(body).crawls).toEqual([]);
  });
});
