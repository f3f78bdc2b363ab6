import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Fault } from "../../emulator/index.ts";
import { place } from "../../shared/datasets/placing.ts";
import { readArrivals } from "../../shared/events/arrivals.ts";
import { datasetOf } from "../../shared/events/routing.ts";
import { datasets } from "../fixtures/datasets.ts";
import { body, POISON } from "../support/arbitrary-messages.ts";
import { bundleOnce, type DeployedStage, inBucket, openStage } from "./deployed.ts";

/** Seeded, so that a case that fails is the same tomorrow. */
const CASES = 200;
const SEED = 20261120;
/** Deliveries after which every fault of a case is used up. */
const DELIVERIES = 12;

let bundle: Awaited<ReturnType<typeof bundleOnce>>;
let stage: DeployedStage;

beforeAll(async () => {
  bundle = await bundleOnce();
  stage = await openStage(bundle.file);
});

afterAll(async () => {
  await stage.close();
  await bundle.remove();
});

const operation = fc.constantFrom(
  "AWSGlue.GetTable",
  "AWSGlue.BatchCreatePartition",
  "AWSGlue.BatchCreatePartition",
  "AWSGlue.BatchGetPartition",
  "AmazonSQS.SendMessageBatch",
);

const times = fc.integer({ min: 1, max: 3 });

/** Mostly what the SDK does not try again by itself: waiting for it costs real time. */
const fault: fc.Arbitrary<Fault> = fc.oneof(
  { arbitrary: fc.record({ operation, kind: fc.constant("timeout-after-commit"), times }), weight: 4 },
  {
    arbitrary: fc.record({
      operation,
      kind: fc.constant("error"),
      code: fc.constant("AccessDeniedException"),
      status: fc.constant(400),
      times,
    }),
    weight: 3,
  },
  fc.record({
    operation,
    kind: fc.constantFrom("throttle", "disconnect-after-commit"),
    times: fc.constant(1),
  }),
);

const story = fc.record({
  bodies: fc.array(body, { minLength: 1, maxLength: 12 }),
  faults: fc.array(fault, { maxLength: 2 }),
  refusedItems: fc.nat(2),
  /** Before which deliveries somebody drops all partitions of these days; they are written again afterwards. */
  drops: fc.array(fc.boolean(), { maxLength: 3 }),
});

/** A month that no other case knows. */
function monthOf(index: number): { readonly year: number; readonly month: string } {
  return { year: 1990 + (index % 100), month: String(1 + Math.floor(index / 100)).padStart(2, "0") };
}

/** What a job does that rewrites a day: it drops the partitions, then writes their objects anew. */
function dropPartitions(index: number): void {
  const { year, month } = monthOf(index);
  for (const { tables } of stage.platform.emulator.glue.store.databases.values()) {
    for (const { partitions } of tables.values()) {
      for (const identity of partitions.keys()) {
        if (identity.includes(`${year}-${month}-`)) partitions.delete(identity);
      }
    }
  }
}

/** The same body in days that no other case knows. */
function inDaysOf(index: number, text: string): string {
  const { year, month } = monthOf(index);
  return inBucket(text, stage.bucket)
    .replaceAll("2026-11-", `${year}-${month}-`)
    .replaceAll("2026%2D11-", `${year}%2D${month}-`)
    .replaceAll("2026%252D11-", `${year}%252D${month}-`);
}

test(`in ${CASES} stories over the wire, every object's partition is in Glue or its message is parked`, async () => {
  const { faults: wire, glue } = stage.platform.emulator;
  const stories = fc.sample(story, { numRuns: CASES, seed: SEED });
  for (const [index, { bodies, faults, refusedItems, drops }] of stories.entries()) {
    glue.faults.rejectItem((values) => values.includes(POISON), "InvalidInputException", "odd");
    glue.faults.itemError({
      item: () => true,
      code: "InternalServiceException",
      message: "x",
      times: refusedItems,
    });
    const ends = faults.map((one) => wire.add(one));
    const sent = bodies.map((text) => inDaysOf(index, text)).filter((text) => text !== "");
    for (const text of sent) stage.queue.send({ body: text });
    for (let delivery = 0; stage.queue.messages().length > 0 && delivery < DELIVERIES; delivery++) {
      if (drops[delivery] === true) {
        dropPartitions(index);
        for (const text of sent) stage.queue.send({ body: text });
      }
      await stage.deliver();
      stage.waitForReturned();
    }
    expect([index, stage.queue.messages().length]).toEqual([index, 0]);
    for (const end of ends) end();
    glue.faults.clear();
    expect([index, lost(sent)]).toEqual([index, []]);
    stage.parkingQueue.purge();
  }
}, 180_000);

/** Created objects whose partition is not in Glue at their Location, and whose message is not parked. */
function lost(sent: readonly string[]): string[] {
  const held = new Set(stage.inGlue());
  const parked = new Set(stage.parked().map(({ body }) => body));
  return sent
    .filter((text) => !parked.has(text))
    .flatMap((text) =>
      readArrivals(text).flatMap((arrival) => {
        if (arrival.kind === "malformed") return [text];
        if (arrival.kind !== "created" || arrival.bucket !== stage.bucket) return [];
        const dataset = datasetOf(arrival.key, datasets);
        const placement = dataset && place(dataset, arrival.bucket, arrival.key, arrival.size);
        if (dataset === undefined || placement === undefined || placement.kind === "ignored") return [];
        if (placement.kind === "unplaceable") return [arrival.key];
        const { values, location } = placement.partition;
        const identity = `${dataset.database}_dev.${dataset.table} ${JSON.stringify(values)} ${location}`;
        return held.has(identity) ? [] : [arrival.key];
      }),
    );
}
