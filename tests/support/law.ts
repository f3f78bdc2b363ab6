import { test } from "@jest/globals";
import fc from "fast-check";

/** Cases a law is tried with: LAW_RUNS, or a thousand. LAW_SEED repeats a run that failed. */
const RUNS = Number(process.env.LAW_RUNS ?? 1000);
const SEED = process.env.LAW_SEED;

/** Milliseconds for one law at ten thousand runs on a slow machine. */
const PATIENCE = 600_000;

/** A statement that holds for all inputs. What fails is told with the smallest input found. */
export function law<Inputs>(name: string, property: fc.IRawProperty<Inputs>): void {
  const seed = SEED === undefined ? {} : { seed: Number(SEED) };
  test(name, () => fc.assert(property, { numRuns: RUNS, ...seed }), PATIENCE);
}
