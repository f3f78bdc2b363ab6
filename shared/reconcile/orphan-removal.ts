import type { Dataset } from "../datasets/dataset.ts";
import { DeleteBudget } from "../removal/delete-budget.ts";
import type { KeyListing, PartitionRemover } from "../removal/port.ts";
import type { RemovalTools } from "../removal/removal.ts";
import { type PointingPorts, pointedAtByOthers } from "../removal/shared-locations.ts";
import type { UndoLog } from "../removal/undo-log.ts";
import type { Clock } from "../runtime/clock.ts";
import type { CallTimeout } from "../runtime/deadlines.ts";
import type { RecordStore } from "../store/port.ts";
import { type Catalogue, hasOtherPointer } from "./catalogue.ts";
import type { Scope } from "./scope.ts";

/** Which orphans of a dataset are removed, and how many. */
export interface OrphanRemoval {
  readonly scope: Scope;
  /** Of the stage: partitions of others may point at the same Locations. */
  readonly all: readonly Dataset[];
  /** Everything that Glue holds of the dataset's own table. */
  readonly catalogue: Catalogue;
  readonly undo: UndoLog;
  /** Partitions of the dataset that may be removed on one day, UTC. */
  readonly perDay: number;
}

export interface OrphanRemovalPorts extends PointingPorts {
  readonly remover: PartitionRemover;
  readonly listing: KeyListing;
  readonly records: RecordStore;
  readonly clock: Clock;
  readonly callTimeout: CallTimeout;
}

/** What the orphans that a reconcile finds are removed with. Asks at once where other datasets point. Throws RegistrarError. */
export async function orphanRemovalTools(
  { scope, all, catalogue, undo, perDay }: OrphanRemoval,
  ports: OrphanRemovalPorts,
): Promise<RemovalTools> {
  const { remover, listing, records, clock, callTimeout } = ports;
  const { stage, bucket, dataset } = scope;
  const others = await pointedAtByOthers(scope, { stage, datasets: all }, ports, callTimeout);
  const day = new Date(clock.now()).toISOString().slice(0, 10);
  return {
    remover,
    listing,
    budget: new DeleteBudget({ bucket, stage, dataset: dataset.name, day }, perDay, records, callTimeout),
    undo,
    sharedAmong: async (candidates) => {
      const shared = candidates.filter(
        (one) => others.has(one.folder) || hasOtherPointer(scope, catalogue, one, candidates),
      );
      return new Set(shared.map(({ folder }) => folder));
    },
    clock,
    callTimeout,
  };
}
