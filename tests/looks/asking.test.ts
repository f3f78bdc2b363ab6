import { expect, test } from "@jest/globals";
import { LookAsking, lookDelay } from "../../shared/look-requests/asking.ts";
import { readLookRequest } from "../../shared/look-requests/look-request.ts";
import type { LookEntry } from "../../shared/look-requests/port.ts";
import { daysWritten } from "../../shared/look-requests/written-days.ts";
import { planLooks } from "../../shared/looks/plan.ts";
import { datasets } from "../fixtures/datasets.ts";

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

test("of datasets that promise nothing no session is asked for; of the others each day once", () => {
  const partitions = ["AAPL", "MSFT"].map((symbol) => ({ values: ["2025-11-28", symbol] }));
  const trades = datasets.find(({ name }) => name === "trades")!;
  expect([...daysWritten(trades, partitions)]).toEqual(["2025-11-28"]);
  expect([...daysWritten({ keys: trades.keys }, partitions)]).toEqual([]);
});

test.each([
  ["another version", '{"kind":"partition-registrar/look","version":2}'],
  ["a day that is none", '{"kind":"partition-registrar/look","version":1,"dataset":"trades","session":"x"}'],
  ["no JSON", "partition-registrar/look"],
])("%s ends as malformed, and the others of the batch go on", (_, body) => {
  const good = JSON.stringify({
    ...{ kind: "partition-registrar/look", version: 1, dataset: "bars_5m", session: "2025-11-28" },
    ...{ purpose: "write", since: "2031-01-01T00:00:00.000Z", written: "2031-01-01T00:00:00.000Z" },
  });
  const messages = [body, good].map((text, index) => {
    return { id: `m${index}`, body: text, firstSeen: 0, replayed: false };
  });
  const plan = planLooks(messages, { datasets, bucket: "lake" }, 1000);
  expect(plan.messages[0]!.records).toMatchObject([{ resolved: { kind: "malformed" } }]);
  // A clock that is ahead puts nothing off.
  expect(plan.sessions).toMatchObject([{ day: "2025-11-28", since: 1000, written: 1000 }]);
  expect(readLookRequest(good)).toMatchObject({ dataset: "bars_5m" });
});
