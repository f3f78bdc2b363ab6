/**
 * What is kept in the bucket and in queues, as it was written in each version so far, letter by letter: a later version reads
 * it. Whoever raises a version adds a row, and changes none.
 */
import { expect, test } from "@jest/globals";
import { parseUndoRecord } from "../../operate/reconcile/undo-entries.ts";
import { readNomination, writeNomination } from "../../shared/deregister/nomination.ts";
import { checkpointText, NOTHING_REPAIRED, resumable } from "../../shared/reconcile/checkpoint.ts";
import { driftText, parseDriftRecord } from "../../shared/reconcile/drift-record.ts";
import { Tally } from "../../shared/reconcile/finding.ts";
import { readMessage, writeMessage } from "../../shared/reconcile/run-message.ts";
import { DeleteBudget } from "../../shared/removal/delete-budget.ts";
import { DELETES_PREFIX } from "../../shared/removal/records.ts";
import { UndoLog } from "../../shared/removal/undo-log.ts";
import { MemoryRecords } from "../support/memory-records.ts";

const COUNTS =
  '{"missing":1,"orphaned":0,"elsewhere":0,"stale":0,"differing":0,"outside":0,"unplaceable":0,"nonData":0,"foreign":0}';
const REPAIRED = '{"registered":1,"removed":0,"capped":0,"left":0,"lines":[]}';
const PARTITION =
  '{"values":["2026-11-20","AAPL"],"location":"s3://lake/t/day=2026-11-20/symbol=AAPL/","input":{"Values":["2026-11-20","AAPL"]}}';
const AT = Date.parse("2026-11-20T21:05:00.000Z");
const DAY = "2026-11-20";
const never = () => new AbortController().signal;

interface Row {
  readonly what: string;
  readonly version: number;
  readonly text: string;
  /** What is made of it. */
  readonly read: (text: string) => unknown;
  readonly means: object | string | number;
}

/** Partitions that are left of a day's ten. */
async function left(text: string): Promise<number> {
  const records = new MemoryRecords();
  records.put(`${DELETES_PREFIX}prod/trades/${DAY}.json`, text);
  const of = { bucket: "lake", stage: "prod", dataset: "trades", day: DAY };
  return new DeleteBudget(of, 10, records, never).take(100);
}

const ROWS: readonly Row[] = [
  {
    what: "undo record",
    version: 1,
    text: `{"version":1,"stage":"prod","dataset":"trades","id":"20261120T210500Z-0a1b2c","database":"raw","table":"trades","keys":["day","symbol"],"at":"2026-11-20T21:05:00.000Z","partitions":[${PARTITION}]}`,
    read: (text) => parseUndoRecord(text, "key"),
    means: { table: "trades", keys: ["day", "symbol"], partitions: [{ values: ["2026-11-20", "AAPL"] }] },
  },
  {
    what: "undo record",
    version: 2,
    text: `{"version":2,"stage":"prod","dataset":"trades","id":"20261120T210500Z-0a1b2c","by":"deregister","database":"raw","table":"trades","keys":["day","symbol"],"at":"2026-11-20T21:05:00.000Z","partitions":[${PARTITION}]}`,
    read: (text) => parseUndoRecord(text, "key"),
    means: { by: "deregister", partitions: [{ values: ["2026-11-20", "AAPL"] }] },
  },
  {
    what: "count of removals",
    version: 1,
    text: `{"version":1,"bucket":"lake","stage":"prod","dataset":"trades","day":"${DAY}","deleted":7}\n`,
    read: left,
    means: 3,
  },
  {
    what: "checkpoint",
    version: 1,
    text: `{"version":1,"run":"weekly 0 1","at":${AT},"through":"day=2026-11-02/","progress":{"counts":${COUNTS},"kept":[],"elsewhere":[],"matched":3,"objects":9,"repaired":${REPAIRED}}}`,
    read: (text) => resumable(text, "weekly 0 1", AT + 1000),
    means: { through: "day=2026-11-02/", progress: { matched: 3, repaired: { registered: 1 } } },
  },
  {
    what: "drift",
    version: 1,
    text: `{"version":1,"dataset":"trades","cadence":"nightly","scheduled":"2026-11-20T07:30:00.000Z","ended":"2026-11-20T07:31:00.000Z","from":null,"counts":${COUNTS},"repaired":${REPAIRED},"findings":[],"undo":null,"stoppedBy":null}`,
    read: (text) => parseDriftRecord(text, "key"),
    means: { dataset: "trades", counts: { missing: 1 }, repaired: { registered: 1 } },
  },
  {
    what: "nomination",
    version: 1,
    text: '{"kind":"partition-registrar/nomination","version":1,"dataset":"trades","due":"2026-11-20T21:05:00.000Z","firstSeen":"2026-11-20T20:50:00.000Z","folders":["day=2026-11-20/symbol=AAPL/"]}',
    read: readNomination,
    means: { dataset: "trades", due: AT, folders: ["day=2026-11-20/symbol=AAPL/"] },
  },
  {
    what: "message of a run",
    version: 1,
    text: '{"kind":"partition-registrar/reconcile","version":1,"cadence":"weekly","time":"2026-11-20T21:05:00Z","dataset":"trades","part":2}',
    read: readMessage,
    means: { kind: "dataset", cadence: "weekly", at: AT, dataset: "trades", part: 2 },
  },
];

test.each(ROWS)("a $what of version $version is read as what it meant", async ({ text, read, means }) => {
  const found = await read(text);
  if (typeof means === "object") expect(found).toMatchObject(means);
  else expect(found).toBe(means);
});

/** What is written today, by kind. */
async function written(): Promise<Record<string, string>> {
  const records = new MemoryRecords();
  const of = { bucket: "lake", stage: "prod", dataset: "trades" };
  await new UndoLog({ ...of, id: "20261120T210500Z-0a1b2c", by: "command" }, records, never).write({
    database: "raw",
    table: "trades",
    keys: ["day"],
    at: "2026-11-20T21:05:00.000Z",
    partitions: [],
  });
  const [undo] = [...records.texts.values()];
  await new DeleteBudget({ ...of, day: DAY }, 10, records, never).take(1);
  const { counts, kept } = new Tally(1);
  const progress = { counts, kept, elsewhere: [], matched: 0, objects: 0, repaired: NOTHING_REPAIRED };
  const drift = { dataset: "trades", cadence: "nightly", scheduled: "", ended: "", from: null } as const;
  return {
    "undo record": undo!.text,
    "count of removals": [...records.texts.values()].at(-1)!.text,
    checkpoint: checkpointText({ run: "", at: AT, through: "", progress }),
    drift: driftText({
      ...{ ...drift, counts, repaired: NOTHING_REPAIRED },
      ...{ findings: [], undo: null, stoppedBy: null },
    }),
    nomination: writeNomination({ dataset: "trades", due: AT, firstSeen: AT, folders: ["day=1/"] }),
    "message of a run": writeMessage({
      ...{ kind: "dataset", cadence: "weekly", at: AT },
      ...{ dataset: "trades", part: 0 },
    }),
  };
}

test("every kind is written in the newest version that stands here, and each version before it stands here, too", async () => {
  const now = Object.entries(await written()).map(([what, text]) => [what, JSON.parse(text).version]);
  for (const [what, version] of now) {
    const versions = ROWS.filter((row) => row.what === what).map((row) => row.version);
    expect({ what, versions }).toEqual({
      what,
      versions: Array.from({ length: version }, (_, index) => index + 1),
    });
  }
  expect(new Set(ROWS.map(({ what }) => what))).toEqual(new Set(now.map(([what]) => what)));
});
