import { expect } from "@jest/globals";
import fc from "fast-check";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import { place } from "../../shared/datasets/placing.ts";
import { datasets } from "../fixtures/datasets.ts";
import { DeregisterWorld } from "../support/deregister-world.ts";
import { law } from "../support/law.ts";

const PER_DAY = 3;
const trades: Dataset = {
  ...datasets.find(({ name }) => name === "trades")!,
  onEmpty: "remove",
  removal: { perDay: PER_DAY },
};

const path = fc
  .tuple(
    fc.constantFrom(
      "day=2026-11-02/symbol=A/",
      "day=2026-11-02/symbol=AB/",
      "day=2026-11-03/symbol=B/",
      "day=2026-11-03/",
    ),
    fc.constantFrom("a.parquet", "b", "_SUCCESS", "deep/c.parquet"),
  )
  .map(([folder, file]) => folder + file);

/** What happens next: to the bucket, to a queue, to time, or to the container of the function. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ put: path }) },
  { weight: 4, arbitrary: fc.record({ remove: path }) },
  { weight: 2, arbitrary: fc.constant({ register: true } as const) },
  {
    weight: 4,
    arbitrary: fc.record({
      deregister: fc.integer({ min: 1, max: 4 }),
      killedAt: fc.option(fc.record({ call: fc.integer({ min: 1, max: 14 }), isAfter: fc.boolean() }), {
        nil: undefined,
      }),
      meanwhile: fc.option(path, { nil: undefined }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ minutes: fc.constantFrom(1, 8, 15, 1440) }) },
);

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const FOREIGN = "s3://elsewhere/day=2026-11-09/symbol=X/";

async function happen(made: DeregisterWorld, next: Step): Promise<void> {
  if ("put" in next) made.put(next.put);
  else if ("remove" in next) {
    // S3 tells of an object only if there was one.
    if (made.world.paths().includes(next.remove)) made.remove(next.remove);
  } else if ("register" in next) await made.register();
  else if ("minutes" in next) {
    // Objects are registered within a grace period. One that was not, and is gone by then, leaves an empty partition.
    await made.register();
    made.world.clock.advance(next.minutes * 60_000);
  } else {
    made.killedAt = next.killedAt;
    made.world.afterDelete = () => {
      made.world.afterDelete = () => {};
      if (next.meanwhile !== undefined) made.put(next.meanwhile);
    };
    await made.deregister(next.deregister);
    made.killedAt = undefined;
    made.world.afterDelete = () => {};
  }
}

law(
  "at a quiet moment no folder with data is without its partition, nothing else is left but what is capped, and nothing outside of the prefix was touched",
  fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
    const made = new DeregisterWorld(trades, { pageSize: 2 });
    made.world.hold(["2026-11-09", "X"], FOREIGN);
    for (const next of steps) await happen(made, next);
    await made.quiet();
    const held = new Set(Object.values(made.world.held()));
    const filled = new Set(
      made.world.paths().flatMap((one) => {
        const key = trades.prefix + one;
        const placement = place(trades, "lake", key, 1);
        return placement.kind === "partition" ? [placement.partition.location] : [];
      }),
    );
    for (const location of filled) expect(held).toContain(location);
    const isCapped = made.parking.entries.some(({ outcome }) => outcome.kind === "unremovable");
    if (!isCapped) expect(held).toEqual(new Set([FOREIGN, ...filled]));
    expect(held).toContain(FOREIGN);
    const others = made.parking.entries.filter(
      ({ outcome }) => !["unremovable", "unplaceable"].includes(outcome.kind),
    );
    expect(others).toEqual([]);
    for (const [key, { text }] of made.world.records.texts) {
      if (key.includes("/deletes/")) expect(JSON.parse(text).deleted).toBeLessThanOrEqual(PER_DAY);
    }
  }),
);
