import { expect, test } from "@jest/globals";
import { type Readiness, waitUntilReady } from "../../operate/readiness.ts";
import { RegistrarError } from "../../shared/runtime/errors.ts";

const found = (answer: Readiness["answer"]): Readiness => ({
  dataset: "bars_5m",
  session: "2025-11-28",
  answer,
  state: null,
  reason: null,
  version: "",
  sequence: null,
  checks: {},
  message: answer,
});
const refused = new RegistrarError("STORE_REFUSED", "slow down", { retryable: true });

/** Waits a minute, with a look every 20 seconds, for answers that come one after another; the last one stays. */
async function waited(...answers: readonly (Readiness["answer"] | RegistrarError)[]) {
  let [now, looks] = [0, 0];
  const told: string[] = [];
  const look = async () => {
    const answer = answers[Math.min(looks++, answers.length - 1)]!;
    if (answer instanceof RegistrarError) throw answer;
    return found(answer);
  };
  const ended = await waitUntilReady(look, {
    upTo: 60_000,
    between: 20_000,
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
    tell: (message, left) => told.push(`${message} ${left / 1000}`),
  }).then(
    ({ answer }) => answer,
    (thrown: RegistrarError) => thrown.code,
  );
  return { ended, looks, seconds: now / 1000, told };
}

test("whoever waits looks until the session is ready, and hears of every answer before", async () => {
  expect(await waited("unknown", "not ready", "ready")).toEqual({
    ended: "ready",
    looks: 3,
    seconds: 40,
    told: ["unknown 60", "not ready 40"],
  });
});

test("when the time is over, the last answer counts", async () => {
  expect(await waited("not ready")).toMatchObject({ ended: "not ready", looks: 4, seconds: 60 });
});

test("a look that fails later is tried again; one that fails first, or last, is told", async () => {
  expect(await waited("not ready", refused, "ready")).toMatchObject({
    ended: "ready",
    told: ["not ready 60", "slow down 40"],
  });
  expect(await waited(refused)).toMatchObject({ ended: "STORE_REFUSED", looks: 1, seconds: 0 });
  expect(await waited("not ready", refused)).toMatchObject({ ended: "STORE_REFUSED", seconds: 60 });
});
