import { locationOfFolder, valuesOfFolder } from "../datasets/dataset-folders.ts";
import { placeFolder } from "../datasets/placing.ts";
import type { StoredObject } from "../store/port.ts";
import type { Finding } from "./finding.ts";
import type { Folder, FolderPage } from "./folders.ts";
import { isOutsideDays, isWanted, type Scope } from "./scope.ts";
import { bytesOf, type SortedTexts } from "./sorted-texts.ts";

/** A folder with data at which no partition of Glue points. */
export interface Unregistered {
  /** Below the dataset's prefix. */
  readonly folder: string;
  /** The first object that is data. */
  readonly object: StoredObject;
}

/** A partition of Glue without data in its Location. */
export interface Orphan {
  /** In the dataset's key order. */
  readonly values: readonly string[];
  /** Of its Location, below the dataset's prefix. */
  readonly folder: string;
}

/** What one page of a listing tells. */
export interface Step {
  readonly unregistered: readonly Unregistered[];
  readonly orphans: readonly Orphan[];
  readonly told: readonly Finding[];
  /** Partitions that are where they should be. */
  readonly matched: number;
  /** Objects listed. */
  readonly objects: number;
  /** The last folder that was compared: a later join may go on behind it. */
  readonly through: string | undefined;
}

/**
 * Joins what Glue holds with what S3 has. `held` are the folders of Glue's partitions, of those whose Location is the
 * folder of their own values; `pages` are the folders of S3. Both are in the order of keys, so one pass over each is
 * enough, and nothing of S3 is kept. With `after`, a folder, only what comes behind it.
 */
export async function* join(
  scope: Scope,
  held: SortedTexts,
  pages: AsyncIterable<FolderPage>,
  after?: string,
): AsyncGenerator<Step> {
  const merge = new Merge(scope, held, after);
  for await (const { folders, objects } of pages) {
    for (const folder of folders) merge.take(folder);
    yield merge.step(objects);
  }
  merge.end();
  yield merge.step(0);
}

class Merge {
  readonly #scope: Scope;
  readonly #held: SortedTexts;
  #rank: number;
  #through: string | undefined;
  #unregistered: Unregistered[] = [];
  #orphans: Orphan[] = [];
  #told: Finding[] = [];
  /** Folders with data above the partitions, since the last whole folder. */
  readonly #waiting: Folder[] = [];
  #matched = 0;

  constructor(scope: Scope, held: SortedTexts, after: string | undefined) {
    this.#scope = scope;
    this.#held = held;
    this.#through = after;
    this.#rank = after === undefined ? 0 : held.rankOf(after);
    if (after !== undefined && this.#rank < held.size && held.at(this.#rank) === after) this.#rank += 1;
  }

  take(folder: Folder): void {
    if (!folder.isWhole) {
      // Told with the next whole folder: whoever goes on behind the last one comes upon it again.
      if (folder.data !== undefined) this.#waiting.push(folder);
      return;
    }
    const bytes = bytesOf(folder.path);
    let order = -1;
    while (this.#rank < this.#held.size) {
      order = this.#held.compare(this.#rank, bytes);
      if (order >= 0) break;
      this.#orphan(this.#held.at(this.#rank++));
    }
    const isHeld = this.#rank < this.#held.size && order === 0;
    if (isHeld) this.#rank += 1;
    if (isHeld && folder.data !== undefined) this.#matched += 1;
    else if (isHeld) this.#orphan(folder.path);
    else this.#takeUnheld(folder);
    this.#through = folder.path;
    this.#tellWaiting();
  }

  #tellWaiting(): void {
    for (const folder of this.#waiting.splice(0)) this.#tellUnplaceable(folder);
  }

  end(): void {
    this.#tellWaiting();
    while (this.#rank < this.#held.size) this.#orphan(this.#held.at(this.#rank++));
  }

  /** What was found since the last step. */
  step(objects: number): Step {
    const step: Step = {
      unregistered: this.#unregistered,
      orphans: this.#orphans,
      told: this.#told,
      matched: this.#matched,
      objects,
      through: this.#through,
    };
    [this.#unregistered, this.#orphans, this.#told, this.#matched] = [[], [], [], 0];
    return step;
  }

  #orphan(folder: string): void {
    const values = valuesOfFolder(this.#scope, folder)!;
    if (isWanted(this.#scope, values)) this.#orphans.push({ values, folder });
  }

  #takeUnheld(folder: Folder): void {
    const { dataset, bucket } = this.#scope;
    const placement = placeFolder(dataset, bucket, dataset.prefix + folder.path);
    if (placement.kind === "partition" && !isWanted(this.#scope, placement.partition.values)) return;
    if (folder.data === undefined || placement.kind === "ignored") this.#tellNonData(folder, placement);
    else if (placement.kind === "unplaceable") this.#tellUnplaceable(folder);
    else this.#unregistered.push({ folder: folder.path, object: folder.data });
  }

  #tellNonData({ path, aside }: Folder, placement: ReturnType<typeof placeFolder>): void {
    const note = placement.kind === "ignored" ? placement.reason : aside;
    this.#tell("nonData", path, note);
  }

  #tellUnplaceable({ path, data }: Folder): void {
    const { dataset, bucket } = this.#scope;
    const placement = placeFolder(dataset, bucket, dataset.prefix + path);
    if (placement.kind !== "unplaceable") return; // hidden: nothing reads it
    const kind = isOutsideDays(dataset, path) ? "outside" : "unplaceable";
    this.#tell(kind, data!.key.slice(dataset.prefix.length), placement.reason);
  }

  #tell(kind: "nonData" | "outside" | "unplaceable", what: string, note: string | undefined): void {
    const folder = what.slice(0, what.lastIndexOf("/") + 1);
    this.#told.push({
      kind,
      what,
      values: undefined,
      location: locationOfFolder(this.#scope, folder),
      note,
    });
  }
}
