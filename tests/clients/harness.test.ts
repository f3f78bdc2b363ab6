/** That a failure of a client, or of what it caused, is one of the test. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type ClientStage, openStage, orderKey, orders } from "./stage.ts";

let stage: ClientStage;

beforeAll(async () => {
  stage = await openStage();
});

afterAll(() => stage.close());

test("a program's output is what it wrote; one that fails tells what it said", async () => {
  expect(await stage.run("python", ["-c", "print(input())"], { input: "said\n" })).toBe("said\n");
  await expect(stage.run("python", ["-c", "raise SystemExit('no')"])).rejects.toThrow(/ended with 1:\nno/);
});

test("a program that takes too long is ended, with all that it has started", async () => {
  const forever = ["-c", "import os; os.system('sleep 1000')"];
  await expect(stage.run("python", forever, { limit: 200 })).rejects.toThrow("it may take 200 ms");
});

test("a script's function answers; one that raises tells where, and the next is called all the same", async () => {
  const python = stage.python("harness.py");
  expect(await python.ask("add", { left: 1, right: 2 })).toBe(3);
  await expect(python.ask("divide", { left: 1, right: 0 })).rejects.toThrow(/harness\.py.*\n.*left \/ right/);
  expect(await python.ask("divide", { left: 4, right: 2 })).toBe(2);
});

test("a script that takes too long is ended", async () => {
  await expect(stage.python("harness.py").ask("hang", {}, 300)).rejects.toThrow("for which it had 300 ms");
});

test("what an action registers is told, and what was there before is not", async () => {
  const [before, after] = [stage.newDay(), stage.newDay()];
  const put = (day: string) =>
    stage.platform.emulator.s3.put(stage.bucket, orderKey(day, "EU", "a.parquet"), "PAR1");
  expect(await stage.registeredBy(async () => put(before))).toEqual([orders(before, "EU")]);
  const both = async () => {
    put(before);
    put(after);
  };
  expect(await stage.registeredBy(both)).toEqual([orders(after, "EU")]);
});

test("an object that is parked fails the test that wrote it", async () => {
  const wrong = orderKey("2026-02-30", "EU", "a.parquet");
  const put = async () => stage.platform.emulator.s3.put(stage.bucket, wrong, "PAR1");
  await expect(stage.registeredBy(put)).rejects.toThrow(/parked:\nday is "2026-02-30": .*region%3DEU/);
});
