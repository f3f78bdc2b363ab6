import type { Catalog } from "../catalog/port.ts";
import type { Dataset } from "../datasets/dataset.ts";
import { type DatasetInBucket, folderOfLocation } from "../datasets/dataset-folders.ts";
import type { Clock } from "../runtime/clock.ts";
import type { CallTimeout } from "../runtime/deadlines.ts";
import { RegistrarError } from "../runtime/errors.ts";
import { databaseName } from "../runtime/names.ts";
import { inParallel } from "../runtime/parallel.ts";
import type { PartitionReader } from "./port.ts";

/** Milliseconds for which it is remembered where other datasets point: people make such partitions, and seldom. */
const REMEMBERED = 900_000;
/** Each is read in several segments at a time. */
const TABLES_AT_ONCE = 4;

export interface SharedIn {
  readonly stage: string;
  readonly bucket: string;
  /** All of the stage. */
  readonly datasets: readonly Dataset[];
}

/** What is asked where partitions point. */
export interface PointingPorts {
  readonly catalog: Pick<Catalog, "table">;
  readonly reader: PartitionReader;
}

export interface SharedPorts extends PointingPorts {
  readonly clock: Clock;
}

/**
 * Tells which Locations are not one partition's alone. Glue cannot be asked by Location, so tables are read whole, without
 * columns: the dataset's own for each question, those of others four times an hour at most. Nothing of them is kept but
 * Locations that lie where they should not. Make it once per container.
 */
export class SharedLocations {
  readonly #in: SharedIn;
  readonly #ports: SharedPorts;
  /** By the dataset asked about: its folders at which others point. */
  readonly #others = new Map<Dataset, { readonly folders: ReadonlySet<string>; readonly at: number }>();

  constructor(where: SharedIn, ports: SharedPorts) {
    this.#in = where;
    this.#ports = ports;
  }

  /** Those of some folders, paths below the dataset's prefix, at which more than one partition points. Throws RegistrarError. */
  async among(
    folders: readonly string[],
    dataset: Dataset,
    callTimeout: CallTimeout,
  ): Promise<ReadonlySet<string>> {
    const { stage, bucket } = this.#in;
    const others = await this.#pointedAtByOthers(dataset, callTimeout);
    const pointers = new Map(folders.map((folder) => [folder, others.has(folder) ? 1 : 0]));
    await readFolders(dataset, { dataset, bucket }, stage, this.#ports, callTimeout, (folder) => {
      const known = pointers.get(folder);
      if (known !== undefined) pointers.set(folder, known + 1);
    });
    return new Set(folders.filter((folder) => pointers.get(folder)! > 1));
  }

  async #pointedAtByOthers(dataset: Dataset, callTimeout: CallTimeout): Promise<ReadonlySet<string>> {
    const { clock } = this.#ports;
    const known = this.#others.get(dataset);
    if (known !== undefined && clock.now() - known.at < REMEMBERED) return known.folders;
    const at = clock.now();
    const { bucket } = this.#in;
    const folders = await pointedAtByOthers({ dataset, bucket }, this.#in, this.#ports, callTimeout);
    this.#others.set(dataset, { folders, at });
    return folders;
  }
}

/**
 * The folders of a dataset, paths below its prefix, at which partitions of other datasets point: nobody removes what they
 * share. Throws RegistrarError.
 */
export async function pointedAtByOthers(
  within: DatasetInBucket,
  { stage, datasets }: Pick<SharedIn, "stage" | "datasets">,
  ports: PointingPorts,
  callTimeout: CallTimeout,
): Promise<ReadonlySet<string>> {
  const folders = new Set<string>();
  // Projected tables have no partitions.
  const others = datasets.filter(
    ({ name, strategy }) => name !== within.dataset.name && strategy !== "project",
  );
  await inParallel(others, TABLES_AT_ONCE, async (other) => {
    try {
      await readFolders(other, within, stage, ports, callTimeout, (folder) => folders.add(folder));
    } catch (thrown) {
      // A table that does not exist, or goes while it is read, holds none.
      if (!(thrown instanceof RegistrarError && thrown.code === "TABLE_NOT_FOUND")) throw thrown;
    }
  });
  return folders;
}

/** Hands over the folders below the prefix of `within` at which the partitions of a dataset point. */
async function readFolders(
  { database, table }: Dataset,
  within: DatasetInBucket,
  stage: string,
  { catalog, reader }: PointingPorts,
  callTimeout: CallTimeout,
  onFolder: (folder: string) => void,
): Promise<void> {
  const found = await catalog.table(databaseName(database, stage), table, callTimeout());
  await reader.read(found, undefined, callTimeout, (page) => {
    for (const { location } of page) {
      const folder = folderOfLocation(within, location);
      if (folder !== undefined) onFolder(folder);
    }
  });
}
