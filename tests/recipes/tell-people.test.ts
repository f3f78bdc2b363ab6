/** docs/recipes/tell-people.yml: the texts that people get are those that docs/recipes.md shows. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Python, startPython } from "../clients/python.ts";
import { openToldSessions, type RecipeRule, recipe, recipeEnv, type ToldSessions } from "./told-sessions.ts";

const PAGE = readFileSync(recipe("../recipes.md"), "utf8");
const FRIDAY = "2025-11-28";

let sessions: ToldSessions;
let moto: Python;
const topics = new Map<string, string>();

beforeAll(async () => {
  sessions = await openToldSessions("prod");
  moto = startPython("../recipes/moto_client.py", recipeEnv(sessions, "moto"), "moto");
  const parameters = { Email: "quants@example.com" };
  const asked = { name: "people", template: recipe("tell-people.yml"), parameters };
  const [rule] = await moto.ask<[RecipeRule]>("deploy", asked);
  // The emulator's topics have another account.
  const targets = rule.targets.map((target) => {
    const Arn = sessions.emulator.sns.create(target.Id!);
    topics.set(target.Id!, Arn);
    return { ...target, Arn };
  });
  await sessions.putRule({ ...rule, targets });
});

afterAll(async () => {
  await moto?.close();
  await sessions?.close();
});

const received = (topic: string) =>
  sessions.emulator.sns.published(topics.get(topic)!).map(({ message }) => message.trimEnd());

test("a session that may be used, and one that changed, are told in the words of the page", async () => {
  await sessions.judged("bars_5m", FRIDAY, "one");
  await sessions.written("bars_5m", FRIDAY, "two");
  const [ready, changed] = received("mail");
  expect(PAGE).toContain(`\n${indented(ready!)}\n`);
  expect(changed!.split("\n")[0]).toBe(
    `"bars_5m on ${FRIDAY} is changed since ${FRIDAY}T23:40:02.000Z (stage prod, change 2)."`,
  );
  expect(received("chat").map((message) => JSON.parse(message))).toEqual([
    expect.objectContaining({
      version: "1.0",
      source: "custom",
      content: expect.objectContaining({ title: "bars_5m on 2025-11-28: available" }),
    }),
    expect.objectContaining({
      content: expect.objectContaining({ description: expect.stringContaining("stage prod, change 2") }),
    }),
  ]);
});

test("what is told twice says so by its number, and a session that is pending is not told", async () => {
  const before = received("mail");
  await sessions.tellAllAgain();
  expect(received("mail").slice(before.length).sort()).toEqual(before.toSorted());
  await sessions.judged("bars_5m", FRIDAY, "two", { marks: { "unique.key": "fail" } });
  expect(received("mail")).toHaveLength(2 * before.length);
});

const indented = (text: string) => text.replace(/^/gm, "    ");
