import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { isUntouched, VersionFold } from "../../shared/sessions/data-version.ts";
import { listSession } from "../../shared/sessions/session-objects.ts";
import type { StoredObject } from "../../shared/store/port.ts";
import { law } from "../support/law.ts";
import { MemoryStore } from "../support/memory-store.ts";
import { BUCKET } from "../support/platform.ts";
import { bars, trades } from "../support/snapshots.ts";

const never = new AbortController().signal;
const DAY = "2025-11-28";
const AT = "2025-11-28T18:10:00.000Z";
const folder = `${trades.prefix}day=${DAY}/`;

function versionOf(objects: readonly StoredObject[]) {
  const fold = new VersionFold();
  for (const object of objects) fold.add(object);
  return fold.version;
}

describe("a version", () => {
  const object = fc.record({
    key: fc.constantFrom("a", "b", "a\n1", "ab"),
    size: fc.integer({ min: 1, max: 12 }),
    etag: fc.constantFrom('"x"', '"y"', "1"),
    modified: fc.constant(AT),
  });
  const objects = fc.uniqueArray(object, { maxLength: 6, selector: ({ key }) => key });
  const identity = (all: readonly StoredObject[]) =>
    JSON.stringify(all.map(({ key, size, etag }) => [key, size, etag]).sort());

  law(
    "is the same in every order",
    fc.property(objects, (all) => {
      expect(versionOf(all.toReversed())).toEqual(versionOf(all));
    }),
  );

  law(
    "is another one exactly if key, size or ETag of any object is",
    fc.property(objects, objects, (one, other) => {
      expect(versionOf(one).hash === versionOf(other).hash).toBe(identity(one) === identity(other));
    }),
  );

  test("counts objects and bytes, and knows the last write", () => {
    const at = (modified: string, size: number) => ({ key: modified, size, etag: "", modified });
    expect(
      versionOf([at(AT, 3), at("2025-11-28T18:11:00.000Z", 4), at("2025-11-27T00:00:00.000Z", 5)]),
    ).toMatchObject({
      objects: 3,
      bytes: 12,
      lastWrite: "2025-11-28T18:11:00.000Z",
    });
  });

  test("of the same bytes that were written again is the same, and was touched", () => {
    const [before, after] = [AT, "2025-11-28T18:11:00.000Z"].map((modified) =>
      versionOf([{ key: "a", size: 1, etag: "x", modified }]),
    ) as [ReturnType<typeof versionOf>, ReturnType<typeof versionOf>];
    expect([after.hash === before.hash, isUntouched(before, after)]).toEqual([true, false]);
  });
});

/** What is seen of a session with these objects, and these Locations below its folder or whole. */
async function seen(keys: readonly string[], locations: readonly string[], dataset = trades) {
  const store = new MemoryStore();
  for (const key of keys) store.put(key, key.endsWith("empty") ? 0 : 7, AT);
  const whole = locations.map((location) =>
    location.includes(":") ? location : `s3://${BUCKET}/${folder}${location}`,
  );
  const session = { dataset, bucket: BUCKET, day: DAY, locations: whole, folders: [folder] };
  const { version, digests = {}, ...rest } = await listSession(session, store, never);
  // The objects by name are those of the version.
  expect(Object.keys(digests)).toHaveLength(version.objects);
  return { objects: version.objects, ...rest, listings: store.listings };
}

describe("what is seen of a session", () => {
  const key = (path: string) => `${folder}${path}`;
  const none = { uncovered: 0, elsewhere: 0, example: undefined };

  test("is what Athena reads, in one listing of the session's folder", async () => {
    const keys = ["symbol=A/1.parquet", "symbol=A/sub/2", "symbol=B/3.csv"].map(key);
    const passedOver = ["symbol=A/_SUCCESS", "symbol=A/.x/4.parquet", "symbol=A/empty"].map(key);
    expect(await seen([...keys, ...passedOver], ["symbol=A/", "symbol=B/"])).toEqual({
      objects: 3,
      ...none,
      listings: [folder],
    });
  });

  test("is each object once, also if two partitions cover it", async () => {
    expect(await seen([key("symbol=A/1.parquet")], ["", "symbol=A"])).toMatchObject({ objects: 1, ...none });
  });

  test("are data that no partition covers, apart from the version", async () => {
    const keys = [
      "symbol=A/1.parquet",
      "symbol=B/2.parquet",
      "3.parquet",
      "symbol=B/notes.txt",
      "_tmp/4",
    ].map(key);
    expect(await seen(keys, ["symbol=A/"])).toMatchObject({
      objects: 1,
      uncovered: 2,
      example: `s3://${BUCKET}/${key("3.parquet")}`,
    });
  });

  test("are objects in another folder of the dataset, if a partition points there", async () => {
    const other = `${trades.prefix}fixed/${DAY}/`;
    const found = await seen([`${other}1.parquet`], [`s3a://${BUCKET}/${other.slice(0, -1)}`]);
    expect(found).toMatchObject({ objects: 1, ...none });
    expect([...found.listings].sort()).toEqual([folder, other].sort());
  });

  test.each(["s3://another-bucket/x/", `s3://${BUCKET}/${bars.prefix}`, "hdfs://name/x"])(
    "is not what lies at %s: it says so",
    async (location) => {
      expect(await seen([], [location])).toMatchObject({ objects: 0, elsewhere: 1, example: location });
    },
  );

  test("takes no memory for 100,000 objects: they are folded page by page", async () => {
    let alive = 0;
    let most = 0;
    const store = {
      async *objects(_bucket: string, prefix: string) {
        for (let index = 0; index < 100_000; index++) {
          most = Math.max(most, ++alive);
          yield { key: `${prefix}symbol=A/${index}.parquet`, size: 1, etag: `${index}`, modified: AT };
          alive -= 1;
        }
      },
    };
    const location = `s3://${BUCKET}/${folder}symbol=A/`;
    const session = { dataset: trades, bucket: BUCKET, day: DAY, locations: [location], folders: [folder] };
    const { version } = await listSession(session, store, never);
    expect([version.objects, version.bytes, most]).toEqual([100_000, 100_000, 1]);
  });
});
