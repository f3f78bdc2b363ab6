import { expect } from "@jest/globals";
import fc from "fast-check";
import type { SessionRecord } from "../../shared/sessions/session-record.ts";
import { law } from "../support/law.ts";
import { SessionWorld, type StoryStep } from "../support/session-world.ts";

const often = (kind: StoryStep["kind"], weight: number) => ({ arbitrary: fc.constant(kind), weight });
const step: fc.Arbitrary<StoryStep> = fc.record({
  kind: fc.oneof(
    often("write", 4),
    often("remove", 1),
    often("run", 3),
    often("look", 2),
    often("go on", 40),
    often("crash", 1),
  ),
  which: fc.nat(30),
});
// Long enough for several runs to come to their ends.
const story = fc.array(step, { minLength: 60, maxLength: 160, size: "max" });

law(
  "whoever writes, dies or comes late: no session is available for objects that are not sound, none at a quiet moment for other bytes than those judged, and every change that happened is told, and no other",
  fc.asyncProperty(story, async (steps) => {
    const world = new SessionWorld();
    for (const one of steps) await world.take(one);
    const record = await world.calmDown();
    theClaimsAreTrue(world);
    theQuietMomentIsTrue(world, record);
    theChangesAreTold(world, record);
  }),
);

function theClaimsAreTrue({ written, sound }: SessionWorld): void {
  const claims = written.filter(({ state }) => state === "available");
  for (const { verdict } of claims) expect(sound.get(verdict!.version.hash)).toBe(true);
}

function theQuietMomentIsTrue(world: SessionWorld, record: SessionRecord | undefined): void {
  const isOfWhatIsThere = record?.verdict?.version.hash === world.version().hash;
  if (record?.state === "available") expect(isOfWhatIsThere).toBe(true);
  if (record?.state === "changed") expect(isOfWhatIsThere).toBe(false);
}

function theChangesAreTold({ written, told }: SessionWorld, record: SessionRecord | undefined): void {
  const happened = new Map(written.map((one) => [one.sequence, one]));
  const numbers = Array.from({ length: record?.sequence ?? 0 }, (_, index) => index + 1);
  expect([...happened.keys()]).toEqual(numbers);
  expect([...new Set(told.map(({ sequence }) => sequence))].sort((one, other) => one - other)).toEqual(
    numbers,
  );
  for (const { sequence, state, since } of told) {
    expect(happened.get(sequence)).toMatchObject({ state, since });
  }
  const times = [...happened.values()].map(({ since }) => since);
  expect(times).toEqual([...times].sort());
  expect(record?.untold ?? []).toEqual([]);
}
