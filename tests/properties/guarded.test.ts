import { beforeAll, describe, expect } from "@jest/globals";
import fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { messagesToReturn } from "../../shared/events/batch.ts";
import { RegistrarError } from "../../shared/runtime/errors.ts";
import { GuardedPlatform } from "../guard/guarded-platform.ts";
import { law } from "../support/law.ts";
import { messagesFor } from "../support/messages.ts";
import { BUCKET, NO_DEADLINES, TRADES } from "../support/platform.ts";

/** Deliveries after which every fault is used up. */
const DELIVERIES = 40;

let good: Uint8Array;
let bad: Uint8Array;

beforeAll(() => {
  const file = (type: "DOUBLE" | "STRING", value: unknown) =>
    new Uint8Array(parquetWriteBuffer({ columnData: [{ name: "price", data: [value], type }] }));
  good = file("DOUBLE", 1.5);
  bad = file("STRING", "1.5");
});

const folderOf = (symbol: string) => `${TRADES}day=2026-11-20/symbol=${symbol}/`;

/** What somebody does with a file. */
const step = fc.record({
  symbol: fc.constantFrom("AAPL", "MSFT", "BRK.B"),
  file: fc.nat(2),
  does: fc.constantFrom("writes a good file", "writes a good file", "writes a bad file", "deletes it"),
  /** Do the functions run before the next step? */
  delivers: fc.constantFrom("nothing", "register", "both"),
});

const story = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 12 }),
  glue: fc.array(fc.constantFrom(undefined, "throttle", "lost before", "lost after"), { maxLength: 10 }),
  s3: fc.array(fc.boolean(), { maxLength: 8 }),
  findings: fc.array(fc.boolean(), { maxLength: 4 }),
  sends: fc.array(fc.boolean(), { maxLength: 6 }),
  parking: fc.array(fc.boolean(), { maxLength: 4 }),
  duplicates: fc.array(fc.nat(30), { maxLength: 4 }),
});

type Story = typeof story extends fc.Arbitrary<infer Value> ? Value : never;

/** A story told to the end: everything is delivered until nothing comes back. */
async function told(mode: "warn" | "enforce", { steps, ...faults }: Story) {
  const platform = new GuardedPlatform(mode);
  const [glue, s3, findings, sends, parking] = [
    [...faults.glue],
    [...faults.s3],
    [...faults.findings],
    [...faults.sends],
    [...faults.parking],
  ];
  platform.catalog.fate = () => glue.shift();
  platform.files.fate = () =>
    s3.shift() === true ? new RegistrarError("STORE_REFUSED", "SlowDown") : undefined;
  platform.checks.isLost = () => sends.shift() ?? false;
  platform.parking.isLost = () => parking.shift() ?? false;
  const put = platform.findings.put.bind(platform.findings);
  platform.findings.put = async (...call) => {
    if (findings.shift() === true) throw new RegistrarError("STORE_REFUSED", "PutObject: SlowDown");
    return put(...call);
  };
  /** Folders in which a good file was read, and what Glue held that nobody had read a good file of. */
  const seenGood = new Set<string>();
  const unseen: string[] = [];
  const read = platform.files.tail.bind(platform.files);
  platform.files.tail = async (...call) => {
    const tail = await read(...call);
    if (typeof tail === "object" && Buffer.from(tail.bytes).equals(good)) seenGood.add(folder(call[1]));
    return tail;
  };
  platform.catalog.afterCreate = () => {
    for (const { location } of platform.catalog.stored()) {
      if (!seenGood.has(location.slice(`s3://${BUCKET}/`.length))) unseen.push(location);
    }
  };

  let events: ReturnType<typeof messagesFor> = [];
  const sent: typeof events = [];
  const register = async () => {
    const returned = new Set(messagesToReturn(await platform.register(events, NO_DEADLINES)));
    events = events.filter(({ id }) => returned.has(id));
  };
  for (const [index, { symbol, file, does, delivers }] of steps.entries()) {
    const key = `${folderOf(symbol)}part-${file}.parquet`;
    if (does === "deletes it") platform.files.delete(key);
    else {
      platform.files.put(key, does === "writes a good file" ? good : bad);
      const [event] = messagesFor(key);
      sent.push({ ...event!, id: `event-${index}` });
      events.push(sent.at(-1)!);
    }
    if (delivers !== "nothing") await register();
    if (delivers === "both") await platform.guard();
  }
  const again = faults.duplicates.flatMap((at) => sent[at] ?? []);
  events = [...events, ...again.map((event, index) => ({ ...event, id: `again-${index}` }))];
  for (let delivery = 0; delivery < DELIVERIES; delivery++) {
    if (events.length + platform.checks.waiting.length === 0) break;
    await register();
    await platform.guard();
  }
  expect([events.length, platform.checks.waiting.length]).toEqual([0, 0]);
  return { platform, sent, unseen };
}

const folder = (key: string) => key.slice(0, key.lastIndexOf("/") + 1);

async function filesIn(platform: GuardedPlatform, symbol: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of platform.files.objects(BUCKET, folderOf(symbol))) keys.push(key);
  return keys;
}

describe("in any order of writes, deletions, faults and deliveries", () => {
  law(
    "an enforced partition is never in Glue before a good file of it was read",
    fc.asyncProperty(story, async (one) => {
      expect((await told("enforce", one)).unseen).toEqual([]);
    }),
  );

  law(
    "of every enforced partition that has a file, it is in Glue or a message about it is parked",
    fc.asyncProperty(story, async (one) => {
      const { platform, sent } = await told("enforce", one);
      const held = platform.catalog.stored().map(({ location }) => location);
      const parked = platform.parking.entries.map(({ outcome }) => outcome.reason);
      for (const symbol of new Set(sent.map(({ body }) => /symbol%3D([\w.]+)/.exec(body)![1]!))) {
        const location = `s3://${BUCKET}/${folderOf(symbol)}`;
        const isTold = held.includes(location) || parked.some((reason) => reason.startsWith(location));
        expect([symbol, isTold || (await filesIn(platform, symbol)).length === 0]).toEqual([symbol, true]);
      }
    }),
  );

  law(
    "with warn every partition is in Glue, and the file for which it was made was looked for",
    fc.asyncProperty(story, async (one) => {
      const { platform, sent } = await told("warn", one);
      const stored = platform.catalog.stored();
      const symbols = new Set(sent.map(({ body }) => /symbol%3D([\w.]+)/.exec(body)![1]!));
      expect(stored.map(({ values }) => values[1]).sort()).toEqual([...symbols].sort());
      for (const { registeredFor } of stored) expect(platform.files.reads).toContain(`tail ${registeredFor}`);
      expect(platform.parking.entries).toEqual([]);
    }),
  );
});
