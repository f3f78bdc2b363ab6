import { isDeepStrictEqual } from "node:util";
import type { Table } from "../catalog/port.ts";
import { type DatasetInBucket, folderOfLocation } from "../datasets/dataset-folders.ts";
import { identityOf, sameLocation } from "../datasets/placing.ts";
import { keyOrderMapper } from "../register/table-mismatch.ts";
import type { Clock } from "../runtime/clock.ts";
import type { CallTimeout } from "../runtime/deadlines.ts";
import { CatalogError } from "../runtime/errors.ts";
import { chunked } from "../runtime/parallel.ts";
import type { DeleteBudget } from "./delete-budget.ts";
import { foldersWithData } from "./folders-with-data.ts";
import {
  type KeyListing,
  PARTITIONS_PER_DELETE,
  type PartitionRemover,
  type Pointing,
  type WholePartition,
} from "./port.ts";
import type { UndoLog } from "./undo-log.ts";

export interface RemovalTools {
  readonly remover: PartitionRemover;
  readonly listing: KeyListing;
  readonly budget: DeleteBudget;
  readonly undo: UndoLog;
  /** The folders, paths below the dataset's prefix, of those at whose Location other partitions or datasets point, too. */
  readonly sharedAmong: (candidates: readonly RemovalCandidate[]) => Promise<ReadonlySet<string>>;
  readonly clock: Clock;
  readonly callTimeout: CallTimeout;
}

/** Why a partition that was to be removed is still there, or is there again. */
export const KEPT = {
  gone: "somebody else removed it",
  moved: "its Location has changed",
  changed: "somebody changed it while it was being removed",
  foreign: "its Location lies outside of the dataset's prefix",
  shared: "something else has the same Location",
  data: "there is data in its Location again",
  capped: "as many were deleted today as may be",
  refused: "Glue refused to delete it",
} as const;

export interface Removal {
  readonly removed: readonly Pointing[];
  readonly kept: readonly (Pointing & { readonly why: keyof typeof KEPT; readonly reason: string })[];
}

/**
 * Removes partitions whose data are gone. The only way in which anything is removed: what is to be deleted is written
 * down first, whole; if it is still the same, it is deleted; then its Location is listed at once, and if data are there it is
 * created again as it was. An object that was written before that listing is seen by it; a later one brings an event, by
 * which the register function asks Glue afresh. Glue deletes whatever has the values by then: what somebody else changes
 * between the last reading and the delete, one call later, is lost. Throws RegistrarError if S3 or Glue refuses a call as a whole.
 */
export async function removePartitions(
  place: DatasetInBucket,
  table: Table,
  candidates: readonly Pointing[],
  tools: RemovalTools,
): Promise<Removal> {
  const removed: Pointing[] = [];
  const kept: Removal["kept"][number][] = [];
  const once = [
    ...new Map(candidates.map((one) => [identityOf([...one.values, one.location]), one])).values(),
  ];
  for (const chunk of chunked(once, PARTITIONS_PER_DELETE)) {
    const one = await new Removing(place, table, tools).run(chunk);
    removed.push(...one.removed);
    kept.push(...one.kept);
  }
  return { removed, kept };
}

/** A partition that may be removed. */
export interface RemovalCandidate extends Pointing {
  /** Of its Location, below the dataset's prefix. */
  readonly folder: string;
}

interface Candidate extends RemovalCandidate {
  readonly whole: WholePartition;
}

/** The removal of what fits into one call. */
class Removing {
  readonly #place: DatasetInBucket;
  readonly #table: Table;
  readonly #tools: RemovalTools;
  readonly #kept: Removal["kept"][number][] = [];

  constructor(place: DatasetInBucket, table: Table, tools: RemovalTools) {
    this.#place = place;
    this.#table = table;
    this.#tools = tools;
  }

  async run(partitions: readonly Pointing[]): Promise<Removal> {
    const { budget, undo, clock } = this.#tools;
    const empty = await this.#unshared(await this.#withoutData(await this.#removable(partitions)));
    const granted = empty.length === 0 ? 0 : await budget.take(empty.length);
    this.#keepAll(empty.slice(granted), "capped");
    const doomed = empty.slice(0, granted);
    if (doomed.length === 0) return { removed: [], kept: this.#kept };
    const { database, name, keys } = this.#table;
    const at = new Date(clock.now()).toISOString();
    await undo.write({ database, table: name, keys, at, partitions: doomed.map(({ whole }) => whole) });
    const deleted = await this.#delete(await this.#unchanged(doomed));
    return { removed: await this.#withDataRestored(deleted), kept: this.#kept };
  }

  /** Those that Glue still holds where they were seen. */
  async #removable(partitions: readonly Pointing[]): Promise<Candidate[]> {
    const whole = await this.#read(partitions);
    return partitions.flatMap((partition) => {
      const held = whole.get(this.#identity(partition));
      const folder = folderOfLocation(this.#place, partition.location);
      if (held === undefined) this.#keep(partition, "gone");
      else if (!sameLocation(held.location, partition.location)) this.#keep(partition, "moved");
      else if (folder === undefined) this.#keep(partition, "foreign");
      else return [{ ...partition, folder, whole: held }];
      return [];
    });
  }

  /** Those that are what was written down. */
  async #unchanged(doomed: readonly Candidate[]): Promise<Candidate[]> {
    const now = await this.#read(doomed);
    return doomed.filter((one) => {
      const held = now.get(this.#identity(one));
      const isSame = held !== undefined && isDeepStrictEqual(held, one.whole);
      if (!isSame) this.#keep(one, held === undefined ? "gone" : "changed");
      return isSame;
    });
  }

  async #withoutData(candidates: readonly Candidate[]): Promise<Candidate[]> {
    return this.#without(await this.#withData(candidates), candidates, "data");
  }

  /** Those whose Location is nothing else's. Whoever wants to know asks only about what is to be removed. */
  async #unshared(candidates: readonly Candidate[]): Promise<Candidate[]> {
    if (candidates.length === 0) return [];
    const shared = await this.#tools.sharedAmong(candidates);
    return this.#without(shared, candidates, "shared");
  }

  #without(
    folders: Pick<ReadonlySet<string>, "has">,
    candidates: readonly Candidate[],
    why: keyof typeof KEPT,
  ): Candidate[] {
    this.#keepAll(
      candidates.filter(({ folder }) => folders.has(folder)),
      why,
    );
    return candidates.filter(({ folder }) => !folders.has(folder));
  }

  /** Answers those that are gone. */
  async #delete(doomed: readonly Candidate[]): Promise<Candidate[]> {
    if (doomed.length === 0) return [];
    const { remover, callTimeout } = this.#tools;
    const values = doomed.map(({ whole }) => whole.values);
    try {
      const refusals = await remover.delete(this.#table, values, callTimeout());
      const refused = new Map(refusals.map((refusal) => [identityOf(refusal.values), refusal.error]));
      return doomed.filter((one) => {
        const error = refused.get(this.#identity(one));
        if (error !== undefined)
          this.#keep(one, "refused", error instanceof CatalogError ? error.message : error);
        return error === undefined;
      });
    } catch (thrown) {
      if (!(thrown instanceof CatalogError) || thrown.effect === "none") throw thrown;
      // The answer was lost: what Glue no longer holds was deleted.
      const left = await this.#read(doomed);
      return doomed.filter((one) => {
        const isLeft = left.has(this.#identity(one));
        if (isLeft) this.#keep(one, "refused", thrown.message);
        return !isLeft;
      });
    }
  }

  /** Answers those that stay removed. */
  async #withDataRestored(deleted: readonly Candidate[]): Promise<Candidate[]> {
    if (deleted.length === 0) return [];
    const { remover, callTimeout } = this.#tools;
    const filled = await this.#withData(deleted);
    const back = deleted.filter(({ folder }) => filled.has(folder)).map(({ whole }) => whole);
    if (back.length > 0) {
      // Whoever registered it meanwhile did what this does.
      const refusals = await remover.restore(this.#table, back, callTimeout());
      const refusal = refusals.find(({ error }) => error !== "already exists")?.error;
      if (refusal instanceof CatalogError) throw refusal;
    }
    return this.#without(filled, deleted, "data");
  }

  #withData(candidates: readonly Candidate[]): Promise<Pick<ReadonlySet<string>, "has">> {
    const { listing, callTimeout } = this.#tools;
    const folders = candidates.map(({ folder }) => folder);
    return foldersWithData(this.#place, folders, listing, callTimeout);
  }

  async #read(partitions: readonly Pointing[]): Promise<Map<string, WholePartition>> {
    const { remover, callTimeout } = this.#tools;
    const inTableOrder = keyOrderMapper(this.#table, this.#place.dataset);
    const values = partitions.map((partition) => inTableOrder(partition.values));
    const whole = await remover.readWhole(this.#table, values, callTimeout());
    return new Map(whole.map((one) => [identityOf(one.values), one]));
  }

  #identity({ values }: Pointing): string {
    return identityOf(keyOrderMapper(this.#table, this.#place.dataset)(values));
  }

  #keep({ values, location }: Pointing, why: keyof typeof KEPT, reason: string = KEPT[why]): void {
    this.#kept.push({ values, location, why, reason });
  }

  #keepAll(partitions: readonly Pointing[], why: keyof typeof KEPT): void {
    for (const partition of partitions) this.#keep(partition, why);
  }
}
