/** What many stories came to. */
import type { StoryKind } from "./stories.ts";
import type { StoryResult } from "./story.ts";
import { FAULTS, type StoryFault } from "./weather.ts";

export class StoryTally {
  passed = 0;
  failed = 0;
  /** Stories in which something was lost, was wrong, was done in vain. */
  lost = 0;
  wrong = 0;
  waste = 0;
  objects = 0;
  messages = 0;
  crawls = 0;
  readonly faults = new Map<StoryFault, number>();
  readonly failing: Record<StoryKind, number[]> = { arrivals: [], upkeep: [] };
  readonly #began = Date.now();

  add(kind: StoryKind, { seed, complaints, faults, objects, messages, crawls }: StoryResult): void {
    if (complaints.length === 0) this.passed++;
    else {
      this.failed++;
      this.failing[kind].push(seed);
    }
    for (const kind of new Set(complaints.map((complaint) => complaint.kind))) this[kind]++;
    this.objects += objects;
    this.messages += messages;
    this.crawls += crawls;
    for (const [fault, count] of faults) this.faults.set(fault, (this.faults.get(fault) ?? 0) + count);
  }

  get seconds(): number {
    return (Date.now() - this.#began) / 1000;
  }

  toJSON() {
    const { passed, failed, lost, wrong, waste, objects, messages, crawls, failing, seconds } = this;
    const seedsPerSecond = Math.round((10 * (passed + failed)) / seconds) / 10;
    const faults = Object.fromEntries(this.faults);
    return {
      passed,
      failed,
      lost,
      wrong,
      waste,
      failing,
      seconds,
      seedsPerSecond,
      objects,
      messages,
      crawls,
      faults,
    };
  }
}

export function summaryOf(tally: StoryTally): string {
  const { seconds, seedsPerSecond, objects, messages, crawls, lost, wrong, waste } = tally.toJSON();
  const faults = FAULTS.map((fault) => `${String(tally.faults.get(fault) ?? 0).padStart(10)}  ${fault}`);
  return [
    "faults:",
    ...faults,
    `${objects} objects, ${messages} messages acknowledged, ${crawls} crawls; ${seconds.toFixed(1)} s, ${seedsPerSecond} seeds a second`,
    `lost in ${lost} stories, wrong in ${wrong}, in vain in ${waste}`,
  ].join("\n");
}
