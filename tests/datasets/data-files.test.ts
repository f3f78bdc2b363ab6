import { describe, expect, test } from "@jest/globals";
import { notData } from "../../shared/datasets/data-files.ts";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import { defineDatasets } from "../../shared/datasets/define-datasets.ts";
import { placeFolder } from "../../shared/datasets/placing.ts";
import type { Arrival } from "../../shared/events/arrivals.ts";
import { readFolders } from "../../shared/quality/stored-folders.ts";
import { foldersIn } from "../../shared/reconcile/folders.ts";
import { planArrivals, type RegistrationPlan } from "../../shared/register/plan.ts";
import { MemoryStore } from "../support/memory-store.ts";
import { CORPUS, CORPUS_OF_SIZES, type CorpusObject } from "../support/object-corpus.ts";
import { BUCKET } from "../support/platform.ts";

const [dataset] = defineDatasets([
  {
    name: "bars",
    database: "curated",
    table: "bars",
    prefix: "curated/bars/",
    keys: [{ name: "day", kind: "day" }],
    columns: [{ name: "close", type: "double" }],
    strategy: "register",
  },
]) as readonly [Dataset];

const FOLDER = "curated/bars/day=2026-11-20/";
const MODIFIED = "2026-11-20T21:05:12.000Z";
const { signal } = new AbortController();
const rows = [...CORPUS, ...CORPUS_OF_SIZES];

test.each(rows)("$path of $size bytes: $ignored", ({ path, size, ignored }) => {
  expect(notData(path, size)?.reason).toBe(ignored);
});

/** What the register function makes of the events of these objects. */
function registered(objects: readonly CorpusObject[]): RegistrationPlan {
  const batch = objects.map(({ path, size }) => {
    const written = { key: FOLDER + path, size, time: MODIFIED, replayed: false };
    const arrival: Arrival = { kind: "created", bucket: BUCKET, ...written };
    return { message: { id: path, body: "", firstSeen: 0, replayed: false }, arrivals: [arrival] };
  });
  return planArrivals(batch, { datasets: [dataset], bucket: BUCKET });
}

/** What a listing shows of them; it always knows sizes. */
function stored(objects: readonly CorpusObject[]): MemoryStore {
  const store = new MemoryStore();
  for (const { path, size } of objects) store.put(FOLDER + path, size ?? 1, MODIFIED);
  return store;
}

const isPartition = (folder: string) =>
  placeFolder(dataset, BUCKET, dataset.prefix + folder).kind === "partition";

/** The folders of partitions in which a reconcile finds data. */
async function reconciled(store: MemoryStore): Promise<string[]> {
  const scope = { dataset, bucket: BUCKET, stage: "dev", from: undefined, until: undefined };
  const all = { first: undefined, last: undefined };
  const page = async (bucket: string, prefix: string, after = "") => {
    const objects = [];
    for await (const object of store.objects(bucket, prefix)) if (object.key > after) objects.push(object);
    return { objects, isLast: true };
  };
  const found: string[] = [];
  for await (const { folders } of foldersIn(scope, [all], undefined, { page }, () => signal)) {
    found.push(
      ...folders.filter(({ path, data }) => data !== undefined && isPartition(path)).map(({ path }) => path),
    );
  }
  return found;
}

const surveyed = (objects: readonly CorpusObject[]) =>
  readFolders(dataset, BUCKET, { from: "2026-11-20", to: "2026-11-20" }, stored(objects), signal);

const partitionsOf = ({ tables }: RegistrationPlan) => tables.flatMap(({ partitions }) => partitions);

describe("the users of the rule agree on an object alone in its partition", () => {
  test.each(rows)("$path of $size bytes", async (object) => {
    const partitions = object.ignored === undefined ? 1 : 0;
    expect(partitionsOf(registered([object]))).toHaveLength(partitions);
    expect(await reconciled(stored([object]))).toHaveLength(partitions);
    expect(await surveyed([object])).toHaveLength(partitions);
  });
});

describe("data is found by all users of the rule, whatever lies beside it", () => {
  const aside = rows.filter(({ ignored, size }) => ignored !== undefined && size !== undefined);

  // Names that come before and after those of all the others.
  test.each(["!.parquet", "~.parquet"])("%s holds a partition", async (path) => {
    const data = { path, size: 1, ignored: undefined };
    const objects = [...aside, data];
    expect(partitionsOf(registered(objects))).toHaveLength(1);
    expect(await reconciled(stored(objects))).toEqual(["day=2026-11-20/"]);
    expect(await surveyed(objects)).toMatchObject([{ values: ["2026-11-20"], files: 1, bytes: 1 }]);
  });
});

test("a folder marker's folder above the last key is passed over by all alike", async () => {
  const store = new MemoryStore();
  store.put(FOLDER.replace(/\/$/, "_$folder$/a.parquet"), 1, MODIFIED);
  expect(await reconciled(store)).toEqual([]);
});
