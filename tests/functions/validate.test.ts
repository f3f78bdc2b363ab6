import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { validation } from "../../deploy/validation-settings.ts";
import { createLambda, type Lambda } from "../../emulator/index.ts";
import { athenaOf } from "../../local/demo/athena.ts";
import { bundleValidate } from "../../local/functions.ts";
import type { RunDocument } from "../../shared/quality/result.ts";
import { RUN_KEYS } from "../../shared/quality/results/keys.ts";
import { QUALITY_PREFIX } from "../../shared/quality/results/table.ts";
import { datasets } from "../fixtures/datasets.ts";
import {
  bytesOf,
  executedOn,
  FRIDAY,
  labelOf,
  openMarket,
  type ValidatedMarket,
  WEDNESDAY,
} from "./validated-market.ts";

/** A bar of AAPL lacks on Friday. */
const FLAW = {
  dataset: "bars_5m",
  sql: `DELETE FROM written WHERE symbol = 'AAPL' AND bar_start = TIMESTAMP '${FRIDAY.day} 15:30:00'`,
};
const WEDNESDAY_EVENING = { suite: "close", time: "2025-11-26T23:00:00Z" } as const;
const FRIDAY_EVENING = { suite: "close", time: "2025-11-28T23:00:00Z" } as const;
const AFTER_THE_FIX = { suite: "close", time: "2025-11-29T02:00:00Z" } as const;

let folder: string;
let market: ValidatedMarket;
const log: Record<string, unknown>[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "validate-"));
  const validateBundleFile = join(folder, "validate.mjs");
  await bundleValidate(validateBundleFile, datasets);
  const onLog = (line: string) => {
    if (line.startsWith("{")) log.push(JSON.parse(line));
  };
  market = await openMarket({ validateBundleFile, onLog });
});

afterAll(async () => {
  await market.close();
  await rm(folder, { recursive: true });
});

/** A function of its own over the market's platform, as another container of Lambda is. */
function anotherContainer(): Lambda {
  const { bucket, qualityTopicArn = "", lookQueueUrl = "", emulator: stack, stage } = market.platform;
  return createLambda({
    file: join(folder, "validate.mjs"),
    functionName: "validate",
    timeoutMs: validation.functionTimeout * 1000,
    env: {
      ...stack.env,
      STAGE: stage,
      BUCKET: bucket,
      QUALITY_TOPIC_ARN: qualityTopicArn,
      EVENT_BUS: "default",
      LOOK_QUEUE_URL: lookQueueUrl,
    },
  });
}

const objects = () => {
  const { bucket, emulator: stack } = market.platform;
  return stack.s3.store.list(bucket, QUALITY_PREFIX).map(({ key }) => key);
};
const textOf = (key: string) => {
  const { bucket, emulator: stack } = market.platform;
  return stack.s3.store.read(bucket, key).toString();
};
const letters = () => {
  const { qualityTopicArn, emulator: stack } = market.platform;
  return stack.sns.published(qualityTopicArn!);
};
const subjects = () => letters().map(({ subject }) => subject);

/** How the latest page says that a check of the bars stood, day by day. */
function pastOf(check: string): string[] {
  const [, cells = ""] = new RegExp(`<tr><th scope="row">${check}</th>(.*?)</tr>`).exec(
    textOf(RUN_KEYS.latestReport),
  )!;
  return [...cells.matchAll(/<td[^>]*>([^<]+)</g)].map(([, word]) => word!);
}

/** "2025-11-26 bars_5m true", as downstream jobs ask. */
async function ready(): Promise<string[]> {
  await market.platform.quiet();
  const sql = "SELECT day, dataset, ready FROM ready_sessions WHERE day >= '2025-11-26' ORDER BY 1, 2";
  const { rows } = await athenaOf(market.platform.emulator)(sql, "stock_trades_quality_dev");
  return rows.map((row) => row.join(" "));
}

test("a run after the close leaves its results as rows that Athena sees, a document and a page; all is well, so nobody is told", async () => {
  await market.arrive([WEDNESDAY]);
  const summary = await market.platform.validate(WEDNESDAY_EVENING);
  expect(summary).toMatchObject({ warn: 0, fail: 0, no_data: 0, error: 0, queries: 6 });
  const runId = `close-${WEDNESDAY_EVENING.time}`;
  const document: RunDocument = JSON.parse(textOf(RUN_KEYS.document(WEDNESDAY.day, runId)));
  expect(document).toMatchObject({
    runId,
    stage: "dev",
    suite: "close",
    asOf: "2025-11-26T23:00:00.000Z",
    summary,
  });
  const page = textOf(RUN_KEYS.latestReport);
  expect(page).toContain("as of <time");
  expect(textOf(RUN_KEYS.report(WEDNESDAY.day, runId))).toBe(page);
  expect(objects()).toContain(RUN_KEYS.results(WEDNESDAY.day, runId));
  expect(await ready()).toEqual([
    "2025-11-26 bars_5m true",
    "2025-11-26 ml_features_5m true",
    "2025-11-26 trades true",
  ]);
  expect(letters()).toEqual([]);
});

test("a run whose container dies pays for no query twice in the next one, and tells what it has found", async () => {
  await market.arrive([FRIDAY], [FLAW]);
  const before = (await executedOn(market.platform)).length;
  const { requests } = market.platform.emulator;
  const started = () => requests.filter(({ operation }) => operation === "StartQueryExecution").length;
  const enough = started() + 3;
  const dying = anotherContainer();
  const death = expect(dying.invoke(FRIDAY_EVENING)).rejects.toMatchObject({
    errorType: "Runtime.ExitError",
  });
  while (started() < enough) await new Promise(setImmediate);
  await dying.close();
  await death;
  expect(subjects()).toEqual([]);

  const summary = await market.platform.validate(FRIDAY_EVENING);
  expect(summary).toMatchObject({ fail: 3, error: 0, queries: 7 });
  const executed = (await executedOn(market.platform)).slice(before);
  expect(executed.map(labelOf).sort()).toEqual([
    "bars_5m: reconcile.bars_trades of 2025-11-28",
    "bars_5m: rows of 2025-11-28",
    "bars_5m: slots without a bar",
    "earlier results of trades, bars_5m, ml_features_5m before 2025-11-28",
    "ml_features_5m: reconcile.features_bars of 2025-11-28",
    "ml_features_5m: rows of 2025-11-28",
    "trades: rows of 2025-11-28",
  ]);
  expect(bytesOf(executed)).toBe(summary.scannedBytes);
  expect(subjects()).toEqual([
    "[dev] bars_5m: 2 new (2025-11-28, close)",
    "[dev] ml_features_5m: 1 new (2025-11-28, close)",
  ]);
  expect(letters()[0]).toMatchObject({
    message: expect.stringContaining("1 of 336 bars for which core symbols have trades are missing: AAPL 1"),
    attributes: { outcome: "fail", dataset: "bars_5m", suite: "close", news: "broke" },
  });
  // The page tells of the rows of Wednesday, too, at which this run did not look: the table of results does.
  expect(pastOf("complete.bars")).toEqual(["pass", "fail"]);
  expect(await ready()).toEqual([
    "2025-11-26 bars_5m true",
    "2025-11-26 ml_features_5m true",
    "2025-11-26 trades true",
    "2025-11-28 bars_5m false",
    "2025-11-28 ml_features_5m false",
    "2025-11-28 trades true",
  ]);
});

test("a run that is tried again although it was done changes nothing: not a query, a letter or an object more", async () => {
  const before = {
    executed: (await executedOn(market.platform)).length,
    subjects: subjects(),
    objects: objects(),
  };
  await market.platform.validate(FRIDAY_EVENING);
  await market.platform.quiet();
  expect({
    executed: (await executedOn(market.platform)).length,
    subjects: subjects(),
    objects: objects(),
  }).toEqual(before);
});

test("the next run sees that the data were fixed, tells so, and clears the alarm", async () => {
  await market.arrive([FRIDAY]);
  expect(await market.platform.validate(AFTER_THE_FIX)).toMatchObject({
    warn: 0,
    fail: 0,
    no_data: 0,
    error: 0,
  });
  expect(subjects().slice(2)).toEqual([
    "[dev] bars_5m: 2 recovered (2025-11-28, close)",
    "[dev] ml_features_5m: 1 recovered (2025-11-28, close)",
  ]);
  expect(await ready()).toEqual(
    expect.arrayContaining(["2025-11-28 bars_5m true", "2025-11-28 ml_features_5m true"]),
  );
  const failed = log.filter(({ suite, ChecksFailed }) => suite === "close" && ChecksFailed !== undefined);
  expect(failed.map(({ ChecksFailed }) => ChecksFailed)).toEqual([0, 3, 3, 0]);
});

test("older days that somebody has mended are ready once they are asked for by name, and no letter is sent", async () => {
  const before = subjects();
  await market.arrive([FRIDAY], [FLAW]);
  const days = { from: FRIDAY.day, to: FRIDAY.day };
  const broken = { suite: "close", time: "2025-12-10T23:00:00Z", days } as const;
  expect(await market.platform.validate(broken)).toMatchObject({ fail: 3 });
  expect(await ready()).toContain("2025-11-28 bars_5m false");
  await market.arrive([FRIDAY]);
  expect(await market.platform.validate({ ...broken, time: "2025-12-10T23:30:00Z" })).toMatchObject({
    fail: 0,
    error: 0,
  });
  expect(await ready()).toContain("2025-11-28 bars_5m true");
  expect(subjects()).toEqual(before);
});

test("what is no run of a schedule is refused by name", async () => {
  const event = { suite: "close", time: "tomorrow" };
  await expect(market.platform.validate(event as never)).rejects.toMatchObject({
    message: expect.stringContaining("Expected a suite (close, intraday, metadata) and a time"),
  });
});
