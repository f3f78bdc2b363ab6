import type { LiveWorld } from "./world.ts";

/** One thing that the product takes for granted of AWS, and that no emulator can settle. */
interface Assumption {
  /** As docs/testing.md names it, below "What no test shows". */
  readonly id: string;
  /** What is taken for granted, as a sentence. */
  readonly assumption: string;
  /** Files of this repository that would be wrong without it. */
  readonly reliesOn: readonly string[];
  /** USD at most, at list prices. */
  readonly cost: number;
}

/** Asked by this program. What a check makes it hands to `world.undo` before it makes it. */
export interface AutomaticCheck extends Assumption {
  /** What is asked of AWS. */
  readonly calls: readonly string[];
  readonly run: (world: LiveWorld) => Promise<CheckAnswer>;
}

/** Too much of the account's own settings, or another's: a person has to look. */
export interface ManualCheck extends Assumption {
  readonly byHand: string;
}

export type Check = AutomaticCheck | ManualCheck;

export interface CheckAnswer {
  readonly holds: boolean;
  /** What AWS did, for whoever has to mend the product. */
  readonly saw: string;
}

export const isAutomatic = (check: Check): check is AutomaticCheck => "run" in check;
