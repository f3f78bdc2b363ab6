import { expect, test } from "@jest/globals";
import { nightlyRequests } from "../../shared/looks/nightly.ts";
import { isNightly, nightlyBody } from "../../shared/looks/nightly-message.ts";
import { SESSIONS_PREFIX, sessionRecordKey } from "../../shared/sessions/keys.ts";
import { type SessionRecord, sessionRecordText } from "../../shared/sessions/session-record.ts";
import { nextRecord, toldUpTo } from "../../shared/sessions/session-state.ts";
import { MemoryRecords } from "../support/memory-records.ts";
import { BUCKET } from "../support/platform.ts";
import { bars, trades } from "../support/snapshots.ts";

const NOW = Date.parse("2025-11-29T07:00:00Z");
const AT = "2025-11-28T18:10:00.000Z";
const [FRIDAY, SUMMER] = ["2025-11-28", "2025-07-01"] as const;
const LONG_AGO = "2025-08-01T00:00:00.000Z";

function judged(day: string): SessionRecord {
  const version = { hash: "judged", objects: 1, bytes: 10, lastWrite: AT };
  const run = {
    asOf: AT,
    runId: "close-1",
    before: version,
    findings: { isWhole: true, passed: ["unique.key"], marks: {} },
  };
  const about = { dataset: bars.name, day, isDue: true, isFinal: true, now: NOW, run };
  const objects = { version, uncovered: 0, elsewhere: 0, example: undefined };
  return toldUpTo(nextRecord(undefined, { ...about, objects })!, 1);
}

/** Which sessions a night asks for, of records that were last written then. */
async function askedOf(
  records: readonly { readonly day: string; readonly text: string; readonly written: string }[],
  now = NOW,
): Promise<readonly string[]> {
  const memory = new MemoryRecords();
  const written = new Map<string, string>();
  for (const { day, text, written: at } of records) {
    const key = sessionRecordKey({ dataset: bars.name, day });
    memory.put(key, text);
    written.set(key, at);
  }
  const store = {
    async *objects(_: string, prefix: string) {
      for (const [key, modified] of written) {
        if (key.startsWith(prefix)) yield { key, size: 1, etag: "", modified };
      }
      yield { key: `${SESSIONS_PREFIX}${bars.name}/notes.txt`, size: 1, etag: "", modified: AT };
    },
  };
  const ports = { store, records: memory };
  const asked = await nightlyRequests([trades, bars], BUCKET, now, ports, new AbortController().signal);
  expect(asked.every(({ delay, request }) => delay === 0 && request.purpose === "verdict")).toBe(true);
  return asked.map(({ request }) => `${request.dataset} ${request.day}`);
}

const kept = (record: SessionRecord, written = AT) => ({
  day: record.session,
  text: sessionRecordText(record),
  written,
});

test("a night compares the newest sessions that were judged, however long ago that was", async () => {
  expect(await askedOf([kept(judged(FRIDAY), LONG_AGO)])).toEqual([`bars_5m ${FRIDAY}`]);
});

test("of older sessions only those have something left that were not told, or wait for a verdict", async () => {
  const summer = judged(SUMMER);
  const { sequence, state, reason, since, verdict } = summer;
  const untold = { ...summer, untold: [{ sequence, state, reason, since, verdict }] };
  expect(await askedOf([kept(summer)])).toEqual([]);
  expect(await askedOf([kept(untold)])).toEqual([`bars_5m ${SUMMER}`]);
  expect(await askedOf([kept({ ...summer, state: "changed" })])).toEqual([`bars_5m ${SUMMER}`]);
  // A night looked at it within days of its last write, and four others did.
  expect(await askedOf([kept({ ...summer, state: "changed" }, LONG_AGO)])).toEqual([]);
});

test("a session that nobody has judged is left alone, and a record that cannot be read is not", async () => {
  const { judged: _, ...rest } = judged(FRIDAY);
  const never: SessionRecord = { ...rest, judged: null, state: "pending", reason: "not_judged" };
  expect(await askedOf([kept(never)])).toEqual([]);
  expect(await askedOf([{ day: FRIDAY, text: "{", written: AT }])).toEqual([`bars_5m ${FRIDAY}`]);
});

test("in a year that the calendar does not know, what is left to do is asked for all the same", async () => {
  const later = Date.parse("2099-01-05T07:00:00Z");
  const changed: SessionRecord = { ...judged(FRIDAY), state: "changed" };
  const written = "2099-01-04T00:00:00.000Z";
  expect(await askedOf([kept(changed, written), kept(judged("2025-11-26"), written)], later)).toEqual([
    `bars_5m ${FRIDAY}`,
  ]);
});

test.each([nightlyBody().replace("1}", "2}"), "{", "partition-registrar/looks-nightly", "null"])(
  "%s is no nightly message",
  (body) => {
    expect([isNightly(nightlyBody()), isNightly(body)]).toEqual([true, false]);
  },
);
