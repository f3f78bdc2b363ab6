import { expect, test } from "@jest/globals";
import { seeded } from "../../emulator/index.ts";
import { DAILY } from "../../shared/looks/budget.ts";
import { LookWorld, type LookWorldOptions } from "../support/look-world.ts";

/** A world is many cases: half of LAW_RUNS of them, or two hundred. LAW_SEED runs the one world of that seed. */
const WORLDS = Math.ceil(Number(process.env.LAW_RUNS ?? 400) / 2);
const SEED = process.env.LAW_SEED;
const seeds = SEED === undefined ? Array.from({ length: WORLDS }, (_, index) => index) : [Number(SEED)];
/** Milliseconds for a law on a machine that has something else to do. */
const PATIENCE = 60_000 + 200 * WORLDS;
const MINUTE = 60_000;
const SPAN = 120 * MINUTE;

/** Bursts of writes into two sessions within two hours; a share of them may be removals. */
function writesOf(random: () => number, removals = 0): LookWorldOptions["writes"] {
  return Array.from({ length: Math.ceil(random() * 4) }).flatMap(() => {
    const begin = Math.floor(random() * SPAN);
    const length = Math.floor(random() * 6 * MINUTE);
    const count = 1 + Math.floor(random() * 8);
    return Array.from({ length: count }, () => ({
      at: begin + Math.floor(random() * length),
      day: Math.floor(random() * 2),
      removes: random() < removals,
    }));
  });
}

const momentsOf = (random: () => number, most: number) =>
  Array.from({ length: Math.floor(random() * (most + 1)) }, () => Math.floor(random() * SPAN));

async function inWorlds(
  make: (random: () => number, seed: number) => LookWorldOptions,
  complaints: (world: LookWorld, options: LookWorldOptions) => readonly string[],
): Promise<void> {
  let quiet = 0;
  for (const seed of seeds) {
    const options = make(seeded(seed + 1), seed);
    const world = new LookWorld(options);
    await world.run();
    expect({ seed, wrong: complaints(world, options) }).toEqual({ seed, wrong: [] });
    quiet += world.quiet;
  }
  expect(quiet).toBeGreaterThan(seeds.length);
}

const CALM = { refused: 0, crashes: 0 };

/** What must hold of every world, while it goes on and once it is quiet. */
const trueAndTold = (world: LookWorld): string[] => [
  ...world.untrue,
  ...world.days.flatMap((day) => [...falseClaims(world, day), ...toldWrongly(world, day)]),
];

/** A run has to have found of those very bytes what a state says of them. */
function falseClaims(world: LookWorld, day: string): string[] {
  const wanted = { available: "pass", degraded: "warn" } as const;
  return (world.written.get(day) ?? []).flatMap(({ sequence, state, verdict }) => {
    if (state !== "available" && state !== "degraded") return [];
    const truth = world.truth(day, verdict!.version.hash);
    return truth === wanted[state] ? [] : [`${day}: ${sequence} is ${state}, and its objects are ${truth}`];
  });
}

function toldWrongly(world: LookWorld, day: string): string[] {
  const record = world.record(day);
  const happened = new Map((world.written.get(day) ?? []).map((one) => [one.sequence, one.state]));
  const numbers = Array.from({ length: record?.sequence ?? 0 }, (_, index) => index + 1);
  const left = (record?.untold.length ?? 0) > 0 ? [`${day} has something left to tell`] : [];
  const told = Object.entries(world.told).flatMap(([to, all]) => {
    const changes = all.filter(({ name }) => name.day === day).map(({ change }) => change);
    const untold = numbers.filter((one) => !changes.some(({ sequence }) => sequence === one));
    const unreal = changes.filter(({ sequence, state }) => happened.get(sequence) !== state);
    return [
      ...untold.map((one) => `${day}: ${one} was not told to the ${to}`),
      ...unreal.map((one) => `${day}: the ${to} was told ${one.sequence} ${one.state}, which did not happen`),
    ];
  });
  return [...left, ...told];
}

/** In the end every session is found to be what its objects are. */
function notJudged(world: LookWorld): string[] {
  const states = { pass: "available", warn: "degraded", fail: "pending" } as const;
  return world.days.flatMap((day) => {
    const { objects, hash } = world.version(day);
    const wanted = objects === 0 ? "missing" : states[world.truth(day, hash)!];
    const record = world.record(day);
    const isOfWhatIsThere = wanted === "missing" || record?.verdict?.version.hash === hash;
    const ended = `${record?.state} ${record?.reason ?? ""}`;
    return record?.state === wanted && isOfWhatIsThere
      ? []
      : [`${day} ended ${ended}, not ${wanted} as is there`];
  });
}

test(
  "whatever fails or dies: no session is ever available for bytes that no run found good, none at a quiet moment for others than are there, each is judged in the end, and every change is told, and no other",
  () =>
    inWorlds(
      (random, seed) => {
        const some = (most: number) => (random() < 0.6 ? random() * most : 0);
        const troubles = { refused: some(0.3), crashes: some(0.2) };
        // Of removals only a night tells; whatever else happens must be found without any.
        const removals = random() < 0.5 ? 0.3 : 0;
        return {
          seed,
          writes: writesOf(random, removals),
          runs: momentsOf(random, 2),
          nights: removals === 0 ? [] : [...momentsOf(random, 1), SPAN + 60 * MINUTE],
          skew: Math.floor((random() - 0.5) * 8 * MINUTE),
          troubles,
          daily: DAILY,
        };
      },
      (world) => [...trueAndTold(world), ...notJudged(world)],
    ),
  PATIENCE,
);

test(
  "where nothing fails, a verdict is withdrawn within a minute of its event, and asked for at most ten minutes after the last write",
  () =>
    inWorlds(
      (random, seed) => ({ seed, writes: writesOf(random), troubles: CALM, daily: DAILY }),
      (world) => [
        ...world.late.map((moment) => `still available: ${moment}`),
        ...world.verdictsAsked
          .filter(({ day, sent }) => sent > world.lastWrite(day) + 10 * MINUTE)
          .map(({ day }) => `the verdict of ${day} was asked for late`),
        ...trueAndTold(world),
        ...notJudged(world),
      ],
    ),
  PATIENCE,
);

test(
  "looks and verdicts stay within the day's budget, and what is beyond stays withdrawn",
  () =>
    inWorlds(
      (random, seed) => ({
        seed,
        writes: writesOf(random),
        runs: momentsOf(random, 2),
        nights: momentsOf(random, 2),
        troubles: { refused: 0.05, crashes: 0.05 },
        daily: { looks: Math.floor(random() * 12), bytes: Math.floor(random() * 4) * 100_000_000 },
      }),
      (world, { daily }) => [...beyond(world, daily), ...trueAndTold(world)],
    ),
  PATIENCE,
);

function beyond(world: LookWorld, daily: LookWorldOptions["daily"]): string[] {
  return [...new Set([...world.listed.keys(), ...world.verdictsAsked.map(({ at }) => dayOf(at))])].flatMap(
    (day) => {
      const listed = world.listed.get(day) ?? 0;
      const counted = world.counted(day);
      // One that is sent again is the same run.
      const asked = world.verdictsAsked.filter(({ at }) => dayOf(at) === day);
      const runs = new Map(asked.map((one) => [`${one.day} ${one.at}`, one.mostBytes]));
      const bytes = [...runs.values()].reduce((sum, one) => sum + one, 0);
      return [
        ...(listed > daily.looks ? [`${listed} looks on ${day}, of ${daily.looks}`] : []),
        ...(bytes > daily.bytes ? [`verdicts for ${bytes} bytes on ${day}, of ${daily.bytes}`] : []),
        ...(counted.looks > daily.looks ? [`${counted.looks} looks counted on ${day}`] : []),
        ...(counted.bytes > daily.bytes ? [`${counted.bytes} bytes counted on ${day}`] : []),
      ];
    },
  );
}

const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);
