import { expect, test } from "@jest/globals";
import { LookAsking, lookDelay } from "../../shared/look-requests/asking.ts";
import type { LookEntry } from "../../shared/look-requests/port.ts";

const never = new AbortController().signal;
const BARS = { dataset: "bars_5m", day: "2025-11-28" };

function asking(start: number) {
  const sent: (readonly LookEntry[])[] = [];
  const world = { now: start, refuses: false };
  const send = async (entries: readonly LookEntry[]) => {
    if (world.refuses) return new Map(entries.map((entry) => [entry, "refused"]));
    sent.push(entries);
    return new Map<LookEntry, string>();
  };
  return { world, sent, looks: new LookAsking({ send }, { now: () => world.now }) };
}

test("a session is asked for once until its look is due, at least 20 seconds, and at most 40", async () => {
  for (let start = 0; start < 20_000; start += 777) {
    const { world, sent, looks } = asking(start);
    await looks.ask([BARS], never);
    world.now = start + 19_999;
    await looks.ask([BARS], never);
    expect(sent).toHaveLength(1);
    world.now = start + 41_000;
    await looks.ask([BARS], never);
    expect(sent).toHaveLength(2);
    expect([lookDelay(start) >= 20, lookDelay(start) <= 40]).toEqual([true, true]);
  }
});

test("what SQS refused is not remembered", async () => {
  const { world, sent, looks } = asking(0);
  world.refuses = true;
  expect([...(await looks.ask([BARS], never)).values()]).toEqual(["refused"]);
  world.refuses = false;
  await looks.ask([BARS], never);
  expect(sent).toHaveLength(1);
});

test("a clock that was set back silences nobody", async () => {
  const { world, sent, looks } = asking(3_600_000);
  await looks.ask([BARS], never);
  world.now = 0;
  await looks.ask([BARS], never);
  expect(sent).toHaveLength(2);
});

test("a look that is 40 seconds away, which is the most, is not asked for again within them", async () => {
  const { sent, looks } = asking(1);
  expect(lookDelay(1)).toBe(40);
  await looks.ask([BARS], never);
  for (const [after, isAsked] of [
    [0, true],
    [39_999, true],
    [40_000, false],
  ] as const)
    expect(looks.isAsked(BARS, 1 + after)).toBe(isAsked);
  await looks.ask([BARS], never);
  expect(sent).toHaveLength(1);
});

test("sessions of other datasets and days are asked for all the same, in one call", async () => {
  const { sent, looks } = asking(0);
  const others = [
    { dataset: "trades", day: BARS.day },
    { dataset: "bars_5m", day: "2025-11-26" },
  ];
  await looks.ask([BARS], never);
  await looks.ask([BARS, ...others], never);
  expect(sent.map((entries) => entries.map(({ request }) => `${request.dataset} ${request.day}`))).toEqual([
    ["bars_5m 2025-11-28"],
    ["trades 2025-11-28", "bars_5m 2025-11-26"],
  ]);
});

test("when nothing is to be asked for, SQS is not called", async () => {
  const { sent, looks } = asking(0);
  await looks.ask([], never);
  expect(sent).toEqual([]);
});

test("10,000 sessions are remembered; before one more is, all are forgotten", async () => {
  const { sent, looks } = asking(0);
  const many = Array.from({ length: 10_000 }, (_, index) => ({ dataset: `d${index}`, day: BARS.day }));
  await looks.ask(many.slice(0, 4000), never);
  await looks.ask(many.slice(4000), never);
  await looks.ask(many, never);
  expect(sent).toHaveLength(2);
  await looks.ask([BARS], never);
  expect([looks.isAsked(BARS), looks.isAsked(many[0]!)]).toEqual([true, false]);
});
