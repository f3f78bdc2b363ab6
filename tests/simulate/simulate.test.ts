import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { BUGS } from "../../tools/simulate/bugs.ts";
import { main, read } from "../../tools/simulate/main.ts";
import { PRODUCT, type Product } from "../../tools/simulate/product.ts";
import { tellStory } from "../../tools/simulate/story.ts";

const SEEDS = 60;
const { stackTraceLimit } = Error;

// Stories throw errors by the thousand, and nobody reads where each was made.
beforeAll(() => {
  Error.stackTraceLimit = 0;
});

afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit;
});
/** Seeds within which every planted bug shows. */
const ENOUGH = 200;

async function traceOf(seed: number): Promise<string> {
  const lines: string[] = [];
  await tellStory({ seed, product: PRODUCT, tell: (line) => lines.push(line) });
  return lines.join("\n");
}

/** What the first story complains of in which a bug shows. */
async function caught(product: Product): Promise<string | undefined> {
  for (let seed = 0; seed < ENOUGH; seed++) {
    const { complaints } = await tellStory({ seed, product });
    if (complaints[0] !== undefined) return complaints[0].kind;
  }
  return undefined;
}

test(`in ${SEEDS} stories nothing is lost, wrong or done in vain`, async () => {
  for (let seed = 1000; seed < 1000 + SEEDS; seed++) {
    const { complaints } = await tellStory({ seed, product: PRODUCT });
    expect({ seed, complaints }).toEqual({ seed, complaints: [] });
  }
});

test("the same seed tells the same story, to the letter, and another seed another", async () => {
  const [once, again, other] = [await traceOf(7), await traceOf(7), await traceOf(8)];
  expect(again).toBe(once);
  expect(once.split("\n").length).toBeGreaterThan(50);
  expect(other).not.toBe(once);
});

test.each(Object.entries(BUGS))("the planted bug %s is caught", async (_, { plant }) => {
  expect(await caught(plant(PRODUCT))).toMatch(/^(lost|wrong|waste)$/);
});

describe("npm run simulate", () => {
  test.each([
    [["--seeds", "0"], "not a number"],
    [["--seeds", "x"], "not a number"],
    [["--seeds", "9", "--from", "-1"], "--from"],
    [["--from", "x"], "not a number"],
    [["--seeds", "1", "--seed", "1"], "exclude"],
    [["--trace"], "--seed"],
    [["--bug", "toString"], "no bug"],
    [["--what"], "--what"],
  ])("refuses %j", (args, why) => {
    expect(read(args)).toContain(why);
  });

  test("a usage error ends with 2, and says how to call it", async () => {
    const said = jest.spyOn(console, "error").mockImplementation(() => {});
    expect(await main(["--what"], () => {})).toBe(2);
    expect(said.mock.calls.flat().join()).toContain("npm run simulate -- --seed");
    said.mockRestore();
  });

  test("takes a seed of one story, and seeds of many", () => {
    const rest = { bug: undefined, json: false };
    expect(read(["--seed", "7", "--trace"])).toEqual({ ...rest, first: 7, count: 1, trace: true });
    expect(read(["--seeds", "9"])).toEqual({ ...rest, first: 0, count: 9, trace: false });
    expect(read(["--seeds", "9", "--from", "50"])).toEqual({ ...rest, first: 50, count: 9, trace: false });
  });
});
