import { expect } from "@jest/globals";
import fc from "fast-check";
import { sameLocation } from "../../shared/datasets/placing.ts";
import { type Message, messagesToReturn } from "../../shared/events/batch.ts";
import { createRegistrar } from "../../shared/register/apply.ts";
import { planRegistration } from "../../shared/register/plan.ts";
import { batch, POISON } from "../support/arbitrary-messages.ts";
import { law } from "../support/law.ts";
import { type Interlude, moments, type Seen, SharedCatalog } from "../support/others.ts";
import { placedIn } from "../support/placed.ts";
import { BUCKET, NO_DEADLINES, openPlatform } from "../support/platform.ts";
import { storm, type Weather, weather } from "../support/weather.ts";

/** Deliveries after which every weather is over and everybody has left. */
const DELIVERIES = 120;

/** A registrar on a catalog that others change at any moment. It lives on between deliveries, and remembers. */
function open(others: readonly Interlude[], faults: Weather) {
  const platform = openPlatform();
  const catalog = new SharedCatalog(platform.catalog, others);
  const { deadlines } = storm(platform, faults);
  const { parking, clock, datasets } = platform;
  const registrar = createRegistrar("prod", { catalog, parking, clock });
  return {
    ...platform,
    catalog,
    async deliver(messages: readonly Message[], within = deadlines()) {
      catalog.answered.length = 0;
      catalog.createdFrom.length = 0;
      const report = await registrar.apply(planRegistration(messages, { datasets, bucket: BUCKET }), within);
      clock.advance(20_000);
      return report;
    },
    /** The partitions that the created objects of a message belong to. */
    claimsOf({ body }: Message): Seen[] {
      return placedIn(body, BUCKET, datasets).map(({ dataset, values, location }) => {
        const byKey = Object.fromEntries(dataset.keys.map(({ name }, index) => [name, values[index]!]));
        return { table: `${dataset.database}.${dataset.table}`, values: byKey, location };
      });
    },
  };
}

const isSame = (one: Seen, other: Seen) =>
  one.table === other.table &&
  Object.entries(one.values).every(([key, value]) => other.values[key] === value) &&
  sameLocation(one.location, other.location);

const isThere = (kind: string) => kind === "registered" || kind === "already there";

law(
  "whatever others do meanwhile, what ends registered or already there was answered by Glue after it was received",
  fc.asyncProperty(batch, weather, moments, async (messages, faults, others) => {
    const platform = open(others, faults);
    let pending: readonly Message[] = messages;
    // All of them twice, so that much is remembered the second time.
    for (let delivery = 0; delivery < DELIVERIES && (pending.length > 0 || delivery === 0); delivery++) {
      const report = await platform.deliver(pending);
      const byId = new Map(pending.map((message) => [message.id, message]));
      for (const { id, outcome } of report.results) {
        if (!isThere(outcome.kind)) continue;
        for (const claim of platform.claimsOf(byId.get(id)!)) {
          expect(platform.catalog.answered.some((seen) => isSame(seen, claim))).toBe(true);
        }
      }
      platform.catalog.pass();
      if (delivery === DELIVERIES - 20) platform.catalog.leave();
      const returned = new Set(messagesToReturn(report));
      pending = delivery === 0 ? messages : messages.filter(({ id }) => returned.has(id));
    }
    expect(pending).toEqual([]);
  }),
);

law(
  "whatever others do meanwhile, a partition inherits the table as it was after its message was received",
  fc.asyncProperty(batch, weather, moments, async (messages, faults, others) => {
    const platform = open(others, faults);
    const tables = platform.datasets.map(({ database, table }) => `${database}.${table}`);
    for (let delivery = 0; delivery < 5; delivery++) {
      const since = new Map(tables.map((table) => [table, platform.catalog.versionOf(table)]));
      await platform.deliver(messages);
      for (const { table, version } of platform.catalog.createdFrom) {
        expect(version).toBeGreaterThanOrEqual(since.get(table)!);
      }
      platform.catalog.pass();
    }
  }),
);

law(
  "a minute after others have left, the next object of a partition finds or brings it, whatever was remembered",
  fc.asyncProperty(batch, moments, fc.nat(4), async (messages, others, deliveries) => {
    const platform = open(others, { calls: [], items: [], parking: [] });
    for (let delivery = 0; delivery < deliveries; delivery++) {
      await platform.deliver(messages);
      platform.catalog.pass();
    }
    platform.catalog.leave();
    // A table that was made anew with its keys in another order, just as it was written to, is seen a minute later.
    platform.clock.advance(60_000);
    let report = await platform.deliver(messages, NO_DEADLINES);
    // A table that was dropped while it was remembered is noticed once, and asked for again.
    if (messagesToReturn(report).length > 0) report = await platform.deliver(messages, NO_DEADLINES);
    const byId = new Map(messages.map((message) => [message.id, message]));
    for (const { id, outcome } of report.results) {
      const claims = platform.claimsOf(byId.get(id)!);
      for (const claim of claims) {
        const isPoison = Object.values(claim.values).includes(POISON);
        if (isThere(outcome.kind)) expect([claim, platform.catalog.holds(claim)]).toEqual([claim, true]);
        else if (!isPoison)
          expect(["conflict", "rejected", "unplaceable", "malformed"]).toContain(outcome.kind);
      }
    }
  }),
);
