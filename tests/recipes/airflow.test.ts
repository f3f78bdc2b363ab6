/** docs/recipes/airflow_sessions.py in Airflow: its DAG, its sensors and a whole run. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { sessionRecordKey } from "../../shared/sessions/keys.ts";
import { type Python, startPython } from "../clients/python.ts";
import { openToldSessions, recipe, recipeEnv, type ToldSessions } from "./told-sessions.ts";

const SESSION = "2025-11-28";
const DATASETS = ["trades", "bars_5m", "ml_features_5m"] as const;

let sessions: ToldSessions;
let airflow: Python;

beforeAll(async () => {
  sessions = await openToldSessions("prod");
  const env = {
    ...recipeEnv(sessions, "airflow"),
    RECIPE: recipe("airflow_sessions.py"),
    AIRFLOW_HOME: process.env.AIRFLOW_HOME!,
    AIRFLOW__CORE__DAGS_FOLDER: recipe(""),
    AIRFLOW__CORE__LOAD_EXAMPLES: "False",
  };
  airflow = startPython("../recipes/airflow_client.py", env, "airflow");
});

afterAll(async () => {
  await airflow?.close();
  await sessions?.close();
});

const poke = (dataset: string) => airflow.ask<boolean>("poke", { dataset, session: SESSION });
const train = (asked: object = {}) =>
  airflow.ask("train", { session: SESSION, accept: ["available"], meanwhile: {}, ...asked });

test("Airflow parses the DAG: a sensor for each dataset, and the work behind them", async () => {
  expect(await airflow.ask("parsed")).toEqual({
    errors: [],
    tasks: ["ready_trades", "ready_bars_5m", "ready_ml_features_5m", "train"],
  });
});

test("a sensor waits until its session may be used, and waits again once it changed", async () => {
  expect(await poke("bars_5m")).toBe(false);
  await sessions.judged("bars_5m", SESSION, "one", { isFinal: false });
  expect(await poke("bars_5m")).toBe(false);
  await sessions.judged("bars_5m", SESSION, "one");
  expect(await poke("bars_5m")).toBe(true);
  await sessions.written("bars_5m", SESSION, "two");
  expect(await poke("bars_5m")).toBe(false);
});

test("the work is not done, or tried again, if a session may not be used before it, or changed while it was done", async () => {
  for (const dataset of DATASETS) await sessions.judged(dataset, SESSION, "two");
  await sessions.judged("trades", SESSION, "three", { isFinal: false });
  expect(await train()).toEqual({ raised: `${SESSION} may not be used: trades` });
  expect(await train({ accept: ["available", "provisional"] })).toMatchObject({ answer: { trades: 2 } });
  await sessions.judged("trades", SESSION, "three");
  const key = sessionRecordKey({ dataset: "bars_5m", day: SESSION });
  const { store } = sessions.emulator.s3;
  const before = store.read(sessions.bucket, key).toString();
  await sessions.written("bars_5m", SESSION, "four");
  const changed = store.read(sessions.bucket, key).toString();
  await sessions.judged("bars_5m", SESSION, "two");
  expect(JSON.parse(before)).toMatchObject({ state: "available" });
  // It changed, and was judged again, before the work was done.
  expect(await train({ meanwhile: { [key]: before } })).toEqual({
    raised: `${SESSION} changed while it was used`,
  });
  await sessions.judged("bars_5m", SESSION, "two", { marks: { "complete.bars": "warn" } });
  await sessions.judged("bars_5m", SESSION, "two");
  expect(await train({ meanwhile: { [key]: changed } })).toEqual({
    raised: `${SESSION} may not be used: bars_5m`,
  });
});

test("a run of the whole DAG succeeds for a session of which all datasets may be used", async () => {
  for (const dataset of DATASETS) await sessions.judged(dataset, SESSION, "five");
  const succeeded = { ready_trades: "success", ready_bars_5m: "success", ready_ml_features_5m: "success" };
  expect(await airflow.ask("run", { session: SESSION }, 100_000)).toEqual({ ...succeeded, train: "success" });
});
