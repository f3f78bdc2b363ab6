/** What goes wrong with one session is said once, and the others of its batch are looked at. */
import { expect, test } from "@jest/globals";
import { writeLookRequest } from "../../shared/look-requests/look-request.ts";
import type { LookEntry } from "../../shared/look-requests/port.ts";
import { applyLooks } from "../../shared/looks/apply.ts";
import { DAILY } from "../../shared/looks/budget.ts";
import { nextStep } from "../../shared/looks/decision.ts";
import { planLooks } from "../../shared/looks/plan.ts";
import { MOST_OBJECTS, seeing } from "../../shared/looks/seeing.ts";
import type { LookPorts } from "../../shared/looks/work.ts";
import { RegistrarError } from "../../shared/runtime/errors.ts";
import { sessionRecordKey } from "../../shared/sessions/keys.ts";
import { parseSessionRecord, sessionRecordText } from "../../shared/sessions/session-record.ts";
import { nextRecord, toldUpTo } from "../../shared/sessions/session-state.ts";
import { MemoryParking } from "../support/memory-parking.ts";
import { MemoryRecords } from "../support/memory-records.ts";
import { BUCKET, NO_DEADLINES } from "../support/platform.ts";
import { bars } from "../support/snapshots.ts";

const NOW = Date.parse("2025-11-29T10:00:00Z");
const [WEDNESDAY, FRIDAY] = ["2025-11-26", "2025-11-28"] as const;
const AT = "2025-11-28T18:10:00.000Z";

const versionOf = (hash: string) => ({ hash, objects: 1, bytes: 10, lastWrite: AT });
const objectsOf = (hash: string) => ({
  version: versionOf(hash),
  uncovered: 0,
  elsewhere: 0,
  example: undefined,
});

/** Two sessions that were found available, and whose objects are others now. */
function world(change: Partial<LookPorts> = {}) {
  const records = new MemoryRecords();
  const parking = new MemoryParking();
  const told: string[] = [];
  const again: LookEntry[] = [];
  for (const day of [WEDNESDAY, FRIDAY]) {
    const findings = { isWhole: true, passed: ["unique.key"], marks: {} };
    const run = { asOf: AT, runId: "close-1", before: versionOf("judged"), findings };
    const about = { dataset: bars.name, day, isDue: true, isFinal: true, now: NOW - 60_000 };
    const judged = nextRecord(undefined, { ...about, objects: objectsOf("judged"), run })!;
    records.put(sessionRecordKey({ dataset: bars.name, day }), sessionRecordText(toldUpTo(judged, 1)));
  }
  const ports: LookPorts = {
    records,
    tell: async ({ day }, { state }) => {
      told.push(`${day} ${state}`);
    },
    see: async (dataset, { day }) => {
      return { dataset: dataset.name, day, objects: objectsOf("new"), isDue: true, isFinal: true };
    },
    looks: {
      send: async (entries) => {
        again.push(...entries);
        return new Map();
      },
    },
    verdicts: { send: async () => new Map() },
    parking,
    nightly: async () => [],
    daily: DAILY,
    clock: { now: () => NOW },
    ...change,
  };
  const look = async (written = NOW - 30_000) => {
    const messages = [WEDNESDAY, FRIDAY].map((day) => {
      const request = { dataset: bars.name, day, purpose: "write", since: written, written } as const;
      return { id: day, body: writeLookRequest(request), firstSeen: NOW, replayed: false };
    });
    const plan = planLooks(messages, { datasets: [bars], bucket: BUCKET }, NOW);
    const { results } = await applyLooks(plan, BUCKET, ports, NO_DEADLINES);
    return results.map(({ id, outcome }) => {
      return `${id} ${outcome.kind}${"reason" in outcome ? `: ${outcome.reason}` : ""}`;
    });
  };
  const recordOf = (day: string) => {
    const key = sessionRecordKey({ dataset: bars.name, day });
    return parseSessionRecord(records.texts.get(key)!.text, key);
  };
  return { ports, records, parking, told, again, look, recordOf };
}

const statesIn = ({ recordOf }: ReturnType<typeof world>) =>
  [WEDNESDAY, FRIDAY].map((day) => `${day} ${recordOf(day).state} ${recordOf(day).untold.length}`);

test("a session of 100,000 objects is withdrawn without being compared, in one sentence, and the other is compared", async () => {
  let listed = 0;
  const store = {
    children: async () => ({ folders: [], objects: [] }),
    async *objects(_: string, prefix: string) {
      const count = prefix.includes(FRIDAY) ? 100_000 : 1;
      for (let index = 0; index < count; index++) {
        listed += 1;
        yield { key: `${prefix}${index}.parquet`, size: 1, etag: `${index}`, modified: AT };
      }
    },
  };
  const table = { database: "d", name: "t", createdAt: 0, keys: ["day"], projected: true, location: "" };
  type Places = Parameters<typeof seeing>[1];
  const catalog: Places["catalog"] = { table: async () => ({ ...table, descriptor: {} }) };
  const partitions = {
    formatOf: () => ({ columns: bars.columns, inputFormat: "parquet", serde: "parquet" }),
    async *within() {},
  } as unknown as Places["partitions"];
  const clock = { now: () => NOW };
  const see = seeing({ stage: "dev", bucket: BUCKET }, { catalog, partitions, store, clock });
  const one = world({ see });
  expect(await one.look()).toEqual([
    expect.stringMatching(/^2025-11-26 waiting: its verdict is asked for/),
    `2025-11-28 reported: bars_5m 2025-11-28: bars_5m 2025-11-28 has more than ${MOST_OBJECTS} objects: it is withdrawn whenever it is written, and judged again`,
  ]);
  expect(statesIn(one)).toEqual(["2025-11-26 changed 0", "2025-11-28 changed 0"]);
  expect(one.again).toHaveLength(2);
  // It stops at the first object too many.
  expect(listed).toBeLessThan(2 * MOST_OBJECTS);
});

test("a bus that refuses one session's change fails that message alone, and the state tells it the next time", async () => {
  let refuses = true;
  const one = world();
  const { tell } = one.ports;
  const refusing: LookPorts["tell"] = async (name, change, signal) => {
    if (refuses && name.day === FRIDAY) {
      throw new RegistrarError("EVENT_BUS_REFUSED", "PutEvents: AccessDenied", { retryable: true });
    }
    await tell(name, change, signal);
  };
  Object.assign(one.ports, { tell: refusing });
  expect(await one.look()).toEqual([
    expect.stringMatching(/^2025-11-26 waiting/),
    "2025-11-28 failed: PutEvents: AccessDenied",
  ]);
  expect(statesIn(one)).toEqual(["2025-11-26 changed 0", "2025-11-28 changed 1"]);
  refuses = false;
  await one.look();
  expect(statesIn(one)).toEqual(["2025-11-26 changed 0", "2025-11-28 changed 0"]);
  expect(one.told).toEqual(["2025-11-26 changed", "2025-11-28 changed"]);
});

test("the state of another version is parked with what to do, and the other session is looked at", async () => {
  const one = world();
  const key = sessionRecordKey({ dataset: bars.name, day: FRIDAY });
  one.records.put(key, JSON.stringify({ ...one.recordOf(FRIDAY), schemaVersion: 9 }));
  expect(await one.look()).toEqual([
    expect.stringMatching(/^2025-11-26 waiting/),
    `2025-11-28 unreadable: ${key} is not the state of a session: it has schemaVersion 9, and this version of the registrar reads 1. Delete it to have the session judged anew`,
  ]);
  expect(one.parking.entries.map(({ message }) => message.id)).toEqual([FRIDAY]);
});

test("a session without a state, or that was neither judged nor missing, is passed over and costs no look", async () => {
  const one = world();
  const keyOf = (day: string) => sessionRecordKey({ dataset: bars.name, day });
  one.records.texts.delete(keyOf(WEDNESDAY));
  const never = {
    ...one.recordOf(FRIDAY),
    judged: null,
    verdict: null,
    state: "pending",
    reason: "not_judged",
  };
  one.records.put(keyOf(FRIDAY), JSON.stringify(never));
  const why = "no run has judged the session: there is nothing to withdraw";
  expect(await one.look()).toEqual([`${WEDNESDAY} ignored: ${why}`, `${FRIDAY} ignored: ${why}`]);
  expect([...one.records.texts.keys()]).toEqual([keyOf(FRIDAY)]);
});

test("a writer whose clock is a day ahead puts nothing off: the verdict is due three minutes from now", async () => {
  const one = world();
  expect((await one.look(NOW + 86_400_000))[0]).toBe(
    "2025-11-26 waiting: its verdict is asked for at 2025-11-29T10:03:00.000Z",
  );
  expect(one.again.map(({ delay }) => delay)).toEqual([180, 180]);
});

test("nor does an object that S3 dates beyond what clocks may differ", () => {
  const dataset = bars;
  const about = {
    kind: "session",
    dataset,
    day: FRIDAY,
    isWritten: true,
    isForVerdict: true,
    ids: [],
  } as const;
  const since = NOW - 10 * 60_000;
  const claim = { ...about, since, written: since };
  const changed = { state: "changed", reason: null } as const;
  expect(nextStep(claim, changed, new Date(NOW + 86_400_000).toISOString(), NOW)).toEqual({ kind: "ask" });
  expect(nextStep(claim, changed, new Date(NOW).toISOString(), NOW)).toMatchObject({
    kind: "again",
    due: NOW + 3 * 60_000,
  });
});
