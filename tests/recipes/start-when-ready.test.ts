/** docs/recipes/start-when-ready.yml: our events and states, the emulator's bus, and the state machine as moto runs it. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Python, startPython } from "../clients/python.ts";
import { openToldSessions, type RecipeRule, recipe, recipeEnv, type ToldSessions } from "./told-sessions.ts";

const TEMPLATE = recipe("start-when-ready.yml");
const FRIDAY = "2025-11-28";
const MONDAY = "2025-12-01";
const DATASETS = ["trades", "bars_5m", "ml_features_5m"] as const;

let sessions: ToldSessions;
let moto: Python;
/** A call of moto waits for the one before. */
let calls: Promise<unknown> = Promise.resolve();
let executions: { readonly status: string; readonly cause: string | null; readonly last: string }[] = [];

beforeAll(async () => {
  sessions = await openToldSessions("prod");
  moto = startPython("../recipes/moto_client.py", recipeEnv(sessions, "moto"), "moto");
});

afterAll(async () => {
  await moto?.close();
  await sessions?.close();
});

/** Deploys the recipe, and lets the emulator's bus start its state machine. Answers the ARN of its job. */
async function deploy(name: string, parameters: Readonly<Record<string, string>> = {}): Promise<string> {
  const job = await moto.ask<string>("job", { name: `job-of-${name}` });
  const rules = await moto.ask<RecipeRule[]>("deploy", {
    name,
    template: TEMPLATE,
    parameters: { Bucket: sessions.bucket, Job: job, ...parameters },
  });
  for (const rule of rules) {
    for (const { Arn: machine = "" } of rule.targets) {
      let started = 0;
      sessions.emulator.events.connectFunction(machine, (given) => {
        const execution = { machine, name: `${name}-${++started}-${Date.now()}`, given };
        calls = calls.then(async () => executions.push(await moto.ask("start", execution)));
      });
    }
    await sessions.putRule(rule);
  }
  return job;
}

/** Where the executions ended that were started since the last call. */
async function ends(): Promise<string[]> {
  await calls;
  const done = executions;
  executions = [];
  return done.map(({ status, cause, last }) => (status === "SUCCEEDED" ? last : `${status}: ${cause}`));
}

const given = (session: string, ...sequences: readonly number[]) => ({
  session,
  datasets: DATASETS.map((dataset, index) => ({ dataset, sequence: sequences[index], mayBeUsed: true })),
});

test("the job starts once, for the last of three datasets", async () => {
  const job = await deploy("three");
  await sessions.judged("trades", FRIDAY, "one");
  await sessions.judged("bars_5m", FRIDAY, "one");
  expect(await ends()).toEqual(["Not yet", "Not yet"]);
  await sessions.judged("ml_features_5m", FRIDAY, "one");
  expect(await ends()).toEqual(["Start the job"]);
  expect(await moto.ask("inputs", { machine: job })).toEqual([given(FRIDAY, 1, 1, 1)]);

  // Told again, in another order.
  await sessions.tellAllAgain();
  expect((await ends()).every((end) => ["Start the job", "Was started before"].includes(end))).toBe(true);
  expect(await moto.ask("inputs", { machine: job })).toHaveLength(1);

  // Withdrawn: the events of the past start nothing.
  await sessions.written("bars_5m", FRIDAY, "two");
  await sessions.tellAllAgain();
  expect(new Set(await ends())).toEqual(new Set(["Not yet"]));

  // Judged again: the job has other bytes to work on.
  await sessions.judged("bars_5m", FRIDAY, "two");
  expect(await ends()).toEqual(["Start the job"]);
  expect(await moto.ask("inputs", { machine: job })).toEqual([
    given(FRIDAY, 1, 1, 1),
    given(FRIDAY, 1, 3, 1),
  ]);
});

test("a session within its correction window is used by who accepts it, and again when it is final", async () => {
  const patient = await deploy("patient");
  const early = await deploy("early", { Accept: "available,provisional" });
  for (const dataset of DATASETS) {
    await sessions.judged(dataset, MONDAY, "one", { isFinal: dataset !== "trades" });
  }
  await ends();
  expect(await moto.ask("inputs", { machine: patient })).toEqual([]);
  expect(await moto.ask("inputs", { machine: early })).toEqual([given(MONDAY, 1, 1, 1)]);
  await sessions.judged("trades", MONDAY, "one");
  await ends();
  expect(await moto.ask("inputs", { machine: patient })).toEqual([given(MONDAY, 2, 1, 1)]);
  expect(await moto.ask("inputs", { machine: early })).toEqual([
    given(MONDAY, 1, 1, 1),
    given(MONDAY, 2, 1, 1),
  ]);
});

test("events of other datasets, of another stage and of states that will not do start nothing", async () => {
  const other = await deploy("other", { Stage: "dev", Datasets: "trades" });
  await sessions.judged("trades", "2025-12-02", "one");
  await sessions.judged("quotes", "2025-12-02", "one");
  await sessions.judged("bars_5m", "2025-12-02", "one", { marks: { "complete.bars": "warn" } });
  expect(new Set(await ends())).toEqual(new Set(["Not yet"]));
  expect(await moto.ask("inputs", { machine: other })).toEqual([]);
});

test("a state that S3 refuses to show ends the execution as failed, not as one that waits", async () => {
  const refuses = { operation: "S3.GetObject", kind: "error", code: "AccessDenied", status: 403 } as const;
  await deploy("refused", { Datasets: "refused" });
  const end = sessions.emulator.faults.add({ ...refuses });
  const { emulator } = sessions;
  const detail = { stage: "prod", dataset: "refused", session: FRIDAY, state: "available" };
  emulator.events.send({
    source: "stock-trades-partitions",
    detailType: "Session State Changed",
    detail,
    resources: [],
  });
  expect(await ends()).toEqual([expect.stringMatching(/^FAILED/)]);
  end();
});
