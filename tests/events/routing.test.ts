import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { CreatedObject } from "../../shared/events/arrivals.ts";
import { Router } from "../../shared/events/routing.ts";
import { datasets } from "../fixtures/datasets.ts";
import { mixed } from "../support/crawl-datasets.ts";
import { law } from "../support/law.ts";
import { BARS, BUCKET, TRADES } from "../support/platform.ts";

const written = (key: string, bucket = BUCKET): CreatedObject => {
  return { kind: "created", bucket, key, size: 1, time: undefined, replayed: false };
};

/** Of few paths, so that many come twice; of every kind of dataset, and of none. */
const key = fc
  .tuple(
    fc.constantFrom(TRADES, BARS, "nowhere/", ...mixed.map(({ prefix }) => prefix)),
    fc.constantFrom("day=2026-11-20/", "day=2026-11-31/", "day=2026-11-20/symbol=AAPL/", "", "_temporary/"),
    fc.constantFrom("a.parquet", "_SUCCESS", "b.csv"),
  )
  .map((parts) => parts.join(""));

law(
  "a router that has seen other objects says of an object what one says that has seen none",
  fc.property(
    fc.array(fc.tuple(key, fc.constantFrom(BUCKET, "another-bucket")), { minLength: 1, maxLength: 30 }),
    fc.constantFrom("register" as const, "crawl" as const),
    fc.constantFrom(BUCKET, undefined),
    (objects, strategy, bucket) => {
      const context = { datasets: mixed, bucket };
      for (const [name, of] of objects) {
        const arrival = written(name, of);
        expect(Router.of(context, strategy).route(arrival)).toEqual(
          Router.of({ ...context }, strategy).route(arrival),
        );
      }
    },
  ),
);

test("a context has one router for each function, and both say what they would alone", () => {
  const context = { datasets, bucket: BUCKET };
  const arrival = written(`${TRADES}day=2026-11-20/symbol=AAPL/a.parquet`);
  expect(Router.of(context, "register")).toBe(Router.of(context, "register"));
  expect(Router.of(context, "register").route(arrival)).toHaveProperty("partition");
  expect(Router.of(context, "crawl").route(arrival)).toMatchObject({ resolved: { code: "NO_CRAWLER" } });
});

test("objects beside each other share a partition, as an object, until too many paths were seen", () => {
  const router = Router.of({ datasets, bucket: BUCKET }, "register");
  const partitionOf = (key: string) => {
    const routed = router.route(written(key));
    return "partition" in routed ? routed.partition : undefined;
  };
  const [first, second] = ["a", "b"].map((name) => `${TRADES}day=2026-11-20/symbol=AAPL/${name}.parquet`);
  const seen = partitionOf(first!);
  partitionOf(`${TRADES}day=2026-11-20/symbol=MSFT/a.parquet`);
  expect(partitionOf(second!)).toBe(seen);
  for (let index = 0; index < 10_000; index++) {
    partitionOf(`${TRADES}day=2026-11-20/symbol=AAPL/${index}/a.parquet`);
  }
  expect(partitionOf(second!)).not.toBe(seen);
  expect(partitionOf(second!)).toEqual(seen);
});
