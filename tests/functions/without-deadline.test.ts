/** Sessions of a dataset that promises none: those that never have data, and those whose data come when no run reads them. */
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Lambda } from "../../emulator/index.ts";
import { sessionRecordKey } from "../../shared/sessions/keys.ts";
import { datasets } from "../fixtures/datasets.ts";
import { FRIDAY, openMarket, openValidate, type ValidatedMarket, WEDNESDAY } from "./validated-market.ts";

const LIST = datasets.map((dataset) =>
  dataset.name === "trades" && dataset.quality !== undefined
    ? { ...dataset, quality: { ...dataset.quality, sla: "none" as const } }
    : dataset,
);

let folder: string;
let market: ValidatedMarket;
let lambda: Lambda;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "undated-"));
  market = await openMarket({ datasets: LIST });
  // Looks come by themselves, when the clock says so.
  market.platform.lookEvents!.isEnabled = false;
  lambda = await openValidate(market, LIST, folder);
  await market.arrive([WEDNESDAY]);
}, 60_000);

afterAll(async () => {
  await lambda.close();
  await market.close();
  await rm(folder, { recursive: true });
});

async function stateOfFriday(dataset: string): Promise<string> {
  const { emulator, bucket } = market.platform;
  const key = sessionRecordKey({ dataset, day: FRIDAY.day });
  if (!emulator.s3.store.list(bucket).some((one) => one.key === key)) return "none";
  const { state, reason, wasMissing } = JSON.parse(emulator.s3.store.read(bucket, key).toString());
  return [state, reason, wasMissing && "owed"].filter(Boolean).join(" ");
}

test("a session without data has no state, where it would be missing with a deadline", async () => {
  await lambda.invoke({ suite: "close", time: "2025-11-28T23:00:00Z" });
  await market.platform.quiet();
  expect(await stateOfFriday("bars_5m")).toBe("missing");
  expect(await stateOfFriday("trades")).toBe("none");
});

test("data that come after the run that would have read them are owed a verdict by the next one", async () => {
  await market.arrive([FRIDAY]);
  await lambda.invoke({ suite: "close", time: "2025-12-01T23:00:00Z" });
  await market.platform.quiet();
  expect(await stateOfFriday("trades")).toBe("pending not_judged owed");
});
