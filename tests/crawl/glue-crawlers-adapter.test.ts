import {
  CrawlerRunningException,
  EntityNotFoundException,
  GetCrawlerCommand,
  GlueClient,
  ListCrawlsCommand,
  OperationTimeoutException,
  StartCrawlerCommand,
} from "@aws-sdk/client-glue";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { mockClient } from "aws-sdk-client-mock";
import { glueCrawlers } from "../../shared/crawl/glue-crawlers-adapter.ts";
import { NO_DEADLINES } from "../support/platform.ts";

const glue = mockClient(GlueClient);
const crawlers = glueCrawlers(glue as unknown as GlueClient);
const { catalog: signal } = NO_DEADLINES;
const STARTED = new Date("2026-11-20T21:00:00Z");
const named = <E extends Error>(make: new (options: { message: string; $metadata: object }) => E) =>
  new make({ message: "it says", $metadata: { httpStatusCode: 400 } });

beforeEach(() => {
  glue.reset();
});

describe("the last crawl", () => {
  test.each([
    ["SUCCEEDED", "succeeded"],
    ["FAILED", "failed"],
    ["CANCELLED", "stopped"],
  ] as const)("%s is %s", async (Status, status) => {
    const LastCrawl = { Status, StartTime: STARTED, ErrorMessage: "no Parquet" };
    glue.on(GetCrawlerCommand, { Name: "bars" }).resolves({ Crawler: { State: "READY", LastCrawl } });
    const last = { status, startedAt: STARTED.getTime(), reason: "no Parquet" };
    expect(await crawlers.read("bars", signal)).toEqual({ state: "READY", last });
  });

  test("without a status runs", async () => {
    glue.on(GetCrawlerCommand).resolves({ Crawler: { State: "READY", LastCrawl: { StartTime: STARTED } } });
    expect((await crawlers.read("bars", signal)).last?.status).toBe("running");
  });

  test("of a crawler of which nothing is said is absent, and the crawler is ready", async () => {
    glue.on(GetCrawlerCommand).resolves({});
    expect(await crawlers.read("bars", signal)).toEqual({ state: "READY", last: undefined });
  });

  test("is absent before the first", async () => {
    glue.on(GetCrawlerCommand).resolves({ Crawler: { State: "RUNNING" } });
    expect(await crawlers.read("bars", signal)).toEqual({ state: "RUNNING", last: undefined });
  });

  test("without a time covers nothing", async () => {
    glue.on(GetCrawlerCommand).resolves({ Crawler: { State: "READY", LastCrawl: { Status: "SUCCEEDED" } } });
    expect((await crawlers.read("bars", signal)).last?.startedAt).toBe(0);
  });
});

describe("starting", () => {
  test("answers that the crawler was started", async () => {
    glue.on(StartCrawlerCommand, { Name: "bars" }).resolves({});
    expect(await crawlers.start("bars", signal)).toBe("started");
    expect(glue.commandCalls(StartCrawlerCommand, { Name: "bars" })).toHaveLength(1);
  });

  test("a crawler that runs is no error", async () => {
    glue.on(StartCrawlerCommand).rejects(named(CrawlerRunningException));
    expect(await crawlers.start("bars", signal)).toBe("already running");
  });
});

test.each([
  ["read", () => crawlers.read("bars", signal), GetCrawlerCommand],
  ["start", () => crawlers.start("bars", signal), StartCrawlerCommand],
  ["list runs of", () => crawlers.runsSince("bars", 0, signal), ListCrawlsCommand],
] as const)("to %s a crawler that is not there says so", async (_, call, command) => {
  glue.on(command as typeof GetCrawlerCommand).rejects(named(EntityNotFoundException));
  await expect(call()).rejects.toMatchObject({
    code: "CRAWLER_NOT_FOUND",
    retryable: false,
    message: expect.stringContaining("bars"),
    cause: expect.any(EntityNotFoundException),
  });
});

test("another refusal keeps its name", async () => {
  glue.on(GetCrawlerCommand).rejects(named(OperationTimeoutException));
  await expect(crawlers.read("bars", signal)).rejects.toMatchObject({ code: "UNAVAILABLE" });
});

test.each([
  ["read", () => crawlers.read("bars", signal)],
  ["started", () => crawlers.start("bars", signal)],
  ["asked for its runs", () => crawlers.runsSince("bars", 0, signal)],
])("a crawler is %s until the deadline", async (_, call) => {
  glue.onAnyCommand().resolves({});
  await call();
  expect(glue.calls().map(({ args }) => (args as readonly unknown[])[1])).toEqual([{ abortSignal: signal }]);
});

test("a past run of which nothing is said runs, and covers nothing", async () => {
  glue
    .on(ListCrawlsCommand)
    .resolvesOnce({ Crawls: [{}] })
    .resolves({});
  const unsaid = { startedAt: 0, status: "running", reason: undefined };
  expect(await crawlers.runsSince("bars", 0, signal)).toEqual([unsaid]);
  expect(await crawlers.runsSince("bars", 0, signal)).toEqual([]);
});

test("past runs are read page by page, from a time on", async () => {
  const Crawls = [{ State: "COMPLETED", StartTime: STARTED } as const];
  const asked = { CrawlerName: "bars", MaxResults: 100 };
  const Filters = [{ FieldName: "START_TIME", FilterOperator: "GT", FieldValue: "1795208400000" } as const];
  glue.on(ListCrawlsCommand, { ...asked, Filters }).resolves({ Crawls, NextToken: "more" });
  glue.on(ListCrawlsCommand, { ...asked, Filters, NextToken: "more" }).resolves({
    Crawls: [
      { State: "FAILED", StartTime: STARTED, ErrorMessage: "no Parquet" },
      { State: "STOPPED", StartTime: STARTED },
      { State: "RUNNING", StartTime: STARTED },
    ],
  });
  const runs = await crawlers.runsSince("bars", Date.parse("2026-11-20T21:00:00Z"), signal);
  expect(new Set(runs.map(({ startedAt }) => startedAt))).toEqual(new Set([STARTED.getTime()]));
  expect(runs.map(({ status, reason }) => [status, reason])).toEqual([
    ["succeeded", undefined],
    ["failed", "no Parquet"],
    ["stopped", undefined],
    ["running", undefined],
  ]);
});
