import { expect, test } from "@jest/globals";
import { messagesToReturn } from "../../shared/events/batch.ts";
import { LookAsking } from "../../shared/look-requests/asking.ts";
import type { LookEntry } from "../../shared/look-requests/port.ts";
import { createRegistrar } from "../../shared/register/apply.ts";
import { planRegistration } from "../../shared/register/plan.ts";
import { messagesFor } from "../support/messages.ts";
import { BARS, BUCKET, NO_DEADLINES, openPlatform, outcomes, TRADES } from "../support/platform.ts";

/** A registrar that asks for looks; `refuses` are days whose looks SQS does not take. */
function platform(refuses: readonly string[] = [], unpromised: readonly string[] = []) {
  const { clock, catalog, parking, datasets: declared } = openPlatform();
  const datasets = declared.map(({ quality, ...dataset }) =>
    unpromised.includes(dataset.name) || quality === undefined ? dataset : { ...dataset, quality },
  );
  const calls: string[][] = [];
  const send = async (entries: readonly LookEntry[]) => {
    calls.push(entries.map(({ request }) => `${request.dataset} ${request.day}`));
    const refused = entries.filter(({ request }) => refuses.includes(request.day));
    return new Map(refused.map((entry) => [entry, "the queue did not take it"]));
  };
  const registrar = createRegistrar("prod", {
    catalog,
    parking,
    clock,
    looks: new LookAsking({ send }, clock),
  });
  const register = (...keys: readonly string[]) =>
    registrar.apply(planRegistration(messagesFor(...keys), { datasets, bucket: BUCKET }), NO_DEADLINES);
  return { calls, catalog, register };
}

const trade = (day: string, symbol = "AAPL") => `${TRADES}day=${day}/symbol=${symbol}/part-0.parquet`;
const bar = (day: string) => `${BARS}day=${day}/part-0.parquet`;

test("a batch asks for a look at each session that it wrote, once, in one call", async () => {
  const { calls, register } = platform();
  const keys = [trade("2026-11-20"), trade("2026-11-20", "MSFT"), trade("2026-11-19"), bar("2026-11-20")];
  await register(...keys);
  expect(calls.map((call) => call.sort())).toEqual([
    ["bars_5m 2026-11-20", "trades 2026-11-19", "trades 2026-11-20"],
  ]);
});

test("where nothing is promised no look is asked for", async () => {
  const { calls, register } = platform([], ["bars_5m"]);
  expect(outcomes(await register(bar("2026-11-20")))).toEqual(["registered"]);
  expect(calls).toEqual([]);
});

test("the partition stands, and the messages come again, of a session for which no look could be asked", async () => {
  const { catalog, register } = platform(["2026-11-20"]);
  const report = await register(trade("2026-11-19"), trade("2026-11-20"), trade("2026-11-20", "MSFT"));
  const failed = { kind: "failed", code: "LOOK_NOT_ASKED", retryable: true };
  expect(report.results.map(({ outcome }) => outcome)).toEqual([
    { kind: "registered" },
    { ...failed, reason: "the queue did not take it" },
    { ...failed, reason: "the queue did not take it" },
  ]);
  expect(messagesToReturn(report)).toHaveLength(2);
  expect(catalog.contents()).toHaveLength(3);
});

test("what failed for another reason keeps it", async () => {
  const { catalog, register } = platform(["2026-11-20"]);
  catalog.tables.clear();
  expect(await register(trade("2026-11-20"))).toMatchObject({
    results: [{ outcome: { kind: "failed", code: "TABLE_NOT_FOUND" } }],
  });
});
