import { expect, test } from "@jest/globals";
import { createSemaphore } from "../../shared/athena/semaphore.ts";

const forever = new AbortController().signal;

test("lets so many through, and the next when one leaves, in the order in which they came", async () => {
  const semaphore = createSemaphore(2);
  const through: string[] = [];
  const enter = async (name: string) => {
    const leave = await semaphore.acquire(forever);
    through.push(name);
    return leave!;
  };
  const [first] = await Promise.all([enter("a"), enter("b")]);
  const third = enter("c");
  const fourth = enter("d");
  await new Promise(setImmediate);
  expect(through).toEqual(["a", "b"]);
  first();
  const leaveThird = await third;
  expect(through).toEqual(["a", "b", "c"]);
  leaveThird();
  await fourth;
  expect(through).toEqual(["a", "b", "c", "d"]);
});

test("whoever gives up waiting leaves the line, and keeps no slot from others", async () => {
  const semaphore = createSemaphore(1);
  const leave = await semaphore.acquire(forever);
  const impatient = new AbortController();
  const given = semaphore.acquire(impatient.signal);
  const patient = semaphore.acquire(forever);
  impatient.abort();
  expect(await given).toBeUndefined();
  leave!();
  expect(await patient).toBeDefined();
});

test("nobody gets a slot who has given up already", async () => {
  expect(await createSemaphore(1).acquire(AbortSignal.abort())).toBeUndefined();
});
