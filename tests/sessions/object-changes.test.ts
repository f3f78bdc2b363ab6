import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { VersionFold } from "../../shared/sessions/data-version.ts";
import {
  DigestFold,
  isSeenObjects,
  type SeenObjects,
  seenAfter,
} from "../../shared/sessions/object-changes.ts";
import { reportedSessions } from "../../shared/sessions/reported.ts";
import {
  parseSessionRecord,
  type SessionRecord,
  sessionRecordText,
} from "../../shared/sessions/session-record.ts";
import { nextRecord } from "../../shared/sessions/session-state.ts";

const NOW = Date.parse("2025-11-28T20:00:00Z");

/** Objects by name, with their bytes as a word. */
type Objects = Readonly<Record<string, string>>;

/** What a look at these objects sees. */
function lookAt(objects: Objects, isBase: boolean, now = NOW) {
  const [version, digests] = [new VersionFold(), new DigestFold()];
  for (const [key, etag] of Object.entries(objects)) {
    version.add({ key, size: 1, etag, modified: "2025-11-28T18:10:00.000Z" });
    digests.add(key, { size: 1, etag });
  }
  return { version: version.version, digests: digests.digests, isBase, now };
}

/** What is known after looks, one after another: "*" is one of which the objects were judged. */
function seenIn(...looks: readonly (readonly [Objects, "judged" | "looked at"])[]): SeenObjects {
  return looks.reduce<SeenObjects | undefined>(
    (old, [objects, how], index) => seenAfter(old, lookAt(objects, how === "judged", NOW + index)),
    undefined,
  )!;
}

const counts = ({ change }: SeenObjects) =>
  change && [change.added, change.replaced, change.removed, ...change.names].join(" ");

describe("what changed in a session", () => {
  const [A, B, C]: Objects[] = [{ a: "1", b: "1" }, { a: "2", b: "1", c: "1" }, { c: "1" }];

  test.each<[string, SeenObjects, string | null]>([
    ["is nothing at the first look", seenIn([A!, "judged"]), null],
    ["is nothing if nothing was written", seenIn([A!, "judged"], [A!, "looked at"]), null],
    ["are objects added and replaced", seenIn([A!, "judged"], [B!, "looked at"]), "1 1 0 +c ~a"],
    ["are objects removed", seenIn([A!, "judged"], [C!, "looked at"]), "1 0 2 +c -a -b"],
    [
      "is told against what was judged, however many looks there were between",
      seenIn([A!, "judged"], [B!, "looked at"], [C!, "looked at"]),
      "1 0 2 +c -a -b",
    ],
    [
      "stays when what came of it is judged",
      seenIn([A!, "judged"], [B!, "looked at"], [B!, "judged"], [B!, "judged"]),
      "1 1 0 +c ~a",
    ],
    [
      "is told against the newer verdict afterwards",
      seenIn([A!, "judged"], [B!, "judged"], [C!, "looked at"]),
      "0 0 2 -a -b",
    ],
    ["is nothing when the bytes came back", seenIn([A!, "judged"], [B!, "looked at"], [A!, "judged"]), null],
    ["is told of a session that was empty", seenIn([{}, "looked at"], [C!, "judged"]), "1 0 0 +c"],
  ])("by its objects %s", (_, seen, expected) => {
    expect(counts(seen)).toBe(expected);
  });

  test("keeps the time at which it was seen first", () => {
    const seen = seenIn([A!, "judged"], [B!, "looked at"], [B!, "looked at"]);
    expect(seen.change?.seen).toBe(new Date(NOW + 1).toISOString());
  });

  test("adds up, for any objects", () => {
    const objects = fc.dictionary(
      fc.constantFrom("a", "b", "constructor", "__proto__", "d/e"),
      fc.constantFrom("1", "2"),
    );
    fc.assert(
      fc.property(objects, objects, (one, other) => {
        const { change } = seenAfter(seenAfter(undefined, lookAt(one, true)), lookAt(other, false));
        const [before, now] = [Object.keys(one).length, Object.keys(other).length];
        const { added, removed, replaced } = change ?? { added: 0, removed: 0, replaced: 0 };
        expect(before + added! - removed!).toBe(now);
        expect(added! + removed! + replaced! > 0).toBe(change !== null);
      }),
    );
  });

  test("is not told object by object where there are too many to be kept", () => {
    const many = Object.fromEntries(
      Array.from({ length: 5000 }, (_, index) => [`part-${index}.parquet`, "1"]),
    );
    const seen = seenIn([A!, "judged"], [many, "looked at"]);
    expect(seen.change).toMatchObject({ added: null, replaced: null, removed: null, names: [] });
    expect(JSON.stringify(seenIn([many, "judged"])).length).toBeLessThan(1000);
  });
});

describe("the record of a session", () => {
  const record = (objects: Objects, old?: SessionRecord) =>
    nextRecord(old, {
      ...{ dataset: "bars_5m", day: "2025-11-28", isDue: true, isFinal: true, now: NOW },
      objects: { ...lookAt(objects, true), uncovered: 0, elsewhere: 0, example: undefined },
    })!;
  const key = "sessions/bars_5m/2025-11-28.json";

  test("is read by the version before: it has all that it had, and two fields more", () => {
    const { seen, change, ...rest } = record({ a: "1" });
    expect(change).toBeNull();
    expect(isSeenObjects(seen)).toBe(true);
    expect(Object.keys(rest).sort()).toEqual(
      [
        "dataset",
        "judged",
        "looks",
        "reason",
        "schemaVersion",
        "sequence",
        "session",
        "since",
        "state",
      ].concat("untold", "verdict"),
    );
    expect(rest.schemaVersion).toBe(1);
  });

  test("of the version before is read, and the next look goes on from there", () => {
    const { seen, ...old } = record({ a: "1" });
    const read = parseSessionRecord(sessionRecordText(old), key);
    expect(read).toEqual(old);
    expect(record({ a: "2" }, read).seen?.change).toBeNull();
  });

  test.each([
    ["text"],
    [null],
    [{ version: {}, base: {}, change: null }],
    [{ ...record({}).seen, change: {} }],
  ])("of which somebody has changed what was seen is read without: %j", (seen) => {
    const { seen: _, ...rest } = record({ a: "1" });
    const text = JSON.stringify({ ...rest, seen });
    expect(parseSessionRecord(text, key)).toEqual(rest);
  });

  test("tells the report the version that is there and what changed", () => {
    const changed = record({ a: "2", b: "1" }, record({ a: "1" }));
    expect(reportedSessions([changed])).toMatchObject([
      {
        dataset: "bars_5m",
        day: "2025-11-28",
        state: "pending",
        why: "no run has made its checks, or only one from before there were versions",
        version: { hash: changed.seen!.version.hash, objects: 2 },
        change: { added: 1, replaced: 1, removed: 0, names: ["+b", "~a"] },
      },
    ]);
  });
});
