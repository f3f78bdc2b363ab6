import { expect, test } from "@jest/globals";
import { chunked, inParallel } from "../../shared/runtime/parallel.ts";

test("work runs at most `limit` at a time, and answers in the order of the items", async () => {
  let running = 0;
  let most = 0;
  const answers = await inParallel([5, 1, 4, 2, 3], 2, async (item) => {
    most = Math.max(most, ++running);
    for (let turn = 0; turn < item; turn++) await Promise.resolve();
    running--;
    return item * 10;
  });
  expect(answers).toEqual([50, 10, 40, 20, 30]);
  expect(most).toBe(2);
});

test("no work is done at once", async () => {
  expect(await inParallel([], 4, () => Promise.reject(new Error("no work")))).toEqual([]);
});

test("what one item throws is thrown", async () => {
  const work = (item: number) => (item === 2 ? Promise.reject(new Error("two")) : Promise.resolve(item));
  await expect(inParallel([1, 2, 3], 2, work)).rejects.toThrow("two");
});

test.each([
  [[1, 2, 3, 4, 5], 2, [[1, 2], [3, 4], [5]]],
  [[1, 2], 2, [[1, 2]]],
  [[], 2, []],
])("%j is divided into chunks of %i", (items, size, chunks) =>
  expect(chunked<number>(items, size)).toEqual(chunks),
);
