import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { main, read } from "../../tools/simulate/main.ts";
import { PRODUCT } from "../../tools/simulate/product.ts";
import { STORIES, type StoryKind } from "../../tools/simulate/stories.ts";

const SEEDS = 25;
const { stackTraceLimit } = Error;

// Stories throw errors by the thousand, and nobody reads where each was made.
beforeAll(() => {
  Error.stackTraceLimit = 0;
});

afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit;
});
const KINDS = Object.keys(STORIES) as StoryKind[];

async function traceOf(kind: StoryKind, seed: number): Promise<string> {
  const lines: string[] = [];
  await STORIES[kind]({ seed, product: PRODUCT, tell: (line) => lines.push(line) });
  return lines.join("\n");
}

test.each(KINDS)(`in ${SEEDS} stories of %s nothing is lost, wrong or done in vain`, async (kind) => {
  for (let seed = 1000; seed < 1000 + SEEDS; seed++) {
    const { complaints } = await STORIES[kind]({ seed, product: PRODUCT });
    expect({ seed, complaints }).toEqual({ seed, complaints: [] });
  }
});

test.each(KINDS)(
  "the same seed tells the same story of %s, to the letter, and another seed another",
  async (kind) => {
    const [once, again, other] = [await traceOf(kind, 7), await traceOf(kind, 7), await traceOf(kind, 8)];
    expect(again).toBe(once);
    expect(once.split("\n").length).toBeGreaterThan(50);
    expect(other).not.toBe(once);
  },
);

describe("npm run simulate", () => {
  test.each([
    [["--seeds", "0"], "not a number"],
    [["--seeds", "x"], "not a number"],
    [["--seeds", "9", "--from", "-1"], "--from"],
    [["--from", "x"], "not a number"],
    [["--seeds", "1", "--seed", "1"], "exclude"],
    [["--trace"], "--seed"],
    [["--bug", "toString"], "no bug"],
    [["--story", "x"], "no story"],
    [["--story", "arrivals", "--bug", "cap-ignored"], "stories of upkeep"],
    [["--what"], "--what"],
  ])("refuses %j", (args, why) => {
    expect(read(args)).toContain(why);
  });

  test("a usage error ends with 2, and says how to call it", async () => {
    const said = jest.spyOn(console, "error").mockImplementation(() => {});
    expect(await main(["--what"], () => {})).toBe(2);
    expect(said.mock.calls.flat().join()).toContain("npm run simulate -- ");
    said.mockRestore();
  });

  test("takes a seed of one story, and seeds of many", () => {
    const rest = { bug: undefined, json: false, kinds: KINDS };
    expect(read(["--seed", "7", "--trace"])).toEqual({ ...rest, first: 7, count: 1, trace: true });
    expect(read(["--story", "upkeep", "--seeds", "9"])).toMatchObject({ kinds: ["upkeep"] });
    expect(read(["--bug", "cap-ignored"])).toMatchObject({ kinds: ["upkeep"] });
    expect(read(["--seeds", "9"])).toEqual({ ...rest, first: 0, count: 9, trace: false });
    expect(read(["--seeds", "9", "--from", "50"])).toEqual({ ...rest, first: 50, count: 9, trace: false });
  });
});
