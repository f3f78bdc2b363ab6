/** `npm run simulate`: tells stories in which everything goes wrong, one for each seed, and judges how they end. */
import { parseArgs } from "node:util";
import { messageOf } from "../../shared/runtime/errors.ts";
import { BUGS, type BugName, storyOf } from "./bugs.ts";
import { PRODUCT } from "./product.ts";
import { STORIES, type StoryKind } from "./stories.ts";
import type { StoryResult } from "./story.ts";
import { StoryTally, summaryOf } from "./tally.ts";

const USAGE = `npm run simulate -- [--story <kind>] [--seeds <number>] [--from <seed>] [--bug <name>] [--json]
npm run simulate -- [--story <kind>] --seed <number> [--trace] [--bug <name>] [--json]

  --story  arrivals or upkeep; default: both, one after the other
  --seeds  how many stories of each kind, default 1000
  --from   the seed of the first, default 0: processes may share a long run
  --seed   the story of this seed
  --trace  tells all that happens in it
  --bug    plants a bug: ${Object.keys(BUGS).join(", ")}
  --json   one object for machines on stdout, with --trace its lines as well

Exit codes: 0 every story ended well, 1 one did not, 2 usage error.`;

/** From so many seeds on a run of one kind is recorded as evidence. */
const WHOLE = 5000;
/** Failing stories that are told of. */
const SHOWN = 5;
const SECOND = 1000;

export interface SimulateArguments {
  readonly first: number;
  readonly count: number;
  readonly kinds: readonly StoryKind[];
  readonly trace: boolean;
  readonly bug: BugName | undefined;
  readonly json: boolean;
}

export interface Record {
  readonly suite: string;
  readonly judges: readonly { readonly name: string; readonly version: string }[];
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
  readonly facts: { readonly [name: string]: number };
}

export async function main(args: readonly string[], record: (judgement: Record) => void): Promise<number> {
  const called = read(args);
  if (typeof called === "string") {
    console.error(`${called}\n\n${USAGE}`);
    return 2;
  }
  const lines: string[] = [];
  const tally = await tellAll(called, (line) => (called.json ? lines.push(line) : console.log(line)));
  if (called.json) {
    const trace = called.trace ? { trace: lines } : {};
    console.log(JSON.stringify({ ...tally.toJSON(), ...trace }, undefined, 2));
  } else console.log(summaryOf(tally));
  const [kind, other] = called.kinds;
  const isWhole = called.bug === undefined && called.first === 0 && called.count >= WHOLE;
  if (isWhole && kind !== undefined && other === undefined) record(recordOf(kind, tally));
  if (!called.json) console.log(`${tally.passed} passed, ${tally.failed} failed`);
  return tally.failed === 0 ? 0 : 1;
}

/** What is wrong with the call, or the call. */
export function read(args: readonly string[]): SimulateArguments | string {
  const [text, flag] = [{ type: "string" } as const, { type: "boolean", default: false } as const];
  try {
    const options = { story: text, seeds: text, from: text, seed: text, bug: text, trace: flag, json: flag };
    const {
      story,
      seeds,
      from = "0",
      seed,
      bug,
      trace,
      json,
    } = parseArgs({ args: [...args], options }).values;
    if (seeds !== undefined && seed !== undefined) return "--seeds and --seed exclude each other";
    if (trace && seed === undefined) return "--trace is of one story: give its --seed";
    const number = seed ?? seeds ?? "1000";
    const wrong = [number, from].find((one) => !/^\d{1,9}$/.test(one)) ?? (seeds === "0" ? seeds : undefined);
    if (wrong !== undefined) return `not a number of this kind: ${JSON.stringify(wrong)}`;
    if (bug !== undefined && !Object.hasOwn(BUGS, bug)) return `there is no bug ${JSON.stringify(bug)}`;
    if (story !== undefined && !Object.hasOwn(STORIES, story))
      return `there is no story ${JSON.stringify(story)}`;
    const own = bug === undefined ? undefined : storyOf(bug as BugName);
    if (own !== undefined && story !== undefined && own !== story)
      return `the bug ${bug} shows in stories of ${own}`;
    const kind = (story ?? own) as StoryKind | undefined;
    const kinds = kind === undefined ? (Object.keys(STORIES) as StoryKind[]) : [kind];
    const range =
      seed === undefined
        ? { first: Number(from), count: Number(number) }
        : { first: Number(number), count: 1 };
    return { ...range, kinds, trace, json, bug: bug as BugName | undefined };
  } catch (error) {
    return messageOf(error);
  }
}

async function tellAll(
  { first, count, kinds, trace, bug }: SimulateArguments,
  tell: (line: string) => void,
): Promise<StoryTally> {
  const product = bug === undefined ? PRODUCT : BUGS[bug].plant(PRODUCT);
  const tally = new StoryTally();
  let [told, shown] = [Date.now(), 0];
  // A bug may leave a promise behind that nobody waits for.
  const ignore = () => {};
  process.on("unhandledRejection", ignore);
  const stories = kinds.flatMap((kind) =>
    Array.from({ length: count }, (_, index) => [kind, first + index] as const),
  );
  for (const [kind, seed] of stories) {
    const story = await STORIES[kind]({ seed, product, ...(trace ? { tell } : {}) });
    tally.add(kind, story);
    if (story.complaints.length > 0 && shown++ < SHOWN) tell(failureOf(kind, story, bug));
    if (process.stderr.isTTY && Date.now() - told > SECOND) {
      told = Date.now();
      const done = tally.passed + tally.failed;
      process.stderr.write(`\r${done} of ${stories.length} stories, ${tally.failed} failed `);
    }
  }
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  process.off("unhandledRejection", ignore);
  return tally;
}

function failureOf(kind: StoryKind, { seed, complaints }: StoryResult, bug: string | undefined): string {
  const replay = `npm run simulate -- --story ${kind} --seed ${seed}${bug === undefined ? "" : ` --bug ${bug}`} --trace`;
  return [
    `${kind}: seed ${seed} failed; ${replay}`,
    ...complaints.map(({ kind, what }) => `  ${kind}: ${what}`),
  ].join("\n");
}

function recordOf(kind: StoryKind, tally: StoryTally): Record {
  const { passed, failed, seconds, lost, wrong } = tally;
  return {
    suite: kind === "arrivals" ? "simulate" : "simulate-upkeep",
    judges: [{ name: "the simulator", version: "1" }],
    passed,
    failed,
    seconds: Math.round(seconds),
    facts: {
      "faults injected": [...tally.faults.values()].reduce((sum, count) => sum + count, 0),
      "objects written": tally.objects,
      "stories with something lost": lost,
      "stories with something wrong": wrong,
    },
  };
}
