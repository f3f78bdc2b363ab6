import { rangesOfDays } from "../catalog/day-ranges.ts";
import type { Table } from "../catalog/port.ts";
import { folderOfLocation, valuesOfFolder } from "../datasets/dataset-folders.ts";
import type { HeldPartition, PartitionReader, Pointing } from "../removal/port.ts";
import type { RemovalCandidate } from "../removal/removal.ts";
import type { CallTimeout } from "../runtime/deadlines.ts";
import { isSame, isWanted, type Scope } from "./scope.ts";
import { SortedTexts } from "./sorted-texts.ts";

/** Everything that Glue holds of a table, by where it points. */
export interface Catalogue {
  /** Folders of the partitions whose Location is the folder of their own values, below the dataset's prefix. */
  readonly own: SortedTexts;
  /** The other partitions within the prefix: each its folder, a line feed, its values and its Location as JSON. */
  readonly odd: SortedTexts;
  /** All that were read. */
  readonly size: number;
}

/**
 * Reads the partitions of a table. `onForeign` hears of those that point outside of the dataset's prefix: they are not
 * kept. `onProgress` hears how many were read, `onPage` of all that was. With `isWhole`, also those of other days than the scope's.
 */
export async function readCatalogue(
  scope: Scope,
  table: Table,
  reader: PartitionReader,
  callTimeout: CallTimeout,
  isWhole: boolean,
  onForeign: (partition: Pointing) => void,
  onProgress: (read: number) => void,
  onPage: (page: readonly HeldPartition[]) => void = () => {},
): Promise<Catalogue> {
  const [own, odd] = [new SortedTexts(), new SortedTexts()];
  const inDatasetOrder = datasetOrderMapper(table, scope);
  let size = 0;
  const { dataset, from, until: to } = scope;
  const ranges = isWhole ? undefined : rangesOfDays(dataset, table, { from, to });
  await reader.read(table, ranges, callTimeout, (page) => {
    size += page.length;
    onPage(page);
    for (const { values: inTableOrder, location } of page) {
      const values = inDatasetOrder(inTableOrder);
      const folder = folderOfLocation(scope, location);
      if (folder === undefined) {
        if (isWanted(scope, values)) onForeign({ values, location });
      } else if (isSame(valuesOfFolder(scope, folder) ?? [], values)) own.add(folder);
      else odd.add(`${folder}\n${JSON.stringify({ values, location })}`);
    }
    onProgress(size);
  });
  return { own: own.seal(), odd: odd.seal(), size };
}

export interface OddPartition extends Pointing {
  /** Of its Location, below the dataset's prefix. */
  readonly folder: string;
}

/** The partitions of `odd`, so many at a time. */
export function* oddPartitions({ odd }: Catalogue, size: number): Generator<OddPartition[]> {
  for (let start = 0; start < odd.size; start += size) {
    const length = Math.min(size, odd.size - start);
    yield Array.from({ length }, (_, index) => oddPartition(odd.at(start + index)));
  }
}

function oddPartition(text: string): OddPartition {
  // The last one: JSON has no line feeds, keys may.
  const cut = text.lastIndexOf("\n{");
  return { folder: text.slice(0, cut), ...(JSON.parse(text.slice(cut + 1)) as Pointing) };
}

/** How many partitions of the table point at a folder. */
export function pointersAt({ own, odd }: Catalogue, folder: string): number {
  const rank = own.rankOf(folder);
  let pointers = rank < own.size && own.at(rank) === folder ? 1 : 0;
  const start = `${folder}\n{`;
  for (let next = odd.rankOf(start); next < odd.size && odd.at(next).startsWith(start); next++) pointers += 1;
  return pointers;
}

/**
 * Does another partition of the table than this one point at its folder? It may have come after the catalogue was read, like
 * others of `besides`, and so cannot be counted among them.
 */
export function hasOtherPointer(
  scope: Scope,
  { own, odd }: Catalogue,
  { folder, values }: RemovalCandidate,
  besides: readonly RemovalCandidate[],
): boolean {
  if (besides.some((one) => one.folder === folder && !isSame(one.values, values))) return true;
  const rank = own.rankOf(folder);
  const isOwn = rank < own.size && own.at(rank) === folder;
  if (isOwn && !isSame(valuesOfFolder(scope, folder)!, values)) return true;
  const start = `${folder}\n{`;
  for (let next = odd.rankOf(start); next < odd.size && odd.at(next).startsWith(start); next++) {
    if (!isSame(oddPartition(odd.at(next)).values, values)) return true;
  }
  return false;
}

/** Brings values from the table's key order into the dataset's, whose keys are the same. */
export function datasetOrderMapper(table: Table, { dataset }: Scope) {
  const names = table.keys.map((name) => name.toLowerCase());
  const positions = dataset.keys.map(({ name }) => names.indexOf(name));
  return (values: readonly string[]) => positions.map((position) => values[position] ?? "");
}
