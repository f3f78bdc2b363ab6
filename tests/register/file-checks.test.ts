import { describe, expect, test } from "@jest/globals";
import { isSampled } from "../../shared/datasets/guard-mode.ts";
import { messagesToReturn } from "../../shared/events/batch.ts";
import { GuardedPlatform } from "../guard/guarded-platform.ts";
import { message, messagesFor, s3Body, s3Record } from "../support/messages.ts";
import { BARS, BUCKET, outcomes, TRADES } from "../support/platform.ts";

const VALUES = ["2026-11-20", "AAPL"];
const FOLDER = `${TRADES}day=2026-11-20/symbol=AAPL/`;
const object = (part = 0) => `${FOLDER}part-000${part}.parquet`;
const IN_GLUE = `stock_trades_raw.trades ${JSON.stringify(VALUES)} s3://${BUCKET}/${FOLDER}`;
/** When S3 told of an object that `messagesFor` makes. */
const TOLD = "2026-11-20T21:05:12.345Z";

const LATER = Array.from({ length: 1000 }, (_, index) => `${FOLDER}later-${index}.parquet`);
const SAMPLED = LATER.filter(isSampled);

const trades = ({ catalog }: GuardedPlatform) => catalog.tables.get("stock_trades_raw.trades")!;

/** A platform whose Glue holds the partition, of which its registrar knows nothing. */
function holding(others: object = {}, location = `s3://${BUCKET}/${FOLDER}`) {
  const platform = new GuardedPlatform("warn");
  platform.catalog.put(trades(platform), VALUES, location, others);
  return platform;
}

test("the sample does not change with the code: FNV-1a of the key, one in a hundred", () => {
  const parts = Array.from({ length: 250 }, (_, index) => index);
  const key = (part: number) =>
    `raw/trades/day=2026-11-20/symbol=AAPL/part-${String(part).padStart(4, "0")}.parquet`;
  expect(parts.filter((part) => isSampled(key(part)))).toEqual([8, 40, 149, 237]);
});

test("with guard off nothing is asked of the guard", async () => {
  const platform = new GuardedPlatform("off");
  await platform.register(messagesFor(object()));
  expect(platform.checks.contents()).toEqual([]);
});

test("datasets that are not guarded are left alone", async () => {
  const platform = new GuardedPlatform("warn");
  await platform.register(messagesFor(`${BARS}day=2026-11-20/part-0.parquet`));
  expect(platform.checks.contents()).toEqual([]);
});

describe("the first file of a new partition", () => {
  test("is to be read, and the partition is registered at once", async () => {
    const platform = new GuardedPlatform("warn");
    expect(outcomes(await platform.register(messagesFor(object(1), object(0))))).toEqual([
      "registered",
      "registered",
    ]);
    expect(platform.catalog.contents()).toEqual([IN_GLUE]);
    expect(platform.checks.contents()).toEqual([object(0)]);
  });

  test("is to be read first under guard: enforce, which is why its message waits", async () => {
    const platform = new GuardedPlatform("enforce");
    const { results } = await platform.register(messagesFor(object()));
    expect(results).toMatchObject([
      { outcome: { kind: "waiting", reason: "its partition is registered once a file of it was read" } },
    ]);
    expect(platform.checks.contents()).toEqual([`${object()} (holds)`]);
  });

  test("whose check cannot be sent brings its message back, and is asked for when it comes again", async () => {
    const platform = new GuardedPlatform("warn");
    platform.checks.isLost = () => true;
    const messages = messagesFor(object());
    const report = await platform.register(messages);
    expect(report.results).toMatchObject([
      { outcome: { kind: "failed", code: "FILE_CHECK_NOT_SENT", retryable: true } },
    ]);
    expect(messagesToReturn(report)).toEqual(["m1"]);
    expect(platform.catalog.contents()).toEqual([IN_GLUE]);
    platform.checks.isLost = () => false;
    expect(outcomes(await platform.register(messages))).toEqual(["already there"]);
    expect(platform.checks.contents()).toEqual([object()]);
  });

  test("is asked for by a later container, too, if the one that made the partition died before it did", async () => {
    const platform = holding({ registeredFor: object(), eventTime: TOLD });
    expect(outcomes(await platform.register(messagesFor(object())))).toEqual(["already there"]);
    expect(platform.checks.contents()).toEqual([object()]);
  });

  test("is another object when it was written anew under its key: it is not read again", async () => {
    const platform = new GuardedPlatform("warn");
    await platform.register(messagesFor(object()));
    platform.checks.waiting.length = 0;
    const body = s3Body(s3Record(object(), { time: "2026-11-20T22:00:00.000Z" }));
    expect(outcomes(await platform.register([message(body, "m2")]))).toEqual(["already there"]);
    expect(platform.checks.contents()).toEqual([]);
  });
});

describe("objects in a known partition", () => {
  test("are not read, but for the sample", async () => {
    const platform = holding({ registeredFor: object(), eventTime: TOLD });
    for (const key of LATER) await platform.register(messagesFor(key));
    expect(SAMPLED.length).toBeGreaterThan(2);
    expect(SAMPLED.length).toBeLessThan(30);
    expect(platform.checks.contents()).toEqual(SAMPLED);
  });

  test("of one batch are read once: the sampled one of the smallest key, whatever the order", async () => {
    const [smallest] = SAMPLED.toSorted();
    for (const keys of [SAMPLED, SAMPLED.toReversed(), SAMPLED.toSorted(), SAMPLED.toSorted().reverse()]) {
      const platform = holding();
      await platform.register(messagesFor(object(), ...keys));
      expect(platform.checks.contents()).toEqual([smallest]);
    }
  });

  test("are not read if they lie elsewhere than it", async () => {
    const platform = holding({}, "s3://elsewhere/");
    expect(outcomes(await platform.register(messagesFor(SAMPLED[0]!)))).toEqual(["conflict"]);
    expect(platform.checks.contents()).toEqual([]);
  });
});
