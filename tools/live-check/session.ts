import { messageOf } from "../../shared/runtime/errors.ts";
import { type Check, type CheckAnswer, isAutomatic } from "./check.ts";
import type { Left } from "./undo.ts";
import type { LiveWorld } from "./world.ts";

export interface Result {
  readonly id: string;
  /** "by hand": a person has to look. "not asked": the run was interrupted, or AWS refused the question itself. */
  readonly answer: "holds" | "does not hold" | "not asked" | "by hand";
  readonly saw: string;
}

export interface LiveCheckRun {
  readonly results: readonly Result[];
  /** What could not be cleaned up. */
  readonly left: readonly Left[];
}

/** Runs checks one after the other and takes back everything, whatever happens. `tell` hears of each as it ends. */
export async function runChecks(
  checks: readonly Check[],
  world: LiveWorld,
  signal: AbortSignal,
  tell: (result: Result) => void,
): Promise<LiveCheckRun> {
  const results: Result[] = [];
  for (const check of checks) {
    const result = await resultOf(check, world, signal);
    results.push(result);
    tell(result);
  }
  return { results, left: await world.undo.run() };
}

/** Never throws, so that cleaning up always has its turn. */
async function resultOf(check: Check, world: LiveWorld, signal: AbortSignal): Promise<Result> {
  const { id } = check;
  if (!isAutomatic(check)) return { id, answer: "by hand", saw: check.byHand };
  if (signal.aborted) return { id, answer: "not asked", saw: "interrupted" };
  try {
    return { id, ...told(await check.run(world)) };
  } catch (thrown) {
    return { id, answer: "not asked", saw: signal.aborted ? "interrupted" : messageOf(thrown) };
  }
}

const told = ({ holds, saw }: CheckAnswer) => ({ answer: holds ? "holds" : "does not hold", saw }) as const;
