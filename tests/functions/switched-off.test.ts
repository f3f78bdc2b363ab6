/** Functions that are switched off by the runbook's own command do nothing, lose nothing, and go on when they are on again. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { clientConfig, type EventSource } from "../../emulator/index.ts";
import { type Platform, startPlatform } from "../../local/platform.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { withFolder } from "../cli/run.ts";
import { strategies } from "../deploy/strategies.ts";
import { textOf } from "../repository/sources.ts";
import { readAwsCall, sendAwsCall } from "../support/aws-cli.ts";
import { runScript, type Stand } from "../support/shell.ts";

/** Each function has something to do for it. */
const datasets = strategies.map(
  (dataset): DeclaredDataset =>
    dataset.name === "trades" ? { ...dataset, onEmpty: "remove", guard: "warn" } : dataset,
);

let platform: Platform;

beforeAll(async () => {
  platform = await startPlatform({ datasets, windowMs: 1000 });
  // S3 says that it can notify.
  await platform.quiet();
  await platform.deregisterEvents!.idle();
});

afterAll(() => platform.close());

const put = (key: string) => platform.emulator.s3.put(platform.bucket, key, "x");

const countsOf = (name: string) => platform.emulator.sqs.get(`stock-trades-partitions-dev-${name}`).counts();

const isHeld = (day: string) =>
  [...platform.emulator.glue.store.table("raw_dev", "trades").partitions.values()].some(
    ({ record }) => record.Values?.[0] === day,
  );

/** Prints what --query asks for: of an answer with one mapping, its id. */
const aws: Stand = async (words, folder) => {
  const call = readAwsCall(words, folder);
  const answer = await sendAwsCall(call, clientConfig(platform.emulator));
  const { EventSourceMappings } = answer as { EventSourceMappings?: readonly { UUID: string }[] };
  return EventSourceMappings === undefined ? JSON.stringify(answer) : EventSourceMappings[0]!.UUID;
};

async function switchTo(state: "off" | "on", name: string): Promise<void> {
  const [, script] = /^```sh\n(name=stock-trades-partitions-<stage>-<function>\n[\s\S]*?)^```$/m.exec(
    textOf("docs/operations.md"),
  )!;
  const filled = script!.replace("<stage>", "dev").replace("<function>", name);
  const { code, stderr } = await withFolder((folder) =>
    runScript(state === "off" ? filled : filled.replace("--no-enabled", "--enabled"), folder, { aws }),
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
}

interface Switched {
  readonly name: string;
  readonly source: (platform: Platform) => EventSource;
  /** Brings it something to do. */
  readonly trigger: () => unknown;
  /** What it is to do, once all that waits for it is done. */
  readonly isDone: () => boolean;
}

const SWITCHED: readonly Switched[] = [
  {
    name: "register",
    source: ({ events }) => events,
    trigger: () => put("lake/trades/day=2026-11-02/x.parquet"),
    isDone: () => isHeld("2026-11-02"),
  },
  {
    name: "crawl",
    source: ({ crawlEvents }) => crawlEvents!,
    trigger: () => put("lake/quotes/day=2026-11-02/x.parquet"),
    // A crawl request, which waits for the end of the burst.
    isDone: () => countsOf("crawl").delayed === 1,
  },
  {
    name: "guard",
    source: ({ guardEvents }) => guardEvents!,
    async trigger() {
      put("lake/trades/day=2026-11-03/x.parquet");
      await platform.events.quiet();
    },
    isDone: () =>
      platform.emulator.s3.store.list(
        platform.bucket,
        "stock-trades-platform/quality/files/trades/2026-11-03/",
      ).length === 1,
  },
  {
    name: "deregister",
    source: ({ deregisterEvents }) => deregisterEvents!,
    async trigger() {
      put("lake/trades/day=2026-11-04/x.parquet");
      await platform.events.quiet();
      platform.emulator.s3.remove(platform.bucket, "lake/trades/day=2026-11-04/x.parquet");
    },
    // A nomination, which waits for the end of the grace.
    isDone: () => countsOf("deregister").delayed === 1,
  },
];

test.each(SWITCHED)(
  "$name: what it is to do waits while it is off, and is done when it is on again",
  async ({ name, source, trigger, isDone }) => {
    await switchTo("off", name);
    await trigger();
    expect(countsOf(name)).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
    expect(isDone()).toBe(false);
    await switchTo("on", name);
    await source(platform).idle();
    expect(isDone()).toBe(true);
  },
);

test("reconcile: a night that begins while it is off is made up for when it is on again", async () => {
  await platform.reconcile("nightly", "2026-11-25T07:30:00Z");
  await switchTo("off", "reconcile");
  platform.emulator.s3.store.put(platform.bucket, "lake/trades/day=2026-11-25/x.parquet", Buffer.from("x"));
  const night = platform.reconcile("nightly", "2026-11-26T07:30:00Z");
  // The schedule's message is there before anything could read it.
  while (countsOf("reconcile").visible === 0) await Promise.resolve();
  expect(isHeld("2026-11-25")).toBe(false);
  await switchTo("on", "reconcile");
  await night;
  expect(isHeld("2026-11-25")).toBe(true);
});
