import { AthenaClient } from "@aws-sdk/client-athena";
import { S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { clientConfig } from "../../emulator/index.ts";
import { athenaQueries } from "../../shared/athena/athena-adapter.ts";
import type { Value } from "../../shared/athena/port.ts";
import type { RunDocument } from "../../shared/quality/result.ts";
import { RUN_KEYS } from "../../shared/quality/results/keys.ts";
import { pagesToStore, resultsToStore, storeAll } from "../../shared/quality/results/store.ts";
import { s3Writer } from "../../shared/store/s3-writer-adapter.ts";
import { DAY, resultOf, runOf } from "../support/runs.ts";
import { bundleOnce, type DeployedStage, openStage } from "./deployed.ts";

const never = new AbortController().signal;

let bundle: Awaited<ReturnType<typeof bundleOnce>>;
let stage: DeployedStage;
let s3: S3Client;
let athena: AthenaClient;

beforeAll(async () => {
  bundle = await bundleOnce();
  stage = await openStage(bundle.file);
  s3 = new S3Client({ ...clientConfig(stage.platform.emulator), forcePathStyle: true });
  athena = new AthenaClient(clientConfig(stage.platform.emulator));
});

afterAll(async () => {
  s3.destroy();
  athena.destroy();
  await stage.close();
  await bundle.remove();
});

const write = (document: RunDocument) =>
  storeAll(
    [...resultsToStore(document), ...pagesToStore(document, "<p>all is well")],
    stage.bucket,
    s3Writer(s3),
    never,
  );

/** Asks Athena by the product's own runner, whose waiting moves the stack's clock. */
async function ask(runId: string): Promise<readonly (readonly Value[])[]> {
  const pace = {
    async sleep(ms: number) {
      stage.clock.advance(ms);
      await new Promise(setImmediate);
    },
    signalAfter: () => never,
    random: () => 0.5,
  };
  const sql = `SELECT day, check_id, symbol, outcome, value, as_of, due_at, scanned_bytes, samples
    FROM check_results WHERE day >= '2025-11-01' ORDER BY day, check_id`;
  const query = { sql, database: "stock_trades_quality_dev", label: "results" };
  const { rows } = await athenaQueries({ workGroup: "primary", timer: pace }, athena).run(query, {
    runId,
    signal: never,
  });
  return rows;
}

test("a run's results are rows in Athena once the register function has seen their objects", async () => {
  const document = runOf([
    resultOf({
      outcome: "fail",
      value: 2,
      symbol: "SPY",
      scannedBytes: 10_485_760,
      samples: [{ slot: "15:00" }],
    }),
    resultOf({
      checkId: "unique.key",
      day: "2025-11-26",
      outcome: "skipped",
      value: null,
      reason: "sla_not_reached",
      dueAt: "2025-11-26T22:00:00.000Z",
    }),
  ]);
  await write(document);
  expect(await ask("before")).toEqual([]);
  // Two files, two notifications: the page, the document and the report lie outside of the table.
  expect(await stage.deliver()).toMatchObject({ outcomes: { registered: 2 }, returned: [] });
  expect(stage.parked()).toEqual([]);
  const rows = [
    [
      "2025-11-26",
      "unique.key",
      null,
      "skipped",
      null,
      "2025-11-28T19:30:00.000",
      "2025-11-26T22:00:00.000",
      null,
      "[]",
    ],
    [
      DAY,
      "complete.bars",
      "SPY",
      "fail",
      2,
      "2025-11-28T19:30:00.000",
      null,
      10_485_760n,
      '[{"slot":"15:00"}]',
    ],
  ];
  expect(await ask("after")).toEqual(rows);
  await write(document);
  expect(await stage.deliver()).toMatchObject({ outcomes: { "already there": 2 }, returned: [] });
  expect(await ask("tried again")).toEqual(rows);
});

test("what a run leaves is read back; what nobody left is not there", async () => {
  const document = runOf([resultOf({ message: "naïve – 5 µs" })]);
  await write(document);
  const read = (key: string) => s3Writer(s3).text(stage.bucket, key, never);
  expect(JSON.parse((await read(RUN_KEYS.document(DAY, document.runId)))!)).toEqual(document);
  expect(await read(RUN_KEYS.latestReport)).toBe("<p>all is well");
  expect(await read(RUN_KEYS.state("intraday"))).toBeUndefined();
  await expect(s3Writer(s3).text("no-such-bucket", "a", never)).rejects.toMatchObject({
    code: "STORE_REFUSED",
  });
});
