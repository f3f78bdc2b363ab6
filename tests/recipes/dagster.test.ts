/** docs/recipes/dagster_sessions.py in Dagster: what its sensor asks for, and runs of its asset. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { sessionRecordKey } from "../../shared/sessions/keys.ts";
import { type Python, startPython } from "../clients/python.ts";
import { openToldSessions, recipe, recipeEnv, type ToldSessions } from "./told-sessions.ts";

/** The sensor looks at the newest days. */
const dayBefore = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
const [OLDER, SESSION] = [dayBefore(3), dayBefore(2)];
const KEY = sessionRecordKey({ dataset: "bars_5m", day: SESSION });

let sessions: ToldSessions;
let dagster: Python;

beforeAll(async () => {
  sessions = await openToldSessions("prod");
  const env = { ...recipeEnv(sessions, "dagster"), RECIPE: recipe("dagster_sessions.py") };
  dagster = startPython("../recipes/dagster_client.py", env, "dagster");
});

afterAll(async () => {
  await dagster?.close();
  await sessions?.close();
});

interface Tick {
  readonly requests: readonly { readonly key: string; readonly session: string }[];
  readonly cursor: string;
}

const tick = (cursor: string | null, accept = ["available"]) => dagster.ask<Tick>("tick", { cursor, accept });
const keysOf = ({ requests }: Tick) => requests.map(({ key }) => key);
const materialize = (meanwhile: Readonly<Record<string, string>> = {}) =>
  dagster.ask<boolean>("materialize", { session: SESSION, meanwhile });
const keyOf = (session: string, sequence: number) => `bars_5m-${session}-${sequence}`;

test("the sensor asks for a run for each session that may be used, once, and again under the next sequence", async () => {
  expect(await tick(null)).toEqual({ requests: [], cursor: "{}" });
  await sessions.judged("bars_5m", OLDER, "one");
  await sessions.judged("bars_5m", SESSION, "one");
  const first = await tick("{}");
  expect(first.requests).toEqual([
    { key: keyOf(OLDER, 1), session: OLDER },
    { key: keyOf(SESSION, 1), session: SESSION },
  ]);
  expect(keysOf(await tick("{}"))).toEqual(keysOf(first));
  expect(await tick(first.cursor)).toEqual({ requests: [], cursor: first.cursor });
  expect(await materialize()).toBe(true);

  await sessions.written("bars_5m", SESSION, "two");
  expect(keysOf(await tick(first.cursor))).toEqual([]);
  expect(await materialize()).toBe(false);
  await sessions.judged("bars_5m", SESSION, "two");
  const second = await tick(first.cursor);
  expect(keysOf(second)).toEqual([keyOf(SESSION, 3)]);
  expect(JSON.parse(second.cursor)).toEqual({ [OLDER]: 1, [SESSION]: 3 });
});

test("a session within its correction window is asked for by who accepts it", async () => {
  await sessions.judged("bars_5m", OLDER, "two", { isFinal: false });
  const { cursor } = await tick(null);
  expect(JSON.parse(cursor)).toEqual({ [SESSION]: 3 });
  expect(keysOf(await tick(cursor, ["available", "provisional"]))).toEqual([keyOf(OLDER, 2)]);
});

test("a run fails if its session changed while it was used", async () => {
  const { store } = sessions.emulator.s3;
  await sessions.written("bars_5m", SESSION, "three");
  const changed = store.read(sessions.bucket, KEY).toString();
  await sessions.judged("bars_5m", SESSION, "three");
  expect(await materialize()).toBe(true);
  expect(await materialize({ [KEY]: changed })).toBe(false);
});
