import { expect } from "@jest/globals";
import fc from "fast-check";
import type { Message } from "../../shared/events/batch.ts";
import type { Report } from "../../shared/register/report.ts";
import { batch, POISON } from "../support/arbitrary-messages.ts";
import { law } from "../support/law.ts";
import { BUCKET, type MemoryPlatform, openPlatform, TRADES } from "../support/platform.ts";

/** What somebody else put into Glue before: where it should be, or not. */
const existing = fc.array(
  fc.record({
    day: fc.constantFrom("2026-11-19", "2026-11-20"),
    symbol: fc.constantFrom("AAPL", "MSFT"),
    location: fc.constantFrom("elsewhere", "in key order", "reversed"),
  }),
  { maxLength: 3 },
);

type Existing = typeof existing extends fc.Arbitrary<infer Value> ? Value : never;

function open(before: Existing): MemoryPlatform {
  const platform = openPlatform();
  platform.catalog.isPoison = (values) => values.includes(POISON);
  const table = platform.catalog.tables.get("stock_trades_raw.trades")!;
  for (const { day, symbol, location } of before) {
    const places = {
      elsewhere: "s3://elsewhere/",
      "in key order": `s3a://${BUCKET}/${TRADES}day=${day}/symbol=${symbol}`,
      reversed: `s3://${BUCKET}/${TRADES}symbol=${symbol}/day=${day}/`,
    };
    platform.catalog.put(table, [day, symbol], places[location as keyof typeof places]);
  }
  return platform;
}

/** How each message ended. Whether its partition is new says only who came first, and of several decides whose it is. */
function results({ results }: Report): Record<string, unknown> {
  const isThere = (kind: string) => kind === "registered" || kind === "already there";
  return Object.fromEntries(
    results.map(({ id, dataset, outcome }) => {
      return [id, isThere(outcome.kind) ? "in Glue" : { dataset, outcome }];
    }),
  );
}

/** Messages and the same in another order. */
const permuted = batch.chain((messages) =>
  fc.tuple(
    fc.constant(messages),
    fc.shuffledSubarray(messages, { minLength: messages.length, maxLength: messages.length }),
  ),
);

law(
  "permuting a batch changes nothing: not Glue, not what is parked, no message's end",
  fc.asyncProperty(permuted, existing, async ([one, other], before) => {
    const [first, second] = [open(before), open(before)];
    const [firstReport, secondReport] = [await first.register(one), await second.register(other)];
    expect(second.catalog.stored()).toEqual(first.catalog.stored());
    expect(second.parking.contents()).toEqual(first.parking.contents());
    expect(outcomesById(secondReport)).toEqual(outcomesById(firstReport));
    expect(secondReport.conflicts.length).toBe(firstReport.conflicts.length);
  }),
);

/** Here `registered` counts as such: the order within a batch does not decide who came first. */
function outcomesById({ results }: Report): Record<string, string> {
  return Object.fromEntries(results.map(({ id, outcome }) => [id, JSON.stringify(outcome)]));
}

// A millisecond later at the least: the stamp by which a registration of ours is recognised counts them.
law(
  "replaying a batch changes nothing, remembered or not",
  fc.asyncProperty(
    batch,
    existing,
    fc.constantFrom(1, 60_000, 3_600_000),
    async (messages, before, later) => {
      const platform = open(before);
      const first = await platform.register(messages);
      const [stored, parked] = [platform.catalog.stored(), platform.parking.contents()];
      platform.clock.advance(later);
      const second = await platform.register(messages);
      expect(platform.catalog.stored()).toEqual(stored);
      expect(platform.parking.contents()).toEqual(parked);
      expect(results(second)).toEqual(results(first));
      expect(second.registered).toEqual([]);
    },
  ),
);

law(
  "splitting a batch registers the same values, in as many batches as one likes",
  fc.asyncProperty(batch, fc.nat(10), async (messages, size) => {
    const [whole, split] = [open([]), open([])];
    await whole.register(messages);
    for (const part of parts(messages, size + 1)) await split.register(part);
    const values = ({ catalog }: MemoryPlatform) =>
      catalog.stored().map(({ table, values }) => [table, ...values]);
    expect(values(split)).toEqual(values(whole));
  }),
);

function parts(messages: readonly Message[], size: number): Message[][] {
  const count = Math.ceil(messages.length / size);
  return Array.from({ length: count }, (_, index) => messages.slice(index * size, (index + 1) * size));
}
