import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { BUGS, type BugName, storyOf } from "../../tools/simulate/bugs.ts";
import { PRODUCT, type Product } from "../../tools/simulate/product.ts";
import { STORIES, type StoryKind } from "../../tools/simulate/stories.ts";

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

/** What the first story complains of in which a bug shows. */
async function caught(kind: StoryKind, product: Product): Promise<string | undefined> {
  for (let seed = 0; seed < ENOUGH; seed++) {
    const { complaints } = await STORIES[kind]({ seed, product });
    if (complaints[0] !== undefined) return complaints[0].kind;
  }
  return undefined;
}

test.each(Object.entries(BUGS))("the planted bug %s is caught", async (name, { plant }) => {
  expect(await caught(storyOf(name as BugName), plant(PRODUCT))).toMatch(/^(lost|wrong|waste)$/);
});
