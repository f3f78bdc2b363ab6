import { expect, test } from "@jest/globals";
import { seeded } from "../../emulator/index.ts";
import {
  type CrawlWorldOptions,
  type CrawlWorldResult,
  runWorld,
  type Troubles,
} from "../support/crawl-world.ts";

/** A world is many cases: half of LAW_RUNS of them, or two hundred. LAW_SEED runs the one world of that seed. */
const WORLDS = Math.ceil(Number(process.env.LAW_RUNS ?? 400) / 2);
const SEED = process.env.LAW_SEED;
const seedsUpTo = (count: number) =>
  SEED === undefined ? Array.from({ length: count }, (_, index) => index) : [Number(SEED)];
const PATIENCE = 900_000;

const SECOND = 1000;
const MINUTE = 60 * SECOND;

const CALM: Troubles = { calls: 0, crashes: 0, crawls: 0, people: 0 };

/** Some worlds are calm, most have a few of the troubles, some have all. */
function troublesOf(random: () => number): Troubles {
  if (random() < 0.1) return CALM;
  const some = (most: number) => (random() < 0.6 ? random() * most : 0);
  return { calls: some(0.3), crashes: some(0.15), crawls: some(0.6), people: some(0.8) };
}

/** Objects of `length` milliseconds, the first and the last at its ends. */
function burst(random: () => number, length: number, objects: number): number[] {
  return [0, length, ...Array.from({ length: objects }, () => Math.floor(random() * length))];
}

function tendency(random: () => number) {
  const debounceSeconds = 1 + Math.floor(random() * 120);
  const crawlTime = 45 * SECOND + Math.floor(random() * 10 * MINUTE);
  const minimumInterval = random() < 0.5 ? 0 : Math.floor(random() * 1200);
  return { crawl: { debounceSeconds, minimumInterval }, crawlTime };
}

/** Tells what breaks with the seed that breaks it. */
async function inWorlds(
  count: number,
  make: (random: () => number, seed: number) => CrawlWorldOptions,
  complaints: (outcome: CrawlWorldResult, options: CrawlWorldOptions) => readonly string[],
): Promise<void> {
  for (const seed of seedsUpTo(count)) {
    const options = make(seeded(seed + 1), seed);
    const wrong = complaints(await runWorld(options), options);
    expect({ seed, wrong }).toEqual({ seed, wrong: [] });
  }
}

const nothingLost = ({ missing, lost, isQuiet }: CrawlWorldResult) => [
  ...missing.map((key) => `missing at the end: ${key}`),
  ...lost.map((key) => `stood for by nobody: ${key}`),
  ...(isQuiet ? [] : ["it never became quiet"]),
];

test(
  "whatever happens, every object stays stood for until a crawl has seen it",
  () =>
    inWorlds(
      WORLDS,
      (random, seed) => {
        const writes = Array.from({ length: 1 + Math.floor(random() * 4) }).flatMap(() => {
          const begin = Math.floor(random() * 3 * 60 * MINUTE);
          const objects = Math.floor(random() * 12);
          return burst(random, Math.floor(random() * 8 * MINUTE), objects).map((at) => begin + at);
        });
        return { seed, ...tendency(random), writes, troubles: troublesOf(random) };
      },
      nothingLost,
    ),
  PATIENCE,
);

/** Crawls that fail or are stopped have to be made up for, no other. */
const costing = (most: number) => (outcome: CrawlWorldResult) => {
  const wanted = outcome.crawls - outcome.crawlsInVain;
  return wanted <= most ? nothingLost(outcome) : [...nothingLost(outcome), `${wanted} crawls, not ${most}`];
};

test(
  "a burst no longer than the debounce time costs one crawl",
  () =>
    inWorlds(
      WORLDS / 2,
      (random, seed) => {
        const options = tendency(random);
        const length = Math.floor(random() * options.crawl.debounceSeconds * SECOND);
        const writes = burst(random, length, Math.floor(random() * 30));
        return { seed, ...options, writes, troubles: troublesOf(random) };
      },
      costing(1),
    ),
  PATIENCE,
);

test(
  "a burst no longer than the debounce time and a crawl costs two at most",
  () =>
    inWorlds(
      WORLDS / 2,
      (random, seed) => {
        const options = tendency(random);
        const length = Math.floor(random() * (options.crawl.debounceSeconds * SECOND + options.crawlTime));
        const writes = burst(random, length, Math.floor(random() * 30));
        return { seed, ...options, writes, troubles: troublesOf(random) };
      },
      costing(2),
    ),
  PATIENCE,
);
