/** A rule of one's own from the first wrong row to the last: found, told, known, acknowledged, mended. The whole platform. */

import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { validation } from "../../deploy/validation-settings.ts";
import { createLambda } from "../../emulator/index.ts";
import { athenaOf } from "../../local/demo/athena.ts";
import { bundleValidate } from "../../local/functions.ts";
import { type Platform, startPlatform } from "../../local/platform.ts";
import { defineDatasets } from "../../shared/datasets/define-datasets.ts";
import type { Acknowledgement, DeclaredDataset } from "../../shared/quality/quality.ts";
import type { CheckResult, RunDocument } from "../../shared/quality/result.ts";
import { RUN_KEYS } from "../../shared/quality/results/keys.ts";
import { CHECK_RESULTS } from "../../shared/quality/results/table.ts";
import { SESSION_CHANGES } from "../../shared/sessions/table.ts";
import { type ParquetWriter, parquetWriter } from "../support/duckdb-parquet.ts";

const CHECK = "rule.paid_without_amount";
const [CLEAN, WRONG] = ["2026-11-29", "2026-11-30"];

const listed = (acknowledged: readonly Acknowledgement[] = []) =>
  defineDatasets([
    {
      name: "orders",
      database: "shop",
      table: "orders",
      prefix: "shop/orders/",
      keys: [{ name: "dt", kind: "day", from: CLEAN }],
      strategy: "register",
      columns: [
        { name: "order_id", type: "string" },
        { name: "state", type: "string" },
        { name: "amount", type: "double" },
      ],
      quality: {
        calendar: "daily",
        sla: { at: "07:00", on: "next day" },
        rows: { kind: "generic", key: ["order_id"] },
        rules: [
          {
            name: "paid_without_amount",
            where: "state = 'paid'",
            wrong: "coalesce(amount, 0) <= 0",
            warn: { share: 0.01 },
            fail: { share: 0.05 },
            owner: "billing",
          },
        ],
        acknowledged,
      },
    },
    CHECK_RESULTS,
    SESSION_CHANGES,
  ] as readonly DeclaredDataset[]);

let folder: string;
let platform: Platform;
let parquet: ParquetWriter;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rule-life-"));
  platform = await startPlatform({ datasets: listed(), windowMs: 1000 });
  parquet = await parquetWriter();
});

afterAll(async () => {
  await parquet?.close();
  await platform?.close();
  await rm(folder, { recursive: true });
});

/** A hundred orders, of which every other is paid; those with the numbers have no amount. */
async function arrive(day: string, ...without: readonly number[]): Promise<void> {
  const amount = `CASE WHEN i IN (${[-1, ...without].join(", ")}) THEN NULL ELSE 9.5::DOUBLE END`;
  const select = `SELECT 'o-' || i AS order_id, CASE WHEN i % 2 = 0 THEN 'paid' ELSE 'new' END AS state,
    ${amount} AS amount FROM range(100) t(i)`;
  platform.emulator.s3.put(
    platform.bucket,
    `shop/orders/dt=${day}/part-0.parquet`,
    await parquet.write(select),
  );
  await platform.quiet();
}

const textOf = (key: string) => platform.emulator.s3.store.read(platform.bucket, key).toString();

/** What the run of a moment made of the rule on a day. */
function resultOf(time: string, day: string): CheckResult | undefined {
  const newest = time.startsWith("2026-11-30") ? CLEAN : WRONG;
  const document: RunDocument = JSON.parse(textOf(RUN_KEYS.document(newest!, `close-${time}`)));
  return document.results.find((one) => one.checkId === CHECK && one.day === day);
}

const letters = () => platform.emulator.sns.published(platform.qualityTopicArn!);

/** As a question to the table of results: "fail", "warn", the oldest run first. */
async function history(day: string): Promise<string[]> {
  await platform.quiet();
  const sql = `SELECT outcome FROM check_results WHERE check_id = '${CHECK}' AND day = '${day}' ORDER BY as_of`;
  const { rows } = await athenaOf(platform.emulator)(sql, "stock_trades_quality_dev");
  return rows.map(([outcome]) => String(outcome));
}

test("a day without a wrong row passes, and nobody is told", async () => {
  await arrive(CLEAN!);
  const time = "2026-11-30T08:00:00Z";
  await platform.validate({ suite: "close", time });
  expect(resultOf(time, CLEAN!)).toMatchObject({
    outcome: "pass",
    value: 0,
    message: expect.stringContaining("0 % of 50 rows"),
  });
  expect(letters()).toEqual([]);
});

test("wrong rows are found, shown by their keys, told to subscribers, and on the page", async () => {
  await arrive(WRONG!, 4, 5, 8, 12);
  const time = "2026-12-01T08:00:00Z";
  await platform.validate({ suite: "close", time });
  const message = "6 % of 50 rows in question are wrong by the rule paid_without_amount (3)";
  expect(resultOf(time, WRONG!)).toMatchObject({
    outcome: "fail",
    value: 3,
    warn: 0,
    fail: 2,
    message,
    samples: [
      { order_id: "o-12", state: "paid", amount: null },
      { order_id: "o-4", state: "paid", amount: null },
      { order_id: "o-8", state: "paid", amount: null },
    ],
  });
  expect(letters().map(({ subject }) => subject)).toEqual([`[dev] orders: 1 new (${WRONG}, close)`]);
  expect(letters()[0]!.message).toContain(message);
  const page = textOf(RUN_KEYS.latestReport);
  expect(page).toContain(message);
  expect(page).toContain("o-12");
  expect(page).toContain("billing");
  expect(await history(WRONG!)).toEqual(["fail"]);
});

test("an acknowledged one warns, with its reason, and is told no more", async () => {
  const acknowledged: Acknowledgement = {
    check: CHECK,
    day: WRONG!,
    until: "2026-12-31",
    reason: "billing refunds them",
  };
  const file = join(folder, "validate.mjs");
  await bundleValidate(file, listed([acknowledged]));
  const { bucket, qualityTopicArn = "", lookQueueUrl = "", emulator, stage } = platform;
  const settings = { STAGE: stage, BUCKET: bucket, QUALITY_TOPIC_ARN: qualityTopicArn, EVENT_BUS: "default" };
  const validate = createLambda({
    file,
    functionName: "validate",
    timeoutMs: validation.functionTimeout * 1000,
    env: { ...emulator.env, ...settings, LOOK_QUEUE_URL: lookQueueUrl },
  });
  const time = "2026-12-01T12:00:00Z";
  await validate.invoke({ suite: "close", time });
  await validate.close();
  expect(resultOf(time, WRONG!)).toMatchObject({
    outcome: "warn",
    acknowledged: "billing refunds them (until 2026-12-31)",
  });
  expect(letters()).toHaveLength(1);
  expect(await history(WRONG!)).toEqual(["fail", "warn"]);
});

test("once the rows are mended it passes again, subscribers are told, and the past stays", async () => {
  await arrive(WRONG!);
  const time = "2026-12-01T20:00:00Z";
  await platform.validate({ suite: "close", time });
  expect(resultOf(time, WRONG!)).toMatchObject({ outcome: "pass", acknowledged: null });
  expect(
    letters()
      .map(({ subject }) => subject)
      .at(-1),
  ).toBe(`[dev] orders: 1 recovered (${WRONG}, close)`);
  expect(await history(WRONG!)).toEqual(["fail", "warn", "pass"]);
});
