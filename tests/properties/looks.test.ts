import { expect, test } from "@jest/globals";
import { seeded } from "../../emulator/index.ts";
import { DAILY } from "../../shared/looks/budget.ts";
import { LookWorld, type LookWorldOptions } from "../support/look-world.ts";

/** A world is many cases: half of LAW_RUNS of them, or two hundred. LAW_SEED runs the one world of that seed. */
const WORLDS = Math.ceil(Number(process.env.LAW_RUNS ?? 400) / 2);
const SEED = process.env.LAW_SEED;
const seeds = SEED === undefined ? Array.from({ length: WORLDS }, (_, index) => index) : [Number(SEED)];
const PATIENCE = 900_000;
const MINUTE = 60_000;

/** Bursts of writes into two sessions within two hours. */
function writesOf(random: () => number): LookWorldOptions["writes"] {
  return Array.from({ length: Math.ceil(random() * 4) }).flatMap(() => {
    const begin = Math.floor(random() * 120 * MINUTE);
    const length = Math.floor(random() * 6 * MINUTE);
    const count = 1 + Math.floor(random() * 8);
    return Array.from({ length: count }, () => ({
      at: begin + Math.floor(random() * length),
      day: Math.floor(random() * 2),
    }));
  });
}

async function inWorlds(
  make: (random: () => number, seed: number) => LookWorldOptions,
  complaints: (world: LookWorld, options: LookWorldOptions) => readonly string[],
): Promise<void> {
  for (const seed of seeds) {
    const options = make(seeded(seed + 1), seed);
    const world = new LookWorld(options);
    await world.run();
    expect({ seed, wrong: complaints(world, options) }).toEqual({ seed, wrong: [] });
  }
}

const CALM = { refused: 0, crashes: 0 };

/** What must hold of every world, once it is quiet. */
function trueAndTold(world: LookWorld): string[] {
  return world.days.flatMap((day) => {
    const record = world.record(day);
    const isOfWhatIsThere = record?.verdict?.version.hash === world.version(day).hash;
    const happened = new Map((world.written.get(day) ?? []).map((one) => [one.sequence, one.state]));
    const told = world.told.filter(({ name }) => name.day === day).map(({ change }) => change);
    const numbers = Array.from({ length: record?.sequence ?? 0 }, (_, index) => index + 1);
    return [
      ...(record?.state === "available" && !isOfWhatIsThere ? [`${day} is available for other bytes`] : []),
      ...(record?.state === "changed" && isOfWhatIsThere ? [`${day} is changed for the bytes judged`] : []),
      ...numbers
        .filter((one) => !told.some(({ sequence }) => sequence === one))
        .map((one) => `${day}: ${one} untold`),
      ...told
        .filter(({ sequence, state }) => happened.get(sequence) !== state)
        .map(({ sequence, state }) => `${day}: told ${sequence} ${state}, which did not happen`),
      ...((record?.untold.length ?? 0) > 0 ? [`${day} has something left to tell`] : []),
    ];
  });
}

test(
  "whatever fails or dies: no session is available for other bytes than those judged once all is quiet, each is judged again, and every change is told, and no other",
  () =>
    inWorlds(
      (random, seed) => {
        const some = (most: number) => (random() < 0.6 ? random() * most : 0);
        const troubles = { refused: some(0.3), crashes: some(0.2) };
        return { seed, writes: writesOf(random), troubles, daily: DAILY, nightly: false };
      },
      (world) => [
        ...trueAndTold(world),
        ...world.days
          .filter((day) => world.record(day)?.state !== "available")
          .map((day) => `${day} was not judged again: ${world.record(day)?.state}`),
      ],
    ),
  PATIENCE,
);

test(
  "where nothing fails, a verdict is withdrawn within a minute of its event, and asked for at most ten minutes after the last write",
  () =>
    inWorlds(
      (random, seed) => ({ seed, writes: writesOf(random), troubles: CALM, daily: DAILY, nightly: false }),
      (world) => [
        ...world.late.map((moment) => `still available: ${moment}`),
        ...world.verdictsAsked
          .filter(({ day, at }) => at > world.lastWrite(day) + 10 * MINUTE)
          .map(({ day }) => `the verdict of ${day} was asked for late`),
        ...trueAndTold(world),
      ],
    ),
  PATIENCE,
);

test(
  "looks and verdicts stay within the day's budget, and what is beyond stays withdrawn",
  () =>
    inWorlds(
      (random, seed) => {
        const daily = { looks: Math.floor(random() * 12), bytes: Math.floor(random() * 4) * 100_000_000 };
        return {
          seed,
          writes: writesOf(random),
          troubles: { refused: 0.05, crashes: 0.05 },
          daily,
          nightly: random() < 0.5,
        };
      },
      (world, { daily }) => [
        ...(world.listed > daily.looks * 2 ? [`${world.listed} looks, not ${daily.looks}`] : []),
        ...(world.counted.looks > daily.looks ? [`${world.counted.looks} looks counted`] : []),
        ...(world.counted.bytes > daily.bytes ? [`${world.counted.bytes} bytes counted`] : []),
        ...trueAndTold(world).filter((one) => !one.includes("changed for the bytes judged")),
      ],
    ),
  PATIENCE,
);
