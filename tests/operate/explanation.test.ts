import { expect, test } from "@jest/globals";
import { type ExplanationPorts, explainKey } from "../../operate/explanation.ts";
import type { GuardMode } from "../../shared/datasets/guard-mode.ts";
import { datasets } from "../fixtures/datasets.ts";
import { MemoryCatalog } from "../support/memory-catalog.ts";
import { BUCKET, TRADES } from "../support/platform.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

const key = `${TRADES}day=2026-11-20/symbol=AAPL/part-0.parquet`;

/** `home` is where the table lies. */
async function hintOf(guard: GuardMode, isRegistered: boolean, home = TRADES): Promise<string | undefined> {
  const clock = new VirtualClock();
  const catalog = new MemoryCatalog(clock);
  const table = catalog.add("stock_trades_raw", "trades", ["day", "symbol"]);
  const location = `s3://${BUCKET}/${TRADES}day=2026-11-20/symbol=AAPL/`;
  if (isRegistered) catalog.put(table, ["2026-11-20", "AAPL"], location);
  const guarded = datasets.map((dataset) => (dataset.name === "trades" ? { ...dataset, guard } : dataset));
  const place = { stage: "prod", datasets: guarded, bucket: BUCKET, key };
  const live: ExplanationPorts["catalog"] = {
    table: async (...asked) => ({ ...(await catalog.table(...asked)), location: `s3a://${BUCKET}/${home}` }),
    readPartitions: (...asked) => catalog.readPartitions(...asked),
  };
  const crawlers = { read: () => Promise.reject(new Error("there is none")) };
  return (await explainKey(place, { catalog: live, crawlers, clock }, new AbortController().signal)).hint;
}

test("a partition that is not in Glue may wait for the guard, and explain says so", async () => {
  expect(await hintOf("enforce", false)).toContain("registered once a file of it was read");
});

test("one that is there, or of a dataset that is not held back, is not explained by the guard", async () => {
  expect([await hintOf("enforce", true), await hintOf("warn", false)]).toEqual([undefined, undefined]);
});

test("of a table that lies elsewhere than the list says, explain names both places", async () => {
  expect(await hintOf("warn", false, "raw/old/")).toBe(
    `the table lies at s3a://${BUCKET}/raw/old/, and shared/datasets.ts says s3://${BUCKET}/${TRADES}: deploy the stage, ` +
      "or start the local stack again",
  );
});
