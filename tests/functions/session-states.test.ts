/** The validate function and the command `ready`, over sessions whose files come, change and come back. */
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Lambda } from "../../emulator/index.ts";
import { athenaOf } from "../../local/demo/athena.ts";
import { RUN_KEYS } from "../../shared/quality/results/keys.ts";
import { sessionRecordKey } from "../../shared/sessions/keys.ts";
import type { SessionRecord } from "../../shared/sessions/session-record.ts";
import { exporting, registrar } from "../cli/run.ts";
import { datasets } from "../fixtures/datasets.ts";
import { FRIDAY, openMarket, openValidate, type ValidatedMarket, WEDNESDAY } from "./validated-market.ts";

/** Small files and derived data that arrive together with their source are not what this is about. */
const LIST = datasets.map((dataset) =>
  dataset.quality === undefined
    ? dataset
    : {
        ...dataset,
        quality: { ...dataset.quality, checks: { "files.small": "off", "derived.stale": "off" } as const },
      },
);
const BARS = { dataset: "bars_5m", day: FRIDAY.day };

let folder: string;
let market: ValidatedMarket;
let lambda: Lambda;
let restore: () => void;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "states-"));
  market = await openMarket();
  // Looks come by themselves, when the clock says so.
  market.platform.lookEvents!.isEnabled = false;
  restore = exporting(market.platform.emulator.env);
  lambda = await openValidate(market, LIST, folder);
  await market.arrive([WEDNESDAY, FRIDAY]);
}, 60_000);

afterAll(async () => {
  restore();
  await lambda.close();
  await market.close();
  await rm(folder, { recursive: true });
});

async function run(time: string): Promise<void> {
  const days = { from: FRIDAY.day, to: FRIDAY.day };
  await lambda.invoke({ suite: "close", time, days });
  await market.platform.quiet();
}

const objectsBelow = (prefix: string) => {
  const { emulator, bucket } = market.platform;
  return emulator.s3.store.list(bucket).filter(({ key }) => key.startsWith(prefix));
};

function stateOf(name = BARS): SessionRecord {
  const { emulator, bucket } = market.platform;
  return JSON.parse(emulator.s3.store.read(bucket, sessionRecordKey(name)).toString());
}

const shown = ({ sequence, state, reason, untold }: SessionRecord) =>
  `${sequence} ${state} ${reason ?? "-"} ${untold.length}`;

async function ready(...args: readonly string[]) {
  const { code, out } = await registrar("ready", "--dataset", "bars_5m", "--session", FRIDAY.day, ...args);
  return { code, out };
}

/** Every bar file of Friday is written anew, with other bytes. */
function replaceBars(): void {
  const { emulator, bucket } = market.platform;
  const prefix = `stock-trades-platform/curated/bars_5m/day=${FRIDAY.day}/`;
  for (const { key } of objectsBelow(prefix))
    emulator.s3.put(bucket, key, Buffer.from("PAR1 other bytes PAR1"));
}

test("before a run has told of it, a session is unknown: exit code 3", async () => {
  expect(await ready()).toMatchObject({ code: 3, out: expect.stringContaining("unknown: no run has told") });
});

test("a session whose checks passed is available, in its record, in the view and for the command", async () => {
  await run("2025-11-28T23:00:00Z");
  expect(shown(stateOf())).toBe("1 available - 0");
  expect(await ready()).toMatchObject({
    code: 0,
    out: expect.stringContaining("ready: bars_5m on 2025-11-28 is available"),
  });
  const { rows } = await athenaOf(market.platform.emulator)(
    `SELECT dataset, ready, state FROM ready_sessions WHERE day = '${FRIDAY.day}' ORDER BY dataset`,
    "stock_trades_quality_dev",
  );
  expect(rows.map((row) => row.join(" "))).toEqual([
    "bars_5m true available",
    "ml_features_5m true available",
    "trades true available",
  ]);
});

test("once a file is replaced it is not ready any more, before any run has looked", async () => {
  replaceBars();
  const { code, out } = await ready("--json");
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ answer: "not ready", state: "changed", sequence: 1 });
});

test("the next run judges the bytes that are there, and its change is told under the next sequence", async () => {
  await market.arrive([FRIDAY]);
  await run("2025-11-28T23:30:00Z");
  const { sequence, state } = stateOf();
  expect({ sequence, state }).toEqual({ sequence: 1, state: "available" });
  await market.arrive([FRIDAY], [{ dataset: "bars_5m", sql: "DELETE FROM written WHERE symbol = 'AAPL'" }]);
  await run("2025-11-29T00:00:00Z");
  expect(shown(stateOf())).toBe("2 pending checks_failed 0");
  expect(await ready("--accept", "degraded,provisional")).toMatchObject({
    code: 1,
    out: expect.stringContaining("complete.symbols fail"),
  });
});

test("the report of that run shows the state, what was replaced, and one card for the symbol that went", () => {
  const { emulator, bucket } = market.platform;
  const page = emulator.s3.store.read(bucket, RUN_KEYS.latestReport).toString();
  const bars = page.slice(page.indexOf("<h3>bars_5m"), page.indexOf("<h3>ml_features_5m"));
  expect(bars).toMatch(/class="day">2025-11-28<.*pending/);
  expect(bars).toContain('<a href="#absent_symbol-bars_5m-aapl">AAPL is missing</a>');
  const { version, change } = stateOf().seen!;
  expect(change).toMatchObject({ added: 0, replaced: 1, removed: 0, to: version.hash });
  expect(bars).toContain(`<code>${change!.names[0]}</code>`);
  expect(bars).toContain(`<code class="version">${version.hash.slice(0, 8)}</code>`);
  // Its bars, their sums and its features are in trouble, too: no other card tells of them.
  expect([...page.matchAll(/<article [^>]*id="([^"]+)"/g)].map(([, id]) => id)).toEqual([
    "absent_symbol-bars_5m-aapl",
  ]);
});

test("the state of another version keeps its session as it is, and no other: the run says so when all is done", async () => {
  const { emulator, bucket } = market.platform;
  const key = sessionRecordKey(BARS);
  emulator.s3.put(bucket, key, Buffer.from(JSON.stringify({ ...stateOf(), schemaVersion: 2 })));
  await market.arrive([FRIDAY]);
  await expect(run("2025-11-29T01:00:00Z")).rejects.toThrow(/SESSION_UNREADABLE.*schemaVersion 2/);
  expect(stateOf().schemaVersion).toBe(2);
  expect(shown(stateOf({ ...BARS, dataset: "trades" }))).toMatch(/^\d+ available - 0$/);
});
