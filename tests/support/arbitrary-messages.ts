import fc from "fast-check";
import type { Message } from "../../shared/events/batch.ts";
import { eventNames, readEvent } from "./event-files.ts";
import { eventBridgeBody, message, s3Body, s3Record, snsBody } from "./messages.ts";
import { BARS, FEATURES, TRADES } from "./platform.ts";

/** A symbol that Glue refuses with the whole call, where a test says so. */
export const POISON = "POISON";

// Few of each, so that messages of a batch meet in the same partitions.
const day = fc.constantFrom("2026-11-18", "2026-11-19", "2026-11-20");
const symbol = fc.constantFrom("AAPL", "BRK.B", "MSFT", "TSLA", POISON);
const file = fc.constantFrom(
  "part-0000.parquet",
  "part-0001.parquet",
  "20261120_00001_x",
  "a b+c%3A.parquet",
);

const folder = fc.oneof(
  { arbitrary: fc.tuple(day, symbol).map(([d, s]) => `${TRADES}day=${d}/symbol=${s}/`), weight: 4 },
  fc.tuple(day, symbol).map(([d, s]) => `${TRADES}symbol=${s}/day=${d}/`),
  fc.tuple(day, symbol).map(([d, s]) => `${TRADES}Day=${d.replace("-", "%2D")}/symbol=${s}/`),
  fc.tuple(day, symbol).map(([d, s]) => `${BARS}day=${d}/symbol=${s}/`),
  day.map((d) => `${FEATURES}day=${d}/`),
);

/** Keys of objects whose partition can be registered. */
export const placeableKey = fc.tuple(folder, file).map((parts) => parts.join(""));

const otherKey = fc.oneof(
  folder,
  folder.map((path) => `${path}_SUCCESS`),
  folder.map((path) => `${path}_temporary/0/part-0000.parquet`),
  folder.map((path) => `${path.slice(0, -1)}_$folder$`),
  file.map((name) => `${TRADES}day=2026-02-30/symbol=AAPL/${name}`),
  file.map((name) => `${TRADES}day=2026-11-20/${name}`),
  file.map((name) => `elsewhere/day=2026-11-20/${name}`),
);

const time = fc.constantFrom(
  "2026-11-20T21:05:12.345Z",
  "2026-11-20T21:05:12.346Z",
  "2026-11-20T20:00:00.000Z",
);

const key = fc.oneof({ arbitrary: placeableKey, weight: 4 }, otherKey);

const record = fc.oneof(
  { arbitrary: fc.record({ key, time }).map(({ key, time }) => s3Record(key, { time })), weight: 8 },
  key.map((one) => s3Record(one, { eventName: "ObjectRemoved:Delete" })),
  key.map((one) => s3Record(one, { size: 0 })),
  key.map((one) => s3Record(one, { bucket: "somebody-elses" })),
  fc.constant({ eventSource: "aws:sns" }),
);

const notification = fc
  .oneof(
    { arbitrary: record.map((one) => [one]), weight: 5 },
    fc.array(record, { minLength: 1, maxLength: 4 }),
  )
  .map((records) => s3Body(...records));

/** Bodies as they come: mostly S3's, sometimes wrapped, now and then anything. */
export const body: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: notification, weight: 8 },
  { arbitrary: notification.map(snsBody), weight: 2 },
  { arbitrary: key.map((one) => eventBridgeBody(one)), weight: 2 },
  key.map((one) => eventBridgeBody(one, "Object Deleted")),
  fc.constant(JSON.stringify({ Service: "Amazon S3", Event: "s3:TestEvent" })),
  fc.constantFrom("", "{", "null", "[]", '{"Records":[]}'),
);

/** A batch; ids are m0, m1 … */
export const batch: fc.Arbitrary<Message[]> = fc
  .array(body, { maxLength: 30 })
  .map((bodies) => bodies.map((text, index) => message(text, `m${index}`)));

const realBodies = eventNames.flatMap((name) => readEvent(name).event.Records.map((one) => one.body));

/** A body of events/*.json in which one member was replaced by anything. */
const mutated = fc
  .record({
    text: fc.constantFrom(...realBodies.filter(isJson)),
    choice: fc.nat(),
    replacement: fc.oneof(fc.jsonValue(), fc.constant(undefined), fc.string({ unit: "binary" })),
  })
  .map(({ text, choice, replacement }) => {
    const content = { root: JSON.parse(text) };
    const places = [...placesOf(content)];
    const [holder, name] = places[choice % places.length]!;
    holder[name] = replacement;
    return JSON.stringify(content.root) ?? "";
  });

const deep = fc
  .record({ depth: fc.constantFrom(10, 1_000, 20_000), text: fc.constantFrom(...realBodies) })
  .map(({ depth, text }) => text.replace('"2.1"', "[".repeat(depth) + "]".repeat(depth)));

const huge = fc
  .record({ character: fc.constantFrom("x", "%", "/", "=", "é", "%41", "\\u0000"), length: fc.nat(50_000) })
  .map(({ character, length }) => {
    const long = character.repeat(length);
    return `{"Records":[{"eventSource":"aws:s3","eventVersion":"2.5","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"stock-trades-data"},"object":{"key":"${TRADES}day=${long}/x"}}}]}`;
  });

/** Anything at all that could be a body. */
export const anyBody: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: body, weight: 2 },
  { arbitrary: mutated, weight: 6 },
  { arbitrary: fc.json(), weight: 2 },
  { arbitrary: fc.string({ unit: "binary", maxLength: 200 }), weight: 2 },
  { arbitrary: deep, weight: 1 },
  { arbitrary: huge, weight: 1 },
);

type Holder = Record<string, unknown>;

function* placesOf(value: unknown): Generator<[Holder, string]> {
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    yield [value as Holder, name];
    yield* placesOf(member);
  }
}

function isJson(text: string): boolean {
  try {
    return JSON.parse(text) !== undefined;
  } catch {
    return false;
  }
}
