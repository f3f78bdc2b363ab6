import type { QueryExecution } from "@aws-sdk/client-athena";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Look, look, portsOf } from "../../local/demo/validation.ts";
import type { QueryRunner } from "../../shared/athena/port.ts";
import type { RunDocument } from "../../shared/quality/result.ts";
import {
  bytesOf,
  executedOn,
  labelOf,
  openMarket,
  troublesIn,
  type ValidatedMarket,
  WEDNESDAY,
} from "./validated-market.ts";

const AAPL_AT_1030 = `symbol = 'AAPL' AND bar_start = TIMESTAMP '${WEDNESDAY.day} 15:30:00'`;
const FLAW = { dataset: "bars_5m", sql: `DELETE FROM written WHERE ${AAPL_AT_1030}` };
const FOUND = [
  "bars_5m complete.bars 2025-11-26 fail",
  "bars_5m reconcile.bars_trades 2025-11-26 fail",
  "ml_features_5m reconcile.features_bars 2025-11-26 fail",
];

let market: ValidatedMarket;
let undisturbed: Paid;

interface Paid {
  readonly document: RunDocument;
  /** What Athena executed for it. */
  readonly executed: readonly QueryExecution[];
}

beforeAll(async () => {
  market = await openMarket();
  await market.arrive([WEDNESDAY], [FLAW]);
  undisturbed = await run({ runId: "undisturbed" });
}, 120_000);

afterAll(() => market.close());

async function run(wanted: Partial<Look>, ports = portsOf(market.platform)): Promise<Paid> {
  const before = (await executedOn(market.platform)).length;
  const days = { from: WEDNESDAY.day, to: WEDNESDAY.day };
  const document = await look(market.platform, { asOf: "2025-11-26T23:00:00Z", days, ...wanted }, ports);
  return { document, executed: (await executedOn(market.platform)).slice(before) };
}

const succeeded = (executions: readonly QueryExecution[]) =>
  executions
    .filter(({ Status }) => Status?.State === "SUCCEEDED")
    .map(labelOf)
    .sort();
const failed = ({ results }: RunDocument) => troublesIn(results.filter(({ outcome }) => outcome === "fail"));

/** Ports and a signal: the signal fires when a query is asked for or answered for the n-th time. */
function endingAt(point: number) {
  const end = new AbortController();
  const ports = portsOf(market.platform);
  let moments = 0;
  const pass = () => {
    moments++;
    if (moments === point) end.abort(new DOMException("the time is over", "TimeoutError"));
  };
  const { run } = ports.queries;
  const queries: QueryRunner = {
    async run(query, options) {
      pass();
      const result = await run(query, options);
      pass();
      return result;
    },
  };
  return { ports: { ...ports, queries }, signal: end.signal };
}

test("a run that nobody disturbs finds what is wrong", () => {
  expect(failed(undisturbed.document)).toEqual(FOUND);
  expect(succeeded(undisturbed.executed)).toHaveLength(undisturbed.executed.length);
  expect(undisturbed.document.summary.scannedBytes).toBe(bytesOf(undisturbed.executed));
});

// Of the 14 moments, as each of 7 queries is asked for once and answered once; with the last it would be too late.
test.each([1, 3, 8, 13])(
  "a run that is ended at moment %i pays for no query twice when it is tried again",
  async (point) => {
    const { ports, signal } = endingAt(point);
    const runId = `ended at ${point}`;
    const ended = await run({ runId, signal }, ports);
    const broken = ended.document.results.filter(({ outcome }) => outcome === "error");
    expect(new Set(broken.map(({ reason }) => reason))).toEqual(new Set(["timeout"]));
    const again = await run({ runId });
    // What was stopped is executed again; what was answered, or went on by itself, is read.
    const all = [...ended.executed, ...again.executed];
    expect(succeeded(all)).toEqual(succeeded(undisturbed.executed));
    expect(bytesOf(all)).toBe(bytesOf(undisturbed.executed));
    expect(troublesIn(again.document.results)).toEqual(troublesIn(undisturbed.document.results));
    // Those that were stopped are told among its queries, for Athena bills what they had scanned.
    const summary = { ...undisturbed.document.summary, queries: all.length };
    expect(again.document.summary).toEqual(summary);
  },
);

test("tried again when all was done, it executes nothing, and says the same", async () => {
  const { document, executed } = await run({ runId: "undisturbed" });
  expect(executed).toEqual([]);
  expect(document).toEqual(undisturbed.document);
});

test("once the data are fixed the same run still says what it has paid for, and a new one sees the fix", async () => {
  await market.arrive([WEDNESDAY]);
  const same = await run({ runId: "undisturbed" });
  expect(same.executed).toEqual([]);
  expect(failed(same.document)).toEqual(FOUND);
  const fresh = await run({ runId: "after the fix" });
  expect(failed(fresh.document)).toEqual([]);
  // The gaps are looked up where bars are missing, and nowhere else.
  const gaps = "bars_5m: slots without a bar";
  expect(fresh.executed.map(labelOf).sort()).toEqual(
    succeeded(undisturbed.executed).filter((label) => label !== gaps),
  );
});
