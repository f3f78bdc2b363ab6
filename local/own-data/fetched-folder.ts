/** A part of a bucket, fetched into a folder of this machine: as much as it takes to know a table. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { phraseOfTable, tablesOfKeys } from "../../operate/table-formats.ts";
import { notData } from "../../shared/datasets/data-files.ts";
import type { FileReader } from "../../shared/guard/port.ts";
import { inParallel } from "../../shared/runtime/parallel.ts";
import { count } from "../../shared/runtime/text.ts";
import type { ObjectStore, StoredObject } from "../../shared/store/port.ts";

/** Objects in a page of a listing. */
const PAGE = 1000;
const MOST_LISTED = 5 * PAGE;
const MOST_FILES = 200;
const MOST_BYTES = 100_000_000;
const AT_ONCE = 8;

export interface Fetched {
  readonly listed: number;
  readonly files: number;
  readonly bytes: number;
  /** Is there anything that was not looked at? */
  readonly isPart: boolean;
  /** A sentence for each Delta, Hudi or Iceberg table that was listed. */
  readonly formats: readonly string[];
}

/**
 * Of at most 5,000 objects that come first by their keys the last 200 that can be data, or 100 MB of them. Names that would lead
 * out of `folder` are passed over. `doing` is told how far it is. Throws RegistrarError.
 */
export async function fetchFolder(
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
  folder: string,
  ports: { readonly store: Pick<ObjectStore, "objects">; readonly files: Pick<FileReader, "range"> },
  signal: () => AbortSignal,
  doing: (text: string) => void = () => {},
): Promise<Fetched> {
  const listed: StoredObject[] = [];
  for await (const object of ports.store.objects(bucket, prefix, signal())) {
    if (listed.push(object) % PAGE === 0) doing(`listing: ${count(listed.length, "object")}`);
    if (listed.length >= MOST_LISTED) break;
  }
  const data = listed.filter(({ key, size }) => isData(key.slice(prefix.length), size));
  const chosen = lastOf(data);
  let fetched = 0;
  await inParallel(chosen, AT_ONCE, async ({ key, size, etag }) => {
    const bytes = await ports.files.range({ bucket, key, eTag: etag }, 0, size - 1, signal());
    if (bytes === "changed") return; // it was replaced since it was listed
    const path = join(folder, key.slice(prefix.length));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
    fetched++;
    doing(`fetching a sample: ${fetched} of ${chosen.length}`);
  });
  return {
    listed: listed.length,
    files: chosen.length,
    bytes: chosen.reduce((sum, { size }) => sum + size, 0),
    formats: tablesOfKeys(listed.map(({ key }) => key)).map((table) =>
      phraseOfTable(table, `s3://${bucket}/${table.folder}`),
    ),
    isPart: listed.length === MOST_LISTED || chosen.length < data.length,
  };
}

function isData(path: string, size: number): boolean {
  const isInside = path.split("/").every((name) => !/^\.{0,2}$/.test(name) && !/[\\\0]/.test(name));
  return isInside && notData(path, size) === undefined;
}

function lastOf(objects: readonly StoredObject[]): StoredObject[] {
  const chosen: StoredObject[] = [];
  let bytes = 0;
  for (const object of objects.toReversed()) {
    if (chosen.length === MOST_FILES) break;
    if (bytes + object.size > MOST_BYTES) continue;
    chosen.push(object);
    bytes += object.size;
  }
  return chosen.reverse();
}
