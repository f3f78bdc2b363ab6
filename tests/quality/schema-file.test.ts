import { describe, expect, test } from "@jest/globals";
import type { FileFault } from "../../shared/file-checks/file-fault.ts";
import { type FileFinding, findingKey } from "../../shared/file-checks/file-finding.ts";
import { readFileFindings } from "../../shared/quality/file-findings.ts";
import type { CatalogSnapshot } from "../../shared/quality/snapshot.ts";
import { MemoryObjects } from "../support/memory-objects.ts";
import { MemoryStore } from "../support/memory-store.ts";
import { BUCKET } from "../support/platform.ts";
import { bars, snapshotOf, told } from "../support/snapshots.ts";

const { signal } = new AbortController();
const TYPE: FileFault = { kind: "type", breaks: true, column: "close", file: "string", table: "double" };
const MISSING: FileFault = { kind: "missing", breaks: false, column: "vwap", table: "double" };
const MODIFIED = "2025-11-28T18:05:00.000Z";

const finding = (day: string, ...faults: FileFault[]): FileFinding => ({
  schemaVersion: 1,
  dataset: "bars_5m",
  values: [day],
  key: `${bars.prefix}day=${day}/part-0.parquet`,
  size: 100,
  modified: MODIFIED,
  checkedAt: "2025-11-28T18:05:02.000Z",
  heldBack: false,
  faults,
});

describe("schema.file", () => {
  const judged = (files: CatalogSnapshot["files"]) =>
    told(
      "schema.file",
      snapshotOf(bars, { days: { from: "2025-11-26", to: "2025-11-28" }, snapshot: { files } }),
    );

  test("is made of guarded datasets alone", () => expect(judged(undefined)).toEqual([]));

  test("passes if nothing was found", () => {
    expect(judged({ value: [] })).toEqual([
      "pass - -: the guard has read no file of bars_5m from 2025-11-26 to 2025-11-28 that does not fit its table",
    ]);
  });

  test("warns for what is odd", () => {
    expect(judged({ value: [finding("2025-11-28", MISSING)] })).toEqual([
      expect.stringMatching(
        /^warn - -: 1 files of bars_5m .*part-0.parquet: column vwap \(double\) is missing$/,
      ),
    ]);
  });

  test("fails for what breaks, and tells that first", () => {
    expect(judged({ value: [finding("2025-11-26", MISSING), finding("2025-11-28", TYPE)] })).toEqual([
      expect.stringMatching(
        /^fail - -: 2 files .*day=2025-11-28.*: column close is string in the file and double in the table$/,
      ),
    ]);
  });

  test("cannot be made if findings cannot be read", () => {
    const denied = { outcome: "error", reason: "source_unavailable", message: "STORE_REFUSED: no" } as const;
    expect(judged(denied)).toEqual(["error source_unavailable -: STORE_REFUSED: no"]);
  });
});

describe("findings are read", () => {
  function open(...findings: FileFinding[]) {
    const [store, texts] = [new MemoryStore(), new MemoryObjects()];
    for (const one of findings) {
      const key = findingKey(bars, one);
      store.put(key, 1, MODIFIED);
      texts.objects.set(`${BUCKET}/${key}`, {
        key,
        body: JSON.stringify(one),
        contentType: "application/json",
      });
      store.put(one.key, one.size, one.modified);
    }
    const span = { from: "2025-11-26", to: "2025-11-28" };
    const read = () => readFileFindings("bars_5m", BUCKET, span, { store, texts }, signal);
    return { store, texts, read };
  }

  test("of the days that are looked at", async () => {
    const { read } = open(finding("2025-11-25", TYPE), finding("2025-11-28", TYPE));
    expect(await read()).toEqual([finding("2025-11-28", TYPE)]);
  });

  test.each([
    ["written anew", (store: MemoryStore, key: string) => store.put(key, 100, "2025-11-28T19:00:00.000Z")],
    ["of another size", (store: MemoryStore, key: string) => store.put(key, 101, MODIFIED)],
  ])("not of a file that was %s since", async (_, change) => {
    const one = finding("2025-11-28", TYPE);
    const { store, read } = open(one);
    change(store, one.key);
    expect(await read()).toEqual([]);
  });

  test("not of a file that is gone", async () => {
    const one = finding("2025-11-28", TYPE);
    const { read } = open({ ...one, key: one.key });
    const { read: readGone } = open();
    expect([(await read()).length, (await readGone()).length]).toEqual([1, 0]);
  });

  test("and one that cannot be read is passed over", async () => {
    const one = finding("2025-11-28", TYPE);
    const { texts, read } = open(one);
    const key = findingKey(bars, one);
    texts.objects.set(`${BUCKET}/${key}`, { key, body: "{", contentType: "application/json" });
    expect(await read()).toEqual([]);
  });
});
