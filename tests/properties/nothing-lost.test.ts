import { expect } from "@jest/globals";
import fc from "fast-check";
import { readArrivals } from "../../shared/events/arrivals.ts";
import { type Message, messagesToReturn } from "../../shared/events/batch.ts";
import { batch } from "../support/arbitrary-messages.ts";
import { law } from "../support/law.ts";
import { placedIn } from "../support/placed.ts";
import { BUCKET, type MemoryPlatform, openPlatform } from "../support/platform.ts";
import { storm, weather } from "../support/weather.ts";

/** Deliveries after which every weather is over: each uses up one fault at least. */
const DELIVERIES = 80;

/** Delivers as SQS does, until nothing is returned: what failed again, and now and then what had succeeded. */
async function deliver(
  platform: MemoryPlatform,
  messages: readonly Message[],
  faults: Parameters<typeof storm>[1],
  duplicates: readonly number[],
): Promise<void> {
  const { deadlines } = storm(platform, faults);
  let pending = messages;
  for (let delivery = 0; pending.length > 0 && delivery < DELIVERIES; delivery++) {
    const returned = new Set(messagesToReturn(await platform.register(pending, deadlines())));
    for (const id of returned) expect(pending.map((one) => one.id)).toContain(id);
    const again = duplicates[delivery];
    pending = messages.filter(({ id }, index) => returned.has(id) || index === again);
    platform.clock.advance(20_000);
  }
  expect(pending).toEqual([]);
}

/** The partitions that the created objects of a message belong to, as `database.table ["values"]`. */
function claimsOf({ body }: Message, { datasets }: MemoryPlatform): { identity: string; location: string }[] {
  return placedIn(body, BUCKET, datasets).map(({ dataset, values, location }) => ({
    identity: `${dataset.database}.${dataset.table} ${JSON.stringify(values)}`,
    location,
  }));
}

law(
  "after any weather, every object's partition is in Glue or its message is parked",
  fc.asyncProperty(
    batch,
    weather,
    fc.array(fc.nat(60), { maxLength: 20 }),
    async (messages, faults, duplicates) => {
      const platform = openPlatform();
      await deliver(platform, messages, faults, duplicates);
      const stored = new Map(
        platform.catalog.stored().map(({ table, values, location }) => {
          return [`${table} ${JSON.stringify(values)}`, location];
        }),
      );
      const parked = new Map(
        platform.parking.entries.map(({ message, outcome }) => [message.id, outcome.kind]),
      );
      const claimed = new Set<string>();
      for (const message of messages) {
        const end = parked.get(message.id);
        for (const { identity, location } of claimsOf(message, platform)) {
          claimed.add(identity);
          const isPoison = identity.includes("POISON");
          // In Glue, and where this object lies unless the message tells a person of the conflict.
          expect(stored.has(identity)).toBe(!isPoison);
          if (stored.get(identity) !== location) expect(end).toBeDefined();
        }
        const ends = readArrivals(message.body).map(({ kind }) => kind);
        if (ends.includes("malformed")) expect(end).toBe("malformed");
      }
      // And nothing that no object asked for.
      for (const identity of stored.keys()) expect(claimed).toContain(identity);
    },
  ),
);

law(
  "after any weather, Glue holds what it would hold in none",
  fc.asyncProperty(batch, weather, async (messages, faults) => {
    const [calm, stormy] = [openPlatform(), openPlatform()];
    await deliver(calm, messages, { calls: [], items: [], parking: [] }, []);
    await deliver(stormy, messages, faults, []);
    const values = ({ catalog }: MemoryPlatform) =>
      catalog.stored().map(({ table, values }) => [table, ...values]);
    expect(values(stormy)).toEqual(values(calm));
    expect(new Set(stormy.parking.messages().map(({ id }) => id))).toEqual(
      new Set(calm.parking.messages().map(({ id }) => id)),
    );
  }),
);
